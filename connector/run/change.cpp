// One change to one record: whose it is, what it says, what follows.
#include "connector/run/apply.h"
#include "connector/run/contest.h"
#include "connector/run/first_read.h"
#include "connector/run/follow.h"
#include "connector/run/forget_record.h"
#include "connector/run/identity.h"
#include "connector/run/join.h"
#include "connector/run/merge.h"
#include "connector/run/opt_out.h"
#include "connector/run/overtaken.h"
#include "connector/run/stale_values.h"
#include "connector/run/unclaimed_consent.h"
#include "connector/run/waiting.h"

#include <algorithm>

namespace crosswalk {
namespace {

using namespace books;
constexpr std::chrono::seconds kReadAfterWrite{2};

// Everything known about one person while a change is applied.
struct Case {
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
    Transaction& tx, const World& world, const Event& event, WantedRead wanted, std::optional<Millis> due = {}
) {
    wanted.parent = event.seq;
    return enqueue(tx, world, wanted, due.value_or(event.delivery.received_at));
}

Result<Case> open_case(Transaction& tx, const RecordState& record) {
    Case out;
    auto person = load_person(tx, record.lead);
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
        if (it->standing == Standing::contending) it->standing = record.standing;
    }
    return out;
}

Case new_case(World& world, const RecordKey& key, const Event& event) {
    Case out{.first_sight = true, .new_lead = true};
    out.lead.id = mint_lead_id(event.delivery.received_at, world.clock.chance(), world.clock.chance());
    out.lead.created_at = event.delivery.received_at;
    out.lead.created_in = key.connection;
    out.records.push_back({.key = key, .lead = out.lead.id});
    return out;
}

bool must_be_read(const Mapping& mapping, const RecordKey& key, const Change& change) {
    return change.completeness == Completeness::id_only || !left_open(mapping, key, change).empty();
}

// False: the admin keeps this person out (`only:`), so nothing was kept.
Result<bool> save_and_aim(
    Transaction& tx,
    World& world,
    const Lingering& linger,
    const Mapping& mapping,
    const Event& event,
    Case& person,
    const Hearing& heard
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
    if (showed_all) person.record().steps_shown = person.lead.way.steps;
    forget_old_writes(person.record(), cause.now);
    if (const auto saved = tx.leads.save(person.record()); !saved) return saved.error();
    if (person.claimed)
        if (const auto over = forget_unclaimed_consent(tx, person.record().key); !over) return over.error();
    if (person.new_lead || done.latched || renamed || !done.rows.empty())
        if (const auto kept = keep_lead(tx, mapping, person.lead, done, cause); !kept) return kept.error();
    if (!done.held_back.empty())
        if (const auto held = hold_back(tx, person.lead, done.held_back, cause); !held) return held.error();
    if (const auto noted = tx.journal.concerns(event.seq, person.lead.id); !noted) return noted.error();
    const FieldSet changed = done.changed();
    const bool everything = person.first_sight || person.anew;
    if (everything || !heard.news.empty() || !changed.empty()) {
        const FieldSet asked = everything ? FieldSet{} : heard.news;
        const auto touches = aim(
            mapping, person.lead, person.records, asked, everything ? FieldSet{} : changed, cause, linger
        );
        if (const auto touched = enqueue_all(tx, world, touches); !touched) return touched.error();
    }
    // Who is known by another key now may turn out to be somebody we know.
    if (renamed)
        if (const auto joined = join_namesakes(tx, world, mapping, event, person.lead.id); !joined)
            return joined.error();
    return true;
}

// A survivor was read: what the merged ones said is replaced by what it tells, every value is decided anew,
// and everybody told.
Result<void> take_survivor(Transaction& tx, const Mapping& mapping, const Change& change, Case& person) {
    person.record().survivor = false;
    person.anew = true;
    forget_told(mapping, person.records, person.record().key, change);
    for (const RecordState& record : person.records)
        if (record.lives_on)
            if (const auto saved = tx.leads.save(record); !saved) return saved;
    return {};
}

// What the change says, and what its record said before it was known whose it is.
Result<Hearing> hear_all(
    Transaction& tx,
    const World& world,
    const Mapping& mapping,
    const Event& event,
    const Change& change,
    Case& person,
    bool may_be_claimed
) {
    const auto expected = person.first_sight && !person.new_lead
                              ? expect_own_values(tx, mapping, person.lead, person.record(), change) : FieldSet{};
    if (!expected) return expected.error();
    Hearing heard = hear(
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
        if (const auto unread = claim_unread_opt_outs(tx, world, mapping, {event.connection, change}, heard); !unread)
            return unread.error();
    if (!may_be_claimed) return heard;
    const auto claimed = claim_consent(tx, mapping, person.record().key, heard);
    if (!claimed) return claimed.error();
    person.claimed = *claimed;
    return heard;
}

// Hears the change out, for a record whose lead is known.
Result<std::string_view> hear_and_follow(
    Transaction& tx,
    World& world,
    const Mapping& mapping,
    const Event& event,
    const Change& change,
    Case& person,
    const Hearsay& hearsay = {}
) {
    const RecordKey key = person.record().key;
    auto all = hear_all(tx, world, mapping, event, change, person, person.first_sight || hearsay.may_repeat);
    if (!all) return all.error();
    Hearing& heard = *all;
    if (hearsay.asked_on) hold_as_read(mapping, person.record(), change, heard);
    if (hearsay.asked_on && person.record().survivor) {
        if (const auto taken = take_survivor(tx, mapping, change, person); !taken) return taken.error();
        heard.retold = all_fields(mapping);
    }
    const bool nothing = heard.news.empty() && heard.held_up.empty();
    if (person.new_lead && nothing && !must_be_read(mapping, key, change)) return kIrrelevant;
    const auto parked = park_obstacles(tx, event, change, person.lead.id, heard);
    if (!parked) return parked.error();
    if (!nothing || person.first_sight || person.anew || heard.renamed || !heard.retold.empty()) {
        const auto saved = save_and_aim(tx, world, world.lingering, mapping, event, person, heard);
        if (!saved) return saved.error();
        if (!*saved) return kIrrelevant;
    } else {
        // An echo tells nothing new, but it names the person all the same, and goes with them.
        if (const auto noted = tx.journal.concerns(event.seq, person.lead.id); !noted) return noted.error();
        if (heard.noted)
            if (const auto saved = tx.leads.save(person.record()); !saved) return saved.error();
    }
    const auto ended = end_overtaken(tx, world, mapping, {key, person.lead, heard, change});
    if (!ended) return ended.error();
    if (must_be_read(mapping, key, change)) {
        const auto wanted = want_read(
            tx,
            world,
            event,
            {.key = key,
             .changes = *parked ? 0 : 1,  // what waits for a person is booked as that, and only once
             .applied_some = !heard.news.empty(),
             .fields = left_open(mapping, key, change)}
        );
        if (!wanted) return wanted.error();
        return *parked ? kParked : kWaiting;
    }
    return heard.word();
}

Result<std::string_view> meet(
    Transaction& tx, World& world, const Mapping& mapping, const Event& event, const Change& change
) {
    const RecordKey key{event.connection, change.kind, change.id};
    const ConnectionPlan* plan = mapping.connection(event.connection);
    if (plan == nullptr ||
        std::ranges::none_of(plan->kinds, [&](const auto& k) { return k.second == change.kind; }))
        return kIrrelevant;
    if (is_in_part(world, mapping, event, change)) return read_first(tx, world, mapping, event, change);
    const auto identity = identify(tx, mapping, *plan, change);
    if (!identity) return identity.error();
    switch (identity->how) {
        case Identity::How::unnamed: {
            if (const auto kept = keep_unclaimed_consent(tx, mapping, event, change); !kept)
                return kept.error();
            if (const auto wanted = want_read(tx, world, event, {.key = key, .changes = 1}); !wanted)
                return wanted.error();
            return kWaiting;
        }
        case Identity::How::unclear: {
            if (const auto kept = keep_unclaimed_consent(tx, mapping, event, change); !kept)
                return kept.error();
            for (const LeadId& lead : identity->among) {
                const auto hear_it = lead == identity->lead ? take_as_rival : hear_opt_outs;
                if (const auto heard = hear_it(tx, world, mapping, event, change, lead); !heard)
                    return heard.error();
            }
            if (const auto noted = contest(tx, world, identity->lead, key); !noted) return noted.error();
            Parked item = parked_change(event, change, identity->lead);
            item.code = kAmbiguous;
            item.says = identity->why;
            item.advice = kChooseOne;
            if (const auto parked = park(tx, std::move(item)); !parked) return parked.error();
            return kParked;
        }
        case Identity::How::known: {
            auto person = open_case(tx, {.key = key, .lead = identity->lead, .standing = identity->standing});
            if (!person) return person.error();
            person->first_sight = true;
            const auto heard = hear_and_follow(tx, world, mapping, event, change, *person);
            if (!heard) return heard;
            if (const auto over = end_contest(tx, world, mapping, identity->lead, key); !over)
                return over.error();
            return heard;
        }
        case Identity::How::fresh:
            break;
    }
    Case person = new_case(world, key, event);
    return hear_and_follow(tx, world, mapping, event, change, person);
}

// News of a record that waits for a person: perhaps it is clear by now whose it is.
Result<std::string_view> meet_again(
    Transaction& tx,
    World& world,
    const Mapping& mapping,
    const Event& event,
    const Change& change,
    const RecordState& rival
) {
    const auto met = meet(tx, world, mapping, event, change);
    if (!met) return met;
    const auto now = tx.leads.record(rival.key);
    if (!now) return now.error();
    if (*now && (*now)->standing == Standing::contending && (*now)->lead == rival.lead) return met;
    if (*now && (*now)->lead != rival.lead)
        if (const auto moved = move_losers(tx, **now, rival.lead); !moved) return moved.error();
    if (const auto over = end_contest(tx, world, mapping, rival.lead, rival.key); !over) return over.error();
    return met;
}

// News under the id of a record that lives on as another: the survivor is read.
Result<std::string_view> news_of_a_loser(
    Transaction& tx,
    const World& world,
    const Mapping& mapping,
    const Event& event,
    const Change& change,
    const RecordState& loser
) {
    if (const auto heard = hear_opt_outs(tx, world, mapping, event, change, loser.lead); !heard)
        return heard.error();
    const auto key = where_it_lives(tx, loser.key);
    if (!key) return key.error();
    if (const auto wanted = want_read(tx, world, event, {.key = *key, .changes = 1}); !wanted)
        return wanted.error();
    return kWaiting;
}

}  // namespace

Result<void> adopt(
    Transaction& tx,
    World& world,
    const Mapping& mapping,
    const Event& event,
    const Change& change,
    const LeadId& lead
) {
    auto person = open_case(tx, RecordState{.key = {event.connection, change.kind, change.id}, .lead = lead});
    if (!person) return person.error();
    person->first_sight = true;
    person->record().stamped = carries_id_of(world, mapping, person->record().key, change, lead);
    const auto heard = hear_all(tx, world, mapping, event, change, *person, true);
    if (!heard) return heard.error();
    const auto parked = park_obstacles(tx, event, change, person->lead.id, *heard);
    if (!parked) return parked.error();
    if (*parked) {
        tx.books.add(event.connection, Book::changes, kTotal, 1);
        tx.books.add(event.connection, Book::changes, kParked, 1);
    }
    const auto saved = save_and_aim(tx, world, Lingering{{}, {}}, mapping, event, *person, *heard);
    if (!saved) return saved.error();
    if (must_be_read(mapping, person->record().key, change))
        return enqueue(
            tx,
            world,
            {.key = person->record().key, .fields = left_open(mapping, person->record().key, change)},
            event.delivery.received_at
        );
    return {};
}

Result<std::string_view> apply_change(
    Transaction& tx,
    World& world,
    const Mapping& mapping,
    const Event& event,
    Change change,
    const Hearsay& hearsay
) {
    if (!change.event_key.empty() && !hearsay.may_repeat) {
        const auto first =
            tx.journal.first_time(event.connection, change.event_key, event.delivery.received_at);
        if (!first) return first.error();
        if (!*first) return kDuplicate;
    }
    auto record = tx.leads.record({event.connection, change.kind, change.id});
    if (!record) return record.error();
    if (change.deleted) {
        if (*record) {
            if (const auto heard = hear_opt_outs(tx, world, mapping, event, change, (*record)->lead); !heard)
                return heard.error();
            return forget_record(tx, world, mapping, **record, event);
        }
        const RecordKey key{event.connection, change.kind, change.id};
        if (const auto left = end_first_read(tx, world, mapping, event, key); !left) return left.error();
        if (const auto over = end_contest(tx, world, mapping, key); !over) return over.error();
        return kIrrelevant;
    }
    if (*record && (*record)->lives_on) return news_of_a_loser(tx, world, mapping, event, change, **record);
    if (!*record) return meet(tx, world, mapping, event, change);
    if ((*record)->standing == Standing::contending)
        return meet_again(tx, world, mapping, event, change, **record);
    auto person = open_case(tx, **record);
    if (!person) return person.error();
    if (change.completeness == Completeness::whole && person->record().deleted) {
        person->record().deleted = false;  // it was read, so it lives, and is told what it missed
        person->anew = true;
    }
    const FieldSet doubts = set_doubts_aside(world, mapping, **record, event, hearsay.asked_on, change);
    const auto stale = drop_stale_values(tx, mapping, **record, change, hearsay.asked_on);
    if (!stale) return stale.error();
    if (!doubts.empty()) {
        const auto again = want_read(
            tx, world, event, {.key = (*record)->key, .fields = doubts}, world.clock.now() + kReadAfterWrite
        );
        if (!again) return again.error();
    }
    const auto word = hear_and_follow(tx, world, mapping, event, change, *person, hearsay);
    const bool less = !doubts.empty() || *stale;
    return less && word && (*word == kIrrelevant || *word == kEcho) ? kSuperseded : word;
}

}  // namespace crosswalk
