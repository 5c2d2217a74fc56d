// One batch to the vendor, and one verdict for each of its records.
#include "connector/run/deliver.h"
#include "connector/run/exchange.h"

#include <algorithm>

namespace crosswalk {
namespace {

using How = Settlement::How;

std::string note_of(const Job& job, const Outcome& outcome) {
    std::string note(word(outcome.verdict));
    note +=
        " " + job.target.key.connection + " " + job.target.key.kind.text + " " + job.target.key.id.text + ":";
    for (const auto& [field, value] : job.composed.record.fields) note += " " + field;
    if (!outcome.vendor_code.empty()) note += " (" + outcome.vendor_code + ")";
    return note;
}

// The vendor made the record, or answered for the one we knew: it holds now what we wrote.
Result<void> remember_written(Transaction& tx, Job& job, const Outcome& outcome) {
    if (!job.linked()) {
        if (!outcome.id || outcome.id->text.empty()) return {};
        job.target.key.id = *outcome.id;
        if (const auto linked = tx.outbox.link(job.write.id, job.target.key.kind, *outcome.id); !linked)
            return linked;
    }
    auto now_known = tx.leads.record(job.target.key);
    if (!now_known) return now_known.error();
    RecordState state =
        *now_known ? std::move(**now_known) : RecordState{.key = job.target.key, .lead = job.lead.id};
    begin(state, job.composed.record);
    conclude(state, true);
    state.stamped = state.stamped || job.composed.stamps;
    return tx.leads.save(state);
}

Result<void> forget_pending(Transaction& tx, const Job& job) {
    if (!job.linked()) return {};
    auto state = tx.leads.record(job.target.key);
    if (!state || !*state) return {};
    conclude(**state, false);
    return tx.leads.save(**state);
}

// "It exists already, as that one": read it, so that it is recognised, and come back to this write.
Result<bool> follow_hint(
    Transaction& tx,
    const World& world,
    const Job& job,
    const Outcome& outcome,
    Settlement& settlement,
    Millis now
) {
    const bool exists = !job.linked() && outcome.id && outcome.verdict == Verdict::refused;
    if (!exists && outcome.verdict != Verdict::merged) return false;
    if (!outcome.id) return false;
    const RecordKey key{job.target.key.connection, job.target.key.kind, *outcome.id};
    if (const auto wanted = enqueue(tx, world, {.key = key, .parent = job.write.touch.cause}, now); !wanted)
        return wanted.error();
    settlement.how = job.write.attempts + 1 >= kMostAttempts ? How::parked : How::again;
    settlement.due = now + std::chrono::seconds{5};
    settlement.counts = true;
    return true;
}

Result<void> settle_job(
    Transaction& tx,
    const World& world,
    Job job,
    const Outcome& outcome,
    bool whole_call,
    Millis now,
    double chance
) {
    Settlement settlement = settle(job.write, outcome, now, chance);
    if (whole_call && outcome.verdict != Verdict::refused && outcome.verdict != Verdict::applied) {
        settlement.how = How::again;  // the vendor failed, not this record: it never gives up for that
        settlement.counts = false;
    }
    const auto followed = follow_hint(tx, world, job, outcome, settlement, now);
    if (!followed) return followed.error();
    if (settlement.how == How::applied) {
        if (const auto kept = remember_written(tx, job, outcome); !kept) return kept;
    } else if (!settlement.unanswered) {
        if (const auto forgotten = forget_pending(tx, job); !forgotten) return forgotten;
    }
    const auto noted = tx.history.add(
        {.lead = job.lead.id,
         .event = job.write.touch.cause,
         .at = now,
         .connection = job.target.key.connection,
         .note = note_of(job, outcome)}
    );
    if (!noted) return noted;
    return tx.outbox.settle(settlement, now);
}

bool all_refused(const WriteReport& report) {
    return std::ranges::all_of(report.outcomes(), [](const Outcome& o) {
        return o.verdict == Verdict::refused;
    });
}

void settle_batch(
    World& world, LiveAccount& account, std::vector<Job>& batch, const WriteReport& report, bool whole_call
) {
    const Millis now = world.clock.now();
    const double chance = world.chance();
    // A unit for each record, so that intake need not wait for two hundred of them.
    std::vector<Unit> units;
    for (std::size_t i = 0; i < batch.size(); ++i)
        units.emplace_back([&, i](Transaction& tx) {
            return settle_job(tx, world, batch[i], report.outcomes()[i], whole_call, now, chance);
        });
    const auto done = world.store.run(std::move(units));
    std::vector<Job> unkept;
    for (std::size_t i = 0; i < batch.size(); ++i)
        if (!done[i]) unkept.push_back(batch[i]);
    if (!unkept.empty()) {
        // What the vendor did is not on disk: it counts as unanswered and is looked at before it is written
        // again.
        world.log.write(Level::error, "Verdicts could not be kept.", {{"connection", account.name()}});
        put_back(
            world, account, unkept, {.verdict = Verdict::unanswered, .vendor_code = "store.unavailable"}
        );
    }
    ring(world);
    const auto applied = std::ranges::count(report.outcomes(), Verdict::applied, &Outcome::verdict);
    if (applied > 0) {
        const std::lock_guard lock(account.mutex);
        account.last_written = now;
    }
    if (std::ranges::any_of(report.outcomes(), [](const Outcome& o) {
            return o.id.has_value() && o.verdict != Verdict::applied;
        }))
        account.bell.ring();
}

}  // namespace

void write_batch(World& world, LiveAccount& account, const Mapping& mapping, std::vector<Job> batch) {
    const VendorKind kind = batch.front().target.key.kind;
    const ObjectPlan* plan = account.manifest().plan(kind.text);
    const Operation operation = batch.front().operation;
    if (plan == nullptr || std::ranges::find(plan->operations, operation) == plan->operations.end()) {
        const Outcome no{
            .verdict = Verdict::refused,
            .vendor_code = "write.not_possible",
            .vendor_says = "Nothing can be written to a '" + kind.text + "' of " + account.name() + ".",
            .advice = "Take it out of `kinds` in fields.yaml."};
        return settle_batch(world, account, batch, WriteReport(batch.size(), no), false);
    }
    const auto schema = schema_of(world, account, *plan);
    if (const auto* refused = std::get_if<Outcome>(&schema))
        return settle_batch(world, account, batch, WriteReport(batch.size(), *refused), true);

    std::vector<Record> records;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        records.push_back(batch[i].composed.record);
        records.back().trace.text = "w" + std::to_string(batch[i].write.id);
    }
    const std::string own = own_id_field(mapping, account, kind);
    const WriteBatch question{*plan, std::get<ObjectSchema>(schema), operation, own, records};
    auto answered =
        perform(world, account, account.setup.adapter->write, question, WriteReport(batch.size()));
    if (answered.stopped_by) {
        bool anyone = false;
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (answered.out.outcomes()[i].verdict == Verdict::unanswered)
                answered.out[i] = *answered.stopped_by;
            else
                anyone = true;
        }
        if (answered.stopped_by->verdict != Verdict::refused || anyone)
            return settle_batch(world, account, batch, answered.out, true);
    }
    if (plan->whole_batch_refused && batch.size() > 1 && all_refused(answered.out)) {
        const auto middle = batch.begin() + std::ssize(batch) / 2;
        std::vector<Job> second(std::make_move_iterator(middle), std::make_move_iterator(batch.end()));
        batch.erase(middle, batch.end());
        write_batch(world, account, mapping, std::move(batch));
        write_batch(world, account, mapping, std::move(second));
        return;
    }
    settle_batch(world, account, batch, answered.out, false);
}

}  // namespace crosswalk
