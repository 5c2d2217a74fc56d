// What a tool says of the stage.
#include "connector/contract/text.h"
#include "connector/sync/ingest_context.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kLongestReason = 100;
constexpr std::size_t kLongestWho = 64;  // an id or a name; it is kept with every step

// The reason this tool gives: in the change itself, or what it held before.
std::string reason_in(const IngestContext& l) {
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
    const Parsed taken = to_canonical(*field, *binding, *raw);
    if (taken.how == Parsed::How::value) return taken.value.value_or("");
    if (!raw->is_string() || raw->get_string().empty()) return {};
    return raw->get_string().size() <= kLongestReason ? std::string(raw->get_string()) : "other";
}

// True when the last one to touch the record may have been ourselves, since we wrote there not before that.
bool touched_by_us(const IngestContext& l) {
    return std::ranges::any_of(l.record.fields, [&](const auto& one) {
        const auto& ours = one.second.written;
        const auto& told = l.change.occurred_at;
        return ours && !(told && later(told->at, told->precision, ours->at, Precision::milliseconds));
    });
}

bool is_name(const std::string& who) { return !who.empty() && who.size() <= kLongestWho && is_utf8(who); }

// Who moved it. Who touched the whole record last is taken for it only where the stage is seen to have moved:
// what a record shows for the first time may have stood there for years.
std::string who_moved(
    const IngestContext& l,
    const FieldPlan& field,
    const Binding& binding,
    const FieldMemory& memory,
    const boost::json::value& raw
) {
    std::string who = l.change.who;
    if (who.empty() && !l.first_sight && !touched_by_us(l)) {
        const boost::json::value* before = memory.known   ? &*memory.known
                                           : memory.heard ? &memory.heard->raw
                                                          : nullptr;
        if (before != nullptr && !means_the_same(field, binding, *before, raw)) who = l.change.last_by;
    }
    return is_name(who) ? who : std::string();
}

}  // namespace

void ingest_stage(IngestContext& l, const ToldValue& told) {
    // A stage cannot be cleared: some tools show it blank for a moment while it is led back.
    if (to_canonical(told.field, told.binding, told.raw).how == Parsed::How::blank) {
        l.out.echo = true;
        return;
    }
    const auto meant = stage_meant(told.field, told.binding, l.record, l.lead, told.raw);
    const bool dated = told.when.at != Millis{};
    if (meant && l.lead.value(kStageField) == meant && is_name(l.change.who))
        l.out.mover = StageSignal{
            .stage = *meant,
            .connection = l.record.key.connection,
            .who = l.change.who,
            .at = dated ? told.when.at : l.stamps.receipt(l.received),
            .precision = told.when.precision};
    if (!meant || is_echo(told.field, told.binding, told.memory, told.raw) ||
        (dated && is_old(l, told.binding, told.memory, told.when)))
        return hear_field(l, told);
    if (l.lead.value(kStageField) == meant) {
        keep(l, told.binding, told.memory, told.raw, told.when);
        l.out.echo = l.out.noted = true;
        return;
    }
    StageSignal word{
        .stage = *meant,
        .connection = l.record.key.connection,
        .reason = reason_in(l),
        .who = who_moved(l, told.field, told.binding, told.memory, told.raw),
        .at = dated ? told.when.at : l.stamps.receipt(l.received),
        .precision = told.when.precision,
        .first_sight = l.first_sight || (!told.memory.known && !told.memory.heard)};
    Moves moves = on_stage_reported(l.mapping, l.lead, word, {l.event, word.connection, l.received, l.mapping.version});
    if (moves.disputed) {
        l.out.held_up.push_back(std::move(*moves.disputed));
        return;
    }
    keep(l, told.binding, told.memory, told.raw, told.when);
    l.out.stage = std::move(word);
    l.out.news.insert(told.field.name);
}

void hear_along(IngestContext& l) {
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
