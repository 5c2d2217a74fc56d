// A few worlds in every test run; deploy/test lives a thousand of them, and --long ten thousand.
#include "auditor.h"

#include <gtest/gtest.h>

namespace crosswalk::simulation {
namespace {

TEST(Simulation, EveryPromiseHoldsInTheFirstWorlds) {
    for (Plan plan{.seed = 1}; plan.seed <= 30; ++plan.seed)
        for (const std::string& what : broken_promises(plan))
            ADD_FAILURE() << "seed " << plan.seed << ": " << what;
}

}  // namespace
}  // namespace crosswalk::simulation
