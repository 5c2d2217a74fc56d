#include "connector/run/inbound/effects.h"

#include "connector/run/handoff/follow.h"
#include "connector/run/inbound/parking.h"
#include "connector/run/inbound/unclaimed_consent.h"
#include "connector/sync/score.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::chrono::hours kSurgeWindow{1};

// A lead with its records, changed by `change`, kept and told.
template <class Change>
Result<void> change_lead(const Redecision& unit, const LeadId& id, Change change) {
    const auto& [tx, context, mapping, cause] = unit;
    auto person = load_aggregate(tx, id);
    if (!person) return person.error();
    if (!*person) return {};
    auto& [lead, records] = **person;
    const Recomputed done = change(lead, records);
    const FieldSet changed = done.changed();  // none: a latch that moved and shows the same
    Effects effects = effects_of(mapping, lead, done, cause);
    if (!changed.empty())
        effects.writes = plan_writes(mapping, **person, {changed, changed}, cause, context.lingering);
    return carry_out(tx, context, mapping, lead, effects);
}

// The reason is shown beside the stage, where the mapping has a field for it.
void note_reason(const Mapping& mapping, Lead& lead, const Step& step, std::string_view rule, Recomputed& out) {
    if (step.reason.empty() || mapping.field(kReasonField) == nullptr || lead.value(kReasonField) == step.reason) return;
    HistoryRow row{
        .lead = lead.id,
        .at = step.at,
        .field = std::string(kReasonField),
        .before = lead.value(kReasonField),
        .after = step.reason,
        .rule = std::string(rule),
        .mapping_version = mapping.version};
    lead.values[row.field] = {step.reason, {0, "", step.at, row.rule, mapping.version}};
    out.rows.push_back(std::move(row));
}

}  // namespace

Result<void> carry_out(
    Transaction& tx, const EngineContext& context, const Mapping& mapping, const Lead& lead, const Effects& effects
) {
    if (effects.keeps_lead)
        if (const auto saved = tx.leads.save(lead); !saved) return saved;
    for (const HistoryRow& row : effects.rows)
        if (const auto added = tx.history.add(row); !added) return added;
    for (const Step& step : effects.steps)
        if (const auto added = tx.history.add(step); !added) return added;
    for (const TimerChange& timer : effects.timers) {
        const auto changed = timer.due ? tx.timers.set({timer.kind, lead.id.text, *timer.due, ""})
                                       : tx.timers.cancel(timer.kind, lead.id.text);
        if (!changed) return changed;
    }
    if (effects.held_back)
        if (const auto parked = park_once(tx, *effects.held_back); !parked) return parked.error();
    if (mapping.handoff != nullptr)
        if (const auto followed = follow_lead({tx, context, mapping, context.clock.now()}, lead, effects); !followed)
            return followed;
    return enqueue_all(tx, context, effects.writes);
}

Result<void> take_step(
    Transaction& tx, EngineContext& context, const Mapping& mapping, const Step& step, std::string_view rule
) {
    const Cause cause{0, "", context.clock.now(), mapping.version};
    return change_lead({tx, context, mapping, cause}, step.lead, [&](Lead& lead, std::span<const RecordState>) {
        Recomputed out;
        apply_steps(mapping, lead, {step}, rule, out);
        note_reason(mapping, lead, step, rule, out);
        return out;
    });
}

Result<void> resync(
    Transaction& tx,
    const EngineContext& context,
    const Mapping& mapping,
    const LeadView& person,
    const Cause& cause
) {
    return enqueue_all(tx, context, plan_writes(mapping, person, {}, cause, BatchDelays{{}, {}}));
}

Result<void> decide_without(
    Transaction& tx, EngineContext& context, const Mapping& mapping, const LeadId& id, const Cause& cause
) {
    return change_lead(
        {tx, context, mapping, cause},
        id,
        [&](Lead& lead, std::span<const RecordState> records) {
            const IngestResult all{.retold = all_fields(mapping)};
            return recompute(mapping, lead, records, all, {cause});
        }
    );
}

Result<void> tell_the_next(
    Transaction& tx, const EngineContext& context, const Mapping& mapping, const RecordState& gone, const Cause& cause
) {
    const auto person = load_aggregate(tx, gone.lead);
    if (!person) return person.error();
    if (!*person) return {};
    auto intents = plan_writes(mapping, **person, {.asked = all_fields(mapping)}, cause, context.lingering);
    std::erase_if(intents, [&](const WriteIntent& intent) {
        return intent.connection != gone.key.connection || (!intent.record && !never_was(gone));
    });
    return enqueue_all(tx, context, intents);
}

