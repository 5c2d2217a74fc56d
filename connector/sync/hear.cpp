#include "connector/sync/listening.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::chrono::minutes kClockSkew{5};

When source_time(const Change& change, std::string_view vendor_field, Millis received, bool first_sight) {
    std::optional<When> when = told_at(change, vendor_field);
    if (!when) return {first_sight ? Millis{} : received, Precision::milliseconds};
    if (when->at > received + kClockSkew) when->at = received;
    return *when;
}

std::optional<Obstacle> obstacle(const FieldPlan& field, const Binding& binding, const Taken& taken) {
    if (taken.how == Taken::How::unreadable)
        return Obstacle{
            field.name,
            "value.unreadable",
            taken.why,
            "Correct the value in " + binding.connection + ", or the type of '" + field.name +
                "' in fields.yaml."};
    if (taken.how == Taken::How::not_listed && field.if_not_listed.kind == IfNotListed::Kind::wait)
        return Obstacle{
            field.name,
            "value.not_listed",
            taken.why,
            "Add the value to the table of '" + field.name + "' in fields.yaml, activate it, then replay."};
    return std::nullopt;
}

// True when the tool set its own word once more, later: what arrives from in between is old then. Only an
// event about this very field tells; the time of a whole record says nothing about one field of it.
bool said_again(
    const Listening& l,
    const FieldPlan& field,
    const Binding& binding,
    const FieldMemory& memory,
    const boost::json::value& raw,
    const When& when
) {
    return is_dated_itself(l.change, binding.vendor_field) && memory.heard &&
           later(when.at, when.precision, memory.heard->at, memory.heard->precision) &&
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

}  // namespace

bool is_echo(
    const FieldPlan& field, const Binding& binding, FieldMemory& memory, const boost::json::value& raw
) {
    if (memory.pending && means_the_same(field, binding, *memory.pending, raw)) {
        memory.known = raw;  // it arrived, whatever becomes of the answer
        return true;
    }
    return memory.known && means_the_same(field, binding, *memory.known, raw);
}

bool is_old(const FieldMemory& memory, const When& when) {
    return memory.heard && later(memory.heard->at, memory.heard->precision, when.at, when.precision);
}

std::optional<When> told_at(const Change& change, std::string_view vendor_field) {
    const auto dated = change.field_times.find(vendor_field);
    return dated != change.field_times.end() ? std::optional{dated->second} : change.occurred_at;
}

bool is_dated_itself(const Change& change, std::string_view vendor_field) {
    return change.field_times.contains(vendor_field) ||
           (change.occurred_at && change.completeness == Completeness::changed_fields_only);
}

void keep(FieldMemory& memory, const boost::json::value& raw, const When& when, Seq event) {
    if (is_from_before(memory, when)) {
        // While our write was under way: which of the two the tool holds in the end, nobody can tell.
        if (memory.written->at - memory.written->took < when.at) memory.known.reset();
    } else {
        memory.known = raw;
        memory.pending.reset();
    }
    memory.heard = Observation{raw, when.at, when.precision, event};
}

void hear_field(
    Listening& l,
    const FieldPlan& field,
    const Binding& binding,
    FieldMemory& memory,
    const boost::json::value& raw,
    const When& when
) {
    if (is_echo(field, binding, memory, raw)) {
        l.out.echo = true;
        if (said_again(l, field, binding, memory, raw, when)) {
            memory.heard->at = when.at;
            memory.heard->precision = when.precision;
            l.out.retold.insert(field.name);
        }
        return;
    }
    if (is_old(memory, when)) {
        l.out.superseded = true;
        return;
    }
    const Taken taken = take(field, binding, raw);
    if (auto held_up = obstacle(field, binding, taken)) {
        l.out.held_up.push_back(std::move(*held_up));
        return;
    }
    const auto heard_before = memory.heard;
    const bool held_something = memory.known && take(field, binding, *memory.known).how != Taken::How::blank;
    keep(memory, raw, when, l.event);
    const bool ignored =
        taken.how == Taken::How::not_listed && field.if_not_listed.kind == IfNotListed::Kind::ignore;
    // A blank that does not travel is known, but it is no word: it must not let an older word of another tool
    // win.
    const bool asked_for =
        field.rule.kind == Rule::Kind::prefer && field.rule.connection == binding.connection;
    const bool silent = taken.how == Taken::How::blank && field.if_blank == IfBlank::keep && !asked_for;
    if (ignored || silent) memory.heard = heard_before;
    if (taken.how != Taken::How::blank)
        memory.cleared = false;
    else if (held_something)
        memory.cleared = !is_placeholder(binding, raw);
    if (!ignored) l.out.news.insert(field.name);
}

std::string_view Hearing::word() const {
    if (!held_up.empty()) return books::kParked;
    if (!news.empty()) return books::kApplied;
    if (superseded) return books::kSuperseded;
    if (echo) return books::kEcho;
    return books::kIrrelevant;
}

Hearing hear(
    const Mapping& mapping,
    const Lead& lead,
    RecordState& record,
    const Change& change,
    Seq event,
    Millis received,
    bool first_sight
) {
    Hearing out;
    Listening listening{mapping, lead, record, change, event, received, first_sight, out};
    hear_along(listening);  // before the stage: it may be what tells two stages apart
    std::map<std::string, FieldMemory, std::less<>> shared;  // as they were before this change
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(record.key.connection, record.key.kind.text);
        if (binding == nullptr || !binding->reads) continue;
        if (consent_only(record.standing) && !field.consent) continue;
        const auto told = change.fields.find(binding->vendor_field);
        if (told == change.fields.end()) continue;
        FieldMemory& memory = record.fields[binding->vendor_field];
        // What a whole record shows for the first time, blank above all, may have stood there for years.
        const bool first_told = !memory.known && !memory.heard && change.completeness == Completeness::whole;
        When when = source_time(change, binding->vendor_field, received, first_sight || first_told);
        if ((first_told || first_sight) && take(field, *binding, told->second).how == Taken::How::blank)
            when = {Millis{}, Precision::milliseconds};
        const auto by_type = field.consent               ? hear_consent
                             : field.name == kStageField ? hear_stage
                                                         : hear_field;
        if (!may_be_shared(field, *binding)) {
            by_type(listening, field, *binding, memory, told->second, when);
            continue;
        }
        const auto [before, first] = shared.try_emplace(binding->vendor_field, memory);
        FieldMemory own = before->second;
        by_type(listening, field, *binding, own, told->second, when);
        if (first || own.heard != before->second.heard) memory = std::move(own);
    }
    return out;
}

}  // namespace crosswalk
