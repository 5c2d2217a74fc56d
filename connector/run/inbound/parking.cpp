#include "connector/run/inbound/parking.h"

#include "connector/run/inbound/overtaken.h"

#include <algorithm>

namespace crosswalk {
namespace {

using namespace books;

// How long after a write a webhook without a time of its own may still tell what was there before it.
constexpr std::chrono::seconds kOnItsWay{60};
constexpr std::chrono::minutes kRemember{10};  // a write of ours

void fill_in(Parked& item, const IngestResult& heard) {
    item.code = heard.held_up.front().code;
    item.advice = heard.held_up.front().remedy;
    for (const Obstacle& o : heard.held_up) {
        item.fields.insert(o.field);
        item.says += (item.says.empty() ? "" : " ") + o.why;
    }
}

bool from_before(const Written& written, const Change& change, std::string_view field, Millis received) {
    const auto when = told_at(change, field);
    return when ? !later(when->at, when->precision, written.at, Precision::milliseconds)
                : received <= written.at + kOnItsWay;
}

// True when a delivery carries this field along, of whatever time, and its record is read anyway. An opt-out
// does not wait for that.
bool rides_along(
    const FieldPlan& field, const Binding& binding, const Change& change, std::optional<Millis> asked_on
) {
    return !asked_on && !told_at(change, binding.vendor_field) && !field.consent &&
           change.completeness == Completeness::read_the_rest;
}

}  // namespace

Parked parked_change(const Event& event, const Change& change, const LeadId& lead) {
    return {
        .what = Parked::What::change,
        .connection = event.connection,
        .event = event.seq,
        .lead = lead,
        .kind = change.kind,
        .record = change.id.text,
        .since = event.delivery.received_at};
}

Result<void> park(Transaction& tx, Parked item) {
    const auto there = tx.parked.same_as(item);
    if (!there) return there.error();
    if (*there) {
        const auto before = tx.parked.take(**there);
        if (!before) return before.error();
        if (*before) {
            item.since = (*before)->since;
            tx.books.add(item.connection, Book::changes, kParked, -1);
            tx.books.add(item.connection, Book::changes, kSuperseded, 1);
        }
    }
    const auto id = tx.parked.park(item);
    if (!id) return id.error();
    return {};
}

Result<bool> park_once(Transaction& tx, const Parked& item) {
    const auto there = tx.parked.same_as(item);
    if (!there) return there.error();
    if (*there) return false;
    const auto id = tx.parked.park(item);
    if (!id) return id.error();
    return true;
}

Result<bool> park_obstacles(
    Transaction& tx, const Event& event, const Change& change, const LeadId& lead, const IngestResult& heard
) {
    if (heard.held_up.empty()) return false;
    Parked item = parked_change(event, change, lead);
    fill_in(item, heard);
    if (const auto parked = park(tx, std::move(item)); !parked) return parked.error();
    return true;
}

void book_change(Transaction& tx, std::string_view connection, std::string_view word) {
    tx.books.add(connection, Book::changes, kTotal, 1);
    tx.books.add(connection, Book::changes, word, 1);
}

void book_answered(
    Transaction& tx, const std::string& connection, const ReadRequest& waited, std::string_view word
) {
    auto left = waited.changes;
    tx.books.add(connection, Book::changes, kWaiting, -left);
    if (word == kParked) {
        tx.books.add(connection, Book::changes, kParked, 1);
        --left;
        word = kSuperseded;
    }
    tx.books.add(connection, Book::changes, waited.applied_some ? kApplied : word, left);
}

bool brings_news(
    Transaction& tx, const Mapping& mapping, std::string_view connection, const Change& change, Millis now
) {
    const RecordKey key{std::string(connection), change.kind, change.id};
    auto record = tx.leads.record(key);
    if (!record || !*record) return true;
    if ((*record)->merged_into) return false;
    if ((*record)->needs_reread) return true;  // whatever it says, its lead is decided anew
    if (change.deleted != (*record)->deleted) return true;
    const auto lead = tx.leads.load((*record)->lead);
    if (!lead || !*lead) return true;
    const IngestResult heard = ingest(mapping, **lead, **record, change, {.event = kNewest, .received = now});
    if (!heard.news.empty() || heard.renamed) return true;
    if (heard.held_up.empty()) return overtakes_any(tx, mapping, {key, **lead, heard, change});
    Parked item{
        .what = Parked::What::change, .connection = key.connection, .kind = key.kind, .record = key.id.text};
    fill_in(item, heard);
    const auto there = tx.parked.same_as(item);
    return !there || !*there;
}

Result<void> end_unlinked(Transaction& tx, std::string_view connection, const LeadId& lead) {
    const auto waiting = tx.parked.refused(connection, lead);
    if (!waiting) return waiting.error();
    for (const Parked& item : *waiting) {
        const bool unlinked = item.record.empty() || item.code == kTaken || item.code == kDoubtful;
        if (!unlinked) continue;
        const auto taken = tx.parked.take(item.id);
        if (!taken) return taken.error();
        tx.books.add(item.connection, Book::writes, kParked, -1);
        tx.books.add(item.connection, Book::writes, kMerged, 1);
    }
    return {};
}

void forget_old_writes(RecordState& record, Millis now) {
    for (auto& [field, memory] : record.fields) {
        if (memory.written && !lasts(memory.written->at, kRemember, now))
            memory.written = Written{.at = memory.written->at};
        if (memory.overwrite_count && !lasts(memory.overwrite_count->since, kRemember, now)) memory.overwrite_count.reset();
    }
}

FieldSet set_aside_stale(
    const Mapping& mapping, const RecordState& record, const NewsTimes& times, Change& change
) {
    FieldSet doubts;
    if (change.deleted) return doubts;
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(record.key.connection, record.key.kind.text);
        if (binding == nullptr || !binding->reads) continue;
        const auto told = change.fields.find(binding->vendor_field);
        const auto memory = record.fields.find(binding->vendor_field);
        if (told == change.fields.end() || memory == record.fields.end()) continue;
        if (field.consent && is_dated_itself(change, binding->vendor_field))
            continue;  // the latch judges by the time
        const auto fits = [&](const std::optional<boost::json::value>& raw) {
            return raw && means_the_same(field, *binding, *raw, told->second);
        };
        if (fits(memory->second.known) || fits(memory->second.pending)) continue;
        if (rides_along(field, *binding, change, times.asked_on)) {
            change.fields.erase(told);
            continue;
        }
        const auto& ours = memory->second.written;
        const bool lately = ours && lasts(ours->at, kRemember, times.now);
        const bool overtaken = times.asked_on
                                   ? memory->second.pending || (lately && ours->at >= *times.asked_on)
                                   : lately && fits(ours->replaced) &&
                                         from_before(*ours, change, binding->vendor_field, times.received);
        if (!overtaken) continue;
        doubts.insert(binding->vendor_field);
        change.fields.erase(told);
    }
    return doubts;
}

}  // namespace crosswalk
