// crosswalk-simulation: lives many worlds, one after another, and stops at the first in which a promise
// breaks.
#include "auditor.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>

namespace {

// Where the chosen worlds begin when nothing chooses them.
constexpr std::uint64_t kUnchosen = 1'000'000'001;

// One winner in so many may be disputed: whole records that arrive hours late tell of times nobody can date
// (decision 0027). More than that is a broken rule.
constexpr std::size_t kDisputedAtMost = 50;

// The first seed of a lot of chosen worlds: CROSSWALK_WORLDS says where they begin.
std::uint64_t first_of_lot(int lot, int seeds) {
    const char* chosen = std::getenv("CROSSWALK_WORLDS");
    const std::uint64_t begin = chosen == nullptr ? 0 : std::strtoull(chosen, nullptr, 10);
    return (begin == 0 ? kUnchosen : begin) +
           static_cast<std::uint64_t>(lot) * static_cast<std::uint64_t>(seeds);
}

}  // namespace

int main(int argc, char** argv) {
    using namespace crosswalk::simulation;
    CLI::App app{
        "The whole engine in simulated worlds. Prints the first seed that breaks a promise, and exits 1."};
    std::uint64_t first = 1;
    int seeds = 1'000;
    int lot = -1;
    int tolerated = 0;
    bool go_on = false;
    Plan plan;
    app.add_option("--seeds", seeds, "how many worlds")->check(CLI::PositiveNumber);
    app.add_option("--first", first, "the seed of the first one");
    app.add_option("--chosen", lot, "instead of --first: this lot of the worlds from $CROSSWALK_WORLDS on");
    app.add_option("--tolerate", tolerated, "so many broken worlds are told, but do not fail the run");
    app.add_option("--deeds", plan.actions, "what people do in each world")->check(CLI::PositiveNumber);
    app.add_flag("--verbose", plan.verbose, "tell everything that happens");
    app.add_flag("--all", go_on, "do not stop at the first broken promise");
    app.add_flag("!--no-stages", plan.manners.stages);
    app.add_flag("!--no-consent", plan.manners.consent);
    app.add_flag("!--no-merges", plan.manners.merges);
    app.add_flag("!--no-conversions", plan.manners.conversions);
    app.add_flag("!--no-deletions", plan.manners.deletions);
    app.add_flag("!--no-renames", plan.manners.renames);
    app.add_flag("!--no-refused-reads", plan.manners.refused_reads);
    app.add_flag("!--no-second-addresses", plan.manners.second_addresses);
    app.add_flag("!--no-crashes", plan.crashes);
    app.add_flag("!--no-clock-jumps", plan.clock_jumps);
    app.add_flag("!--no-compare", plan.compares, "nobody compares the tools at the end: what drifts is seen");
    CLI11_PARSE(app, argc, argv);

    if (lot >= 0) first = first_of_lot(lot, seeds);
    std::printf(
        "Worlds %llu to %llu. The same again: crosswalk-simulation --seeds %d --first %llu\n",
        static_cast<unsigned long long>(first),
        static_cast<unsigned long long>(first + static_cast<std::uint64_t>(seeds) - 1),
        seeds,
        static_cast<unsigned long long>(first)
    );

    int failed = 0;
    std::size_t disputed = 0;
    Judged judged;
    for (plan.seed = first; plan.seed < first + static_cast<std::uint64_t>(seeds); ++plan.seed) {
        const auto [broken, winners, pairs] = live_through(plan);
        judged.certain += pairs.certain;
        judged.open += pairs.open;
        disputed += winners.size();
        for (const std::string& what : winners)
            std::printf(
                "seed %llu, a disputed winner: %s\n", static_cast<unsigned long long>(plan.seed), what.c_str()
            );
        if (broken.empty()) continue;
        ++failed;
        std::printf("seed %llu broke promises:\n", static_cast<unsigned long long>(plan.seed));
        for (const std::string& what : broken) std::printf("  %s\n", what.c_str());
        if (!go_on && failed > tolerated) {
            std::printf(
                "Replay it alone: crosswalk-simulation --seeds 1 --first %llu --verbose\n",
                static_cast<unsigned long long>(plan.seed)
            );
            return 1;
        }
    }
    std::printf("%d worlds, %d with broken promises\n", seeds, failed);
    std::printf(
        "%d winners of a field judged, %zu of them disputed, %d left open\n",
        judged.certain,
        disputed,
        judged.open
    );
    const bool too_many = disputed * kDisputedAtMost > static_cast<std::size_t>(judged.certain);
    if (too_many) std::printf("More than one in %zu is disputed.\n", kDisputedAtMost);
    return failed <= tolerated && !too_many ? 0 : 1;
}
