// connector/sync/score.h - from what somebody did and is to a score, and the points it is made of. Pure.
#pragma once

#include "connector/sync/recompute.h"

namespace crosswalk {

// True when some rule may give points for this engagement.
bool counts(const ScoringPlan&, const HistoryRow& done);

// Adds one engagement. False, and nothing is added: it did not happen after all that is counted, or by another plan, and
// everything is to be counted anew.
bool count_next(const ScoringPlan&, ScoreTally&, const HistoryRow& done);

// What one engagement gave.
struct PointsGiven {
    const HistoryRow* done = nullptr;
    const EngagementRule* rule = nullptr;
    double points = 0;  // when it happened: what the caps left of them
};

// From all engagements, in whatever order and however often each is told. `given`, where it is asked for, names what each
// gave, in the order in which they happened; it points into `done` and the plan.
ScoreTally count_all(const ScoringPlan&, std::span<const HistoryRow> done, std::vector<PointsGiven>* given = nullptr);

// What points of `from` are worth at `at`.
double faded(const ScoringPlan&, double points, Millis from, Millis at);

struct Score {
    double fit = 0, interest = 0;  // as they are, in no range
    std::int64_t value = 0;        // their sum, rounded, within the range
    std::string grade{};           // empty: none reaches so low
};
Score score_of(const ScoringPlan&, const Lead&, Millis at);
// The fields that hold it, and what they hold.
std::vector<std::pair<std::string, Value>> values_of(const ScoringPlan&, const Score&);
// The rules about what somebody is that hold now.
std::vector<const FitRule*> fitting(const ScoringPlan&, const Lead&);

// When the score, as it is at `now`, will have faded to where somebody must hear of it; nothing: never, by itself.
std::optional<Millis> next_due(const ScoringPlan&, const Score&, Millis now);

// Writes the score into the fields that hold it. Nothing happens while what the lead did is counted by another plan.
void apply_score(const LeadEdit&);

}  // namespace crosswalk
