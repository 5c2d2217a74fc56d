// connector/run/jobs/restore_hold.h - a store that was put back from a backup sends nothing before every connection was
// compared: it does not know who opted out since.
#pragma once

#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// Whether this store was restored and not compared since. Where that cannot be read, it holds.
void load_restore_hold(EngineContext&);

// Ends the hold when nothing is left to be learnt. True while it lasts.
bool restore_hold_step(EngineContext&);

// The connections that must be compared yet; those that cannot tell what they hold are not among them.
Result<std::vector<std::string>> not_compared(EngineContext&, Millis since);

}  // namespace crosswalk
