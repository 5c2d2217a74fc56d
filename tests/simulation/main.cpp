// crosswalk-simulation: lives many worlds, one after another, and stops at the first in which a promise
// breaks.
#include "auditor.h"

#include <CLI/CLI.hpp>

#include <cstdio>

int main(int argc, char** argv) {
    using namespace crosswalk::simulation;
    CLI::App app{
        "The whole engine in simulated worlds. Prints the first seed that breaks a promise, and exits 1."};
    std::uint64_t first = 1;
    int seeds = 1'000;
    bool go_on = false;
    Plan plan;
    app.add_option("--seeds", seeds, "how many worlds")->check(CLI::PositiveNumber);
    app.add_option("--first", first, "the seed of the first one");
    app.add_option("--deeds", plan.deeds, "what people do in each world")->check(CLI::PositiveNumber);
    app.add_flag("--verbose", plan.verbose, "tell everything that happens");
    app.add_flag("--all", go_on, "do not stop at the first broken promise");
    app.add_flag("!--no-stages", plan.manners.stages);
    app.add_flag("!--no-consent", plan.manners.consent);
    app.add_flag("!--no-merges", plan.manners.merges);
    app.add_flag("!--no-conversions", plan.manners.conversions);
    app.add_flag("!--no-deletions", plan.manners.deletions);
    app.add_flag("!--no-renames", plan.manners.renames);
    app.add_flag("!--no-crashes", plan.crashes);
    app.add_flag("!--no-clock-jumps", plan.clock_jumps);
    app.add_flag("!--no-compare", plan.compares, "nobody compares the tools at the end: what drifts is seen");
    CLI11_PARSE(app, argc, argv);

    int failed = 0;
    for (plan.seed = first; plan.seed < first + static_cast<std::uint64_t>(seeds); ++plan.seed) {
        const auto broken = broken_promises(plan);
        if (broken.empty()) continue;
        ++failed;
        std::printf("seed %llu broke promises:\n", static_cast<unsigned long long>(plan.seed));
        for (const std::string& what : broken) std::printf("  %s\n", what.c_str());
        if (!go_on) {
            std::printf(
                "Replay it alone: crosswalk-simulation --seeds 1 --first %llu --verbose\n",
                static_cast<unsigned long long>(plan.seed)
            );
            return 1;
        }
    }
    std::printf("%d worlds, %d with broken promises\n", seeds, failed);
    return failed == 0 ? 0 : 1;
}
