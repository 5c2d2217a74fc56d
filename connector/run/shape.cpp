#include "connector/run/shape.h"

#include "connector/run/waiting.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr int kMostClashes = 5;
constexpr std::chrono::minutes kClashWindow{10};

// The stage this record is to show next; nothing where it was shown all of them.
Result<std::optional<Step>> next_step(
    Transaction& tx, const FieldPlan& stage, const Binding& binding, Job& job
) {
    job.steps_shown = job.lead.way.steps;
    if (job.target.steps_shown >= job.lead.way.steps) return std::optional<Step>{};
    const auto steps = tx.history.steps(job.lead.id, job.target.steps_shown, false);
    if (!steps) return steps.error();
    for (const Step& step : *steps) {
        if (owed(stage, binding, job.target, step.to).empty()) continue;
        job.steps_shown = step.number;
        return std::optional{step};
    }
    return std::optional<Step>{};
}

// The lead as this record is to see it, where that is another stage than its present one: each step is shown.
Result<std::optional<Lead>> as_shown(Transaction& tx, const Mapping& mapping, Job& job) {
    const ConnectionPlan* plan = mapping.connection(job.target.key.connection);
    const FieldPlan* stage = mapping.field(kStageField);
    const Binding* binding =
        stage == nullptr ? nullptr : stage->binding(job.target.key.connection, job.target.key.kind.text);
    job.steps_shown = job.lead.way.steps;
    const bool each = plan != nullptr && plan->send_steps == SendSteps::each && binding != nullptr &&
                      binding->writes && job.write.touch.fields.contains(kStageField);
    if (!each) return std::optional<Lead>{};
    const auto step = next_step(tx, *stage, *binding, job);
    if (!step) return step.error();
    if (!*step) return std::optional<Lead>{};
    Lead lead = job.lead;
    lead.values[std::string(kStageField)].value = (*step)->to;
    return std::optional{std::move(lead)};
}

// True when the tool holds a word of its own here that we are about to contradict once more.
bool clashes(FieldMemory& memory, Millis now) {
    if (!memory.known || !memory.heard || *memory.known != memory.heard->raw) return false;
    if (!memory.clashes || !lasts(memory.clashes->since, kClashWindow, now)) memory.clashes = Clashes{now, 0};
    return ++memory.clashes->count > kMostClashes;
}

FieldSet going_to_and_fro(const Mapping& mapping, Job& job, Millis now) {
    FieldSet out;
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(job.target.key.connection, job.target.key.kind.text);
        if (binding == nullptr || field.consent || !binding->reads) continue;
        if (!job.composed.record.fields.contains(binding->vendor_field)) continue;
        const auto memory = job.target.fields.find(binding->vendor_field);
        if (memory != job.target.fields.end() && clashes(memory->second, now)) out.insert(field.name);
    }
    return out;
}

Result<void> park_ping_pong(Transaction& tx, const Job& job, FieldSet fields, Millis now) {
    Parked item{
        .what = Parked::What::write,
        .connection = job.write.touch.connection,
        .event = job.write.touch.cause,
        .lead = job.lead.id,
        .kind = job.target.key.kind,
        .record = job.target.key.id.text,
        .fields = std::move(fields),
        .code = "ping_pong",
        .says = "Somebody or something there keeps setting another value: we wrote over it more than " +
                std::to_string(kMostClashes) + " times in ten minutes.",
        .advice =
            "Look for a workflow there that sets this field, or say with `rule` whose word counts; then "
            "replay.",
        .since = now};
    const auto parked = park_once(tx, item);
    if (!parked) return parked.error();
    if (!*parked) return {};
    tx.books.add(item.connection, Book::writes, books::kTotal, 1);
    tx.books.add(item.connection, Book::writes, books::kParked, 1);
    return {};
}

}  // namespace

Result<bool> compose_job(
    Transaction& tx, const LiveAccount& account, const Mapping& mapping, Job& job, Millis now
) {
    conclude(job.target, {});
    const auto shown = as_shown(tx, mapping, job);
    if (!shown) return shown.error();
    const Lead& lead = *shown ? **shown : job.lead;
    const std::string own = own_id_field(mapping, account, job.target.key.kind);
    job.composed = compose_update(mapping, lead, job.target, job.write.touch.fields, own);
    if (const FieldSet fields = going_to_and_fro(mapping, job, now); !fields.empty()) {
        if (const auto parked = park_ping_pong(tx, job, fields, now); !parked) return parked.error();
        for (const std::string& name : fields) job.write.touch.fields.erase(name);
        job.composed = compose_update(mapping, lead, job.target, job.write.touch.fields, own);
    }
    const bool anything = !job.composed.record.fields.empty();
    if (anything) begin(job.target, job.composed.record);
    job.sent = now;
    if (!anything) job.target.steps_shown = std::max(job.target.steps_shown, job.steps_shown);
    if (const auto saved = tx.leads.save(job.target); !saved) return saved.error();
    return anything;
}

}  // namespace crosswalk
