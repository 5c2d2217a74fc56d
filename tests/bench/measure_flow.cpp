// The whole way: from a delivery to the vendor that must hear of it.
#include "tests/bench/house.h"
#include "tests/bench/measures.h"
#include "tests/bench/tracker.h"
#include "tests/bench/vendor_stub.h"

#include <stdexcept>
#include <thread>

namespace crosswalk::bench {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

struct Flow {
    std::size_t leads = 0, events = 0;
    double rate = 0;  // 0: as fast as 16 connections go
    bool urgent = false;
    milliseconds latency{0};  // of every answer of Salesforce
    int connections = 16;
    milliseconds duration{std::chrono::minutes(10)};
};

Event event_of(const Flow& flow, std::size_t i, std::int64_t from_ms) {
    const auto step = static_cast<std::int64_t>(
        flow.rate > 0 ? static_cast<double>(i) * 1000 / flow.rate : static_cast<double>(i) / 10
    );
    Event event{
        .id = static_cast<std::int64_t>(i + 1), .lead = i % flow.leads, .occurred_ms = from_ms + step};
    event.property = flow.urgent ? kStage : kScore;
    event.value = flow.urgent ? "marketingqualifiedlead" : std::to_string(i / flow.leads + 1);
    return event;
}

// A house with its vendors, from the first event to the last write.
class Run {
public:
    Run(const Settings& settings, const Flow& flow, std::size_t leads_in_store)
        : flow_(flow),
          folder_(settings.folder),
          tracker_(flow.leads),
          salesforce_([this](const Written& row) {
              tracker_.written(row, flow_.urgent ? "Status" : "Lead_Score__c");
          }, flow.latency),
          house_({settings.program, folder_.path(), salesforce_.url(), hubspot_.url()}) {
        house_.seed_leads(leads_in_store);
        const auto from = now_ms();
        for (std::size_t i = 0; i < flow.events; ++i)
            requests_.push_back(signed_request(event_body(event_of(flow, i, from)), from));
    }

    LoadResult load() {
        LoadPlan plan;
        plan.port = house_.port();
        plan.connections = flow_.connections;
        plan.rate = flow_.rate;
        plan.requests = flow_.events;
        plan.duration = flow_.duration;
        plan.request = [this](std::size_t i) -> std::string_view { return requests_[i]; };
        plan.sent = [this](std::size_t i, Steady::time_point at) {
            tracker_.sent(i % flow_.leads, static_cast<std::int64_t>(i / flow_.leads + 1), at);
        };
        plan.answered = [this](std::size_t i, int status, std::string_view) {
            if (status != 200)
                tracker_.refused(i % flow_.leads, static_cast<std::int64_t>(i / flow_.leads + 1));
        };
        return run_load(plan);
    }

    House& house() { return house_; }
    Tracker& tracker() { return tracker_; }
    SalesforceStub& salesforce() { return salesforce_; }

private:
    Flow flow_;
    TemporaryFolder folder_;
    Tracker tracker_;
    SalesforceStub salesforce_;
    HubSpotStub hubspot_{};
    House house_;
    std::vector<std::string> requests_{};
};

void report_latency(const Settings& settings, const char* name, const Flow& flow) {
    Run run(settings, flow, flow.leads);
    run.house().start();
    const auto loaded = run.load();
    const bool all = run.tracker().wait_for_all(std::chrono::seconds(30));
    auto taken = run.tracker().taken();
    json::object out{
        {"rate", flow.rate}, {"events", flow.events}, {"leads", flow.leads}, {"accepted", loaded.ok}};
    add_spread(out, taken);
    out["salesforce_write_calls"] = run.salesforce().write_calls();
    if (!all) out["never_written"] = run.tracker().open();
    report(name, std::move(out));
    run.house().stop();
}

// Everything waits in the journal before the program starts.
void seed_backlog(House& house, const Flow& flow) {
    const auto from = now_ms() - 60'000;
    house.seed_deliveries(flow.events, [&](std::size_t i) { return event_body(event_of(flow, i, from)); });
}

}  // namespace

