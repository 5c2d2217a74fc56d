// connector/mapping/model/scoring_plan.h - what counts how much: scoring.yaml, compiled. Plain data.
#pragma once

#include "connector/mapping/model/condition.h"

#include <chrono>

namespace crosswalk {

namespace zone {
class Clocks;
}

// What stands for the rule of a value that scoring.yaml decides.
inline constexpr std::string_view kScoring = "scoring";

// What somebody did gives points, which fade.
struct EngagementRule {
    std::string name{};
    std::string what{};                // "clicked", or a tool's own word
    std::string link{}, campaign{};    // patterns, in which * stands for anything; empty: any
    double points = 0;                 // below zero: taken away
    std::optional<double> daily{};     // no more than that of one day
    std::optional<double> at_most{};   // never worth more than that at any time
    bool once = false;                 // the first time alone
};

// What somebody is gives points, as long as it is so.
struct FitRule {
    std::string name{};
    Condition when{};
    double points = 0;
};

struct Grade {
    std::string name{};
    double from = 0;
};

// Where the score matters to somebody: the places that a faded score must not pass unheard.
struct ScoreSteps {
    double by = 1;                      // so far from what was told last
    std::vector<double> thresholds{};   // on the other side of one of them
};

struct ScoringPlan {
    std::string id{};  // of these very rules: another file, another id
    // The fields of fields.yaml that hold the sum, its two parts and its grade; empty: nobody asks.
    std::string score{}, fit{}, interest{}, grade{};
    double least = 0, most = 100;
    std::optional<std::chrono::milliseconds> half_life{};  // none: nothing fades
    std::shared_ptr<const zone::Clocks> clocks{};          // of the zone in which days count
    std::vector<EngagementRule> engagement{};
    std::vector<FitRule> fits{};
    std::vector<Grade> grades{};  // the highest first
    ScoreSteps score_steps{}, interest_steps{};
};

}  // namespace crosswalk
