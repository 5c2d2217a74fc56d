// connector/handoff/duty.h - when a duty of a hand-off is due, and when it was done. Of this room alone.
// Pure.
#pragma once

#include "connector/handoff/clock.h"

namespace crosswalk::handoff {

// When so much working time has been spent on a duty; nothing while its clock stands still.
std::optional<Millis> due_after(const Handoff&, std::chrono::milliseconds work, const WorkCalendar& calendar);
// Whoever contacted the lead, or decided about it, has accepted it.
std::optional<Millis> done_at(const Handoff&, Duty);

}  // namespace crosswalk::handoff
