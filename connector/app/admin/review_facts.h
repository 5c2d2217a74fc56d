// connector/app/admin/review_facts.h - what the shared figures are counted from, as the store has it.
#pragma once

#include "connector/kpi/review.h"
#include "connector/ports/store.h"

namespace crosswalk {

// Whoever took a step in the range, with all their steps; read bit by bit, so that nobody waits for it. Faults: those of
// the store.
Result<kpi::Everything> everything_known(Store&, const KpiPlan&, kpi::Period);

}  // namespace crosswalk
