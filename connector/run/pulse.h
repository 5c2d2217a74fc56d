// connector/run/pulse.h - listens to how often each connection speaks, and says when one falls silent.
#pragma once

#include "connector/run/world.h"

namespace crosswalk {

// Takes what was heard since the last time into the connections' pulses; at most once a minute. Of the
// ticking thread. True when the store was written.
bool pulse_step(World&);

// What is kept of a connection's pulse.
Result<Pulse> load_pulse(Transaction&, std::string_view connection);

}  // namespace crosswalk
