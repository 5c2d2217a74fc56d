// One change to one record: whose it is, what it says, what follows.
#include "connector/run/inbound/apply.h"
#include "connector/run/inbound/match_conflict.h"
#include "connector/run/inbound/first_read.h"
#include "connector/run/inbound/effects.h"
#include "connector/run/inbound/forget_record.h"
#include "connector/run/inbound/identity.h"
#include "connector/run/inbound/join.h"
#include "connector/run/inbound/merge.h"
#include "connector/run/inbound/opt_out.h"
#include "connector/run/inbound/overtaken.h"
#include "connector/run/inbound/stale_values.h"
#include "connector/run/inbound/unclaimed_consent.h"
#include "connector/run/inbound/parking.h"

#include <algorithm>

namespace crosswalk {
namespace {
using namespace books;
constexpr std::chrono::seconds kReadAfterWrite{2};

// Everything known about one person while a change is applied.
struct LeadUpdate {
    Lead lead{};
    std::vector<RecordState> records{};
    std::size_t which = 0;  // the record that speaks
    bool first_sight = false, new_lead = false;
    bool anew = false;     // its tools are all told what they do not show
    bool claimed = false;  // what was kept of the record's consent is among what is heard

    RecordState& record() { return records[which]; }
};

// What is open of a change must be read; what was made of it so far is remembered with the question.
Result<void> want_read(
    Transaction& tx, const EngineContext& context, const Event& event, ReadRequest wanted, std::optional<Millis> due = {}
) {
    wanted.parent = event.seq;
    return enqueue(tx, context, wanted, due.value_or(event.delivery.received_at));
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
    out.records.push_back({.key = key, .lead = out.lead.id});
    return out;
}

bool must_be_read(const Mapping& mapping, const RecordKey& key, const Change& change) {
    return change.completeness == Completeness::id_only || !left_open(mapping, key, change).empty();
}

// False: the admin keeps this person out (`only:`), so nothing was kept.
Result<bool> save_and_plan(
    Transaction& tx,
    EngineContext& context,
    const BatchDelays& linger,
    const Mapping& mapping,
    const Event& event,
    LeadUpdate& person,
    const IngestResult& heard
) {
    const Cause cause = cause_of(event, mapping);
    const auto keys = person.lead.keys;
    const auto aliases = person.lead.aliases;
    Recomputed done =
        recompute(mapping, person.lead, person.records, heard, cause, room_for(tx, mapping, cause.now));
    if (const ConnectionPlan* plan = mapping.connection(event.connection);
        person.new_lead && plan != nullptr && !takes_part(*plan, person.lead))
        return false;
    const bool renamed = person.lead.keys != keys || person.lead.aliases != aliases;
    if (renamed)
        if (const auto closed = remember_erased(tx, mapping, person.lead, cause, done); !closed)
            return closed.error();
    const bool showed_all = person.first_sight || (heard.stage && !done.steps.empty());
    if (showed_all) person.record().steps_shown = person.lead.progress.steps;
    forget_old_writes(person.record(), cause.now);
    if (const auto saved = tx.leads.save(person.record()); !saved) return saved.error();
    if (person.claimed)
        if (const auto over = forget_unclaimed_consent(tx, person.record().key); !over) return over.error();
    if (person.new_lead || done.consent_changed || renamed || !done.rows.empty())
        if (const auto kept = keep_lead(tx, mapping, person.lead, done, cause); !kept) return kept.error();
    if (!done.held_back.empty())
        if (const auto held = hold_back(tx, person.lead, done.held_back, cause); !held) return held.error();
    if (const auto noted = tx.journal.link_lead(event.seq, person.lead.id); !noted) return noted.error();
    const FieldSet changed = done.changed();
    const bool everything = person.first_sight || person.anew;
    if (everything || !heard.news.empty() || !changed.empty()) {
        const FieldSet asked = everything ? FieldSet{} : heard.news;
        const auto intents = plan_writes(
            mapping, person.lead, person.records, asked, everything ? FieldSet{} : changed, cause, linger
        );
        if (const auto added = enqueue_all(tx, context, intents); !added) return added.error();
    }
    // Who is known by another key now may turn out to be somebody we know.
    if (renamed)
        if (const auto joined = join_namesakes(tx, context, mapping, event, person.lead.id); !joined)
            return joined.error();
    return true;
}

// A survivor was read: what the merged ones said is replaced by what it tells, every value is decided anew,
// and everybody told.
Result<void> take_survivor(Transaction& tx, const Mapping& mapping, const Change& change, LeadUpdate& person) {
    person.record().needs_reread = false;
    person.anew = true;
    forget_told(mapping, person.records, person.record().key, change);
    for (const RecordState& record : person.records)
        if (record.merged_into)
            if (const auto saved = tx.leads.save(record); !saved) return saved;
    return {};
}

// What the change says, and what its record said before it was known whose it is.
Result<IngestResult> ingest_all(
    Transaction& tx,
    const EngineContext& context,
    const Mapping& mapping,
    const Event& event,
    const Change& change,
    LeadUpdate& person,
    bool may_be_claimed
) {
    const auto expected = person.first_sight && !person.new_lead
                              ? expect_own_values(tx, mapping, person.lead, person.record(), change) : FieldSet{};
    if (!expected) return expected.error();
    IngestResult heard = ingest(
        mapping,
        person.lead,
        person.record(),
        change,
        event.seq,
        event.delivery.received_at,
        person.first_sight,
        person.records
    );
    for (const std::string& field : *expected) person.record().fields[field].pending.reset();
    if (person.first_sight)
        if (const auto unread = claim_unread_opt_outs(tx, context, mapping, {event.connection, change}, heard); !unread)
            return unread.error();
    if (!may_be_claimed && !person.record().needs_reread) return heard;
    const auto claimed = claim_consent(tx, mapping, person.record().key, heard);
    if (!claimed) return claimed.error();
    person.claimed = *claimed;
    return heard;
}

// Hears the change out, for a record whose lead is known.
Result<std::string_view> ingest_and_plan(
    Transaction& tx,
    EngineContext& context,
    const Mapping& mapping,
    const Event& event,
    const Change& change,
    LeadUpdate& person,
    const ApplyOptions& options = {}
) {
    const RecordKey key = person.record().key;
    auto all = ingest_all(tx, context, mapping, event, change, person, person.first_sight || options.may_repeat);
    if (!all) return all.error();
    IngestResult& heard = *all;
    if (options.asked_on) hold_as_read(mapping, person.record(), change, heard);
    if (options.asked_on && person.record().needs_reread) {
        if (const auto taken = take_survivor(tx, mapping, change, person); !taken) return taken.error();
        heard.retold = all_fields(mapping);
    }
    const bool nothing = heard.news.empty() && heard.held_up.empty();
    if (person.new_lead && nothing && !must_be_read(mapping, key, change)) return kIrrelevant;
    const auto parked = park_obstacles(tx, event, change, person.lead.id, heard);
    if (!parked) return parked.error();
    if (!nothing || person.first_sight || person.anew || heard.renamed || !heard.retold.empty()) {
        const auto saved = save_and_plan(tx, context, context.lingering, mapping, event, person, heard);
        if (!saved) return saved.error();
        if (!*saved) return kIrrelevant;
    } else {
        // An echo tells nothing new, but it names the person all the same, and goes with them.
        if (const auto noted = tx.journal.link_lead(event.seq, person.lead.id); !noted) return noted.error();
        if (heard.noted)
            if (const auto saved = tx.leads.save(person.record()); !saved) return saved.error();
    }
    const auto ended = end_overtaken(tx, context, mapping, {key, person.lead, heard, change});
    if (!ended) return ended.error();
    if (must_be_read(mapping, key, change)) {
        const auto wanted = want_read(
            tx,
            context,
            event,
            {.key = key,
             .changes = *parked ? 0 : 1,  // what waits for a person is booked as that, and only once
             .applied_some = !heard.news.empty(),
             .fields = left_open(mapping, key, change)}
        );
        if (!wanted) return wanted.error();
        return *parked ? kParked : kWaiting;
    }
    return heard.booked_as();
}

Result<std::string_view> match(
    Transaction& tx, EngineContext& context, const Mapping& mapping, const Event& event, const Change& change
) {
    const RecordKey key{event.connection, change.kind, change.id};
    const ConnectionPlan* plan = mapping.connection(event.connection);
    if (plan == nullptr ||
        std::ranges::none_of(plan->kinds, [&](const auto& k) { return k.second == change.kind; }))
        return kIrrelevant;
    if (is_in_part(context, mapping, event, change)) return read_first(tx, context, mapping, event, change);
    const auto identity = identify(tx, mapping, *plan, change);
    if (!identity) return identity.error();
    switch (identity->how) {
        case Identity::How::unnamed: {
            if (const auto kept = keep_unclaimed_consent(tx, mapping, event, change); !kept)
                return kept.error();
            if (const auto wanted = want_read(tx, context, event, {.key = key, .changes = 1}); !wanted)
                return wanted.error();
            return kWaiting;
        }
        case Identity::How::unclear: {
            if (const auto kept = keep_unclaimed_consent(tx, mapping, event, change); !kept)
                return kept.error();
            for (const LeadId& lead : identity->among) {
                const auto hear_it = lead == identity->lead ? record_candidate : apply_opt_outs;
                if (const auto heard = hear_it(tx, context, mapping, event, change, lead); !heard)
                    return heard.error();
            }
            if (const auto noted = begin_match_conflict(tx, context, identity->lead, key); !noted) return noted.error();
            Parked item = parked_change(event, change, identity->lead);
            item.code = kAmbiguous;
            item.says = identity->why;
            item.advice = kChooseOne;
            if (const auto parked = park(tx, std::move(item)); !parked) return parked.error();
            return kParked;
        }
        case Identity::How::known: {
            auto person = open_update(tx, {.key = key, .lead = identity->lead, .match_status = identity->match_status});
            if (!person) return person.error();
            person->first_sight = true;
            const auto heard = ingest_and_plan(tx, context, mapping, event, change, *person);
            if (!heard) return heard;
            if (const auto over = end_match_conflict(tx, context, mapping, identity->lead, key); !over)
                return over.error();
            return heard;
        }
        case Identity::How::fresh:
            break;
    }
    LeadUpdate person = new_update(context, key, event);
    return ingest_and_plan(tx, context, mapping, event, change, person);
}

// News of a record that waits for a person: perhaps it is clear by now whose it is.
Result<std::string_view> rematch(
    Transaction& tx,
    EngineContext& context,
    const Mapping& mapping,
    const Event& event,
    const Change& change,
    const RecordState& rival
) {
    if (const auto heard = apply_opt_outs(tx, context, mapping, event, change, rival.lead); !heard) return heard.error();
    const auto met = match(tx, context, mapping, event, change);
    if (!met) return met;
    const auto now = tx.leads.record(rival.key);
    if (!now) return now.error();
    if (*now && (*now)->match_status == MatchStatus::candidate && (*now)->lead == rival.lead) return met;
    if (*now && (*now)->lead != rival.lead)
        if (const auto moved = move_losers(tx, **now, rival.lead); !moved) return moved.error();
    if (const auto over = end_match_conflict(tx, context, mapping, rival.lead, rival.key); !over) return over.error();
    return met;
}

// News under the id of a record that lives on as another: the survivor is read.
Result<std::string_view> change_of_merged_record(
    Transaction& tx,
    const EngineContext& context,
    const Mapping& mapping,
    const Event& event,
    const Change& change,
    const RecordState& loser
) {
    if (const auto heard = apply_opt_outs(tx, context, mapping, event, change, loser.lead); !heard)
        return heard.error();
    const auto key = where_it_lives(tx, loser.key);
    if (!key) return key.error();
    if (const auto wanted = want_read(tx, context, event, {.key = *key, .changes = 1}); !wanted)
        return wanted.error();
    return kWaiting;
}

}  // namespace

Result<void> adopt(
    Transaction& tx,
    EngineContext& context,
    const Mapping& mapping,
    const Event& event,
    const Change& change,
    const LeadId& lead
) {
    auto person = open_update(tx, RecordState{.key = {event.connection, change.kind, change.id}, .lead = lead});
    if (!person) return person.error();
    person->first_sight = true;
    person->record().stamped = carries_id_of(context, mapping, person->record().key, change, lead);
    const auto heard = ingest_all(tx, context, mapping, event, change, *person, true);
    if (!heard) return heard.error();
    const auto parked = park_obstacles(tx, event, change, person->lead.id, *heard);
    if (!parked) return parked.error();
    if (*parked) {
        tx.books.add(event.connection, Book::changes, kTotal, 1);
        tx.books.add(event.connection, Book::changes, kParked, 1);
    }
    const auto saved = save_and_plan(tx, context, BatchDelays{{}, {}}, mapping, event, *person, *heard);
    if (!saved) return saved.error();
    if (must_be_read(mapping, person->record().key, change))
        return enqueue(
            tx,
            context,
            {.key = person->record().key, .fields = left_open(mapping, person->record().key, change)},
            event.delivery.received_at
        );
    return {};
}

Result<std::string_view> apply_change(
    Transaction& tx,
    EngineContext& context,
    const Mapping& mapping,
    const Event& event,
    Change change,
    const ApplyOptions& options
) {
    if (!change.event_key.empty() && !options.may_repeat) {
        const auto first =
            tx.journal.mark_seen(event.connection, change.event_key, event.delivery.received_at);
        if (!first) return first.error();
        if (!*first) return kDuplicate;
    }
    auto record = tx.leads.record({event.connection, change.kind, change.id});
    if (!record) return record.error();
    if (change.deleted) {
        if (*record) {
            if (const auto heard = apply_opt_outs(tx, context, mapping, event, change, (*record)->lead); !heard)
                return heard.error();
            return forget_record(tx, context, mapping, **record, event);
        }
        const RecordKey key{event.connection, change.kind, change.id};
        if (const auto left = end_first_read(tx, context, mapping, event, key); !left) return left.error();
        if (const auto over = end_match_conflict(tx, context, mapping, key); !over) return over.error();
        return kIrrelevant;
    }
    if (*record && (*record)->merged_into) return change_of_merged_record(tx, context, mapping, event, change, **record);
    if (!*record) return match(tx, context, mapping, event, change);
    if ((*record)->match_status == MatchStatus::candidate)
        return rematch(tx, context, mapping, event, change, **record);
    auto person = open_update(tx, **record);
    if (!person) return person.error();
    if (change.completeness == Completeness::whole && person->record().deleted) {
        person->record().deleted = false;  // it was read, so it lives, and is told what it missed
        person->anew = true;
    }
    const FieldSet doubts = set_aside_stale(context, mapping, **record, event, options.asked_on, change);
    const auto stale = drop_stale_values(tx, mapping, **record, change, options.asked_on);
    if (!stale) return stale.error();
    if (!doubts.empty()) {
        const auto again = want_read(
            tx, context, event, {.key = (*record)->key, .fields = doubts}, context.clock.now() + kReadAfterWrite
        );
        if (!again) return again.error();
    }
    const auto word = ingest_and_plan(tx, context, mapping, event, change, *person, options);
    const bool less = !doubts.empty() || *stale;
    return less && word && (*word == kIrrelevant || *word == kEcho) ? kSuperseded : word;
}

}  // namespace crosswalk
