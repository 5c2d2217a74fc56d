// connector/run/handoff/follow.h - what a lead that moved means for hand-offs and for those who are told.
#pragma once

#include "connector/run/handoff/handoff_unit.h"
#include "connector/sync/effects.h"

namespace crosswalk {

// Called with what was just done to a lead: a step into a stage makes a hand-off, a step out of it answers one, an
// opt-out of everything withdraws it, and whoever the plan names is told.
Result<void> follow_lead(const HandoffUnit&, const Lead&, const Effects&);

// Somebody is named who moved the lead in a tool, after the move itself was known.
Result<void> follow_mover(const HandoffUnit&, const LeadId&, const Step&);

// Two leads are one: of the hand-offs that are open now, the oldest stays.
Result<void> settle_joined(const HandoffUnit&, const LeadId&);

// A lead may have been in its stage for so many days.
Result<void> on_stuck_timer(const HandoffUnit&, const Timer&);

// Pauses what is open while Crosswalk cannot see what Sales does, and gives the time back afterwards. True when
// something changed.
bool watch_blindness(EngineContext&);

}  // namespace crosswalk
