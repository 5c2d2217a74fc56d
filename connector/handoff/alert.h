// connector/handoff/alert.h - what operators are told of: each trouble once, and once that it is over. Pure.
#pragma once

#include "connector/lead/value.h"

#include <vector>

namespace crosswalk::handoff {

enum class TroubleKind { credentials, unreachable, silent, store, quota, backlog, books };
std::string_view to_string(TroubleKind);

// Something that stands still or soon will.
struct Trouble {
    TroubleKind kind = TroubleKind::credentials;
    std::string subject{};         // the connection; empty: the service itself
    std::string headline{};        // one line, for a list
    std::string says{}, remedy{};  // what is known, and what to do
};

// What is remembered of a trouble, as it is stored.
struct AlertState {
    TroubleKind kind = TroubleKind::credentials;
    std::string subject{}, headline{};
    Millis since{};                 // when it was first seen, this time
    std::optional<Millis> gone{};   // since when it has not been seen
    bool told = false;              // and the all-clear is due
    int times = 0;                  // how often it was told, until it stays away for a day
    std::string notice{};           // the one that told it: for the shell to fill in
    bool operator==(const AlertState&) const = default;
};

struct Alert {
    Trouble trouble{};
    Millis since{};
    bool over = false;      // the all-clear; of its trouble kind, subject and headline alone are known
    std::size_t state = 0;  // where it stands in `next`
};

struct AlertStep {
    std::vector<AlertState> next{};
    std::vector<Alert> alerts{};
};

// What is to be told, given what was told before. A trouble that may pass by itself is told after two minutes, every
// other at once. It is over when it has been away for a minute; for one that comes back that doubles each time, so
// that what flaps all day is told about ten times.
AlertStep decide_alerts(std::vector<AlertState> before, const std::vector<Trouble>& now, Millis at);

std::string written(const std::vector<AlertState>&);
// What is damaged reads as nothing: then it is told anew.
std::vector<AlertState> alert_states_from(std::string_view text);

}  // namespace crosswalk::handoff
