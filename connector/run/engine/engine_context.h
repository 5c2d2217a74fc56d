// connector/run/engine/engine_context.h - what the loops share.
#pragma once

#include "connector/run/engine/engine.h"
#include "connector/run/vendor/outage.h"
#include "connector/sync/list_progress.h"
#include "connector/sync/traffic_monitor.h"
#include "connector/sync/recompute.h"
#include "connector/sync/retry.h"

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
    WakeSignal signal;                                          // of its deliverer
    std::mutex watch;                                           // held by the one deliverer that waits for due writes
    std::atomic<int> beside{0};                                 // deliverers whose call is on its way without it
    std::atomic<std::int64_t> gathers_until{0};                 // scores and bulk values meanwhile, in ms
    WakeSignal reading;                                         // of its enricher
    std::atomic<std::int64_t> wakes_at{0};              // when the deliverer looks next by itself, in ms
    std::atomic<bool> to_write{false}, to_read{false};  // something came that cannot wait for that
    std::mutex mutex;
    CallBudgets budgets;
    Breaker breaker;
    std::map<std::string, std::pair<ObjectSchema, Millis>, std::less<>>
        schemas{};         // by kind, with when it was read
    std::map<std::string, Millis, std::less<>> no_schema_until{};  // by kind: it was not told, ask again then
    struct Described {
        std::optional<ObjectSchema> schema{};
        bool refused = false;
        Millis at{};
    };
    std::map<std::string, Described, std::less<>> described{};  // by kind; asked to learn why a read is refused
    std::vector<ReadOutage> outages{};
    std::map<std::string, PollTrouble, std::less<>> poll_troubles{};  // by kind
    std::map<std::string, ListProgress, std::less<>> lists{};         // of the reading thread: those under way
    std::optional<Millis> waits_until{};                              // the vendor asked for it
    std::string paused{};  // why; empty: not paused
    std::string state = "ok", detail{};
    std::optional<Millis> last_heard{}, last_written{}, last_read{};
    std::map<std::string, Millis, std::less<>> next_polls{};  // by kind
    std::int64_t calls = 0;
    struct Denials {
        int in_a_row = 0;
        std::chrono::milliseconds last{};  // steady
    };
    std::map<std::string, Denials, std::less<>> denials{};  // by path
    std::vector<WriteResult> unkept{};               // claims that the store could not take back yet
    std::shared_ptr<struct Comparing> comparing{};  // run/jobs/reconciliation.h
    std::atomic<std::int64_t> deliveries{0};        // heard since the pulse was last felt
    std::optional<TrafficMonitor> pulse{};                   // of the ticking thread
    std::optional<Millis> pulse_at{};               // of the ticking thread
    std::optional<TrafficGap> quiet{};

    const std::string& name() const { return setup.connection.name; }
    const Manifest& manifest() const { return setup.adapter->manifest; }
};

// Of the ticking thread (clock_watch.h).
struct ClockWatch {
    std::optional<Millis> now{}, noted{};
    std::chrono::milliseconds steady{0};
    std::optional<std::chrono::milliseconds> keep_all_until{};  // steady
};

struct EngineContext {
    EngineContext(Store& s, Sender& out, Clock& c, Log& l) : store(s), sender(out), clock(c), log(l) {}

    Store& store;
    Sender& sender;
    Clock& clock;
    Log& log;
    BatchDelays lingering{};
    std::map<std::string, std::unique_ptr<ConnectionRuntime>, std::less<>> accounts{};
    WakeSignal signal{};  // of the journal
    std::atomic<bool> stopping{false};
    ClockWatch clock_watch{};
    std::atomic<bool> erased{false};  // somebody was, and deliveries that name them may be left
    bool may_wait =
        false;  // on threads of its own a loop sleeps out a limit; stepped by hand it puts the call off

    std::shared_ptr<const Mapping> mapping() const;
    void use(std::shared_ptr<const Mapping>);
    // What a vendor's fields are counts for the mapping in force, and for every later one.
    void learn(const std::string& connection, const ObjectSchema&);
    Mapping with_schemas(Mapping) const;
    ConnectionRuntime* account(std::string_view name) const;
    double chance() { return static_cast<double>(clock.chance() >> 11) / 9007199254740992.0; }

private:
    mutable std::mutex mapping_mutex_{};
    std::shared_ptr<const Mapping> mapping_{};
    std::map<std::pair<std::string, VendorKind>, ObjectSchema> schemas_{};  // by connection and kind
};

// Puts a touch (its consent apart) or a question in line, and remembers to wake who must act on it (`wake_workers`,
// once it is committed).
Result<void> enqueue(Transaction&, const EngineContext&, const WriteIntent&);
Result<void> enqueue(Transaction&, const EngineContext&, const ReadRequest&, Millis due);
Result<void> enqueue_all(Transaction&, const EngineContext&, std::span<const WriteIntent>);
void wake_workers(const EngineContext&);
void wake_all_workers(const EngineContext&);

// A record's id that a person typed, as this tool spells it.
std::string spelled_as_there(const EngineContext&, std::string_view connection, std::string_view id);

// The vendor field that carries our id on records of this kind; empty where it has none.
std::string own_id_field(const Mapping&, const ConnectionRuntime&, const VendorKind&);

// The vendor fields a change leaves open: what a read must still bring. Empty where nothing is open, and
// where it says nothing but "changed".
FieldSet left_open(const Mapping&, const RecordKey&, const Change&);

// True when the vendor's record carries our id of this lead: we stamped it when we made or linked it.
bool carries_id_of(const EngineContext&, const Mapping&, const RecordKey&, const Change&, const LeadId&);

// A lead with its records in every tool; nothing when there is no such lead.
struct LeadAggregate {
    Lead lead{};
    std::vector<RecordState> records{};
};
Result<std::optional<LeadAggregate>> load_aggregate(Transaction&, const LeadId&);

// What follows from this delivery is its doing.
Cause cause_of(const Event&, const Mapping&);

// Why something waits when several records, or several leads, fit; and what to do then.
inline constexpr std::string_view kAmbiguous = "identity.ambiguous";
inline constexpr std::string_view kChooseOne =
    "Merge the duplicates where they are and replay, or choose one with `crosswalk parked link NUMBER ID`.";
// The record that fits is another lead's; the tool says that a record is this person, but its keys do not.
inline constexpr std::string_view kTaken = "identity.taken", kDoubtful = "identity.doubtful";
inline constexpr std::string_view kJoinOrKeepApart =
    "If they are one person, `crosswalk parked join NUMBER`; if they are two, `crosswalk parked keep-apart "
    "NUMBER`. Either is remembered.";
inline constexpr std::string_view kLinkOrKeepApart =
    "If it is this person, `crosswalk parked link NUMBER RECORD`; if not, `crosswalk parked keep-apart "
    "NUMBER`. Either is remembered.";

// Where the journal has been applied up to.
inline constexpr std::string_view kAppliedMark = "applied";
Result<Seq> applied_mark(Transaction&);
// Who is paused, and why.
inline constexpr std::string_view kPausedPrefix = "paused/";
// Where a poll goes on.
inline constexpr std::string_view kPollCursorPrefix = "poll/";

}  // namespace crosswalk
