// tests/bench/vendor_stub.h - the least a vendor must say for the real adapters to be content, at a speed
// that does not stand in the way of what is measured. The faithful doubles are in tests/support.
#pragma once

#include "tests/bench/numbers.h"
#include "tests/bench/tiny_server.h"

#include <atomic>
#include <functional>

namespace crosswalk::bench {

// One record of a write that arrived.
struct Written {
    std::string id{};
    const boost::json::object& fields;
    Steady::time_point at{};
};

// Salesforce: sign-in, describe, an empty answer to every query, and 200 rows a write call, all of them
// taken.
class SalesforceStub {
public:
    // `written` runs on the stub's thread, before the answer leaves.
    explicit SalesforceStub(
        std::function<void(const Written&)> written = {}, std::chrono::milliseconds latency = {}
    );
    std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
    std::int64_t write_calls() const { return write_calls_; }
    std::int64_t other_calls() const { return other_calls_; }
    std::int64_t rows() const { return rows_; }

private:
    TinyAnswer answer(const TinyRequest&);
    TinyAnswer write(const TinyRequest&);

    std::function<void(const Written&)> written_;
    std::chrono::milliseconds latency_;  // of every answer
    std::atomic<std::int64_t> write_calls_{0}, other_calls_{0}, rows_{0}, created_{0};
    std::atomic<std::uint16_t> port_{0};
    TinyServer server_;  // last: its thread uses what is above
};

// HubSpot: describe, and an empty answer to every read.
class HubSpotStub {
public:
    HubSpotStub();
    std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }

private:
    TinyServer server_;
};

}  // namespace crosswalk::bench
