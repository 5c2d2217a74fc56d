// tests/bench/house.h - a Crosswalk to measure: its configuration, its leads, its webhooks, its process.
#pragma once

#include "connector/contract/values.h"
#include "tests/bench/child.h"
#include "tests/bench/load.h"

#include <memory>

namespace crosswalk::bench {

struct HouseOptions {
    std::string program{};  // the crosswalk binary
    std::string folder{};   // where the store and all files go; must exist
    std::string salesforce_url{}, hubspot_url{};
};

// The vendor ids under which lead number i is known.
std::string salesforce_id(std::size_t lead);
std::int64_t hubspot_id(std::size_t lead);
// Back from a Salesforce id; SIZE_MAX when it is none of ours.
std::size_t lead_of(std::string_view salesforce_id);

class House {
public:
    // Writes crosswalk.yaml and the mapping: two fields (score, stage) travel from HubSpot to Salesforce.
    explicit House(HouseOptions);

    // Straight into the store, while nothing runs: leads linked at both vendors, and deliveries that wait.
    void seed_leads(std::size_t count);
    // As often as people opened and clicked, spread over all of them and over a year.
    void seed_engagements(std::size_t count);
    // A folder of mappings like the house's own, with points for that.
    std::string write_scored_mapping() const;
    void seed_deliveries(std::size_t count, const std::function<std::string(std::size_t)>& body);

    // Starts `serve` and waits until it listens. Throws, with what it said, when it does not.
    void start();
    // SIGTERM; its exit status. -1: it did not end within 15 s, and was killed.
    int stop();
    void kill();

    std::uint16_t port() const { return public_port_; }
    Child& process() { return *process_; }
    // `crosswalk WORDS... --config FILE --json`, parsed; null when it failed.
    boost::json::value ask(std::vector<std::string> words) const;
    // Until no book has anything waiting or in flight. False when the patience ends first.
    bool drained(std::chrono::milliseconds patience) const;
    std::string store_file() const { return options_.folder + "/crosswalk.db"; }
    std::string error_file() const { return options_.folder + "/serve.err"; }

private:
    HouseOptions options_;
    std::unique_ptr<Child> process_{};
    std::uint16_t public_port_ = 0;
};

// Sum of a word over all connections of a book, out of `books --json`.
std::int64_t booked(const boost::json::value& books, std::string_view book, std::string_view word);

// One HubSpot property change, as its webhooks tell it.
struct Event {
    std::int64_t id = 0;
    std::size_t lead = 0;
    std::string property{}, value{};
    std::int64_t occurred_ms = 0;
};
std::string event_body(const Event&);
// The whole POST to /hooks/hubspot, signed (v3) with the house's secret at `signed_ms`.
std::string signed_request(std::string_view body, std::int64_t signed_ms);
std::int64_t now_ms();

inline constexpr std::string_view kScore = "bench_score", kStage = "bench_stage";

}  // namespace crosswalk::bench
