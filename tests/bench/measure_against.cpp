// This version against another one: both builds measure themselves, in turn, so that what the machine does
// meanwhile falls on both.
#include "tests/bench/child.h"
#include "tests/bench/measures.h"
#include "tests/bench/numbers.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>
#include <stdexcept>

namespace crosswalk::bench {
namespace {

constexpr int kTurns = 3;

// By the number of leads in the store.
using Figures = std::map<std::int64_t, std::vector<double>>;

void cpu_of(const std::string& bench, const std::string& program, const Settings& settings, Figures& into) {
    std::vector<std::string> command{
        bench, "--crosswalk", program, "--folder", settings.folder, "--only", "cpu"};
    if (settings.quick) command.emplace_back("--quick");
    int exit = 0;
    std::istringstream lines(output_of(command, exit));
    if (exit != 0) throw std::runtime_error(bench + " ended with " + std::to_string(exit));
    for (std::string line; std::getline(lines, line);) {
        boost::system::error_code no_json;
        const auto figures = boost::json::parse(line, no_json);
        if (no_json || figures.at("bench") != "cpu_per_event") continue;
        if (!figures.at("all_written").as_bool()) throw std::runtime_error(bench + ": not all was written");
        into[figures.at("leads_in_store").to_number<std::int64_t>()].push_back(
            figures.at("cpu_us_per_event").to_number<double>()
        );
    }
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values.at(values.size() / 2);
}

}  // namespace

void measure_against(const Settings& settings) {
    if (settings.other.empty()) return;  // there is nothing to hold this version against
    const std::filesystem::path other(settings.other);
    Figures ours, theirs;
    for (int turn = 0; turn < kTurns; ++turn) {
        cpu_of(other / "tests/bench/crosswalk-bench", other / "crosswalk", settings, theirs);
        cpu_of(settings.itself, settings.program, settings, ours);
    }
    for (const auto& [leads, figures] : ours)
        report(
            "cpu_against",
            {{"leads_in_store", leads},
             {"cpu_us_per_event", rounded(median(figures))},
             {"other_cpu_us_per_event", rounded(median(theirs.at(leads)))},
             {"times_the_other", rounded(median(figures) / median(theirs.at(leads)))}}
        );
}

}  // namespace crosswalk::bench
