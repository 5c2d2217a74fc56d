#include "connector/run/inbound/merge.h"

#include "connector/run/handoff/follow.h"
#include "connector/run/inbound/apply.h"
#include "connector/run/inbound/effects.h"
#include "connector/run/inbound/join.h"
#include "connector/run/inbound/match_conflict.h"
#include "connector/run/inbound/overtaken.h"
#include "connector/run/inbound/parking.h"
#include "connector/sync/compose.h"

#include <algorithm>

namespace crosswalk {
namespace {

using namespace books;
constexpr int kMostMoves = 32;  // merges of merges; more is a circle

// A second phone recognises nobody for ever, a second address does.
bool is_first_key(const Mapping& mapping, const std::string& field) {
    return std::ranges::any_of(mapping.connections, [&](const ConnectionPlan& plan) {
        return !plan.match_by.empty() && plan.match_by.front() == field;
    });
}

// What no tool says any more, but the lead that goes still knew: better than nothing.
void take_over_values(
    const Mapping& mapping, Lead& lead, const Lead& loser, const Cause& cause, Recomputed& out
) {
    for (const auto& [name, held] : loser.values) {
        const FieldPlan* field = mapping.field(name);
        const bool decided_otherwise = field != nullptr && (field->consent || name == kStageField);
        if (decided_otherwise || !held.value || lead.value(name)) continue;
        lead.values[name] = held;
        out.rows.push_back(
            {.lead = lead.id,
             .event = cause.event,
             .at = cause.now,
             .field = name,
             .after = held.value,
             .connection = held.why.connection,
             .rule = "merged",
             .mapping_version = mapping.version}
        );
    }
}

// What `loser` knew and was goes over to `lead`. Consent: closed wins. The stage: as if a tool had said it.
void take_over(const Mapping& mapping, Lead& lead, const Lead& loser, const Cause& cause, Recomputed& out) {
    lead.created_at = std::min(lead.created_at, loser.created_at);
    if (loser.created_at == lead.created_at) {
        lead.created_in = loser.created_in;
        if (!loser.acquired.side.empty()) lead.acquired = loser.acquired;
    }
    for (const auto& [stage, at] : loser.progress.first) {
        const auto [first, fresh] = lead.progress.first.try_emplace(stage, at);
        first->second = std::min(first->second, at);
    }
    lead.absent.clear();
    for (const auto& [connection, rivals] : loser.contested)
        lead.contested[connection].insert(rivals.begin(), rivals.end());
    for (const Lead* one : {&std::as_const(lead), &loser})
        for (const auto& [field, key] : one->keys)
            if (is_first_key(mapping, field)) lead.former[field].insert(key);
    for (const auto& [field, keys] : loser.former) lead.former[field].insert(keys.begin(), keys.end());
    lead.apart.insert(loser.apart.begin(), loser.apart.end());
    lead.apart_records.insert(loser.apart_records.begin(), loser.apart_records.end());
    take_over_values(mapping, lead, loser, cause, out);
    for (const auto& [field, latch] : loser.consents)
        apply_consent({mapping, lead, cause, out}, field, latch);
    const Value& stage = loser.value(kStageField);
    if (!stage) return;
    const StageSignal word{
        .stage = *stage, .connection = cause.connection, .at = cause.now, .first_sight = true};
    std::vector<Step> steps = on_stage_reported(mapping, lead, word, cause).steps;
    const bool ahead =
        mapping.place(*stage) >= 0;  // who was sent back in one of the two was not in the other
    if (lead.value(kStageField) && !ahead) steps.clear();
    for (Step& step : steps) step.cause = Step::Cause::merged;
    apply_steps(mapping, lead, std::move(steps), "merged", out);
}

// True when the survivor has no field for what the loser says here.
bool outlives(
    const Mapping& mapping, const RecordKey& from, const VendorKind& to, const std::string& vendor_field
) {
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(from.connection, from.kind.text);
        if (binding != nullptr && binding->vendor_field == vendor_field)
            return field.binding(from.connection, to.text) == nullptr;
    }
    return false;
}

// What only the loser can tell (which deal it became) is heard before it goes.
Result<void> last_words(const ApplyContext& unit, const Merge& merge, const RecordKey& loser) {
    const VendorKind& to = merge.winner_kind.text.empty() ? merge.kind : merge.winner_kind;
    Change words{.kind = loser.kind, .id = loser.id, .occurred_at = merge.occurred_at};
    words.completeness = Completeness::changed_fields_only;
    for (const auto& [name, value] : merge.fields)
        if (outlives(unit.mapping, loser, to, name)) words.fields.emplace(name, value);
    if (const FieldPlan* stage = unit.mapping.field(kStageField))
        if (const Binding* binding = stage->binding(loser.connection, loser.kind.text))
            words.fields.erase(binding->vendor_field);  // a record that goes moves nobody
    if (words.fields.empty()) return {};
    const auto record = unit.tx.leads.record(loser);
    if (!record) return record.error();
    if (!*record || (*record)->deleted) return {};
    const auto applied = apply_change(unit, std::move(words), {.may_repeat = true});
    if (!applied) return applied.error();
    return {};
}

Result<bool> move_record(const ApplyContext& unit, const RecordKey& from, const RecordKey& to) {
    auto loser = unit.tx.leads.record(from);
    if (!loser) return loser.error();
    if (!*loser || (*loser)->merged_into == to) {
        if (const auto over = end_match_conflict(unit.tx, unit.engine, unit.mapping, from); !over)
            return over.error();
        return false;
    }
    auto winner = unit.tx.leads.record(to);
    if (!winner) return winner.error();
    if (!*winner) {
        *winner = RecordState{.key = to, .lead = (*loser)->lead, .match_status = (*loser)->match_status};
        const auto lead = unit.tx.leads.load((*loser)->lead);
        if (!lead) return lead.error();
        if (*lead) (*winner)->steps_shown = (*lead)->progress.steps;
    }
    (*winner)->needs_reread = true;
    if (consent_only((*winner)->match_status)) (*winner)->match_status = (*loser)->match_status;
    const bool was_rival = (*loser)->match_status == MatchStatus::candidate;
    if (const auto saved = unit.tx.leads.save(**winner); !saved) return saved.error();
    (*loser)->deleted = true;
    (*loser)->merged_into = to;
    if (const auto saved = unit.tx.leads.save(**loser); !saved) return saved.error();
    if (const auto ended = end_gone(unit.tx, from); !ended) return ended.error();
    if (was_rival)
        if (const auto over = end_match_conflict(unit.tx, unit.engine, unit.mapping, (*loser)->lead, from);
            !over)
            return over.error();
    if ((*loser)->lead != (*winner)->lead)
        if (const auto joined = join_leads(unit, (*winner)->lead, (*loser)->lead); !joined)
            return joined.error();
    if (const auto closed =
            join_unclaimed_opt_outs(unit.tx, unit.engine, unit.mapping, **winner, unit.cause());
        !closed)
        return closed.error();
    if (const auto asked = ask_again(unit.tx, unit.engine, unit.mapping, from, (*loser)->lead); !asked)
        return asked.error();
    return true;
}

void add(Recomputed& all, Recomputed more) {
    std::ranges::move(more.rows, std::back_inserter(all.rows));
    std::ranges::move(more.steps, std::back_inserter(all.steps));
    all.consent_changed = all.consent_changed || more.consent_changed;
    all.rescored = all.rescored || more.rescored;
    all.held_back = std::move(more.held_back);
}

// Every tool is told what it lacks of the joined lead. What an unread survivor holds nobody knows: it is told
// when it was read, of consent at once.
std::vector<WriteIntent> tell_of_join(const Mapping& mapping, const LeadAggregate& person, const Cause& cause) {
    const auto& records = person.records;
    const FieldSet consent = consent_fields(mapping);
    auto intents = plan_writes(mapping, person, {}, cause, BatchDelays{{}, {}});
    for (WriteIntent& intent : intents) {
        const auto unread = std::ranges::find_if(records, [&](const RecordState& record) {
            return record.needs_reread && intent.record && record.key.connection == intent.connection &&
                   record.key.kind == intent.kind && record.key.id == *intent.record;
        });
        if (unread != records.end())
            std::erase_if(intent.fields, [&](const std::string& field) { return !consent.contains(field); });
    }
    std::erase_if(intents, [](const WriteIntent& intent) { return intent.fields.empty(); });
    return intents;
}

// The survivor is gone itself and will never be read: the other records of the lead are told now.
Result<void> tell_without(const ApplyContext& unit, const LeadId& id) {
    const auto person = load_aggregate(unit.tx, id);
    if (!person) return person.error();
    if (!*person) return {};
    return resync(unit.tx, unit.engine, unit.mapping, **person, unit.cause());
}

}  // namespace

