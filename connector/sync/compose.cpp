#include "connector/sync/compose.h"

namespace crosswalk {
namespace {

boost::json::value written_along(std::string_view vendor_field, const std::string& word) {
    if (is_kept_beside_fields(vendor_field)) return word == "true";
    return boost::json::string(word);
}

// What is written beside a stage of this name.
Fields along_with(const Binding& binding, const Value& value) {
    Fields out;
    const auto further = value ? binding.along.find(*value) : binding.along.end();
    if (further == binding.along.end()) return out;
    for (const auto& [name, word] : further->second) out[name] = written_along(name, word);
    return out;
}

// What the field holds, or is just being given; null when that is not known.
const boost::json::value* held_by(const FieldMemory& memory) {
    if (memory.pending) return &*memory.pending;
    return memory.known ? &*memory.known : nullptr;
}

}  // namespace

Fields diff(const FieldPlan& field, const Binding& binding, const RecordState& state, const Value& value) {
    Fields out;
    if ((!value && field.if_blank != IfBlank::clear) || !can_give(field, binding, value)) return out;
    const auto memory = state.fields.find(binding.vendor_field);
    if (memory == state.fields.end())
        out[binding.vendor_field] = to_vendor(field, binding, value);
    else if (!holds(field, binding, memory->second, value))
        out[binding.vendor_field] = give_over(field, binding, value, held_by(memory->second));
    for (auto& [name, word] : along_with(binding, value)) {
        const auto there = state.fields.find(name);
        const auto* held = there == state.fields.end() ? nullptr : held_by(there->second);
        if (held == nullptr || *held != word) out[name] = word;
    }
    return out;
}

Composed compose_update(
    const Mapping& mapping,
    const Lead& lead,
    const RecordState& state,
    const FieldSet& fields,
    std::string_view own_id_field
) {
    Composed out{.record = {.id = state.key.id, .own_id = lead.id.text}};
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(state.key.connection, state.key.kind.text);
        if (!fields.contains(field.name) || binding == nullptr || !binding->writes) continue;
        for (auto& [name, value] : diff(field, *binding, state, lead.value(field.name)))
            out.record.fields[name] = std::move(value);
    }
    for (const auto& [name, memory] : state.fields)
        if (memory.restore && memory.known != memory.restore) out.record.fields.try_emplace(name, *memory.restore);
    if (!state.stamped && !own_id_field.empty()) {
        out.record.fields[std::string(own_id_field)] = boost::json::string(lead.id.text);
        out.stamps = true;
    }
    return out;
}

Composed compose_create(
    const Mapping& mapping, const Lead& lead, std::string_view connection, std::string_view kind
) {
    Composed out{.record = {.own_id = lead.id.text}, .stamps = true};
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(connection, kind);
        if (binding == nullptr || !binding->writes) continue;
        const Value& value = lead.value(field.name);
        if ((!value && !binding->placeholder) || !can_give(field, *binding, value)) continue;
        out.record.fields[binding->vendor_field] = to_vendor(field, *binding, value);
        for (auto& [name, word] : along_with(*binding, value)) out.record.fields[name] = std::move(word);
    }
    return out;
}

void mark_in_flight(RecordState& state, const Record& record) {
    for (const auto& [field, value] : record.fields) state.fields[field].pending = value;
}

void clear_in_flight(RecordState& state, const Fields& written) {
    state.unseen = false;
    for (auto& [field, memory] : state.fields) {
        if (!memory.pending || !written.contains(field)) continue;
        memory.known = std::move(memory.pending);
        memory.doubtful = false;
        memory.restore.reset();
        memory.cleared = false;
        memory.pending.reset();
    }
}

void clear_pending(RecordState& state, const Fields& sent) {
    for (auto& [field, memory] : state.fields)
        if (sent.contains(field)) memory.pending.reset();
}

}  // namespace crosswalk