void measure_latency(const Settings& settings) {
    const std::size_t urgent = settings.scaled(1'000), scores = settings.scaled(10'000);
    report_latency(
        settings,
        "received_to_written_urgent",
        {.leads = urgent, .events = urgent, .rate = 50, .urgent = true}
    );
    report_latency(settings, "received_to_written_score", {.leads = 2'000, .events = scores, .rate = 500});
}

void measure_calls(const Settings& settings) {
    const Flow flow{
        .leads = settings.scaled(2'000),
        .events = settings.scaled(10'000),
        .rate = settings.quick ? 100.0 : 1'000.0};
    Run run(settings, flow, flow.leads);
    run.house().start();
    const auto loaded = run.load();
    const bool all = run.tracker().wait_for_all(std::chrono::seconds(30));
    report(
        "salesforce_calls",
        {{"score_changes", flow.events},
         {"leads", flow.leads},
         {"seconds", rounded(loaded.seconds)},
         {"write_calls", run.salesforce().write_calls()},
         {"other_calls", run.salesforce().other_calls()},
         {"rows", run.salesforce().rows()},
         {"all_written", all}}
    );
    run.house().stop();
}

void measure_drain(const Settings& settings) {
    const Flow flow{.leads = 2'000, .events = settings.scaled(50'000)};
    Run run(settings, {.leads = flow.leads}, flow.leads);
    seed_backlog(run.house(), flow);
    run.house().start();
    const auto start = Steady::now();
    const double cpu = run.house().process().cpu_seconds();
    const bool all = run.house().drained(std::chrono::minutes(5));
    const double seconds = milliseconds_between(start, Steady::now()) / 1000;
    report(
        "drain",
        {{"events", flow.events},
         {"seconds", rounded(seconds)},
         {"per_second", rounded(static_cast<double>(flow.events) / seconds)},
         {"cpu_us_per_event",
          rounded((run.house().process().cpu_seconds() - cpu) * 1e6 / static_cast<double>(flow.events))},
         {"rows_written", run.salesforce().rows()},
         {"drained", all}}
    );
    run.house().stop();
}

// As many deliveries as 64 connections bring: what is taken must still be applied and written, and soon.
void measure_flood(const Settings& settings) {
    const Flow flow{
        .leads = settings.scaled(20'000),
        .events = settings.scaled(600'000),
        .connections = 64,
        .duration = std::chrono::seconds(settings.quick ? 4 : 20)};
    Run run(settings, flow, flow.leads);
    run.house().start();
    auto loaded = run.load();
    const auto written = run.tracker().taken().size();
    const bool all = run.tracker().wait_for_all(std::chrono::minutes(1));
    auto taken = run.tracker().taken();
    json::object out{
        {"seconds", rounded(loaded.seconds)},
        {"accepted", loaded.ok},
        {"refused", loaded.sent - loaded.ok},
        {"acks_per_second", rounded(loaded.per_second())},
        {"events_written_per_second", rounded(static_cast<double>(written) / loaded.seconds)},
        {"ack_p99_ms", rounded(spread_of(loaded.milliseconds).p99)},
        {"rows_written", run.salesforce().rows()},
        {"all_written", all}};
    add_spread(out, taken);
    report("flood", std::move(out));
    run.house().stop();
}

// One change for each lead, so that each of them is a record to write.
void measure_slow_vendor(const Settings& settings) {
    for (const int latency : {0, 100, 200}) {
        const std::size_t leads = settings.scaled(40'000);
        const Flow flow{.leads = leads, .events = leads, .latency = milliseconds(latency)};
        Run run(settings, flow, leads);
        seed_backlog(run.house(), flow);
        run.house().start();
        const auto start = Steady::now();
        const bool all = run.house().drained(std::chrono::minutes(5));
        const double seconds = milliseconds_between(start, Steady::now()) / 1000;
        report(
            "slow_vendor",
            {{"latency_ms", latency},
             {"records", run.salesforce().rows()},
             {"seconds", rounded(seconds)},
             {"records_per_second", rounded(static_cast<double>(run.salesforce().rows()) / seconds)},
             {"write_calls", run.salesforce().write_calls()},
             {"calls_per_record",
              rounded(
                  static_cast<double>(run.salesforce().write_calls()) /
                  static_cast<double>(run.salesforce().rows())
              )},
             {"drained", all}}
        );
        run.house().stop();
    }
}

void measure_cpu(const Settings& settings) {
    double small = 0;
    for (const std::size_t leads : {settings.scaled(10'000), settings.scaled(1'000'000)}) {
        const Flow flow{.leads = leads, .events = settings.scaled(20'000), .rate = 1'000};
        Run run(settings, flow, leads);
        run.house().start();
        std::this_thread::sleep_for(std::chrono::seconds(1));
        const double before = run.house().process().cpu_seconds();
        const auto loaded = run.load();
        const bool all = run.tracker().wait_for_all(std::chrono::minutes(2));
        const double each =
            (run.house().process().cpu_seconds() - before) * 1e6 / static_cast<double>(loaded.ok);
        if (small == 0) small = each;
        report(
            "cpu_per_event",
            {{"leads_in_store", leads},
             {"events", loaded.ok},
             {"cpu_us_per_event", rounded(each)},
             {"times_the_small_store", rounded(each / small)},
             {"rows_written", run.salesforce().rows()},
             {"all_written", all}}
        );
        run.house().stop();
    }
}

void measure_memory(const Settings& settings) {
    const Flow flow{.leads = 2'000, .events = settings.scaled(200'000)};
    Run run(settings, {.leads = flow.leads}, flow.leads);
    run.house().start();
    std::this_thread::sleep_for(std::chrono::seconds(2));
    const auto idle = run.house().process().resident_kib();
    run.house().stop();
    seed_backlog(run.house(), flow);
    run.house().start();
    std::int64_t peak = 0;
    for (int i = 0; i < 100; ++i) {
        peak = std::max(peak, run.house().process().resident_kib());
        std::this_thread::sleep_for(milliseconds(50));
    }
    report(
        "memory",
        {{"idle_mb", rounded(static_cast<double>(idle) / 1024)},
         {"waiting_events", flow.events},
         {"backlog_peak_mb", rounded(static_cast<double>(peak) / 1024)}}
    );
    run.house().kill();
}

}  // namespace crosswalk::bench
