// connector/run/handoff/notify.h - tells people what waits for them, through one channel.
#pragma once

#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// Sends what is due through this channel, as much as one call takes. Many notices to one person at once leave as one.
// True when there was something.
bool notify_step(EngineContext&, ConnectionRuntime& channel);

// When this channel's next notice is due.
std::optional<Millis> next_notice(EngineContext&, const ConnectionRuntime& channel);

}  // namespace crosswalk
