// connector/run/jobs/timers.h - does what is due, whatever it is.
#pragma once

#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// Does what is due, each in a unit with the end of its timer, so that it happens once; what fails is tried again a
// minute later. Of the ticking thread. True when something was done that may leave more to do.
bool timers_step(EngineContext&);

// Sets those that come again for ever.
Result<void> set_standing_timers(Transaction&, Millis now);

}  // namespace crosswalk
