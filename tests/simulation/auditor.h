// Looks at what is left when everything is at rest, with eyes of its own: it shares no rule with the engine.
#pragma once

#include "expected_values.h"

namespace crosswalk::simulation {

struct Report {
    std::vector<std::string> broken{};    // everything that is wrong, one sentence each
    std::vector<std::string> disputed{};  // winners on which the oracle and the engine differ
    Judged judged{};
};

Report audit(SimWorld&, bool verbose = false);

// Lives one world from its seed to its rest, and audits it.
Report live_through(const Plan&);

}  // namespace crosswalk::simulation
