// What a read or a poll brought, applied.
#include "connector/run/inbound/apply.h"
#include "connector/run/inbound/first_read.h"
#include "connector/run/inbound/forget_record.h"
#include "connector/run/inbound/merge.h"
#include "connector/run/inbound/parking.h"
#include "connector/run/vendor/filter_changes.h"

namespace crosswalk {
namespace {

using namespace books;

// One event of several, or one row, that cannot be read: an item of its own. The caller books it as parked.
Result<std::string_view> park_unreadable(Transaction& tx, const Event& event, const Unreadable& bad) {
    const auto record = tx.leads.record({event.connection, bad.kind, bad.id});
    if (!record) return record.error();
    Parked item =
        parked_change(event, {.kind = bad.kind, .id = bad.id}, *record ? (*record)->lead : LeadId{});
    item.code = bad.why.code;
    item.says = bad.why.what;
    item.advice = bad.why.remedy;
    if (const auto parked = park(tx, std::move(item)); !parked) return parked.error();
    return kParked;
}

// Left out of an answer: nobody says that it was deleted. Nothing is written to it any more, and a person looks.
Result<std::string_view> take_in_hidden(const ApplyContext& unit, const Change& asked) {
    auto record = unit.tx.leads.record({unit.event.connection, asked.kind, asked.id});
    if (!record) return record.error();
    if (*record && ((*record)->merged_into || ((*record)->deleted && !(*record)->hidden))) return kIrrelevant;
    Parked item = parked_change(unit.event, asked, *record ? (*record)->lead : LeadId{});
    if (*record && !(*record)->deleted) {
        (*record)->hidden = true;
        const auto unlinked = unlink_record(unit.tx, unit.engine, unit.mapping, **record, unit.event);
        if (!unlinked) return unlinked.error();
    }
    item.code = "record.not_shown";
    item.says = "The " + asked.kind.text + " " + asked.id.text + " is left out of the answers of " +
                unit.event.connection + ": it was deleted for good, or the user we sign in as may not see it. "
                "Nothing is written to it any more, and nobody was erased.";
    item.advice = "Look for it in " + unit.event.connection +
                  ". If it is there, let that user see it, then replay; if it is gone, drop this.";
    if (const auto parked = park(unit.tx, std::move(item)); !parked) return parked.error();
    return kParked;
}

// What the record is said to be, taken in. `gone`: it is not there any more.
Result<std::string_view> take_in(const ApplyContext& unit, const AskedChange& asked) {
    if (asked.unreadable)
        return park_unreadable(
            unit.tx, unit.event, {.why = *asked.unreadable, .kind = asked.change.kind, .id = asked.change.id}
        );
    if (asked.hidden) return take_in_hidden(unit, asked.change);
    if (asked.merged_into) return apply_merge(unit, as_merge(asked));
    if (!asked.gone) return apply_change(unit, asked.change, {.asked_on = asked.asked_on});
    Change gone = asked.change;
    gone.deleted = true;
    gone.event_key.clear();
    return apply_change(unit, std::move(gone));
}

}  // namespace

Result<void> apply_asked(const ApplyContext& unit, AskedChange asked) {
    const RecordKey key{unit.event.connection, asked.change.kind, asked.change.id};
    auto waiting = unit.event.kind == EventKind::poll ? Result<std::optional<ReadRequest>>(std::nullopt)
                                                      : unit.tx.reads.take(key);
    if (!waiting) return waiting.error();
    const auto earlier = complete_first_read(unit, asked);
    if (!earlier) return earlier.error();
    const auto result = take_in(unit, asked);
    if (!result) return result.error();
    if (const auto linked = link_earlier_news(unit.tx, key, *earlier); !linked) return linked;
    const bool missed = *result == kApplied || *result == kParked || *result == kWaiting;
    if (unit.event.memo == kCompared && missed)
        unit.tx.books.add(unit.event.connection, Book::changes, kRecovered, 1);
    if (!*waiting) {
        const bool counts = unit.event.kind == EventKind::poll || *result == kApplied || *result == kParked ||
                            *result == kWaiting;
        if (counts) book_change(unit.tx, unit.event.connection, *result);
        return {};
    }
    ReadRequest waited = std::move(**waiting);
    waited.applied_some = waited.applied_some || *result == kApplied;
    // Newer thin news came while the answer was under way: it may be older than that news, so ask once more.
    const bool overtaken = waited.parent > asked.asked;
    if (waited.changes == 0) {
        book_change(unit.tx, unit.event.connection, *result);
        return overtaken ? enqueue(unit.tx, unit.engine, waited, unit.event.delivery.received_at)
                         : Result<void>{};
    }
    if (*result == kWaiting) {  // it asked for more by itself, and stands for one of those that wait
        --waited.changes;
        return enqueue(unit.tx, unit.engine, waited, unit.event.delivery.received_at);
    }
    if (!overtaken) {
        book_answered(unit.tx, unit.event.connection, waited, *result);
        return {};
    }
    if (*result == kParked) {
        ReadRequest one{.changes = 1};
        book_answered(unit.tx, unit.event.connection, one, kParked);
        --waited.changes;
    }
    return enqueue(unit.tx, unit.engine, waited, unit.event.delivery.received_at);
}

}  // namespace crosswalk
