#include "connector/run/inbound/lead_update.h"

#include "connector/run/handoff/follow.h"
#include "connector/run/inbound/effects.h"
#include "connector/run/inbound/first_read.h"
#include "connector/run/inbound/join.h"
#include "connector/run/inbound/overtaken.h"
#include "connector/run/inbound/parking.h"
#include "connector/run/inbound/stale_values.h"
#include "connector/run/inbound/unclaimed_consent.h"
#include "connector/run/vendor/filter_changes.h"
#include "connector/sync/score.h"

#include <algorithm>

namespace crosswalk {
namespace {

using namespace books;

// A survivor was read: what the merged ones said is replaced by what it tells, every value is decided anew,
// and everybody told.
Result<void> take_survivor(
    Transaction& tx, const Mapping& mapping, const Change& change, LeadUpdate& person
) {
    person.record().needs_reread = false;
    person.anew = true;
    forget_told(mapping, person.records, person.record().key, change);
    for (const RecordState& record : person.records)
        if (record.merged_into)
            if (const auto saved = tx.leads.save(record); !saved) return saved;
    return {};
}

// What a backfill brings may have stood there for years, and nobody was told: its steps are of the day on which they
// were heard of, so that no figure of a month that is over changes.
void date_steps(Lead& lead, Recomputed& done, Millis heard) {
    for (Step& step : done.steps) {
        const auto first = lead.progress.first.find(step.to);
        if (first != lead.progress.first.end() && first->second == step.at) first->second = heard;
        step.at = heard;
    }
    if (!done.steps.empty()) lead.progress.since = heard;
}

}  // namespace

Result<void> want_read(const ApplyContext& unit, ReadRequest wanted, std::optional<Millis> due) {
    wanted.parent = unit.event.seq;
    return enqueue(unit.tx, unit.engine, wanted, due.value_or(unit.event.delivery.received_at));
}

Result<LeadUpdate> open_update(Transaction& tx, const RecordState& record) {
    LeadUpdate out;
    auto person = load_aggregate(tx, record.lead);
    if (!person) return person.error();
    if (!*person)
        return Fault{
            "store.corrupt",
            "A record belongs to a lead that is not there.",
            "Restore the store from a backup."};
    out.lead = std::move((*person)->lead);
    out.records = std::move((*person)->records);
    const auto it = std::ranges::find(out.records, record.key, &RecordState::key);
    if (it == out.records.end()) {
        out.which = out.records.size();
        out.records.push_back(record);
    } else {
        out.which = static_cast<std::size_t>(it - out.records.begin());
        if (it->match_status == MatchStatus::candidate) it->match_status = record.match_status;
    }
    return out;
}

LeadUpdate new_update(EngineContext& context, const RecordKey& key, const Event& event) {
    LeadUpdate out{.first_sight = true, .new_lead = true};
    out.lead.id = mint_lead_id(event.delivery.received_at, context.clock.chance(), context.clock.chance());
    out.lead.created_at = event.delivery.received_at;
    out.lead.created_in = key.connection;
    if (const auto plan = context.mapping()->scoring) out.lead.score = count_all(*plan, {});
    out.records.push_back({.key = key, .lead = out.lead.id});
    return out;
}

bool must_be_read(const Mapping& mapping, const RecordKey& key, const Change& change) {
    return change.completeness == Completeness::id_only || !left_open(mapping, key, change).empty();
}

Result<bool> save_and_plan(
    const ApplyContext& unit, const BatchDelays& linger, LeadUpdate& person, const IngestResult& heard
) {
    const Cause cause = unit.cause();
    const auto keys = person.lead.keys;
    const auto aliases = person.lead.aliases;
    Recomputed done = recompute(
        unit.mapping, person.lead, person.records, heard, {cause, room_for(unit.tx, unit.mapping, cause.now)}
    );
    if (unit.event.memo == kBackfilled) date_steps(person.lead, done, unit.event.delivery.received_at);
    if (const ConnectionPlan* plan = unit.mapping.connection(unit.event.connection);
        person.new_lead && plan != nullptr && !takes_part(*plan, person.lead))
        return false;
    const bool renamed = person.lead.keys != keys || person.lead.aliases != aliases;
    if (renamed)
        if (const auto closed = remember_erased(unit.tx, unit.mapping, person.lead, cause, done); !closed)
            return closed.error();
    const bool showed_all = person.first_sight || (heard.stage && !done.steps.empty());
    if (showed_all) person.record().steps_shown = person.lead.progress.steps;
    forget_old_writes(person.record(), cause.now);
    if (const auto saved = unit.tx.leads.save(person.record()); !saved) return saved.error();
    if (person.claimed)
        if (const auto over = forget_unclaimed_consent(unit.tx, person.record().key); !over)
            return over.error();
    if (const auto noted = unit.tx.journal.link_lead(unit.event.seq, person.lead.id); !noted)
        return noted.error();
    const FieldSet changed = done.changed();
    const bool everything = person.first_sight || person.anew;
    const auto follows = person.new_lead || renamed ? effects_of_kept : effects_of;
    Effects effects = follows(unit.mapping, person.lead, std::move(done), cause);
    effects.new_lead = person.new_lead;
    if (unit.mapping.handoff != nullptr) {
        const auto old = is_old_news(unit, person.record().key);
        if (!old) return old.error();
        effects.quiet = *old;
    }
    if (everything || !heard.news.empty() || !changed.empty()) {
        const WriteScope scope = everything ? WriteScope{} : WriteScope{heard.news, changed};
        effects.writes = plan_writes(unit.mapping, {person.lead, person.records}, scope, cause, linger);
    }
    if (const auto carried = carry_out(unit.tx, unit.engine, unit.mapping, person.lead, effects);
        !carried)
        return carried.error();
    // Who is known by another key now may turn out to be somebody we know.
    if (renamed)
        if (const auto joined = join_namesakes(unit, person.lead.id); !joined) return joined.error();
    return true;
}

Result<IngestResult> ingest_all(
    const ApplyContext& unit, const Change& change, LeadUpdate& person, bool may_be_claimed
) {
    const auto expected = person.first_sight && !person.new_lead
                              ? expect_own_values(unit.tx, unit.mapping, person.lead, person.record(), change)
                              : FieldSet{};
    if (!expected) return expected.error();
    IngestResult heard = ingest(
        unit.mapping,
        person.lead,
        person.record(),
        change,
        {.event = unit.event.seq,
         .received = unit.event.delivery.received_at,
         .first_sight = person.first_sight,
         .records = person.records}
    );
    for (const std::string& field : *expected) person.record().fields[field].pending.reset();
    if (person.first_sight)
        if (const auto unread = claim_unread_opt_outs(
                unit.tx, unit.engine, unit.mapping, {unit.event.connection, change}, heard
            );
            !unread)
            return unread.error();
    if (!may_be_claimed && !person.record().needs_reread) return heard;
    const auto claimed = claim_consent(unit.tx, unit.mapping, person.record().key, heard);
    if (!claimed) return claimed.error();
    person.claimed = *claimed;
    return heard;
}

// A read may bring a move before the webhook that names who made it.
Result<void> name_mover(const ApplyContext& unit, const Lead& lead, const StageSignal& word) {
    const auto behind = lead.progress.steps - std::ssize(unit.mapping.path) - 1;  // one jump, and the step before it
    const auto steps = unit.tx.history.steps(lead.id, std::max<std::int64_t>(behind, 0), false);
    if (!steps) return steps.error();
    const Step* step = step_named_by(*steps, word, unit.event.delivery.received_at);
    if (step == nullptr) return {};
    if (const auto named = unit.tx.history.name_mover(*step, word.who); !named) return named;
    if (unit.mapping.handoff == nullptr) return {};
    Step known = *step;
    known.who = word.who;
    return follow_mover({unit.tx, unit.engine, unit.mapping, unit.engine.clock.now()}, lead.id, known);
}

Result<std::string_view> ingest_and_plan(
    const ApplyContext& unit, const Change& change, LeadUpdate& person, const ApplyOptions& options
) {
    const RecordKey key = person.record().key;
    auto all = ingest_all(unit, change, person, person.first_sight || options.may_repeat);
    if (!all) return all.error();
    IngestResult& heard = *all;
    if (options.asked_on) hold_as_read(unit.mapping, person.record(), change, heard);
    if (options.asked_on && person.record().needs_reread) {
        if (const auto taken = take_survivor(unit.tx, unit.mapping, change, person); !taken)
            return taken.error();
        heard.retold = all_fields(unit.mapping);
    }
    const bool nothing = heard.news.empty() && heard.held_up.empty();
    if (person.new_lead && nothing && !must_be_read(unit.mapping, key, change)) return kIrrelevant;
    const auto parked = park_obstacles(unit.tx, unit.event, change, person.lead.id, heard);
    if (!parked) return parked.error();
    if (!nothing || person.first_sight || person.anew || heard.renamed || !heard.retold.empty()) {
        const auto saved = save_and_plan(unit, unit.engine.lingering, person, heard);
        if (!saved) return saved.error();
        if (!*saved) return kIrrelevant;
    } else {
        // An echo tells nothing new, but it names the person all the same, and goes with them.
        if (const auto noted = unit.tx.journal.link_lead(unit.event.seq, person.lead.id); !noted)
            return noted.error();
        if (heard.noted || unit.event.kind == EventKind::read)
            if (const auto saved = unit.tx.leads.save(person.record()); !saved) return saved.error();
    }
    if (heard.mover)
        if (const auto named = name_mover(unit, person.lead, *heard.mover); !named) return named.error();
    const auto ended = end_overtaken(unit.tx, unit.engine, unit.mapping, {key, person.lead, heard, change});
    if (!ended) return ended.error();
    if (must_be_read(unit.mapping, key, change)) {
        const auto wanted = want_read(
            unit,
            {.key = key,
             .changes = *parked ? 0 : 1,  // what waits for a person is booked as that, and only once
             .applied_some = !heard.news.empty(),
             .fields = left_open(unit.mapping, key, change)}
        );
        if (!wanted) return wanted.error();
        return *parked ? kParked : kWaiting;
    }
    return heard.booked_as();
}

}  // namespace crosswalk
