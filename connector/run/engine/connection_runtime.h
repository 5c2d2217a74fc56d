// connector/run/engine/connection_runtime.h - one connection while the engine runs.
#pragma once

#include "connector/run/engine/engine.h"
#include "connector/run/vendor/outage.h"
#include "connector/sync/list_progress.h"
#include "connector/sync/retry.h"
#include "connector/sync/traffic_monitor.h"

#include <condition_variable>
#include <mutex>

namespace crosswalk {

// Wakes sleeping loops. A ring between two looks is never missed.
class WakeSignal {
public:
    void notify();
    // Waits until rung since `seen`, or for `most`; answers with the new count.
    std::uint64_t wait(std::uint64_t seen, std::chrono::milliseconds most);
    std::uint64_t count() const { return count_.load(std::memory_order_acquire); }

private:
    std::atomic<std::uint64_t> count_{0};
    std::atomic<int> sleepers_{0};
    std::mutex mutex_;
    std::condition_variable rung_;
};

// One connection while the engine runs. Its members are guarded by `mutex`; calls are made without holding
// it.
struct ConnectionRuntime {
    explicit ConnectionRuntime(ConnectionSetup s) : setup(std::move(s)), budgets(setup.adapter->manifest) {}

    ConnectionSetup setup;
    WakeSignal signal;                                  // of its deliverer
    std::mutex watch;                                   // held by the one deliverer that waits for due writes
    std::atomic<int> beside{0};                         // deliverers whose call is on its way without it
    std::atomic<std::int64_t> gathers_until{0};         // scores and bulk values meanwhile, in ms
    WakeSignal reading;                                 // of its enricher
    std::atomic<std::int64_t> wakes_at{0};              // when the deliverer looks next by itself, in ms
    std::atomic<bool> to_write{false}, to_read{false};  // something came that cannot wait for that
    std::mutex mutex;
    CallBudgets budgets;
    Breaker breaker;
    std::map<std::string, std::pair<ObjectSchema, Millis>, std::less<>>
        schemas{};                                                 // by kind, with when it was read
    std::map<std::string, Millis, std::less<>> no_schema_until{};  // by kind: it was not told, ask again then
    struct Described {
        std::optional<ObjectSchema> schema{};
        bool refused = false;
        Millis at{};
    };
    std::map<std::string, Described, std::less<>>
        described{};  // by kind; asked to learn why a read is refused
    std::vector<ReadOutage> outages{};
    std::map<std::string, PollTrouble, std::less<>> poll_troubles{};  // by kind
    std::optional<PollTrouble> unconfirmed{};                 // the webhook's address
    Millis next_confirmation{};
    std::map<std::string, ListProgress, std::less<>> lists{};  // of the reading thread: those under way
    std::optional<Millis> waits_until{};                       // the vendor asked for it
    std::string paused{};                                      // why; empty: not paused
    std::string state = "ok", detail{};
    std::optional<Millis> last_heard{}, last_written{}, last_read{};
    std::map<std::string, Millis, std::less<>> next_polls{};  // by kind
    std::int64_t calls = 0;
    struct Denials {
        int in_a_row = 0;
        std::chrono::milliseconds last{};  // steady
    };
    std::map<std::string, Denials, std::less<>> denials{};  // by path
    std::vector<WriteResult> unkept{};                      // claims that the store could not take back yet
    std::shared_ptr<struct Comparing> comparing{};          // run/jobs/reconciliation.h
    std::shared_ptr<struct Backfilling> backfilling{};      // run/jobs/backfill.h
    std::atomic<std::int64_t> deliveries{0};                // heard since the pulse was last felt
    std::optional<TrafficMonitor> pulse{};                  // of the ticking thread
    std::optional<Millis> pulse_at{};                       // of the ticking thread
    std::optional<TrafficGap> quiet{};

    const std::string& name() const { return setup.connection.name; }
    const Manifest& manifest() const { return setup.adapter->manifest; }
};

// While a call is on its way without the watch; whatever ends it.
class Beside {
public:
    explicit Beside(ConnectionRuntime& account) : account_(account) { account_.beside.fetch_add(1); }
    ~Beside() {
        account_.beside.fetch_sub(1);
        account_.signal.notify();  // what waited for these people may go now
    }
    Beside(const Beside&) = delete;
    Beside& operator=(const Beside&) = delete;

private:
    ConnectionRuntime& account_;
};

}  // namespace crosswalk
