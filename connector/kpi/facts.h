// connector/kpi/facts.h - what figures are counted from: what happened, as it was kept. Plain data.
#pragma once

#include "connector/lead/value.h"
#include "connector/mapping/model/kpi_plan.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace crosswalk::kpi {

struct Move {
    std::string to{};
    Millis at{};
    bool filled_in = false;  // lay between two stages, nobody said it
    bool dated = true;       // false: they stood there when we met them, since nobody knows when
};

struct Person {
    std::string id{}, email{};
    std::string side{};  // who brought them: "marketing" | "sales"
    std::string source{}, campaign{}, owner{};  // the first campaign
    std::vector<Move> moves{};                  // in order of time
};

struct CampaignTouch {  // something of Marketing's that a person answered to
    std::string person{}, campaign{};
    Millis at{};
};

using Cost = CampaignCost;

struct DealPerson {
    std::string person{};
    bool primary = false;
};
struct Deal {
    std::string id{}, type{};
    Millis created{};
    std::optional<Millis> closed{};
    double amount = 0;  // now, or final when it is closed
    std::string currency{};
    std::vector<DealPerson> people{};
};

// What one side owes the other about one hand-off.
struct Duty {
    enum class State { open, met, missed, by_silence, withdrawn };
    std::string handoff{}, team{}, owner{}, source{};
    std::string side{}, name{};  // "sales", "accept"
    Millis due{};
    State state = State::open;
};

struct HandedOff {
    enum class Outcome { open, accepted, rejected, withdrawn };
    std::string id{}, person{}, team{}, owner{}, source{};
    Millis made{};
    std::optional<std::chrono::milliseconds> first_action{};  // in working time; nothing: none yet
    Outcome outcome = Outcome::open;
    std::string reason{};            // of a rejection
    std::optional<Millis> decided{};
};

}  // namespace crosswalk::kpi
