// One change to one record: whose it is, what it says, what follows.
#include "connector/run/inbound/apply.h"
#include "connector/run/inbound/erased_record.h"
#include "connector/run/inbound/first_read.h"
#include "connector/run/inbound/forget_record.h"
#include "connector/run/inbound/identity.h"
#include "connector/run/inbound/lead_update.h"
#include "connector/run/inbound/match_conflict.h"
#include "connector/run/inbound/merge.h"
#include "connector/run/inbound/opt_out.h"
#include "connector/run/inbound/parking.h"
#include "connector/run/inbound/stale_values.h"
#include "connector/run/inbound/unclaimed_consent.h"

#include <algorithm>

namespace crosswalk {
namespace {
using namespace books;
constexpr std::chrono::seconds kReadAfterWrite{2};

// When the tool answered that the record is there; nothing of what it told unasked.
std::optional<Millis> read_on(const Event& event) {
    return event.kind == EventKind::read ? std::optional(event.delivery.received_at) : std::nullopt;
}

bool keeps_people(const ApplyContext& unit, const Change& change) {
    const ConnectionRuntime* account = unit.engine.account(unit.event.connection);
    const ObjectPlan* plan = account == nullptr ? nullptr : account->manifest().plan(change.kind.text);
    return plan == nullptr || plan->keeps_people;
}

// A stranger on a list of those who may not be written to: nobody becomes known by that, but who it is when they do.
Result<std::string_view> remember_opt_out(const ApplyContext& unit, const Change& change) {
    bool any = false;
    const ConnectionPlan& plan = *unit.mapping.connection(unit.event.connection);
    const Millis heard = unit.event.delivery.received_at;
    const Millis at = change.occurred_at ? std::min(change.occurred_at->at, heard) : heard;
    for (const std::string& consent : consents_closed_by(unit, change))
        for (const std::string& field : plan.match_by)
            for (const std::string& address : keys_in(unit.mapping, field, plan.name, change)) {
                const auto kept = unit.tx.identities.remember(address, consent, at);
                if (!kept) return kept.error();
                any = true;
            }
    return any ? kApplied : kIrrelevant;
}

Result<std::string_view> match(const ApplyContext& unit, const Change& change) {
    const RecordKey key{unit.event.connection, change.kind, change.id};
    const ConnectionPlan* plan = unit.mapping.connection(unit.event.connection);
    if (plan == nullptr ||
        std::ranges::none_of(plan->kinds, [&](const auto& k) { return k.second == change.kind; }))
        return kIrrelevant;
    if (is_in_part(unit.engine, unit.mapping, unit.event, change)) return read_first(unit, change);
    const auto identity = identify(unit.tx, unit.mapping, *plan, change);
    if (!identity) return identity.error();
    switch (identity->how) {
        case Identity::How::unnamed: {
            if (const auto kept = keep_unclaimed_consent(unit.tx, unit.mapping, unit.event, change); !kept)
                return kept.error();
            if (const auto wanted = want_read(unit, {.key = key, .changes = 1}); !wanted)
                return wanted.error();
            return kWaiting;
        }
        case Identity::How::unclear: {
            if (const auto kept = keep_unclaimed_consent(unit.tx, unit.mapping, unit.event, change); !kept)
                return kept.error();
            for (const LeadId& lead : identity->among) {
                const auto hear_it = lead == identity->lead ? record_candidate : apply_opt_outs;
                if (const auto heard = hear_it(unit, change, lead); !heard) return heard.error();
            }
            if (const auto noted = begin_match_conflict(unit.tx, unit.engine, identity->lead, key); !noted)
                return noted.error();
            Parked item = parked_change(unit.event, change, identity->lead);
            item.code = kAmbiguous;
            item.says = identity->why;
            item.advice = kChooseOne;
            if (const auto parked = park(unit.tx, std::move(item)); !parked) return parked.error();
            return kParked;
        }
        case Identity::How::known: {
            auto person = open_update(
                unit.tx,
                {.key = key,
                 .lead = identity->lead,
                 .seen_at = read_on(unit.event),
                 .match_status = identity->match_status}
            );
            if (!person) return person.error();
            person->first_sight = true;
            const auto heard = ingest_and_plan(unit, change, *person);
            if (!heard) return heard;
            if (const auto over = end_match_conflict(unit.tx, unit.engine, unit.mapping, identity->lead, key);
                !over)
                return over.error();
            return heard;
        }
        case Identity::How::fresh:
            if (!keeps_people(unit, change)) return remember_opt_out(unit, change);
            break;
    }
    LeadUpdate person = new_update(unit.engine, key, unit.event);
    person.record().seen_at = read_on(unit.event);
    return ingest_and_plan(unit, change, person);
}

// News of a record that waits for a person: perhaps it is clear by now whose it is.
Result<std::string_view> rematch(const ApplyContext& unit, const Change& change, const RecordState& rival) {
    if (const auto heard = apply_opt_outs(unit, change, rival.lead); !heard) return heard.error();
    const auto met = match(unit, change);
    if (!met) return met;
    const auto now = unit.tx.leads.record(rival.key);
    if (!now) return now.error();
    if (*now && (*now)->match_status == MatchStatus::candidate && (*now)->lead == rival.lead) return met;
    if (*now && (*now)->lead != rival.lead)
        if (const auto moved = move_losers(unit.tx, **now, rival.lead); !moved) return moved.error();
    if (const auto over = end_match_conflict(unit.tx, unit.engine, unit.mapping, rival.lead, rival.key);
        !over)
        return over.error();
    return met;
}

// News under the id of a record that lives on as another: the survivor is read.
Result<std::string_view> change_of_merged_record(
    const ApplyContext& unit, const Change& change, const RecordState& loser
) {
    if (const auto heard = apply_opt_outs(unit, change, loser.lead); !heard) return heard.error();
    const auto key = where_it_lives(unit.tx, loser.key);
    if (!key) return key.error();
    if (const auto wanted = want_read(unit, {.key = *key, .changes = 1}); !wanted) return wanted.error();
    return kWaiting;
}

// When the record was last known to be there, as far as we heard of it or wrote to it.
Millis last_sign_of_life(const RecordState& record) {
    Millis last = record.seen_at.value_or(Millis{});
    for (const auto& [field, memory] : record.fields) {
        if (memory.heard) last = std::max(last, memory.heard->own.value_or(memory.heard->at));
        if (memory.written) last = std::max(last, memory.written->at);
    }
    return last;
}

// True when a delivery alone does not settle that the record is gone: it may have been restored since, and whom
// we erase nobody brings back. Whoever asks to be forgotten is not asked about.
bool is_deletion_in_doubt(const ApplyContext& unit, const Change& change, const RecordState& record) {
    if (unit.event.kind != EventKind::webhook || record.deleted || !can_be_read(unit.engine, record.key)) return false;
    if (!consents_closed_by(unit, change).empty()) return false;
    const ConnectionPlan* plan = unit.mapping.connection(record.key.connection);
    if (plan != nullptr && plan->on_delete == OnDelete::erase && !never_was(record)) return true;
    return change.occurred_at && change.occurred_at->at <= last_sign_of_life(record) + kWriteSkew;
}

Result<std::string_view> deletion_of(const ApplyContext& unit, const Change& change, const RecordState& record) {
    if (const auto heard = apply_opt_outs(unit, change, record.lead); !heard) return heard.error();
    if (!is_deletion_in_doubt(unit, change, record))
        return forget_record(unit.tx, unit.engine, unit.mapping, record, unit.event);
    if (const auto wanted = want_read(unit, {.key = record.key, .changes = 1}); !wanted) return wanted.error();
    return kWaiting;
}

Result<std::string_view> deletion_of_unknown(const ApplyContext& unit, const Change& change) {
    const RecordKey key{unit.event.connection, change.kind, change.id};
    const auto closed = close_erased_record(unit, change);
    if (!closed) return closed.error();
    if (const auto left = end_first_read(unit, key); !left) return left.error();
    if (const auto over = end_match_conflict(unit.tx, unit.engine, unit.mapping, key); !over) return over.error();
    return *closed ? kApplied : kIrrelevant;
}

// What comes of a record that is marked deleted may be the first sign that it is back: it is read.
Result<void> look_for_deleted(const ApplyContext& unit, const RecordState& record) {
    if (!record.deleted || unit.event.kind != EventKind::webhook || !can_be_read(unit.engine, record.key)) return {};
    return want_read(unit, {.key = record.key});
}

}  // namespace

Result<void> adopt(const ApplyContext& unit, const Change& change, const LeadId& lead) {
    auto person = open_update(
        unit.tx, RecordState{.key = {unit.event.connection, change.kind, change.id}, .lead = lead}
    );
    if (!person) return person.error();
    person->first_sight = true;
    person->record().stamped = carries_id_of(unit.engine, unit.mapping, person->record().key, change, lead);
    const auto heard = ingest_all(unit, change, *person, true);
    if (!heard) return heard.error();
    const auto parked = park_obstacles(unit.tx, unit.event, change, person->lead.id, *heard);
    if (!parked) return parked.error();
    if (*parked) {
        unit.tx.books.add(unit.event.connection, Book::changes, kTotal, 1);
        unit.tx.books.add(unit.event.connection, Book::changes, kParked, 1);
    }
    const auto saved = save_and_plan(unit, BatchDelays{{}, {}}, *person, *heard);
    if (!saved) return saved.error();
    if (must_be_read(unit.mapping, person->record().key, change))
        return enqueue(
            unit.tx,
            unit.engine,
            {.key = person->record().key, .fields = left_open(unit.mapping, person->record().key, change)},
            unit.event.delivery.received_at
        );
    return {};
}

Result<std::string_view> apply_change(const ApplyContext& unit, Change change, const ApplyOptions& options) {
    if (!change.event_key.empty() && !options.may_repeat) {
        const auto first = unit.tx.journal.mark_seen(
            unit.event.connection, change.event_key, unit.event.delivery.received_at
        );
        if (!first) return first.error();
        if (!*first) return kDuplicate;
    }
    auto record = unit.tx.leads.record({unit.event.connection, change.kind, change.id});
    if (!record) return record.error();
    if (change.deleted) return *record ? deletion_of(unit, change, **record) : deletion_of_unknown(unit, change);
    if (*record && (*record)->merged_into) return change_of_merged_record(unit, change, **record);
    if (!*record) return match(unit, change);
    if ((*record)->match_status == MatchStatus::candidate) return rematch(unit, change, **record);
    auto person = open_update(unit.tx, **record);
    if (!person) return person.error();
    if (change.completeness == Completeness::whole && person->record().deleted) {
        person->record().deleted = false;  // it was read, so it lives, and is told what it missed
        person->record().hidden = false;
        person->anew = true;
    }
    if (const auto asked = look_for_deleted(unit, person->record()); !asked) return asked.error();
    const FieldSet doubts = set_aside_stale(
        unit.mapping,
        **record,
        {.now = unit.engine.clock.now(),
         .received = unit.event.delivery.received_at,
         .asked_on = options.asked_on},
        change
    );
    const auto stale = drop_stale_values(unit.tx, unit.mapping, **record, change, options.asked_on);
    if (!stale) return stale.error();
    if (!doubts.empty()) {
        const auto again = want_read(
            unit, {.key = (*record)->key, .fields = doubts}, unit.engine.clock.now() + kReadAfterWrite
        );
        if (!again) return again.error();
    }
    if (const auto seen = read_on(unit.event)) person->record().seen_at = seen;
    const auto word = ingest_and_plan(unit, change, *person, options);
    const bool less = !doubts.empty() || *stale;
    return less && word && (*word == kIrrelevant || *word == kEcho) ? kSuperseded : word;
}

}  // namespace crosswalk
