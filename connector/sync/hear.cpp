#include "connector/sync/hear.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::chrono::minutes kClockSkew{5};

When source_time(const Change& change, std::string_view vendor_field, Millis received, bool first_sight) {
    const auto dated = change.field_times.find(vendor_field);
    std::optional<When> when = dated != change.field_times.end() ? dated->second : change.occurred_at;
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

void hear_field(
    const FieldPlan& field,
    const Binding& binding,
    FieldMemory& memory,
    const boost::json::value& raw,
    When when,
    Seq event,
    Hearing& out
) {
    if (memory.pending && means_the_same(field, binding, *memory.pending, raw)) {
        memory.known = raw;  // it arrived, whatever becomes of the answer
        out.echo = true;
        return;
    }
    if (memory.known && means_the_same(field, binding, *memory.known, raw)) {
        out.echo = true;
        return;
    }
    if (memory.heard && later(memory.heard->at, memory.heard->precision, when.at, when.precision)) {
        out.superseded = true;
        return;
    }
    const Taken taken = take(field, binding, raw);
    if (auto held_up = obstacle(field, binding, taken)) {
        out.held_up.push_back(std::move(*held_up));
        return;
    }
    memory.known = raw;
    memory.pending.reset();  // which of the two the tool holds in the end is not known any more
    if (taken.how == Taken::How::not_listed && field.if_not_listed.kind == IfNotListed::Kind::ignore) return;
    out.news.insert(field.name);
    // A blank that does not travel is known, but it is no word: it must not let an older word of another tool
    // win.
    const bool asked_for =
        field.rule.kind == Rule::Kind::prefer && field.rule.connection == binding.connection;
    if (taken.how == Taken::How::blank && field.if_blank == IfBlank::keep && !asked_for) return;
    memory.heard = Observation{raw, when.at, when.precision, event};
}

// The value an observation stands for, `if_not_listed: write NAME` included.
Value meaning(const FieldPlan& field, const Binding& binding, const boost::json::value& raw) {
    const Taken taken = take(field, binding, raw);
    if (taken.how == Taken::How::not_listed && field.if_not_listed.kind == IfNotListed::Kind::write)
        return field.if_not_listed.name;
    return taken.how == Taken::How::value ? taken.value : Value{};
}

}  // namespace

// Both sides are normalised with the mapping in force, so a new mapping never turns an echo into news.
bool means_the_same(
    const FieldPlan& field, const Binding& binding, const boost::json::value& a, const boost::json::value& b
) {
    if (a == b) return true;
    const Taken left = take(field, binding, a), right = take(field, binding, b);
    const auto readable = [](const Taken& t) {
        return t.how == Taken::How::value || t.how == Taken::How::blank;
    };
    return readable(left) && readable(right) && left.value == right.value;
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
    RecordState& record,
    const Change& change,
    Seq event,
    Millis received,
    bool first_sight
) {
    Hearing out;
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(record.key.connection, record.key.kind.text);
        if (binding == nullptr || !binding->reads) continue;
        const auto told = change.fields.find(binding->vendor_field);
        if (told == change.fields.end()) continue;
        FieldMemory& memory = record.fields[binding->vendor_field];
        // What a whole record shows for the first time, blank above all, may have stood there for years.
        const bool first_told = !memory.known && !memory.heard && change.completeness == Completeness::whole;
        When when = source_time(change, binding->vendor_field, received, first_sight || first_told);
        if ((first_told || first_sight) && take(field, *binding, told->second).how == Taken::How::blank)
            when = {Millis{}, Precision::milliseconds};
        hear_field(field, *binding, memory, told->second, when, event, out);
    }
    return out;
}

bool holds(const FieldPlan& field, const Binding& binding, const FieldMemory& memory, const Value& value) {
    const auto fits = [&](const std::optional<boost::json::value>& raw) {
        return raw && means_the_same(field, binding, *raw, give(field, binding, value));
    };
    return memory.pending ? fits(memory.pending) : fits(memory.known);
}

Value held_value(const FieldPlan& field, const Binding& binding, const FieldMemory& memory) {
    const auto& raw = memory.pending ? memory.pending : memory.known;
    return raw ? meaning(field, binding, *raw) : Value{};
}

std::vector<Word> words_about(const FieldPlan& field, std::span<const RecordState> records) {
    std::vector<Word> words;
    for (const RecordState& record : records) {
        const Binding* binding = field.binding(record.key.connection, record.key.kind.text);
        if (record.deleted || binding == nullptr || !binding->reads) continue;
        const auto memory = record.fields.find(binding->vendor_field);
        if (memory == record.fields.end() || !memory->second.heard) continue;
        const Observation& heard = *memory->second.heard;
        Word word{
            record.key.connection,
            meaning(field, *binding, heard.raw),
            heard.at,
            heard.precision,
            heard.event};
        const auto other = std::ranges::find(words, word.connection, &Word::connection);
        if (other == words.end())
            words.push_back(std::move(word));
        else if (later(word.at, word.precision, other->at, other->precision))
            *other = std::move(word);
    }
    return words;
}

}  // namespace crosswalk
