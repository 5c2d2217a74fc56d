// connector/app/admin/review_facts.h - what the shared figures are counted from, as the store has it.
#pragma once

#include "connector/handoff/clock.h"
#include "connector/kpi/review.h"
#include "connector/ports/store.h"

namespace crosswalk {

// Whoever took a step in the range, with all their steps, and the hand-offs that were made or due in it; read bit by bit,
// so that nobody waits for it. The mapping has a kpi plan. Faults: those of the store.
Result<kpi::Everything> everything_known(Store&, const Mapping&, kpi::Period, Millis now);

// What a hand-off says for figures: how it stands, and its duties by the agreement in force.
kpi::HandedOff handed_off(const HandoffPlan&, const handoff::Handoff&, const std::string& source);
std::vector<kpi::Duty> duties_of(
    const HandoffPlan&, const handoff::Handoff&, const std::string& source, Millis now
);

}  // namespace crosswalk
