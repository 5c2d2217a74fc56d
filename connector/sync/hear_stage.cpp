// What a tool says of the stage.
#include "connector/sync/listening.h"

namespace crosswalk {
namespace {

constexpr std::size_t kLongestReason = 100;

// The reason this tool gives: in the change itself, or what it held before.
std::string reason_in(const Listening& l) {
    const FieldPlan* field = l.mapping.field(kReasonField);
    const Binding* binding =
        field == nullptr ? nullptr : field->binding(l.record.key.connection, l.record.key.kind.text);
    if (binding == nullptr) return {};
    const auto told = l.change.fields.find(binding->vendor_field);
    const auto memory = l.record.fields.find(binding->vendor_field);
    const boost::json::value* raw = nullptr;
    if (told != l.change.fields.end())
        raw = &told->second;
    else if (memory != l.record.fields.end() && memory->second.known)
        raw = &*memory->second.known;
    if (raw == nullptr) return {};
    const Taken taken = take(*field, *binding, *raw);
    if (taken.how == Taken::How::value) return taken.value.value_or("");
    if (!raw->is_string() || raw->get_string().empty()) return {};
    return raw->get_string().size() <= kLongestReason ? std::string(raw->get_string()) : "other";
}

}  // namespace

void hear_stage(
    Listening& l,
    const FieldPlan& field,
    const Binding& binding,
    FieldMemory& memory,
    const boost::json::value& raw,
    const When& when
) {
    // A stage cannot be cleared: some tools show it blank for a moment while it is led back.
    if (take(field, binding, raw).how == Taken::How::blank) {
        l.out.echo = true;
        return;
    }
    const auto meant = stage_meant(field, binding, l.record, l.lead, raw);
    const bool dated = when.at != Millis{};
    if (!meant || is_echo(field, binding, memory, raw) || (dated && is_old(memory, when)))
        return hear_field(l, field, binding, memory, raw, when);
    if (l.lead.value(kStageField) == meant) {
        keep(memory, raw, when, l.event);
        l.out.echo = l.out.noted = true;
        return;
    }
    StageWord word{
        .stage = *meant,
        .connection = l.record.key.connection,
        .reason = reason_in(l),
        .at = dated ? when.at : l.received,
        .precision = when.precision,
        .first_sight = l.first_sight || (!memory.known && !memory.heard)};
    Moves moves = follow(l.mapping, l.lead, word, {l.event, word.connection, l.received, l.mapping.version});
    if (moves.disputed) {
        l.out.held_up.push_back(std::move(*moves.disputed));
        return;
    }
    keep(memory, raw, when, l.event);
    l.out.stage = std::move(word);
    l.out.news.insert(field.name);
}

void hear_along(Listening& l) {
    const FieldPlan* field = l.mapping.field(kStageField);
    const Binding* binding =
        field == nullptr ? nullptr : field->binding(l.record.key.connection, l.record.key.kind.text);
    if (binding == nullptr) return;
    for (const auto& [stage, further] : binding->along)
        for (const auto& [name, word] : further)
            if (const auto told = l.change.fields.find(name); told != l.change.fields.end()) {
                FieldMemory& memory = l.record.fields[name];
                l.out.noted = l.out.noted || memory.known != told->second;
                memory.known = told->second;
            }
}

}  // namespace crosswalk