Result<void> join_leads(const ApplyContext& unit, const LeadId& winner, const LeadId& loser) {
    auto survivor = load_aggregate(unit.tx, winner);
    if (!survivor) return survivor.error();
    const auto other = unit.tx.leads.load(loser);
    if (!other) return other.error();
    if (!*survivor || !*other || (*survivor)->lead.id == (*other)->id) return {};
    auto& [lead, own] = **survivor;
    const Cause cause = unit.cause();
    const auto keys = lead.keys;
    Recomputed done;
    take_over(unit.mapping, lead, **other, cause, done);
    if (const auto joined = unit.tx.identities.join((*other)->id, lead.id); !joined) return joined;
    auto records = unit.tx.leads.records_of(lead.id);
    if (!records) return records.error();
    for (RecordState& record : *records) {
        if (std::ranges::find(own, record.key, &RecordState::key) != own.end()) continue;
        record.steps_shown = lead.progress.steps;  // it was counting the other lead's
        // The writes that waited for it are gone with the other lead, an unanswered one among them.
        for (auto& [field, memory] : record.fields) {
            if (!memory.pending) continue;
            memory.known = std::exchange(memory.pending, std::nullopt);
            memory.doubtful = true;
        }
        if (const auto saved = unit.tx.leads.save(record); !saved) return saved;
    }
    own = std::move(*records);
    if (const auto counted = recount(unit.tx, unit.mapping, lead); !counted) return counted;
    // The joined lead's values follow from what all its records said, as if they had always been one lead's.
    const IngestResult all{.retold = all_fields(unit.mapping)};
    add(done, recompute(unit.mapping, lead, own, all, {cause, room_for(unit.tx, unit.mapping, cause.now)}));
    if (lead.keys != keys)
        if (const auto closed = remember_erased(unit.tx, unit.mapping, lead, cause, done); !closed)
            return closed;
    for (const ConnectionPlan& plan : unit.mapping.connections)
        if (main_record(plan, own) != nullptr)
            if (const auto over = end_unlinked(unit.tx, plan.name, lead.id); !over) return over;
    Effects effects = effects_of_kept(unit.mapping, lead, std::move(done), cause);
    effects.writes = tell_of_join(unit.mapping, **survivor, cause);
    effects.quiet = true;  // two that were known are one
    if (unit.mapping.handoff != nullptr) {
        const HandoffUnit handoffs{unit.tx, unit.engine, unit.mapping, unit.engine.clock.now()};
        if (const auto settled = settle_joined(handoffs, lead.id); !settled) return settled;
    }
    if (const auto carried = carry_out(unit.tx, unit.engine, unit.mapping, lead, effects); !carried) return carried;
    return ask_again(unit.tx, unit.engine, unit.mapping, {}, lead.id);
}

