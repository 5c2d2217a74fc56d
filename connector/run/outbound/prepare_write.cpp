#include "connector/run/outbound/prepare_write.h"

#include "connector/mapping/model/zone.h"
#include "connector/run/outbound/settle.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr int kMostClashes = 5;
constexpr std::chrono::minutes kClashWindow{10};
constexpr std::string_view kKeptByAddress = "preferences/";

// The stage this record is to show next; nothing where it was shown all of them.
Result<std::optional<Step>> next_step(
    Transaction& tx, const FieldPlan& stage, const Binding& binding, Job& job
) {
    job.steps_shown = job.lead.progress.steps;
    if (job.target.steps_shown >= job.lead.progress.steps) return std::optional<Step>{};
    const auto steps = tx.history.steps(job.lead.id, job.target.steps_shown, false);
    if (!steps) return steps.error();
    for (const Step& step : *steps) {
        if (diff(stage, binding, job.target, step.to).empty()) continue;
        job.steps_shown = step.number;
        return std::optional{step};
    }
    return std::optional<Step>{};
}

// The lead as this record is to see it, where that is another stage than its present one: each step is shown.
Result<std::optional<Lead>> as_shown(Transaction& tx, const Mapping& mapping, Job& job) {
    job.steps_shown = job.target.steps_shown;
    if (!job.write.intent.fields.contains(kStageField)) return std::optional<Lead>{};
    const ConnectionPlan* plan = mapping.connection(job.target.key.connection);
    const FieldPlan* stage = mapping.field(kStageField);
    const Binding* binding =
        stage == nullptr ? nullptr : stage->binding(job.target.key.connection, job.target.key.kind.text);
    job.steps_shown = job.lead.progress.steps;
    const bool each =
        plan != nullptr && plan->send_steps == SendSteps::each && binding != nullptr && binding->writes;
    if (!each) return std::optional<Lead>{};
    const auto step = next_step(tx, *stage, *binding, job);
    if (!step) return step.error();
    if (!*step) return std::optional<Lead>{};
    Lead lead = job.lead;
    lead.values[std::string(kStageField)].value = (*step)->to;
    return std::optional{std::move(lead)};
}

// True when the tool holds a word of its own here that we are about to contradict once more.
bool overwrites_too_often(FieldMemory& memory, Millis now) {
    if (!memory.known || !memory.heard || *memory.known != memory.heard->raw) return false;
    if (!memory.overwrite_count || !lasts(memory.overwrite_count->since, kClashWindow, now)) memory.overwrite_count = OverwriteCount{now, 0};
    return ++memory.overwrite_count->count > kMostClashes;
}

FieldSet going_to_and_fro(const Mapping& mapping, Job& job, Millis now) {
    FieldSet out;
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(job.target.key.connection, job.target.key.kind.text);
        if (binding == nullptr || field.consent || !binding->reads) continue;
        if (!job.composed.record.fields.contains(binding->vendor_field)) continue;
        const auto memory = job.target.fields.find(binding->vendor_field);
        if (memory != job.target.fields.end() && overwrites_too_often(memory->second, now)) out.insert(field.name);
    }
    return out;
}

Outcome ping_pong() {
    return {
        .verdict = Verdict::refused,
        .vendor_code = "ping_pong",
        .vendor_says =
            "Somebody or something there keeps setting another value: we wrote over it more than " +
            std::to_string(kMostClashes) + " times in ten minutes.",
        .advice =
            "Look for a workflow there that sets this field, or say with `rule` whose word counts; then "
            "replay."};
}

Outcome no_zone() {
    return {
        .verdict = Verdict::refused,
        .vendor_code = "value.no_zone",
        .vendor_says = "It keeps moments where the field is a day, or days where it is a moment, and nothing says in "
                       "which time zone they count.",
        .advice = "Add 'zone: Europe/Berlin', or yours, to the field or its connection in fields.yaml, activate it, "
                  "then replay."};
}

// Which part of this record its vendor fields belong to, where it is another one than its fields.
using Places = std::map<std::string, WritePart, std::less<>>;
Places places_apart(const Mapping& mapping, const RecordKey& key) {
    Places out;
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(key.connection, key.kind.text);
        const WritePart part = part_of(field, binding);
        if (binding == nullptr || part == WritePart::fields) continue;
        out.emplace(binding->vendor_field, part);
        for (const auto& [name, along] : binding->along)
            for (const auto& [vendor_field, word] : along) out.emplace(vendor_field, part);
    }
    return out;
}

