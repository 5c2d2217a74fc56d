// connector/run/jobs/operator_alerts.h - operators hear of what stands still, once, and once that it is over.
#pragma once

#include "connector/handoff/alert.h"
#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// What stands still now, or soon will, as `status` knows it; that of the store itself apart.
Result<std::vector<handoff::Trouble>> troubles_now(EngineContext&);

// Tells the operators of crosswalk.yaml through their channels, by notices like every other. While the store takes no
// writes that alone is told, at once and past the store, and booked when it takes them again. Of the ticking thread.
void alerts_step(EngineContext&);

}  // namespace crosswalk