Result<RecordKey> where_it_lives(Transaction& tx, RecordKey key) {
    for (int moves = 0; moves < kMostMoves; ++moves) {
        const auto record = tx.leads.record(key);
        if (!record) return record.error();
        if (!*record || !(*record)->merged_into) return key;
        key = *(*record)->merged_into;
    }
    return key;
}

Result<std::string_view> apply_merge(const ApplyContext& unit, const Merge& merge) {
    const VendorKind& kind = merge.winner_kind.text.empty() ? merge.kind : merge.winner_kind;
    const auto winner = where_it_lives(unit.tx, {unit.event.connection, kind, merge.winner});
    if (!winner) return winner.error();
    bool moved = false;
    for (const VendorId& id : merge.losers) {
        const RecordKey loser{unit.event.connection, merge.kind, id};
        if (loser == *winner) continue;
        if (const auto heard = last_words(unit, merge, loser); !heard) return heard.error();
        const auto one = move_record(unit, loser, *winner);
        if (!one) return one.error();
        moved = moved || *one;
    }
    if (!moved) return kIrrelevant;
    if (const auto over = end_match_conflict(unit.tx, unit.engine, unit.mapping, *winner); !over)
        return over.error();
    const auto survivor = unit.tx.leads.record(*winner);
    if (!survivor) return survivor.error();
    if (*survivor && (*survivor)->deleted) {
        if (const auto told = tell_without(unit, (*survivor)->lead); !told) return told.error();
        return kApplied;
    }
    // The vendor chose values for the survivor that nobody told us: the merge is applied when it was read.
    const auto read = enqueue(
        unit.tx,
        unit.engine,
        ReadRequest{.key = *winner, .parent = unit.event.seq, .changes = 1, .applied_some = true},
        unit.event.delivery.received_at
    );
    if (!read) return read.error();
    return kWaiting;
}

Result<void> move_losers(Transaction& tx, const RecordState& survivor, const LeadId& from) {
    const auto records = tx.leads.records_of(from);
    if (!records) return records.error();
    for (RecordState record : *records) {
        if (record.merged_into != survivor.key) continue;
        record.lead = survivor.lead;
        if (const auto saved = tx.leads.save(record); !saved) return saved;
    }
    return {};
}

}  // namespace crosswalk
