#include "connector/sync/ingest_context.h"

#include <algorithm>
#include <utility>

namespace crosswalk {
namespace {

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

// When this counts as said beside the words of other connections.
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

std::optional<Obstacle> obstacle(const FieldPlan& field, const Binding& binding, const Parsed& taken) {
    if (taken.how == Parsed::How::unreadable)
        return Obstacle{
            field.name,
            "value.unreadable",
            taken.why,
            "Correct the value in " + binding.connection + ", or the type of '" + field.name +
                "' in fields.yaml."};
    if (taken.how == Parsed::How::not_listed && field.if_not_listed.kind == IfNotListed::Kind::wait)
        return Obstacle{
            field.name,
            "value.not_listed",
            taken.why,
            "Add the value to the table of '" + field.name + "' in fields.yaml, activate it, then replay."};
    return std::nullopt;
}

// True when it is our own last write that comes back: it says the same, over an older word, and its time is that
// of the write as far as two clocks can tell.
bool is_our_write(
    const FieldPlan& field,
    const Binding& binding,
    const FieldMemory& memory,
    const boost::json::value& raw,
    Millis at
) {
    if (memory.pending && means_the_same(field, binding, *memory.pending, raw)) return true;
    if (memory.doubtful || !memory.written || memory.heard->at >= memory.written->at) return false;
    return std::chrono::abs(at - memory.written->at) <= memory.written->took + kWriteSkew;
}

// True when the tool set its own word once more, later: what arrives from in between is old then. Only an
// event about this very field tells; the time of a whole record says nothing about one field of it.
bool said_again(
    const IngestContext& l,
    const FieldPlan& field,
    const Binding& binding,
    const FieldMemory& memory,
    const boost::json::value& raw,
    const When& when
) {
    const auto own = told_at(l.change, binding.vendor_field);
    return is_dated_itself(l.change, binding.vendor_field) && own && memory.heard &&
           !is_our_write(field, binding, memory, raw, own->at) &&
           later(
               own->at, when.precision, memory.heard->own.value_or(memory.heard->at), memory.heard->precision
           ) &&
           means_the_same(field, binding, memory.heard->raw, raw);
}

// True when it is about a time before our own last write there: somebody said it, but the tool holds it no
// more.
bool is_from_before(const FieldMemory& memory, const When& when) {
    return memory.written && when.at != Millis{} &&
           later(memory.written->at, Precision::milliseconds, when.at, when.precision);
}

// A whole name may be read into two fields, its parts: what one of them hears is no echo to the other.
bool may_be_shared(const FieldPlan& field, const Binding& binding) {
    return field.type == FieldType::person_name && binding.part == NamePart::whole && !binding.writes;
}

// A placeholder is ours: nobody emptied the field.
bool is_placeholder(const Binding& binding, const boost::json::value& raw) {
    return binding.placeholder && raw.is_string() && raw.get_string() == *binding.placeholder;
}

// Under which further keys the tool finds the record.
void ingest_aliases(IngestContext& l) {
    for (const FieldPlan& field : l.mapping.fields) {
        const Binding* binding = field.binding(l.record.key.connection, l.record.key.kind.text);
        const auto told =
            binding == nullptr ? l.change.aliases.end() : l.change.aliases.find(binding->vendor_field);
        if (told == l.change.aliases.end()) continue;
        std::set<std::string> keys;
        for (const std::string& text : told->second)
            if (auto key = match_form(field, text)) keys.insert(std::move(*key));
        // Whoever is found under several is known by the record's own one too, though another tool's counts.
        if (const auto own = l.change.fields.find(binding->vendor_field); !keys.empty() && own != l.change.fields.end())
            if (auto key = match_form(field, to_canonical(field, *binding, own->second).value.value_or("")))
                keys.insert(std::move(*key));
        auto& known = l.record.aliases[field.name];
        if (known == keys) continue;
        known = std::move(keys);
        l.out.renamed = l.out.noted = true;
    }
    std::erase_if(l.record.aliases, [](const auto& one) { return one.second.empty(); });
}

}  // namespace

bool is_echo(
    const FieldPlan& field, const Binding& binding, FieldMemory& memory, const boost::json::value& raw
) {
    if (memory.pending && means_the_same(field, binding, *memory.pending, raw)) {
        memory.known = raw;  // it arrived, whatever becomes of the answer
        return true;
    }
    if (memory.doubtful && memory.heard && means_the_same(field, binding, memory.heard->raw, raw))
        return true;
    return memory.known && means_the_same(field, binding, *memory.known, raw);
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

Observation observed(
    const IngestContext& l, const Binding& binding, const boost::json::value& raw, const When& when
) {
    Observation out{raw, when.at, when.precision, l.event};
    const auto own = told_at(l.change, binding.vendor_field);
    out.undated = !own;
    if (own && own->at != when.at && when.at != Millis{}) out.own = own->at;
    return out;
}

std::optional<When> told_at(const Change& change, std::string_view vendor_field) {
    const auto dated = change.field_times.find(vendor_field);
    return dated != change.field_times.end() ? std::optional{dated->second} : change.occurred_at;
}

bool is_dated_itself(const Change& change, std::string_view vendor_field) {
    return change.field_times.contains(vendor_field) ||
           (change.occurred_at && change.completeness == Completeness::changed_fields_only);
}

void keep(
    const IngestContext& l,
    const Binding& binding,
    FieldMemory& memory,
    const boost::json::value& raw,
    const When& when
) {
    if (is_from_before(memory, when)) {
        // While our write was under way: which of the two the tool holds in the end, nobody can tell.
        if (memory.written->at - memory.written->took < when.at) memory.doubtful = true;
    } else {
        memory.known = raw;
        memory.doubtful = false;
        memory.pending.reset();
        memory.restore.reset();  // nothing is put back over what came since
    }
    memory.heard = observed(l, binding, raw, when);
}

void hear_field(
    IngestContext& l,
    const FieldPlan& field,
    const Binding& binding,
    FieldMemory& memory,
    const boost::json::value& raw,
    const When& when
) {
    if (is_echo(field, binding, memory, raw)) {
        l.out.echo = true;
        if (said_again(l, field, binding, memory, raw, when)) {
            const Seq event = memory.heard->event;
            const auto heard_raw = std::move(memory.heard->raw);
            memory.heard = observed(l, binding, heard_raw, when);
            memory.heard->event = event;
            l.out.retold.insert(field.name);
        }
        return;
    }
    if (is_old(l, binding, memory, when)) {
        l.out.superseded = true;
        return;
    }
    const Parsed taken = to_canonical(field, binding, raw);
    if (auto held_up = obstacle(field, binding, taken)) {
        l.out.held_up.push_back(std::move(*held_up));
        return;
    }
    const auto heard_before = memory.heard;
    const bool held_something = memory.known && to_canonical(field, binding, *memory.known).how != Parsed::How::blank;
    keep(l, binding, memory, raw, when);
    const bool ignored =
        taken.how == Parsed::How::not_listed && field.if_not_listed.kind == IfNotListed::Kind::ignore;
    // A blank that does not travel is known, but it is no word: it must not let an older word of another tool
    // win.
    const bool asked_for =
        field.rule.kind == Rule::Kind::prefer && field.rule.connection == binding.connection;
    const bool silent = taken.how == Parsed::How::blank &&
                        ((field.if_blank == IfBlank::keep && !asked_for) || is_placeholder(binding, raw));
    if (ignored || silent) memory.heard = heard_before;
    if (taken.how != Parsed::How::blank)
        memory.cleared = false;
    else if (held_something)
        memory.cleared = !is_placeholder(binding, raw);
    if (!ignored) l.out.news.insert(field.name);
}

std::string_view IngestResult::booked_as() const {
    if (!held_up.empty()) return books::kParked;
    if (!news.empty()) return books::kApplied;
    if (superseded) return books::kSuperseded;
    if (echo) return books::kEcho;
    return books::kIrrelevant;
}

IngestResult ingest(
    const Mapping& mapping,
    const Lead& lead,
    RecordState& record,
    const Change& change,
    Seq event,
    Millis received,
    bool first_sight,
    std::span<const RecordState> all
) {
    IngestResult out;
    IngestContext listening{
        mapping,
        lead,
        record,
        change,
        event,
        received,
        first_sight,
        stamps_of(lead, record, all, event),
        out};
    record.unseen = false;
    hear_along(listening);  // before the stage: it may be what tells two stages apart
    std::map<std::string, FieldMemory, std::less<>> shared;  // as they were before this change
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(record.key.connection, record.key.kind.text);
        if (binding == nullptr || !binding->reads) continue;
        if (consent_only(record.match_status) && !field.consent) continue;
        const auto told = change.fields.find(binding->vendor_field);
        if (told == change.fields.end()) continue;
        FieldMemory& memory = record.fields[binding->vendor_field];
        // What a whole record shows for the first time, blank above all, may have stood there for years.
        const bool first_told = !memory.known && !memory.heard && change.completeness == Completeness::whole;
        When when = source_time(listening, binding->vendor_field, first_sight || first_told);
        if ((first_told || first_sight) && to_canonical(field, *binding, told->second).how == Parsed::How::blank)
            when = {Millis{}, Precision::milliseconds};
        const auto by_type = field.consent               ? ingest_consent
                             : field.name == kStageField ? ingest_stage
                                                         : hear_field;
        const auto held_up = out.held_up.size();
        const bool older = std::exchange(out.superseded, false);
        if (may_be_shared(field, *binding)) {
            const auto [before, first] = shared.try_emplace(binding->vendor_field, memory);
            FieldMemory own = before->second;
            by_type(listening, field, *binding, own, told->second, when);
            if (first || own.heard != before->second.heard) memory = std::move(own);
        } else {
            by_type(listening, field, *binding, memory, told->second, when);
        }
        if (out.held_up.size() == held_up && !out.superseded) out.taken.insert(field.name);
        out.superseded = out.superseded || older;
    }
    ingest_aliases(listening);
    return out;
}

}  // namespace crosswalk
