// When something was said: by the vendor's time, by our clock, and in which order.
#include "connector/sync/ingest_context.h"

#include <algorithm>

namespace crosswalk {

Stamps stamps_of(const Lead& lead, const RecordState& record, std::span<const RecordState> all, Seq event) {
    Stamps out;
    const auto take_in = [&](Millis at, Seq from, bool ours) {
        if (from == 0 || from >= event) return;
        out.latest = std::max(out.latest, at);
        if (ours) out.latest_of_ours = std::max(out.latest_of_ours, at);
    };
    const auto take_in_all = [&](const RecordState& one) {
        for (const auto& [field, memory] : one.fields)
            if (const auto& heard = memory.heard)
                take_in(heard->at, heard->event, heard->undated || heard->own);
    };
    take_in_all(record);
    for (const RecordState& one : all) take_in_all(one);
    for (const auto& [field, latch] : lead.consents) take_in(latch.at, latch.event, false);
    return out;
}

When source_time(const IngestContext& l, std::string_view vendor_field, bool first_sight) {
    const Millis receipt = l.stamps.receipt(l.received);
    std::optional<When> when = told_at(l.change, vendor_field);
    if (!when) return {first_sight ? Millis{} : receipt, Precision::milliseconds};
    const bool too_far_ahead = when->at > std::max(l.received, l.stamps.latest) + kClockSkew;
    // Beside a receipt of a time when our clock was ahead, a source time says nothing.
    const bool behind_a_wrong_receipt =
        Stamps::proves(l.stamps.latest_of_ours, l.received) && when->at <= l.stamps.latest_of_ours;
    if (too_far_ahead || behind_a_wrong_receipt) when->at = receipt;
    return *when;
}

bool is_old(const IngestContext& l, const Binding& binding, const FieldMemory& memory, const When& when) {
    if (!memory.heard) return false;
    const Observation& heard = *memory.heard;
    const bool known_order = l.event != 0 && heard.event != 0;
    const bool earlier_in_journal = known_order && l.event < heard.event;
    const auto own = told_at(l.change, binding.vendor_field);
    if (!own && known_order && when.at != Millis{}) return earlier_in_journal;
    const Millis now = own ? own->at : when.at;
    const auto after = [&](Millis at) { return later(at, heard.precision, now, when.precision); };
    const auto ahead = [&](Millis at) { return at > l.received + kClockSkew; };
    // A receipt from a time when our clock was ahead.
    const auto by_receipt = [&] { return ahead(heard.at) ? earlier_in_journal : after(heard.at); };
    if (heard.undated) return by_receipt();
    // One that was not believed then, and is not now that the tool says a time we do believe.
    if (heard.own && ahead(*heard.own) && !ahead(now)) return by_receipt();
    return after(heard.own.value_or(heard.at));
}

std::optional<When> told_at(const Change& change, std::string_view vendor_field) {
    const auto dated = change.field_times.find(vendor_field);
    return dated != change.field_times.end() ? std::optional{dated->second} : change.occurred_at;
}

bool is_dated_itself(const Change& change, std::string_view vendor_field) {
    return change.field_times.contains(vendor_field) ||
           (change.occurred_at && change.completeness == Completeness::changed_fields_only);
}

}  // namespace crosswalk
