// connector/run/deliver.h - out of the outbox, to the vendor, and back with one verdict per record.
#pragma once

#include "connector/run/world.h"
#include "connector/sync/compose.h"

namespace crosswalk {

// A claimed write on its way.
struct Job {
    Write write{};
    Lead lead{};
    RecordState target{};  // its id is empty while the lead has no record there
    Composed composed{};
    Operation operation = Operation::update;

    bool linked() const { return !target.key.id.text.empty(); }
};

// Claims what is due at this connection, looks up whom it must, writes in batches and settles. Blocks while
// the vendor answers. True when it did something.
bool deliver_step(World&, LiveAccount&);

// Finds out which record the unlinked jobs are about (promise 8), and whether unanswered ones arrived after
// all. What is settled that way is taken out of `jobs`; what is left can be written.
void look_up(World&, LiveAccount&, const Mapping&, std::vector<Job>& jobs);

// Writes one batch of one kind and one operation and settles every job of it.
void write_batch(World&, LiveAccount&, const Mapping&, std::vector<Job> batch);

// Settles jobs that one outcome befell, without having written them. Nothing is counted as an attempt.
void put_back(World&, LiveAccount&, std::span<const Job>, const Outcome&);

}  // namespace crosswalk
