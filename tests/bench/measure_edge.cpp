// The public edge: how many deliveries a second are on disk and answered.
#include "tests/bench/disk.h"
#include "tests/bench/house.h"
#include "tests/bench/measures.h"
#include "tests/bench/vendor_stub.h"

#include <unistd.h>

#include <iostream>
#include <stdexcept>

namespace crosswalk::bench {
namespace {

namespace json = boost::json;
constexpr std::size_t kLeads = 2'000;

// Signed beforehand: what the client does while it measures is taken from the machine that is measured.
std::vector<std::string> signed_events(std::size_t count) {
    std::vector<std::string> requests;
    requests.reserve(count);
    const auto now = now_ms();
    for (std::size_t i = 0; i < count; ++i)
        requests.push_back(signed_request(
            event_body(
                {.id = static_cast<std::int64_t>(i + 1),
                 .lead = i % kLeads,
                 .property = std::string(kScore),
                 .value = std::to_string(i / kLeads + 1),
                 .occurred_ms = now + static_cast<std::int64_t>(i / 100)}
            ),
            now
        ));
    return requests;
}

LoadPlan plan_of(const std::vector<std::string>& requests, std::uint16_t port, int connections) {
    LoadPlan plan;
    plan.port = port;
    plan.connections = connections;
    plan.requests = requests.size();
    plan.request = [&requests](std::size_t i) -> std::string_view { return requests[i]; };
    return plan;
}

json::object figures_of(LoadResult& result) {
    json::object out{{"answers", result.milliseconds.size()}, {"per_second", rounded(result.per_second())}};
    add_spread(out, result.milliseconds);
    json::object others;
    for (const auto& [status, count] : result.statuses)
        if (status != 200) others[std::to_string(status)] = count;
    if (!others.empty()) out["other_statuses"] = others;
    if (result.broken > 0) out["broken"] = result.broken;
    return out;
}

LoadResult load_bare(
    const Settings& settings, const std::vector<std::string>& requests, int connections, int seconds
) {
    Child bare({settings.itself, "--bare-server"}, settings.folder + "/bare.err");
    const std::string port = bare.first_line(std::chrono::seconds(10));
    if (port.empty()) throw std::runtime_error("the bare server did not start");
    LoadPlan plan = plan_of(requests, static_cast<std::uint16_t>(std::stoi(port)), connections);
    plan.duration = std::chrono::seconds(seconds);
    return run_load(plan);
}

LoadResult load_house(const Settings& settings, const LoadPlan& like) {
    const TemporaryFolder folder(settings.folder);
    SalesforceStub salesforce;
    HubSpotStub hubspot;
    House house({settings.program, folder.path(), salesforce.url(), hubspot.url()});
    house.seed_leads(kLeads);
    house.start();
    LoadPlan plan = like;
    plan.port = house.port();
    LoadResult result = run_load(plan);
    house.stop();
    return result;
}

}  // namespace

void measure_disk(const Settings& settings) {
    auto taken = time_fdatasync(settings.folder, settings.scaled(2'000));
    json::object out{
        {"file_system", file_system_of(settings.folder)},
        {"times", taken.size()},
        {"store_synchronous", "FULL"}};
    add_spread(out, taken);
    report("fdatasync", std::move(out));
}

void measure_acks(const Settings& settings) {
    const int seconds = settings.quick ? 1 : 5;
    const auto requests = signed_events(settings.scaled(150'000));
    for (const int connections : {1, 16, 64, 256}) {
        auto bare = load_bare(settings, requests, connections, seconds);
        LoadPlan plan = plan_of(requests, 0, connections);
        plan.duration = std::chrono::seconds(seconds);
        auto durable = load_house(settings, plan);
        const double ratio = bare.per_second() > 0 ? durable.per_second() / bare.per_second() : 0;
        json::object out{{"connections", connections}};
        for (auto& [key, value] : figures_of(durable)) out[key] = std::move(value);
        out["bare_per_second"] = rounded(bare.per_second());
        out["bare_p99_ms"] = rounded(spread_of(bare.milliseconds).p99);
        out["ratio"] = rounded(ratio);
        report("durable_acks", std::move(out));
    }
}

void measure_open_loop(const Settings& settings) {
    constexpr double kRate = 1'000;
    const std::size_t seconds = settings.quick ? 5 : 60;
    const auto requests = signed_events(static_cast<std::size_t>(kRate) * seconds);
    LoadPlan plan = plan_of(requests, 0, 64);
    plan.rate = kRate;
    plan.duration = std::chrono::seconds(seconds + 5);
    auto result = load_house(settings, plan);
    json::object out{{"rate", kRate}, {"seconds", seconds}, {"connections", 64}};
    for (auto& [key, value] : figures_of(result)) out[key] = std::move(value);
    report("open_loop", std::move(out));
}

int run_bare_server() {
    const TinyServer server([](const TinyRequest&) { return TinyAnswer{}; });
    std::cout << server.port() << std::endl;
    char ignored = 0;
    while (::read(STDIN_FILENO, &ignored, 1) > 0) {
    }
    ::pause();  // whoever started us ends us; we end with it in any case
    return 0;
}

}  // namespace crosswalk::bench
