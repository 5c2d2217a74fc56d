// connector/run/jobs/traffic.h - listens to how often each connection speaks, and says when one falls silent.
#pragma once

#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// Takes what was heard since the last time into the connections' pulses; at most once a minute. Of the
// ticking thread. True when the store was written.
bool pulse_step(EngineContext&);

// What is kept of a connection's pulse.
Result<TrafficMonitor> load_pulse(Transaction&, std::string_view connection);

}  // namespace crosswalk