MayPromote room_for(Transaction& tx, const Mapping& mapping, Millis now) {
    return [&tx, &mapping, now](const std::string& stage) {
        const auto promoted = tx.history.promoted_since(stage, now - kSurgeWindow, now + kSurgeWindow);
        return promoted && *promoted < mapping.surge.leads_an_hour;
    };
}

Result<void> remember_erased(
    Transaction& tx, const Mapping& mapping, Lead& lead, const Cause& cause, Recomputed& out
) {
    for (const std::string& address : all_keys(lead)) {
        const auto closed = tx.identities.closed_for(address);
        if (!closed) return closed.error();
        for (const auto& [field, at] : *closed) {
            const auto latch = lead.consents.find(field);
            const bool came_back = latch != lead.consents.end() && !latch->second.closed &&
                                   later(latch->second.at, latch->second.precision, at, Precision::milliseconds);
            if (mapping.field(field) != nullptr && !came_back)
                apply_consent({mapping, lead, cause, out}, field, {.closed = true, .at = at, .proof = "erased"});
        }
    }
    return {};
}

Result<void> join_unclaimed_opt_outs(
    Transaction& tx, EngineContext& context, const Mapping& mapping, const RecordState& record, const Cause& cause
) {
    const auto closed = unclaimed_opt_outs(tx, record.key);
    if (!closed) return closed.error();
    return change_lead(
        {tx, context, mapping, cause},
        record.lead,
        [&](Lead& lead, std::span<const RecordState>) {
            Recomputed out;
            for (const auto& [field, state] : *closed)
                if (mapping.field(field) != nullptr) apply_consent({mapping, lead, cause, out}, field, state);
            return out;
        }
    );
}

Result<void> on_timer(Transaction& tx, EngineContext& context, const Mapping& mapping, const LeadId& id) {
    const Cause cause{0, "", context.clock.now(), mapping.version};
    const auto asked = tx.leads.load(id);
    if (!asked) return asked.error();
    if (!*asked) return {};
    const auto at = time_is_up(mapping, **asked);
    if (at && *at > cause.now && (*asked)->progress.since <= cause.now)  // another lead's, or of another mapping
        return tx.timers.set({std::string(kReentryTimer), (*asked)->id.text, *at, ""});
    return change_lead({tx, context, mapping, cause}, id, [&](Lead& lead, std::span<const RecordState>) {
        Recomputed out;
        // The step was taken when our clock was ahead; its timer, which moved with the clock, says that it is
        // time.
        const Stage* here = mapping.stage(lead.value(kStageField).value_or(""));
        if (here != nullptr && here->reentry && lead.progress.since > cause.now)
            lead.progress.since = cause.now - here->reentry->after;
        apply_steps(mapping, lead, reenter(mapping, lead, cause).steps, "again", out);
        return out;
    });
}

Result<void> recount(Transaction& tx, const Mapping& mapping, Lead& lead) {
    if (mapping.scoring == nullptr) return {};
    const auto done = tx.history.engagements(lead.id);
    if (!done) return done.error();
    lead.score = count_all(*mapping.scoring, *done);
    return {};
}

Result<void> rescore(const Redecision& unit, const LeadId& id, const Rescoring& why) {
    const auto& [tx, context, mapping, cause] = unit;
    const HistoryRow* done = why.done;
    if (mapping.scoring == nullptr || (done != nullptr && !counts(*mapping.scoring, *done))) return {};
    std::optional<Fault> broken;
    const auto changed = change_lead(unit, id, [&](Lead& lead, std::span<const RecordState> records) {
        const ScoringPlan& plan = *mapping.scoring;
        const bool next = done == nullptr ? lead.score.plan == plan.id
                                          : !why.undated && count_next(plan, lead.score, *done);
        if (!next)
            if (const auto counted = recount(tx, mapping, lead); !counted) broken = counted.error();
        Recomputed out = recompute(mapping, lead, records, {}, {cause, room_for(tx, mapping, cause.now)});
        out.rescored = true;
        return out;
    });
    return broken ? Result<void>(*broken) : changed;
}

Result<void> release_held(Transaction& tx, EngineContext& context, const Mapping& mapping, const LeadId& id) {
    const Cause cause{0, "", context.clock.now(), mapping.version};
    return change_lead({tx, context, mapping, cause}, id, [&](Lead& lead, std::span<const RecordState>) {
        Recomputed out;
        apply_steps(mapping, lead, promote_as_it_is(mapping, lead, cause).steps, "enter_when, let through", out);
        return out;
    });
}

}  // namespace crosswalk
