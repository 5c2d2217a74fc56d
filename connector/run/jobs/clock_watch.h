// connector/run/jobs/clock_watch.h - what follows when our own clock is set.
#pragma once

#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// Notices that the clock was set back, in this run or since an earlier one: what waits then waits no longer
// than was meant. Called by the ticking thread.
void watch_clock(EngineContext&);

// False for a day after the clock was set far ahead: what is old by such a clock may not be.
bool may_forget(const EngineContext&);

}  // namespace crosswalk
