#include "connector/sync/ingest_context.h"

#include <algorithm>
#include <utility>

namespace crosswalk {
namespace {

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
bool said_again(const IngestContext& l, const ToldValue& told) {
    const auto own = told_at(l.change, told.binding.vendor_field);
    return is_dated_itself(l.change, told.binding.vendor_field) && own && told.memory.heard &&
           !is_our_write(told.field, told.binding, told.memory, told.raw, own->at) &&
           later(
               own->at,
               told.when.precision,
               told.memory.heard->own.value_or(told.memory.heard->at),
               told.memory.heard->precision
           ) &&
           means_the_same(told.field, told.binding, told.memory.heard->raw, told.raw);
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

Observation observed(
    const IngestContext& l, const Binding& binding, const boost::json::value& raw, const When& when
) {
    Observation out{raw, when.at, when.precision, l.event};
    const auto own = told_at(l.change, binding.vendor_field);
    out.undated = !own;
    if (own && own->at != when.at && when.at != Millis{}) out.own = own->at;
    return out;
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

void hear_field(IngestContext& l, const ToldValue& told) {
    if (is_echo(told.field, told.binding, told.memory, told.raw)) {
        l.out.echo = true;
        if (said_again(l, told)) {
            const Seq event = told.memory.heard->event;
            const auto heard_raw = std::move(told.memory.heard->raw);
            told.memory.heard = observed(l, told.binding, heard_raw, told.when);
            told.memory.heard->event = event;
            l.out.retold.insert(told.field.name);
        }
        return;
    }
    if (is_old(l, told.binding, told.memory, told.when)) {
        l.out.superseded = true;
        return;
    }
    const Parsed taken = to_canonical(told.field, told.binding, told.raw);
    if (auto held_up = obstacle(told.field, told.binding, taken)) {
        l.out.held_up.push_back(std::move(*held_up));
        return;
    }
    const auto heard_before = told.memory.heard;
    const bool held_something =
        told.memory.known &&
        to_canonical(told.field, told.binding, *told.memory.known).how != Parsed::How::blank;
    keep(l, told.binding, told.memory, told.raw, told.when);
    const bool ignored =
        taken.how == Parsed::How::not_listed && told.field.if_not_listed.kind == IfNotListed::Kind::ignore;
    // A blank that does not travel is known, but it is no word: it must not let an older word of another tool
    // win.
    const bool asked_for =
        told.field.rule.kind == Rule::Kind::prefer && told.field.rule.connection == told.binding.connection;
    const bool silent =
        taken.how == Parsed::How::blank &&
        ((told.field.if_blank == IfBlank::keep && !asked_for) || is_placeholder(told.binding, told.raw));
    if (ignored || silent) told.memory.heard = heard_before;
    if (taken.how != Parsed::How::blank)
        told.memory.cleared = false;
    else if (held_something)
        told.memory.cleared = !is_placeholder(told.binding, told.raw);
    if (!ignored) l.out.news.insert(told.field.name);
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
    const Receipt& receipt
) {
    IngestResult out;
    IngestContext listening{
        mapping,
        lead,
        record,
        change,
        receipt.event,
        receipt.received,
        receipt.first_sight,
        stamps_of(lead, record, receipt.records, receipt.event),
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
        When when = source_time(listening, binding->vendor_field, receipt.first_sight || first_told);
        const bool first_shown = !memory.known && !memory.heard && change.completeness == Completeness::shown;
        if ((first_told || first_shown || receipt.first_sight) &&
            to_canonical(field, *binding, told->second).how == Parsed::How::blank)
            when = {Millis{}, Precision::milliseconds};
        const auto by_type = field.consent               ? ingest_consent
                             : field.name == kStageField ? ingest_stage
                                                         : hear_field;
        const auto held_up = out.held_up.size();
        const bool older = std::exchange(out.superseded, false);
        if (may_be_shared(field, *binding)) {
            const auto [before, first] = shared.try_emplace(binding->vendor_field, memory);
            FieldMemory own = before->second;
            by_type(listening, {field, *binding, own, told->second, when});
            if (first || own.heard != before->second.heard) memory = std::move(own);
        } else {
            by_type(listening, {field, *binding, memory, told->second, when});
        }
        if (out.held_up.size() == held_up && !out.superseded) out.taken.insert(field.name);
        out.superseded = out.superseded || older;
    }
    ingest_aliases(listening);
    return out;
}

}  // namespace crosswalk
