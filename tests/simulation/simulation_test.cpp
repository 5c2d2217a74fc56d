// A few worlds in every run of this program; crosswalk-simulation lives a thousand of them in deploy/test,
// and ten thousand with --long.
#include "auditor.h"

#include <gtest/gtest.h>

namespace crosswalk::simulation {
namespace {

std::string all_of(const std::vector<std::string>& broken) {
    std::string out;
    for (const std::string& what : broken) out += "  " + what + "\n";
    return out;
}

TEST(Simulation, TheSameSeedIsTheSameWorld) {
    const auto rows_of = [](std::uint64_t seed) {
        SimWorld world({.seed = seed});
        world.live();
        world.come_to_rest();
        return std::pair{world.cloud().rows_written(), world.oracle().actions().size()};
    };
    EXPECT_EQ(rows_of(7), rows_of(7));
    EXPECT_NE(rows_of(7), rows_of(8));
}

TEST(Simulation, TheWitnessNoticesAToolThatIsToldOpenWithoutProof) {
    Oracle oracle;
    const int person = oracle.new_person("ada@example.com");
    oracle.told_open(person, "crm", "lead", kBeginning);
    EXPECT_EQ(oracle.complaints().size(), 1U);
}

TEST(Simulation, FieldsAgreeInTheFirstWorlds) {
    for (Plan plan{.seed = 1, .actions = 60}; plan.seed <= 25; ++plan.seed) {
        plan.manners = {.merges = false, .conversions = false, .deletions = false, .renames = false};
        plan.manners.consent = false;
        const auto broken = live_through(plan).broken;
        EXPECT_TRUE(broken.empty()) << "seed " << plan.seed << ":\n" << all_of(broken);
    }
}

}  // namespace
}  // namespace crosswalk::simulation
