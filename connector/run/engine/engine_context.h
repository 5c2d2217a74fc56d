// connector/run/engine/engine_context.h - what the loops share.
#pragma once

#include "connector/lead/lead_aggregate.h"
#include "connector/run/engine/connection_runtime.h"
#include "connector/run/engine/engine.h"
#include "connector/sync/quota_forecast.h"
#include "connector/sync/recompute.h"

#include <mutex>

namespace crosswalk {

// Of the ticking thread (clock_watch.h).
struct ClockWatch {
    std::optional<Millis> now{}, noted{};
    std::chrono::milliseconds steady{0};
    std::optional<std::chrono::milliseconds> keep_all_until{};  // steady
};

// Of the ticking thread (jobs/operator_alerts.h).
struct OperatorWatch {
    std::map<std::string, std::deque<QuotaSample>, std::less<>> quotas{};  // by connection
    struct Unkept {  // told while the store took no writes
        NoticeRow row{};
        bool told = false;
        bool known = false;  // it was told before, and is not over as far as anybody heard
    };
    std::optional<Unkept> unkept{};
};

struct EngineContext {
    explicit EngineContext(const EnginePorts& ports)
        : store(ports.store), sender(ports.sender), clock(ports.clock), log(ports.log) {}

    Store& store;
    Sender& sender;
    Clock& clock;
    Log& log;
    BatchDelays lingering{};
    std::map<std::string, std::unique_ptr<ConnectionRuntime>, std::less<>> accounts{};
    std::map<std::string, std::unique_ptr<ConnectionRuntime>, std::less<>> channels{};  // through which people are told
    Telling telling{};
    WakeSignal signal{};  // of the journal
    Pace pace{};
    std::atomic<bool> stopping{false};
    ClockWatch clock_watch{};
    OperatorWatch operator_watch{};
    std::atomic<std::int64_t> held_since{0};  // in ms: restored then, and not compared since; nothing is sent. 0: no
    std::atomic<bool> erased{false};  // somebody was, and deliveries that name them may be left
    bool may_wait =
        false;  // on threads of its own a loop sleeps out a limit; stepped by hand it puts the call off

    std::shared_ptr<const Mapping> mapping() const;
    void use(std::shared_ptr<const Mapping>);
    // What a vendor's fields are counts for the mapping in force, and for every later one.
    void learn(const std::string& connection, const ObjectSchema&);
    Mapping with_schemas(Mapping) const;
    ConnectionRuntime* account(std::string_view name) const;
    ConnectionRuntime* channel(std::string_view name) const;
    // Of an account or a channel.
    ConnectionRuntime* speaker(std::string_view name) const;
    double chance() { return static_cast<double>(clock.chance() >> 11) / 9007199254740992.0; }

private:
    mutable std::mutex mapping_mutex_{};
    std::shared_ptr<const Mapping> mapping_{};
    std::map<std::pair<std::string, VendorKind>, ObjectSchema> schemas_{};  // by connection and kind
};

// Puts a write (each part of its record apart) or a question in line, and remembers to wake who must act on it (`wake_workers`,
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

// Nothing when there is no such lead.

Result<std::optional<LeadAggregate>> load_aggregate(Transaction&, const LeadId&);

// What follows from this delivery is its doing, and is decided now, however long it waited.
Cause cause_of(const EngineContext&, const Event&, const Mapping&);

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
