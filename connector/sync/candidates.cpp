// What a field's memory stands for.
#include "connector/sync/ingest.h"

#include <algorithm>

namespace crosswalk {
namespace {

// The value an observation stands for, `if_not_listed: write NAME` included. Nothing where it cannot be read,
// as may be under a mapping that came after it was heard: such a word says nothing, and blanks nothing.
std::optional<Value> meaning(const FieldPlan& field, const Binding& binding, const boost::json::value& raw) {
    const Parsed taken = to_canonical(field, binding, raw);
    if (taken.how == Parsed::How::not_listed && field.if_not_listed.kind == IfNotListed::Kind::write)
        return std::optional<Value>(std::in_place, field.if_not_listed.name);
    const bool says_something = taken.how == Parsed::How::value || taken.how == Parsed::How::blank;
    return says_something ? std::optional<Value>(std::in_place, taken.value) : std::nullopt;
}

// The record of these in which a merged one goes on; null where it is gone itself, or not among them.
const RecordState* survivor_of(const RecordState& merged, std::span<const RecordState> records) {
    const RecordState* now = &merged;
    for (std::size_t moves = 0; now->merged_into && moves < records.size(); ++moves) {
        const auto next = std::ranges::find(records, *now->merged_into, &RecordState::key);
        if (next == records.end()) return nullptr;
        now = &*next;
    }
    return now->deleted ? nullptr : now;
}

// What the record said last of this field; nothing where it has no such field, or said nothing that can be read.
std::optional<Value> said_by(const FieldPlan& field, const RecordState& record) {
    const Binding* binding = field.binding(record.key.connection, record.key.kind.text);
    const auto memory = binding == nullptr ? record.fields.end() : record.fields.find(binding->vendor_field);
    if (memory == record.fields.end() || !memory->second.heard) return std::nullopt;
    return meaning(field, *binding, memory->second.heard->raw);
}

// Whether what a record said of this field counts. Of a merged one it does where nobody can say it in its
// place: its survivor has no such field, or has not told it since (`forget_told` takes it away then) but a blank.
bool counts(const FieldPlan& field, const RecordState& record, std::span<const RecordState> records) {
    if (consent_only(record.match_status)) return false;
    if (!record.deleted) return true;
    if (!record.merged_into) return false;
    const Binding* binding = field.binding(record.key.connection, record.merged_into->kind.text);
    if (binding == nullptr) return true;
    const RecordState* survivor = survivor_of(record, records);
    if (survivor == nullptr || consent_only(survivor->match_status)) return false;
    const Binding* there = field.binding(survivor->key.connection, survivor->key.kind.text);
    if (there == nullptr) return true;
    const auto memory = survivor->fields.find(there->vendor_field);
    if (memory == survivor->fields.end() || !memory->second.heard) return true;
    const auto said = said_by(field, *survivor);
    return survivor->needs_reread && said && !*said;
}

// A blank from before a merge says nothing about what the survivor took over: it counts once it was read again.
bool is_unread_blank(
    const FieldPlan& field, const RecordState& record, const Value& value, std::span<const RecordState> records
) {
    if (!record.needs_reread || value) return false;
    return std::ranges::any_of(records, [&](const RecordState& merged) {
        if (!merged.merged_into || survivor_of(merged, records) != &record) return false;
        const auto said = said_by(field, merged);
        return said && *said;
    });
}

}  // namespace

// Both sides are normalised with the mapping in force, so a new mapping never turns an echo into news.
bool means_the_same(
    const FieldPlan& field, const Binding& binding, const boost::json::value& a, const boost::json::value& b
) {
    if (a == b) return true;
    const Parsed left = to_canonical(field, binding, a), right = to_canonical(field, binding, b);
    const auto readable = [](const Parsed& t) {
        return t.how == Parsed::How::value || t.how == Parsed::How::blank;
    };
    return readable(left) && readable(right) && same_as_kept(field, binding, left.value, right.value);
}

bool means_the_same(
    const Mapping& mapping,
    const RecordKey& key,
    std::string_view vendor_field,
    const boost::json::value& a,
    const boost::json::value& b
) {
    bool mapped = false;
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(key.connection, key.kind.text);
        if (binding == nullptr || binding->vendor_field != vendor_field) continue;
        mapped = true;
        if (!means_the_same(field, *binding, a, b)) return false;  // one part of a name is enough
    }
    return mapped || a == b;
}

bool holds(const FieldPlan& field, const Binding& binding, const FieldMemory& memory, const Value& value) {
    const auto fits = [&](const std::optional<boost::json::value>& raw) {
        return raw && means_the_same(field, binding, *raw, to_vendor(field, binding, value));
    };
    return memory.pending ? fits(memory.pending) : !memory.doubtful && fits(memory.known);
}

Value held_value(const FieldPlan& field, const Binding& binding, const FieldMemory& memory) {
    const auto& raw = memory.pending ? memory.pending : memory.known;
    return raw ? meaning(field, binding, *raw).value_or(Value{}) : Value{};
}

std::vector<Candidate> latest_candidates(const FieldPlan& field, std::span<const RecordState> records) {
    std::vector<Candidate> candidates;
    for (const RecordState& record : records) {
        const Binding* binding = field.binding(record.key.connection, record.key.kind.text);
        if (binding == nullptr || !binding->reads || !counts(field, record, records)) continue;
        const auto memory = record.fields.find(binding->vendor_field);
        if (memory == record.fields.end() || !memory->second.heard) continue;
        const Observation& heard = *memory->second.heard;
        auto value = meaning(field, *binding, heard.raw);
        if (!value || is_unread_blank(field, record, *value, records)) continue;
        Candidate word{record.key.connection, std::move(*value), heard.at, heard.precision, heard.event};
        const auto other = std::ranges::find(candidates, word.connection, &Candidate::connection);
        if (other == candidates.end())
            candidates.push_back(std::move(word));
        else if (later(word.at, word.precision, other->at, other->precision))
            *other = std::move(word);
    }
    return candidates;
}

void forget_told(
    const Mapping& mapping, std::span<RecordState> records, const RecordKey& survivor, const Change& read
) {
    for (RecordState& record : records) {
        if (!record.merged_into) continue;
        const RecordState* now = survivor_of(record, records);
        if (now == nullptr || now->key != survivor) continue;
        for (const FieldPlan& field : mapping.fields) {
            const Binding* from = field.binding(record.key.connection, record.key.kind.text);
            const Binding* to = field.binding(survivor.connection, survivor.kind.text);
            if (from != nullptr && to != nullptr && read.fields.contains(to->vendor_field))
                record.fields.erase(from->vendor_field);
        }
    }
}

}  // namespace crosswalk
