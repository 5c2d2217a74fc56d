// What becomes of one verdict.
#include "connector/run/outbound/settle.h"

#include "connector/run/inbound/overtaken.h"
#include "connector/run/inbound/parking.h"
#include "connector/run/outbound/lookup.h"
#include "connector/run/vendor/learn_merges.h"

#include <algorithm>

namespace crosswalk {
namespace {

using How = WriteResult::How;

constexpr std::chrono::milliseconds kLimitPause{30'000};

// Vendor fields about which news came while our write was on its way: which of the two came last there,
// nobody can tell.
FieldSet crossed_on_the_way(const EngineContext& context, const RecordState& state, const Record& sent) {
    FieldSet crossed;
    const auto mapping = context.mapping();
    for (const FieldPlan& field : mapping->fields) {
        const Binding* binding = field.binding(state.key.connection, state.key.kind.text);
        if (binding == nullptr || !binding->reads || !sent.fields.contains(binding->vendor_field)) continue;
        const auto memory = state.fields.find(binding->vendor_field);
        if (memory == state.fields.end() || !memory->second.pending) crossed.insert(binding->vendor_field);
    }
    return crossed;
}

// Whatever the tool holds in these fields now, it is told once more what it should hold.
Result<void> write_once_more(
    Transaction& tx, const EngineContext& context, const Job& job, const FieldSet& crossed, Millis now
) {
    if (crossed.empty()) return {};
    WriteIntent intent = job.write.intent;
    intent.kind = job.target.key.kind;
    intent.record = job.target.key.id;
    intent.due = now;
    intent.fields.clear();
    const auto mapping = context.mapping();
    for (const FieldPlan& field : mapping->fields)
        if (const Binding* binding = field.binding(job.target.key.connection, job.target.key.kind.text);
            binding != nullptr && crossed.contains(binding->vendor_field))
            intent.fields.insert(field.name);
    return enqueue(tx, context, intent);
}

// More steps than this one wait to be shown.
Result<void> go_on_showing(
    Transaction& tx, const EngineContext& context, const Job& job, const RecordState& state, Millis now
) {
    const auto mapping = context.mapping();
    const ConnectionPlan* plan = mapping->connection(state.key.connection);
    const bool more = job.write.intent.fields.contains(kStageField) && plan != nullptr &&
                      plan->send_steps == SendSteps::each && state.steps_shown < job.lead.progress.steps;
    if (!more) return {};
    WriteIntent intent = job.write.intent;
    intent.kind = state.key.kind;
    intent.record = state.key.id;
    intent.urgency = Urgency::now;
    intent.due = now;
    intent.fields = {std::string(kStageField)};
    return enqueue(tx, context, intent);
}

}  // namespace

void note_served(ConnectionRuntime& account, Millis now) {
    const std::lock_guard lock(account.mutex);
    account.last_written = now;
}

Circumstances circumstances(EngineContext& context, ConnectionRuntime& account, std::size_t records, bool whole_call) {
    const Millis now = context.clock.now();
    return {whole_call, records == 1 && serves_others(account, now), now, context.chance()};
}

Result<void> remember_written(
    Transaction& tx, const EngineContext& context, Job& job, const Outcome& outcome, Millis now
) {
    const bool was_linked = job.linked();
    if (!was_linked) {
        if (!outcome.id || outcome.id->text.empty()) return {};
        job.target.key.id = *outcome.id;
        if (const auto linked = tx.outbox.link(job.write.id, job.target.key.kind, *outcome.id); !linked)
            return linked;
    }
    auto now_known = tx.leads.record(job.target.key);
    if (!now_known) return now_known.error();
    if (!*now_known) {
        const auto lead = tx.leads.load(job.lead.id);
        if (!lead) return lead.error();
        if (was_linked || !*lead) return {};  // the person was erased meanwhile
    }
    RecordState state =
        *now_known ? std::move(**now_known) : RecordState{.key = job.target.key, .lead = job.lead.id};
    if (const auto noted = note_write(tx, context, {job, outcome, now}, state); !noted) return noted;
    forget_old_writes(state, now);
    const auto took = was_linked && now > job.sent ? now - job.sent : std::chrono::milliseconds{0};
    for (const auto& [field, value] : job.composed.record.fields)
        state.fields[field].written = Written{now, state.fields[field].known, took};
    const FieldSet crossed = was_linked ? crossed_on_the_way(context, state, job.composed.record) : FieldSet{};
    mark_in_flight(state, job.composed.record);
    clear_in_flight(state, job.composed.record.fields);
    for (const std::string& field : crossed) state.fields[field].doubtful = true;
    if (const auto queued = write_once_more(tx, context, job, crossed, now); !queued) return queued;
    state.stamped = state.stamped || job.composed.stamps;
    state.steps_shown = std::max(state.steps_shown, was_linked ? job.steps_shown : job.lead.progress.steps);
    if (const auto saved = tx.leads.save(state); !saved) return saved;
    return go_on_showing(tx, context, job, state, now);
}

Result<void> forget_pending(Transaction& tx, const Job& job, const Outcome& outcome) {
    if (!job.linked()) return {};
    auto state = tx.leads.record(job.target.key);
    if (!state || !*state) return {};
    clear_pending(**state, job.composed.record.fields);
    for (const auto& [field, value] : job.composed.record.fields) {
        const auto before = job.written_before.find(field);
        (*state)->fields[field].written =
            before == job.written_before.end() ? std::nullopt : std::optional{before->second};
    }
    // What the tool will not take back is not offered again: it would sink what else this record is told.
    if (outcome.verdict == Verdict::refused)
        for (auto& [field, memory] : (*state)->fields)
            if (job.composed.record.fields.contains(field)) memory.restore.reset();
    return tx.leads.save(**state);
}

namespace {

// "This record lives on as another one": that is applied as news, and the write comes back to the survivor.
// Where the vendor does not say as which, reading the record itself tells.
Result<void> follow_merge(Transaction& tx, const EngineContext& context, const JobAnswer& answer) {
    const RecordKey& key = answer.job.target.key;
    const ConnectionRuntime* account = context.account(key.connection);
    if (!answer.outcome.id || *answer.outcome.id == key.id || account == nullptr)
        return enqueue(tx, context, {.key = key, .parent = answer.job.write.intent.cause}, answer.now);
    std::vector<AskedChange> fate(1);
    fate[0].change = {.kind = key.kind, .id = key.id};
    fate[0].merged_into = {{key.kind, *answer.outcome.id}};
    return journal_fates(tx, *account, std::move(fate), answer.job.write.intent.cause, answer.now);
}

// True where the vendor created nobody, but wrote to a record that is another lead's here.
Result<bool> belongs_to_another(Transaction& tx, const Job& job, const VendorId& id) {
    const auto there = tx.leads.record({job.target.key.connection, job.target.key.kind, id});
    if (!there) return there.error();
    const auto lead = tx.leads.load(job.lead.id);
    if (!lead) return lead.error();
    return *there && *lead && !(*there)->deleted && (*there)->lead != (*lead)->id;
}

// What the vendor says of another record comes first; the write comes back when that was looked at.
Result<void> follow_hint(
    Transaction& tx, const EngineContext& context, const JobAnswer& answer, WriteResult& settlement
) {
    if (answer.outcome.verdict == Verdict::merged) {
        if (answer.job.linked()) return follow_merge(tx, context, answer);
        settlement.how = How::parked;  // nothing was made, and there is nothing to read
        return {};
    }
    // "It exists already, as that one": looked at once, and no second time.
    if (answer.job.linked() || !answer.outcome.id) return {};
    if (answer.outcome.verdict == Verdict::applied) {
        const auto taken = belongs_to_another(tx, answer.job, *answer.outcome.id);
        if (!taken) return taken.error();
        if (!*taken) return {};
    } else if (answer.outcome.verdict != Verdict::refused) {
        return {};
    }
    const std::string hint = hint_of({answer.job.target.key.kind, *answer.outcome.id});
    if (answer.job.write.memo == hint) return {};
    settlement.how = How::again;
    settlement.due = answer.now;
    settlement.memo = hint;
    return {};
}

}  // namespace

Result<void> settle_job(
    Transaction& tx, const EngineContext& context, Job job, const Outcome& outcome, const Circumstances& call
) {
    const Millis now = call.now;
    WriteResult settlement = settle(job.write, outcome, now, call.chance);
    if (settlement.how != How::applied) {
        const auto lead = tx.leads.load(job.lead.id);
        if (!lead) return lead.error();
        // Erased while the write was under way: nothing of the person is kept.
        if (!*lead) return tx.outbox.settle({.write = job.write.id, .how = How::withdrawn}, now);
    }
    if (call.whole && outcome.verdict != Verdict::refused && outcome.verdict != Verdict::applied) {
        // The vendor failed, not this record, unless it fails with this one alone and serves the others.
        if (!call.singled_out) settlement.how = How::again;
        settlement.counts = about_what_was_asked(outcome);
        // Where the vendor asked for a wait the whole connection rests, and resuming it ends that.
        if (outcome.wait) settlement.due = std::min(settlement.due, now + kLimitPause);
    }
    if (const auto followed = follow_hint(tx, context, {job, outcome, now}, settlement); !followed)
        return followed;
    if (settlement.how == How::applied) {
        if (const auto kept = remember_written(tx, context, job, outcome, now); !kept) return kept;
        if (const auto forgotten = forget_refusals(tx, job); !forgotten) return forgotten;
        if (const auto ended = end_overwritten(tx, job.target.key, job.write.intent.fields); !ended)
            return ended;
    } else if (!settlement.unanswered) {
        if (const auto forgotten = forget_pending(tx, job, outcome); !forgotten) return forgotten;
    }
    if (settlement.how == How::parked)
        if (const auto noted = note_write(tx, context, {job, outcome, now}, job.target); !noted) return noted;
    return settle_write(tx, context, job, settlement, now);
}

void settle_batch(
    EngineContext& context,
    ConnectionRuntime& account,
    const std::vector<Job>& batch,
    std::span<const Outcome> outcomes,
    bool whole_call
) {
    if (batch.empty()) return;
    const Circumstances call = circumstances(context, account, batch.size(), whole_call);
    const Millis now = call.now;
    // A unit for each record, so that intake need not wait for two hundred of them.
    std::vector<Unit> units;
    for (std::size_t i = 0; i < batch.size(); ++i)
        units.emplace_back([&, i](Transaction& tx) {
            return settle_job(tx, context, batch[i], outcomes[i], call);
        });
    const auto done = context.store.run(std::move(units));
    std::vector<WriteResult> unkept;
    for (std::size_t i = 0; i < batch.size(); ++i)
        if (!done[i])
            unkept.push_back(settle(
                batch[i].write,
                {.verdict = Verdict::unanswered, .vendor_code = done[i].error().code},
                now,
                call.chance
            ));
    if (!unkept.empty()) {
        // What the vendor did is not on disk: it counts as unanswered and is looked at before it is written
        // again.
        context.log.write(Level::error, "Verdicts could not be kept.", {{"connection", account.name()}});
        settle_claims(context, account, std::move(unkept));
    }
    wake_workers(context);
    context.signal.notify();  // what became of records was journalled, perhaps
    if (std::ranges::count(outcomes, Verdict::applied, &Outcome::verdict) > 0) note_served(account, now);
    if (std::ranges::any_of(outcomes, [](const Outcome& o) {
            return o.id.has_value() && o.verdict != Verdict::applied;
        }))
        account.signal.notify();
}

}  // namespace crosswalk
