// connector/run/jobs/reconciliation.h - reads a whole connection anew, a page a step: what was missed is applied like any
// other news, and what the tool shows otherwise than it should is drift. It goes on where it was after a
// restart.
#pragma once

#include "connector/run/jobs/reconciliation_result.h"
#include "connector/run/vendor/enrich.h"

namespace crosswalk {

// The code of a comparison that ended early, since the vendor's list did not go on.
inline constexpr std::string_view kCompareStuck = "compare.stuck";

// One page of the comparison that is under way, or due by the connection's schedule. True when it did
// something. Only the connection's reading thread steps it.
bool reconcile_step(EngineContext&, ConnectionRuntime&);

// Begins a comparison, or joins the one that is under way, and follows it: to its end where the engine is
// stepped by hand, else for a few seconds. Faults: "compare.not_possible", "compare.paused".
Result<Comparison> compare(EngineContext&, ConnectionRuntime&, bool fix);

// The last comparison, or the one under way; nothing before the first.
Result<std::optional<Comparison>> last_comparison(Store&, std::string_view connection);

// What was found about a lead is personal: it goes when the person is erased.
Result<void> forget_drift(Transaction&, const LeadId&);

// The kinds of a connection that can tell what changed since, in the order of the mapping.
std::vector<const ObjectPlan*> comparable_kinds(const Mapping&, const ConnectionRuntime&);

}  // namespace crosswalk
