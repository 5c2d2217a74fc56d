// connector/ports/store.h - what the engine keeps, and the one way to change it.
#pragma once

#include "connector/contract/adapter.h"
#include "connector/lead/ledger.h"
#include "connector/lead/lead.h"
#include "connector/lead/write.h"

#include <functional>

namespace crosswalk {

enum class EventKind { webhook, read, poll };
std::string_view to_string(EventKind);

struct NewEvent {
    std::string connection{};
    EventKind kind = EventKind::webhook;
    Seq parent = 0;             // of a `read`: the delivery that asked for it
    Delivery delivery{};        // the target redacted, only the kept headers
    std::string delivery_id{};  // empty: the vendor names none
    std::string memo{};         // of a read or poll: what the engine needs to interpret the body
};
struct Event : NewEvent {
    Seq seq = 0;
    bool intact = true;  // false: the row's checksum does not fit; its body must not be used
};

class Journal {
public:
    virtual ~Journal() = default;
    // Nothing when a delivery with this id was taken within the last 7 days; it is booked as a duplicate.
    // Books the delivery as waiting otherwise.
    virtual Result<std::optional<Seq>> append(const NewEvent&) = 0;
    virtual Result<std::vector<Event>> after(Seq mark, std::size_t limit) = 0;
    virtual Result<std::optional<Event>> load(Seq) = 0;
    // True the first time this connection names this event key.
    virtual Result<bool> mark_seen(std::string_view connection, std::string_view event_key, Millis now) = 0;
    // This delivery told of this lead: so it can be found again when the person is erased, or asks why.
    virtual Result<void> link_lead(Seq, const LeadId&) = 0;
    // Removes what this delivery said; its row stays for the books.
    virtual Result<void> empty(Seq) = 0;
    // Forgets events received before `before`, parked ones before `parked_before`, and event keys. Never what
    // is not yet applied.
    virtual Result<std::size_t> prune(Millis before, Millis parked_before) = 0;
};

class Leads {
public:
    virtual ~Leads() = default;
    // A lead that was joined into another one answers as that one.
    virtual Result<std::optional<Lead>> load(const LeadId&) = 0;
    virtual Result<void> save(const Lead&) = 0;  // keeps the index of `keys` in step
    virtual Result<std::vector<LeadId>> matching(std::string_view key, std::string_view value) = 0;
    virtual Result<std::optional<RecordState>> record(const RecordKey&) = 0;
    virtual Result<std::vector<RecordState>> records_of(const LeadId&) = 0;
    virtual Result<void> save(const RecordState&) = 0;
};

// Which leads are one person, for ever, and what outlives a person who was erased.
class Identities {
public:
    virtual ~Identities() = default;
    // `loser` is `winner` from now on: its records, parked items and alarms move over, its keys and its own
    // row go, its waiting writes are booked as merged. Both histories stay and are read as one.
    virtual Result<void> join(const LeadId& loser, const LeadId& winner) = 0;
    // Leads in the order of their ids, joined ones left out.
    virtual Result<std::vector<LeadId>> after(const LeadId& mark, std::size_t limit) = 0;
    // Removes the lead, its records, history, steps and parked items, withdraws its writes, and empties the
    // bodies of its journal rows. What `remember` kept stays.
    virtual Result<void> erase(const LeadId&) = 0;
    // Removes a text of an erased person from what belongs to no one lead.
    virtual Result<void> blot_out(std::string_view text) = 0;
    // Keeps an HMAC of an address for which a consent field is closed; no address can be read out of it.
    virtual Result<void> remember(std::string_view address, std::string_view consent_field, Millis at) = 0;
    // The consent fields closed for an address.
    virtual Result<std::vector<std::string>> closed_for(std::string_view address) = 0;
};

// Leads to look at again at a time, though nobody speaks: one alarm a lead, the earliest counts.
class Timers {
public:
    virtual ~Timers() = default;
    virtual Result<void> set(const LeadId&, Millis at) = 0;
    // Removes and returns those that are due.
    virtual Result<std::vector<LeadId>> take_due(std::size_t limit, Millis now) = 0;
    // The clock was set back by `by`: what is due after `now` is due that much earlier, as it was meant.
    virtual Result<void> clock_set_back(Millis now, std::chrono::milliseconds by) = 0;
};

class History {
public:
    virtual ~History() = default;
    virtual Result<void> add(const HistoryRow&) = 0;
    // Newest first, those of joined leads among them; an empty field means all.
    virtual Result<std::vector<HistoryRow>> of(const LeadId&, std::string_view field, std::size_t limit) = 0;
    virtual Result<void> add(const Step&) = 0;
    // In order, from the one behind `number`; of this lead alone, or (`joined`) with those of joined leads.
    virtual Result<std::vector<Step>> steps(const LeadId&, std::int64_t number, bool joined) = 0;
    // Writes made under a mapping version, oldest first, with their place to go on from.
    virtual Result<std::vector<std::pair<std::int64_t, HistoryRow>>> written_under(
        std::int64_t mapping_version, std::int64_t after, std::size_t limit
    ) = 0;
    // Leads that entered this stage by rule between these times.
    virtual Result<std::int64_t> promoted_since(std::string_view stage, Millis since, Millis until) = 0;
};

class Outbox {
public:
    virtual ~Outbox() = default;
    // Joins what already waits for the same destination: fields united, most urgent and earliest kept. Books
    // it. Consent (by its urgency) waits in a row of its own, so that no other field of the record can hold
    // it up.
    virtual Result<void> add(const WriteIntent&) = 0;
    // Due writes of this connection, consent first, then by urgency; never two of one lead, none of a lead in
    // flight. What nobody waits for, scores and bulk values, leaves not before `gather_until`.
    virtual Result<std::vector<ClaimedWrite>> claim(
        std::string_view connection, std::size_t limit, Millis now, Millis gather_until = {}
    ) = 0;
    virtual Result<void> settle(const WriteResult&, Millis now) = 0;
    // The lead was found at, or created as, this record: later touches go there.
    virtual Result<void> link(std::int64_t write, const VendorKind&, const VendorId&) = 0;
    // The fields of this lead that wait to be written at this connection, or are on their way.
    virtual Result<FieldSet> waiting(std::string_view connection, const LeadId&) = 0;
    // The fields of a new record that were sent there for this lead and are without an answer: the tool may have
    // made it.
    virtual Result<FieldSet> perhaps_created(std::string_view connection, const LeadId&) = 0;
    // When the next write can be claimed; nothing when none waits.
    virtual Result<std::optional<Millis>> next_due(
        std::string_view connection, Millis gather_until = {}
    ) = 0;
    // After a restart: what was in flight was left unanswered and waits again.
    virtual Result<std::size_t> release_claims(Millis now) = 0;
    virtual Result<void> clock_set_back(Millis now, std::chrono::milliseconds by) = 0;  // see Alarms
};

// Thin news: records that must be read before their change can be applied. One row per record.
struct ReadRequest {
    RecordKey key{};
    Seq parent = 0;             // the newest delivery that asked
    std::int64_t changes = 0;   // booked as waiting until the read is applied
    bool applied_some = false;  // part of that news was applied already
    int attempts = 0;
    FieldSet fields{};  // vendor fields the news left out; empty: all of them
};
class ReadQueue {
public:
    virtual ~ReadQueue() = default;
    virtual Result<void> want(const ReadRequest&, Millis due) = 0;
    virtual Result<std::vector<ReadRequest>> due(
        std::string_view connection, std::size_t limit, Millis now
    ) = 0;
    // The read was journalled, or put off to `again`.
    virtual Result<void> postpone(const RecordKey&, Millis again) = 0;
    // What waits for this record.
    virtual Result<std::optional<ReadRequest>> waiting(const RecordKey&) = 0;
    // Removes and returns what waited for this record.
    virtual Result<std::optional<ReadRequest>> take(const RecordKey&) = 0;
    virtual Result<std::optional<Millis>> next_due(std::string_view connection) = 0;
    virtual Result<void> clock_set_back(Millis now, std::chrono::milliseconds by) = 0;  // see Alarms
};

class ParkingLot {
public:
    virtual ~ParkingLot() = default;
    virtual Result<std::int64_t> park(const Parked&) = 0;
    // The item of the same kind that waits for the same reason, about the same fields of the same record; of
    // writes and steps also: of the same lead.
    virtual Result<std::optional<std::int64_t>> same_as(const Parked&) = 0;
    virtual Result<std::vector<Parked>> list(std::size_t limit) = 0;
    // The changes that wait of this record, the steps that wait of this lead, and the questions whether either is
    // one person with somebody else.
    virtual Result<std::vector<Parked>> waiting_of(const RecordKey&, const LeadId&) = 0;
    // The writes about this lead that this connection refused.
    virtual Result<std::vector<Parked>> refused(std::string_view connection, const LeadId&) = 0;
    virtual Result<std::optional<Parked>> take(std::int64_t id) = 0;  // removes and returns it
};

class Books {
public:
    virtual ~Books() = default;
    // Moves n items into (or, negative, out of) a word. `total` is kept by the caller like any other word.
    virtual void add(std::string_view connection, Book, std::string_view word, std::int64_t n) = 0;
    virtual Result<AllBooks> all() = 0;
};

// Small named values: marks, cursors, pauses, the active mapping, sealed tokens.
class Settings {
public:
    virtual ~Settings() = default;
    virtual Result<std::optional<std::string>> get(std::string_view name) = 0;
    virtual Result<void> put(std::string_view name, std::string_view value) = 0;
    virtual Result<void> drop(std::string_view name) = 0;
    virtual Result<std::vector<std::pair<std::string, std::string>>> starting_with(std::string_view prefix
    ) = 0;
};

// Everything inside one atomic unit. Only valid while the unit runs.
struct Transaction {
    Journal& journal;
    Leads& leads;
    History& history;
    Outbox& outbox;
    ReadQueue& reads;
    ParkingLot& parked;
    Books& books;
    Settings& settings;
    Identities& identities;
    Timers& timers;
};

// An atomic step: all of it happens, or (when it returns a Fault) nothing.
using Unit = std::function<Result<void>(Transaction&)>;
using Done = std::function<void(const Result<void>&)>;

enum class Lane { intake, engine };  // the writer drains intake first

// Safe to share between threads. Faults: "store.unavailable" (disk full, I/O), "store.corrupt", "store.busy"
// (the queue is full), "store.stopped".
class Store {
public:
    virtual ~Store() = default;
    // Queues a unit. `done` runs on the store's own thread after the commit that holds the unit is on disk,
    // or failed: keep it short. A full queue answers "store.busy" at once.
    virtual void submit(Lane, Unit, Done) = 0;
    // Runs units in order and waits until all of them are on disk; the answers are theirs, one each.
    virtual std::vector<Result<void>> run(std::vector<Unit>) = 0;
    // Reads what is committed, on the caller's thread. The unit must not change anything.
    virtual Result<void> read(const Unit&) = 0;
    // False while the store cannot be written; says why.
    virtual Result<void> writable() const = 0;
    // A Fault while what was erased can still be read in one of the store's files.
    virtual Result<void> erasures_complete() const { return {}; }
};

// The setting in which a store says that it lost commits which had been acknowledged: JSON with "noticed"
// (milliseconds), "commits", "deliveries".
inline constexpr std::string_view kStoreLost = "store_lost";

// One unit, waited for.
Result<void> run_one(Store&, Unit);

}  // namespace crosswalk
