// connector/run/handoff/clock_step.h - one event on the clock of a hand-off, with all that follows from it.
#pragma once

#include "connector/run/handoff/handoff_unit.h"

namespace crosswalk {

// Applies the event, keeps the hand-off with its timer, and carries out what follows: notices, a reassignment, the
// end. Where a reassignment is due and nobody else is there, it stays where it is.
Result<handoff::ClockReply> apply_to_handoff(const HandoffUnit&, LoadedHandoff&, const handoff::ClockEvent&);

// The timer of a hand-off is due.
Result<void> on_handoff_timer(const HandoffUnit&, const std::string& handoff);

// Ends it, since another one, to `to`, takes its place. Nothing where nobody else would get it.
Result<std::optional<LoadedHandoff>> reassign(
    const HandoffUnit&, LoadedHandoff&, const handoff::ClockEvent&, bool to_fallback = false
);

}  // namespace crosswalk
