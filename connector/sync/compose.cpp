#include "connector/sync/compose.h"

namespace crosswalk {

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
        const Value& value = lead.value(field.name);
        const auto memory = state.fields.find(binding->vendor_field);
        const bool stays = (!value && field.if_blank != IfBlank::clear) || !can_give(field, *binding, value);
        if (stays || (memory != state.fields.end() && holds(field, *binding, memory->second, value)))
            continue;
        out.record.fields[binding->vendor_field] = give(field, *binding, value);
    }
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
        out.record.fields[binding->vendor_field] = give(field, *binding, value);
    }
    return out;
}

void begin(RecordState& state, const Record& record) {
    for (const auto& [field, value] : record.fields) state.fields[field].pending = value;
}

void conclude(RecordState& state, bool written) {
    for (auto& [field, memory] : state.fields) {
        if (!memory.pending) continue;
        if (written) memory.known = std::move(memory.pending);
        memory.pending.reset();
    }
}

}  // namespace crosswalk
