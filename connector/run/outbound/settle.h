// connector/run/outbound/settle.h - what becomes of one verdict: in the record's memory, the history and the outbox.
// Of this room alone.
#pragma once

#include "connector/run/outbound/deliver.h"

namespace crosswalk {

// The call that a verdict comes from.
struct Circumstances {
    bool whole = false;        // it failed as a whole
    bool singled_out = false;  // with one record, at a vendor that takes others
    Millis now{};
    double chance = 0;
};
Circumstances circumstances(EngineContext&, ConnectionRuntime&, std::size_t records, bool whole_call);
void note_served(ConnectionRuntime&, Millis now);

// What the vendor said about one job.
struct JobAnswer {
    const Job& job;
    const Outcome& outcome;
    Millis now{};
};

// History: what was written where, what stood there before, and what the tool answered, one row for each
// field. A retry that changes nothing is not worth a row.
Result<void> note_write(Transaction&, const EngineContext&, const JobAnswer&, const RecordState& before);
// The same for a field of a write that was never answered, and that the record was read to show.
struct ArrivedField {
    std::string name{};  // the vendor's
    std::optional<boost::json::value> before{};
    boost::json::value after{};
};
Result<void> note_arrived(Transaction&, const Job&, std::span<const ArrivedField>, Millis now);
// The vendor made the record, or answered for the one we knew: it holds now what the job wrote.
Result<void> remember_written(Transaction&, const EngineContext&, Job&, const Outcome&, Millis now);
// What the job wrote did not arrive.
Result<void> forget_pending(Transaction&, const Job&, const Outcome&);

// Settles one job, or each job of a call, by its outcome.
Result<void> settle_job(Transaction&, const EngineContext&, Job, const Outcome&, const Circumstances&);
void settle_batch(
    EngineContext&, ConnectionRuntime&, const std::vector<Job>& batch, std::span<const Outcome>, bool whole_call
);

// Parks fields that the vendor refused while it took the rest of the write: an item of their own.
Result<void> park_refused(Transaction&, const Job&, const FieldSet& fields, const Outcome&, Millis now);

// A part of a call that was answered: its jobs, an outcome for each, and whether it failed as a whole. A job
// that is to be tried otherwise is taken out, with its outcome.
using SettlePart = std::function<void(std::vector<Job>&, std::vector<Outcome>&, bool whole_call)>;
// Sends one batch of one kind and one operation. Where one bad record sinks the call, it is sent in halves.
void send_batch(EngineContext&, ConnectionRuntime&, const Mapping&, std::vector<Job> batch, const SettlePart&);

// What of a write stands or falls together: a canonical field with all it is written in.
struct Part {
    FieldSet names{};  // canonical; empty of what no field stands for (our id)
    Fields values{};
};
std::vector<Part> parts_of(const Mapping&, const Job&);
// The job, writing these parts alone.
Job with_parts(const Mapping&, const ConnectionRuntime&, const Job&, std::span<const Part>);

struct RefusedJob {
    Job job{};
    Outcome outcome{};
};
// Updates that were refused without a word which field is at fault: written in parts, until it stands alone
// and everything else has arrived.
void write_in_parts(EngineContext&, ConnectionRuntime&, const Mapping&, std::vector<RefusedJob>);
// New records that were refused: made without what the vendor refuses, or with the least it can be made with.
// The rest follows as an update.
void create_with_less(EngineContext&, ConnectionRuntime&, const Mapping&, std::vector<RefusedJob>);

}  // namespace crosswalk