WritePart part_at(const Places& apart, std::string_view vendor_field) {
    const auto it = apart.find(vendor_field);
    return it == apart.end() ? WritePart::fields : it->second;
}

// Some tools keep consent by the address: an opt-out goes along to a new one, or it would be open to mail.
void take_opt_outs_along(const Mapping& mapping, Job& job) {
    const RecordKey& key = job.target.key;
    const auto writes_address = std::ranges::any_of(mapping.fields, [&](const FieldPlan& field) {
        const Binding* binding = field.binding(key.connection, key.kind.text);
        return field.type == FieldType::email && binding != nullptr &&
               job.composed.record.fields.contains(binding->vendor_field);
    });
    if (!writes_address) return;
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(key.connection, key.kind.text);
        const bool by_address = field.consent && binding != nullptr && binding->writes &&
                                binding->vendor_field.starts_with(kKeptByAddress);
        if (by_address && job.lead.value(field.name) == std::string(kClosed))
            job.composed.record.fields[binding->vendor_field] = to_vendor(field, *binding, std::string(kClosed));
    }
}

// The part of the record that this write is about. What is put back goes with its fields.
void compose(const Mapping& mapping, const Lead& lead, const std::string& own, Job& job) {
    const WritePart part = job.write.intent.part;
    const Places apart = places_apart(mapping, job.target.key);
    for (auto& [field, memory] : job.target.fields)
        if (part_at(apart, field) == part) memory.pending.reset();
    job.composed = compose_update(mapping, lead, job.target, job.write.intent.fields, own);
    auto& composed = job.composed.record.fields;
    if (part != WritePart::consent)
        std::erase_if(composed, [&](const auto& one) { return job.held.contains(one.first); });
    if (part == WritePart::fields) {
        job.composed.stamps = job.composed.stamps && job.composed.record.fields.contains(own);
        return take_opt_outs_along(mapping, job);
    }
    std::erase_if(composed, [&](const auto& one) { return part_at(apart, one.first) != part; });
    job.composed.stamps = false;
}

// From now on it may arrive, whatever becomes of the answer: what is said of a time before it is older.
void begin_write(Job& job, Millis now) {
    job.written_before.clear();
    for (const auto& [name, value] : job.composed.record.fields) {
        FieldMemory& memory = job.target.fields[name];
        if (memory.written) job.written_before.emplace(name, *memory.written);
        memory.written = Written{now, memory.known};
    }
    mark_in_flight(job.target, job.composed.record);
}

}  // namespace

Result<void> leave_out_without_zone(Transaction& tx, const Mapping& mapping, Job& job, Millis now) {
    FieldSet left_out;
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(job.target.key.connection, job.target.key.kind.text);
        if (binding == nullptr || !zone::is_missing(field, *binding)) continue;
        const auto written = job.composed.record.fields.find(binding->vendor_field);
        if (written == job.composed.record.fields.end() || written->second.is_null()) continue;
        job.composed.record.fields.erase(written);
        left_out.insert(field.name);
    }
    if (left_out.empty()) return {};
    return park_refused(tx, job, left_out, no_zone(), now);
}

Result<bool> compose_job(
    Transaction& tx, const ConnectionRuntime& account, const Mapping& mapping, Job& job, Millis now
) {
    const auto shown = as_shown(tx, mapping, job);
    if (!shown) return shown.error();
    const Lead& lead = *shown ? **shown : job.lead;
    const std::string own = own_id_field(mapping, account, job.target.key.kind);
    compose(mapping, lead, own, job);
    if (const FieldSet fields = going_to_and_fro(mapping, job, now); !fields.empty()) {
        if (const auto parked = park_refused(tx, job, fields, ping_pong(), now); !parked)
            return parked.error();
        for (const std::string& name : fields) job.write.intent.fields.erase(name);
        compose(mapping, lead, own, job);
    }
    if (const auto left = leave_out_without_zone(tx, mapping, job, now); !left) return left.error();
    const bool anything = !job.composed.record.fields.empty();
    if (anything) begin_write(job, now);
    job.sent = now;
    if (!anything) job.target.steps_shown = std::max(job.target.steps_shown, job.steps_shown);
    if (const auto saved = tx.leads.save(job.target); !saved) return saved.error();
    return anything;
}

}  // namespace crosswalk
