// connector/lead/score_tally.h - how far what a lead did is counted into its score.
#pragma once

#include "connector/lead/value.h"

namespace crosswalk {

// What one rule gave.
struct RuleTally {
    double worth = 0;  // as it was at `at`; it fades from there
    Millis at{};
    std::int64_t day = 0;  // the last day on which the rule gave anything, and how much on that day
    double that_day = 0;
    bool gave = false;
    bool operator==(const RuleTally&) const = default;
};

// The sum of the facts up to `through`. What comes later is added to it; of anything else it is made anew from the facts.
struct ScoreTally {
    std::string plan{};               // by which scoring.yaml; empty: nothing is counted yet
    Millis through{};
    std::vector<RuleTally> rules{};   // in the plan's order
    std::optional<Millis> due{};      // when the score must be decided anew though nothing happens
    bool operator==(const ScoreTally&) const = default;
};

}  // namespace crosswalk
