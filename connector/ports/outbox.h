// connector/ports/outbox.h - what waits: for a tool to be written, for a record to be read, for a person to
// decide.
#pragma once

#include "connector/lead/lead.h"
#include "connector/lead/ledger.h"
#include "connector/lead/write.h"

namespace crosswalk {

class Outbox {
public:
    virtual ~Outbox() = default;
    // Joins what already waits for the same destination: fields united, most urgent and earliest kept. Books
    // it. Each part of a record (`WritePart`) waits in a row of its own, so that no other field of the record can hold
    // it up.
    virtual Result<void> add(const WriteIntent&) = 0;
    // Due writes of this connection, consent first, then by urgency; never two of one lead, none of a lead in
    // flight. What nobody waits for, scores and bulk values, leaves not before `gather_until`.
    virtual Result<std::vector<ClaimedWrite>> claim(
        std::string_view connection, std::size_t limit, Millis now, Millis gather_until = {}
    ) = 0;
    virtual Result<void> settle(const WriteResult&, Millis now) = 0;
    // The lead was found at, or created as, this record: later writes go there.
    virtual Result<void> link(std::int64_t write, const VendorKind&, const VendorId&) = 0;
    // The fields of this lead that wait to be written at this connection, or are on their way.
    virtual Result<FieldSet> waiting(std::string_view connection, const LeadId&) = 0;
    // The fields of a new record that were sent there for this lead and are without an answer: the tool may
    // have made it.
    virtual Result<FieldSet> perhaps_created(std::string_view connection, const LeadId&) = 0;
    // When the next write can be claimed; nothing when none waits.
    virtual Result<std::optional<Millis>> next_due(
        std::string_view connection, Millis gather_until = {}
    ) = 0;
    // After a restart: what was in flight was left unanswered and waits again.
    virtual Result<std::size_t> release_claims(Millis now) = 0;
    virtual Result<void> clock_set_back(Millis now, std::chrono::milliseconds by) = 0;  // see Timers
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
    virtual Result<void> clock_set_back(Millis now, std::chrono::milliseconds by) = 0;  // see Timers
};

struct ParkedQuery {
    std::string connection{}, code{};  // empty: all
    std::int64_t after = 0;
    std::size_t limit = 0;
};

// What waits for one reason.
struct ParkedCause {
    std::string connection{}, code{};
    Parked::What what = Parked::What::event;
    std::int64_t count = 0;
    Millis since{};
    Parked first{};
};

class ParkingLot {
public:
    virtual ~ParkingLot() = default;
    virtual Result<std::int64_t> park(const Parked&) = 0;
    // The item of the same kind that waits for the same reason, about the same fields of the same record; of
    // writes and steps also: of the same lead.
    virtual Result<std::optional<std::int64_t>> same_as(const Parked&) = 0;
    virtual Result<std::vector<Parked>> list(std::size_t limit) = 0;
    // In the order of their ids, from the one behind `after`.
    virtual Result<std::vector<Parked>> page(const ParkedQuery&) = 0;
    virtual Result<std::vector<ParkedCause>> causes() = 0;
    // The changes that wait of this record, the steps that wait of this lead, and the questions whether
    // either is one person with somebody else.
    virtual Result<std::vector<Parked>> waiting_of(const RecordKey&, const LeadId&) = 0;
    // The writes about this lead that this connection refused.
    virtual Result<std::vector<Parked>> refused(std::string_view connection, const LeadId&) = 0;
    virtual Result<std::optional<Parked>> take(std::int64_t id) = 0;  // removes and returns it
};

}  // namespace crosswalk
