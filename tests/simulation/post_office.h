// What carries the vendors' webhooks: it is late, loses some, brings others twice and keeps no order.
#pragma once

#include "sim_clock.h"

#include <optional>
#include <string>
#include <vector>

namespace crosswalk::simulation {

struct Letter {
    std::string tool{}, body{}, id{};           // id: of the delivery, where the tool names it
    std::vector<std::size_t> actions{}, edits{};  // what the witness knows to stand in it
    std::string names{};                        // the record whose address it tells
    Millis due{}, dated{};
};

class PostOffice {
public:
    PostOffice(SimClock& clock, Chance& chance) : clock_(clock), chance_(chance) {}

    void post(Letter);
    // One of the letters that are due, whichever. Who cannot hand it over gives it back.
    std::optional<Letter> next(bool due_or_not = false);
    void give_back(Letter);
    bool empty() const { return under_way_.empty(); }

    // From now on nothing is lost, late or repeated.
    void be_reliable() { reliable_ = true; }
    // Everything that was ever handed over, again.
    void repeat_everything() { under_way_ = delivered_; }
    void delivered(Letter letter) { delivered_.push_back(std::move(letter)); }

private:
    SimClock& clock_;
    Chance& chance_;
    std::vector<Letter> under_way_{}, delivered_{};
    bool reliable_ = false;
};

}  // namespace crosswalk::simulation
