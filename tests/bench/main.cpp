// crosswalk-bench: prints one JSON line for each measurement. Loopback only, stops by itself.
#include "tests/bench/child.h"
#include "tests/bench/measures.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>

namespace crosswalk::bench {

const std::vector<Measure>& measures() {
    static const std::vector<Measure> all{
        {"disk", "what fdatasync costs on this disk", measure_disk},
        {"acks",
         "durable answers a second at 1, 16, 64, 256 connections, against a bare server",
         measure_acks},
        {"open-loop", "1,000 deliveries a second for a minute", measure_open_loop},
        {"drain", "how fast a backlog is worked off", measure_drain},
        {"flood", "64 connections as fast as they go: what is taken, and when it is written", measure_flood},
        {"slow-vendor", "records a second to a vendor that takes 0, 100 and 200 ms", measure_slow_vendor},
        {"latency", "received to written, urgent fields and scores", measure_latency},
        {"calls", "Salesforce calls for 10,000 score changes over 2,000 leads", measure_calls},
        {"cpu", "CPU per event with 10,000 and 1,000,000 leads in the store", measure_cpu},
        {"against", "CPU per event, in turn with another build (--other)", measure_against},
        {"score", "what-if of a scoring.yaml over 1,000,000 stored engagements", measure_score},
        {"memory", "resident memory at start and with 200,000 waiting events", measure_memory},
    };
    return all;
}

namespace {

int run(const Settings& base, const std::vector<std::string>& only) {
    const TemporaryFolder folder(base.folder);
    Settings settings = base;
    settings.folder = folder.path();
    for (const Measure& measure : measures()) {
        if (!only.empty() && std::ranges::count(only, measure.name) == 0) continue;
        std::cerr << "crosswalk-bench: " << measure.what << std::endl;
        try {
            measure.run(settings);
        } catch (const std::exception& error) {
            std::cerr << "crosswalk-bench: " << measure.name << ": " << error.what() << '\n';
            return 1;
        }
    }
    return 0;
}

}  // namespace
}  // namespace crosswalk::bench

int main(int argc, char** argv) {
    using namespace crosswalk::bench;
    CLI::App app{"Measures a real crosswalk on this machine; prints one JSON line for each measurement."};
    Settings settings{.program = CROSSWALK_PROGRAM, .folder = "/var/tmp"};
    std::vector<std::string> only, names;
    for (const Measure& measure : measures()) names.push_back(measure.name);
    bool bare = false;
    app.add_option("--crosswalk", settings.program, "the binary to measure")->check(CLI::ExistingFile);
    app.add_option("--folder", settings.folder, "where the store is put: name the disk you mean")
        ->check(CLI::ExistingDirectory);
    app.add_option("--other", settings.other, "the release build folder of another version, for `against`")
        ->check(CLI::ExistingDirectory);
    app.add_flag("--quick", settings.quick, "a tenth of everything");
    app.add_option("--only", only, "one measurement, or several")->check(CLI::IsMember(names));
    app.add_flag("--bare-server", bare)->group("");
    CLI11_PARSE(app, argc, argv);
    if (bare) return run_bare_server();
    settings.itself = std::filesystem::read_symlink("/proc/self/exe").string();
    return run(settings, only);
}
