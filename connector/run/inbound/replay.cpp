// What waits for a person, put back in line or given up.
#include "connector/run/engine/workers.h"
#include "connector/run/handoff/hand_over.h"
#include "connector/run/inbound/apply.h"
#include "connector/run/inbound/effects.h"
#include "connector/run/inbound/join.h"
#include "connector/run/inbound/match_conflict.h"

namespace crosswalk {
namespace {

using namespace books;

// Nothing has changed: it waits on, with what is wrong now.
Result<bool> park_again(Transaction& tx, Parked parked, const Fault& why) {
    parked.code = why.code;
    parked.says = why.what;
    parked.advice = why.remedy;
    const auto id = tx.parked.park(parked);
    if (!id) return id.error();
    return true;
}

void book_replayed(Transaction& tx, const Parked& parked, std::string_view word) {
    tx.books.add(parked.connection, Book::changes, kParked, -1);
    tx.books.add(parked.connection, Book::changes, word, 1);
}

// One event of a delivery that could not be read: a newer version, or other settings, may read it.
Result<bool> replay_part(
    Transaction& tx, EngineContext& context, const Mapping& mapping, const Parked& parked, const Decoded& decoded
) {
    for (std::size_t i = 0; i < decoded.news.size(); ++i) {
        if (part_name(i) != parked.record) continue;
        if (const auto* bad = std::get_if<Unreadable>(&decoded.news[i]))
            return park_again(tx, parked, bad->why);
        const auto booked = apply_news({tx, context, mapping, decoded.event}, decoded.news[i]);
        if (!booked) return booked.error();
        book_replayed(tx, parked, *booked);
        return true;
    }
    book_replayed(tx, parked, kIrrelevant);
    return true;
}

// The row that waits because it could not be read, or because the tool left it out.
const AskedChange* unanswered_row(const Decoded& decoded, const Parked& parked) {
    for (const AskedChange& asked : decoded.read)
        if ((asked.unreadable || asked.hidden) && asked.change.kind == parked.kind && asked.change.id.text == parked.record)
            return &asked;
    return nullptr;
}

// A row that could not be read is asked for anew, where it said of which record it is.
Result<bool> read_again(
    Transaction& tx, EngineContext& context, const Parked& parked, const std::optional<Fault>& why
) {
    if (parked.record.empty()) return park_again(tx, parked, *why);
    const ReadRequest wanted{
        .key = {parked.connection, parked.kind, {parked.record}}, .parent = parked.event, .changes = 1};
    if (const auto asked = enqueue(tx, context, wanted, context.clock.now()); !asked) return asked.error();
    book_replayed(tx, parked, kWaiting);
    return true;
}

Result<bool> replay_event(
    Transaction& tx, EngineContext& context, const Mapping& mapping, const Parked& parked, Event event
) {
    const Decoded decoded = decode(context, std::move(event));
    if (decoded.fault) return park_again(tx, parked, *decoded.fault);
    // Its own bookkeeping moves it from waiting; it was booked undecodable.
    tx.books.add(parked.connection, Book::deliveries, kUndecodable, -1);
    tx.books.add(parked.connection, Book::deliveries, kWaiting, 1);
    const auto mark = tx.settings.get(kAppliedMark);
    if (!mark) return mark.error();
    if (const auto applied = apply_event(tx, context, mapping, decoded); !applied) return applied.error();
    if (*mark)
        if (const auto put = tx.settings.put(kAppliedMark, **mark); !put) return put.error();
    return true;
}

// Of a change of which some fields waited, those are heard again: the others were taken in at once, and much
// may have been said since.
void keep_what_waited(Change& change, const Mapping& mapping, const Parked& parked) {
    if (parked.fields.empty()) return;
    FieldSet kept;
    for (const std::string& name : parked.fields) {
        const FieldPlan* field = mapping.field(name);
        const Binding* binding =
            field == nullptr ? nullptr : field->binding(parked.connection, parked.kind.text);
        if (binding == nullptr) continue;
        kept.insert(binding->vendor_field);
        for (const auto& [stage, further] : binding->along)
            for (const auto& [vendor_field, word] : further) kept.insert(vendor_field);
        const FieldPlan* reason = name == kStageField ? mapping.field(kReasonField) : nullptr;
        if (reason == nullptr) continue;
        if (const Binding* why = reason->binding(parked.connection, parked.kind.text))
            kept.insert(why->vendor_field);
    }
    std::erase_if(change.fields, [&](const auto& one) { return !kept.contains(one.first); });
}

Result<bool> replay_change(
    Transaction& tx, EngineContext& context, const Mapping& mapping, const Parked& parked, Event event
) {
    const Decoded decoded = decode(context, std::move(event));
    if (decoded.fault) return park_again(tx, parked, *decoded.fault);
    if (parked.kind.text.empty()) return replay_part(tx, context, mapping, parked, decoded);
    if (const auto* asked = unanswered_row(decoded, parked))
        return read_again(tx, context, parked, asked->unreadable);
    std::vector<Change> changes;
    for (const InboundEvent& news : decoded.news)
        if (const auto* change = std::get_if<Change>(&news)) changes.push_back(*change);
    for (const AskedChange& asked : decoded.read) changes.push_back(asked.change);
    std::string_view booked = kIrrelevant;
    bool told = false;
    for (Change& change : changes) {
        if (change.kind != parked.kind || change.id.text != parked.record) continue;
        keep_what_waited(change, mapping, parked);
        const auto applied =
            apply_change({tx, context, mapping, decoded.event}, change, {.may_repeat = true});
        if (!applied) return applied.error();
        told = true;
        if (booked == kIrrelevant || *applied == kParked) booked = *applied;
    }
    if (!told) {
        // The survivor of a merge, which was never answered for: it is asked for once more.
        const RecordKey key{parked.connection, parked.kind, {parked.record}};
        const auto record = tx.leads.record(key);
        if (!record) return record.error();
        if (*record && (*record)->needs_reread) {
            const ReadRequest wanted{.key = key, .parent = parked.event, .changes = 1, .applied_some = true};
            if (const auto asked = enqueue(tx, context, wanted, context.clock.now()); !asked) return asked.error();
            booked = kWaiting;
        }
    }
    book_replayed(tx, parked, booked);
    return true;
}

// What the tool held in the fields in question does not count: it is told what stands here. And where two
// records fitted one lead, the one that was there first stays.
Result<void> settle_dispute(Transaction& tx, EngineContext& context, const Mapping& mapping, const Parked& parked) {
    if (parked.what != Parked::What::change) return {};
    const bool about_stage = parked.code.starts_with("stage.");
    auto lead = tx.leads.load(parked.lead);
    if (!lead) return lead.error();
    if (!*lead) return {};
    const RecordKey key{parked.connection, parked.kind, {parked.record}};
    if (parked.code == kAmbiguous) {
        if (const auto kept = keep_first_match(tx, (*lead)->id, key); !kept) return kept;
        return end_match_conflict(tx, context, mapping, (*lead)->id, key);
    }
    if (!about_stage) return {};
    auto record = tx.leads.record(key);
    if (!record) return record.error();
    if (*record) {
        for (const std::string& name : parked.fields)
            if (const FieldPlan* field = mapping.field(name))
                if (const Binding* binding = field->binding(parked.connection, parked.kind.text))
                    (*record)->fields[binding->vendor_field].known.reset();
        if (const auto saved = tx.leads.save(**record); !saved) return saved;
    }
    return sync_lead(tx, context, mapping, (*lead)->id);
}

Result<bool> replay_write(Transaction& tx, EngineContext& context, const Mapping& mapping, const Parked& parked) {
    tx.books.add(parked.connection, Book::writes, kParked, -1);
    tx.books.add(parked.connection, Book::writes, kTotal, -1);
    WriteIntent intent{
        .connection = parked.connection,
        .lead = parked.lead,
        .fields = parked.fields,
        .due = context.clock.now(),
        .cause = parked.event};
    // What an unlinked lead waits for may name a record that is not its own.
    if (!parked.record.empty() && parked.code != kTaken && parked.code != kDoubtful) {
        intent.kind = parked.kind;
        intent.record = VendorId{parked.record};
    }
    for (const std::string& name : parked.fields)
        if (const FieldPlan* field = mapping.field(name))
            intent.urgency = std::min(intent.urgency, field->urgency);
    if (const auto added = enqueue(tx, context, intent); !added) return added.error();
    return true;
}

Result<void> hand_over_held(Transaction& tx, EngineContext& context, const Mapping& mapping, const LeadId& id) {
    const auto lead = tx.leads.load(id);
    if (!lead) return lead.error();
    if (!*lead || mapping.handoff == nullptr) return {};
    return hand_over_now({tx, context, mapping, context.clock.now()}, **lead);
}

}  // namespace

Result<bool> replay_one(Transaction& tx, EngineContext& context, const Mapping& mapping, std::int64_t id) {
    const auto parked = tx.parked.take(id);
    if (!parked) return parked.error();
    if (!*parked) return false;
    if ((*parked)->what == Parked::What::write) return replay_write(tx, context, mapping, **parked);
    if ((*parked)->what == Parked::What::field) {
        retry_outage(context, **parked);  // parked again where it still cannot be read
        return true;
    }
    if ((*parked)->what == Parked::What::step) {
        const auto through = (*parked)->code == kHandoffSurge
                                 ? hand_over_held(tx, context, mapping, (*parked)->lead)
                                 : release_held(tx, context, mapping, (*parked)->lead);
        if (!through) return through.error();
        return true;
    }
    if ((*parked)->what == Parked::What::people) {
        const Event cause = word_of_a_person(context, **parked);
        const auto joined = join_namesakes({tx, context, mapping, cause}, (*parked)->lead);
        if (!joined) return joined.error();
        return true;
    }
    auto event = tx.journal.load((*parked)->event);
    if (!event) return event.error();
    if (!*event)
        return Fault{
            "journal.forgotten",
            "The delivery behind this item is older than the journal keeps.",
            "Drop it, then compare the connection."};
    return (*parked)->what == Parked::What::event
               ? replay_event(tx, context, mapping, **parked, std::move(**event))
               : replay_change(tx, context, mapping, **parked, std::move(**event));
}

Event word_of_a_person(const EngineContext& context, const Parked& item) {
    Event event;
    event.connection = item.connection;
    event.delivery.received_at = context.clock.now();
    return event;
}

Result<bool> drop_one(Transaction& tx, EngineContext& context, const Mapping& mapping, std::int64_t id) {
    const auto parked = tx.parked.take(id);
    if (!parked) return parked.error();
    if (!*parked) return false;
    const auto move = [&](Book book, std::string_view to) {
        tx.books.add((*parked)->connection, book, kParked, -1);
        tx.books.add((*parked)->connection, book, to, 1);
    };
    if ((*parked)->what == Parked::What::write) move(Book::writes, kWithdrawn);
    if ((*parked)->what == Parked::What::change) move(Book::changes, kIrrelevant);
    const auto settled = settle_dispute(tx, context, mapping, **parked);
    if (!settled) return settled.error();
    return true;  // an undecodable delivery stays booked as such
}

Result<void> sync_lead(Transaction& tx, EngineContext& context, const Mapping& mapping, const LeadId& id) {
    auto lead = tx.leads.load(id);
    if (!lead) return lead.error();
    if (!*lead)
        return Fault{
            "lead.unknown", "There is no such lead.", "Look it up with `crosswalk lead show EMAIL`."};
    const auto records = tx.leads.records_of((*lead)->id);
    if (!records) return records.error();
    (*lead)->absent.clear();
    if (const auto saved = tx.leads.save(**lead); !saved) return saved;
    return resync(tx, context, mapping, {**lead, *records}, {0, "", context.clock.now(), mapping.version});
}

}  // namespace crosswalk
