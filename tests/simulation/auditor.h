// Looks at what is left when everything is at rest, with eyes of its own: it shares no rule with the engine.
#pragma once

#include "sim_world.h"

namespace crosswalk::simulation {

// Everything that is wrong, one sentence each; empty: every promise was kept.
std::vector<std::string> audit(SimWorld&, bool verbose = false);

// Lives one world from its seed to its rest, and audits it.
std::vector<std::string> broken_promises(const Plan&);

}  // namespace crosswalk::simulation
