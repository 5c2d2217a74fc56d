// connector/run/outbound/deliver.h - out of the outbox, to the vendor, and back with one verdict per record.
#pragma once

#include "connector/run/engine/engine_context.h"
#include "connector/sync/compose.h"

namespace crosswalk {

// A claimed write on its way.
struct Job {
    ClaimedWrite write{};
    Lead lead{};
    RecordState target{};  // its id is empty while the lead has no record there
    Composed composed{};
    WriteKind operation = WriteKind::update;
    Millis sent{};                                                 // when it was composed to be sent
    std::map<std::string, Written, std::less<>> written_before{};  // to its fields; restored if it is refused
    FieldSet held{};                   // vendor fields that cannot be read for now, and are left as they are
    std::int64_t steps_shown = 0;      // of the lead's steps, once this is written
    std::int64_t mapping_version = 0;  // under which it was composed

    bool linked() const { return !target.key.id.text.empty(); }
    bool is_consent() const { return write.intent.part == WritePart::consent; }
};

// What deciding about one job of a connection needs beside the job.
struct DeliveryContext {
    Transaction& tx;
    EngineContext& engine;
    ConnectionRuntime& account;
    const Mapping& mapping;
    Millis now{};
};

// Claims what is due at this connection, looks up whom it must, writes in batches and settles. Blocks while
// the vendor answers. True when it did something.
bool deliver_step(EngineContext&, ConnectionRuntime&);
// The same, as one of several threads: whoever holds `account.watch` waits for what is due, and hands the watch on
// while the vendor answers. So other calls are on their way meanwhile, never two about one lead (`Outbox::claim`).
bool deliver_beside(EngineContext&, ConnectionRuntime&, std::unique_lock<std::mutex>& watch);
// Scores and bulk values leave not before then: a vendor that answers quickly gets one call at a time, so that few
// calls carry many records, as its daily limit wants it.
Millis gather_until(const ConnectionRuntime&);

// Finds out which record the unlinked jobs are about (promise 8), and whether unanswered ones arrived after
// all. What is settled that way is taken out of `jobs`; what is left can be written.
void look_up(EngineContext&, ConnectionRuntime&, const Mapping&, std::vector<Job>& jobs);

// Writes one batch of one kind and one operation and settles every job of it. Of what the vendor refuses
// everything else arrives, and a new record is made: only the fields at fault are parked.
void write_batch(EngineContext&, ConnectionRuntime&, const Mapping&, std::vector<Job> batch);

// Settles jobs that one outcome befell before they were written. They wait again, unless one alone cannot
// pass while the vendor serves others: that one is parked.
void requeue(EngineContext&, ConnectionRuntime&, std::span<const Job>, const Outcome&);

// Settles a claim, now or (when the store cannot) as soon as it can: a claim is never left behind.
void settle_claims(EngineContext&, ConnectionRuntime&, std::vector<WriteResult>);

// Settles one claim inside a unit. Parked for the same reason as before, it takes the place of what waits.
Result<void> settle_write(Transaction&, const EngineContext&, const Job&, WriteResult, Millis now);
// Refusals of what this write has told the vendor since then wait for nobody any more.
Result<void> forget_refusals(Transaction&, const Job&);

// True when the vendor's trouble with a call may lie in what was asked: then a smaller call may pass.
bool about_what_was_asked(const Outcome&);
inline constexpr std::chrono::minutes kServedLately{10};
// True when this connection took a write in the last minutes.
bool serves_others(ConnectionRuntime&, Millis now);
// How many records go into a call when it failed that many times: the one that sinks it is soon alone.
std::size_t shrink_batch(std::size_t most, int failures);

// Takes jobs that failed equally often off the list: at most their share of `most`, all of them `fitting`.
template <class Fitting>
std::vector<Job> take_alike(std::vector<Job>& jobs, std::size_t most, Fitting fitting) {
    const int attempts = jobs.front().write.attempts;
    const std::size_t size = shrink_batch(most, attempts);
    std::vector<Job> batch, rest;
    for (Job& job : jobs)
        (batch.size() < size && job.write.attempts == attempts && fitting(job) ? batch : rest)
            .push_back(std::move(job));
    jobs = std::move(rest);
    return batch;
}

}  // namespace crosswalk
