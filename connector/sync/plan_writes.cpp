// Whom to tell what.
#include "connector/sync/compose.h"
#include "connector/sync/retry.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::chrono::hours kLookupPause{24};

bool passes_send_when(
    const FieldPlan& field, const Binding& binding, const FieldMemory& memory, const Lead& lead
) {
    if (field.send_when.always()) return true;
    const Value before = held_value(field, binding, memory);
    if (!before) return true;
    return field.send_when.holds(
        {.now = [&](std::string_view name) { return lead.value(name); },
         .before = [&](std::string_view name) { return name == field.name ? before : lead.value(name); }}
    );
}

// Somebody emptied the field, and it is empty still: a write of ours may have filled it since, or have been
// there before the news.
bool stays_cleared(const FieldPlan& field, const Binding& binding, const FieldMemory& memory) {
    return field.if_blank == IfBlank::keep && memory.cleared && !held_value(field, binding, memory);
}

bool worth_sending(
    const FieldPlan& field, const Binding& binding, const RecordState* record, const Lead& lead, bool changed
) {
    const Value& value = lead.value(field.name);
    if (record == nullptr) return value.has_value() && can_give(field, binding, value);
    if (diff(field, binding, *record, value).empty()) return false;
    const auto memory = record->fields.find(binding.vendor_field);
    if (memory == record->fields.end()) return value.has_value();
    if (!changed && stays_cleared(field, binding, memory->second)) return false;
    return passes_send_when(field, binding, memory->second, lead);
}

const RecordState* preferred(const ConnectionPlan& plan, const std::vector<const RecordState*>& linked) {
    for (const std::string& canonical : plan.prefer)
        for (const auto& [name, vendor] : plan.kinds)
            if (name == canonical)
                for (const RecordState* record : linked)
                    if (record->key.kind == vendor) return record;
    return linked.empty() ? nullptr : linked.front();
}

void join(WriteIntent& intent, const FieldPlan& field) {
    intent.fields.insert(field.name);
    intent.urgency = std::min(intent.urgency, field.urgency);
}

// What is asked of one destination.
struct Question {
    const Mapping& mapping;
    const ConnectionPlan& plan;
    const Lead& lead;
    const FieldSet &asked, &changed;
    bool consent_only = false;
};

WriteIntent touch_for(const Question& q, const RecordState* record) {
    WriteIntent intent{.connection = q.plan.name, .lead = q.lead.id};
    if (record != nullptr) {
        intent.kind = record->key.kind;
        intent.record = record->key.id;
    }
    const bool everything = record == nullptr || (q.asked.empty() && q.changed.empty());
    for (const FieldPlan& field : q.mapping.fields) {
        const bool moved = everything || q.changed.contains(field.name);
        const Binding* binding =
            field.binding(q.plan.name, record != nullptr ? record->key.kind.text : q.plan.create_kind().text);
        if (!(moved || q.asked.contains(field.name)) || binding == nullptr || !binding->writes) continue;
        if (q.consent_only && !field.consent) continue;
        const bool steps_to_show = record != nullptr && moved && field.name == kStageField &&
                                   q.plan.send_steps == SendSteps::each &&
                                   record->steps_shown < q.lead.progress.steps;
        if (steps_to_show || worth_sending(field, *binding, record, q.lead, moved)) join(intent, field);
    }
    return intent;
}

// True when this connection is told about a lead it has no record of: it is looked up there, and perhaps
// created.
bool may_be_found(const Mapping& mapping, const ConnectionPlan& plan, const Lead& lead, Millis now) {
    const auto looked = lead.absent.find(plan.name);
    const bool in_vain = looked != lead.absent.end() && lasts(looked->second, kLookupPause, now);
    return !in_vain || may_create(mapping, plan, lead);
}

}  // namespace

const RecordState* main_record(const ConnectionPlan& plan, std::span<const RecordState> records) {
    std::vector<const RecordState*> linked;
    for (const RecordState& record : records)
        if (record.key.connection == plan.name && !record.deleted && !consent_only(record.match_status))
            linked.push_back(&record);
    for (const RecordState* record : linked)
        if (record->match_status == MatchStatus::chosen) return record;
    return preferred(plan, linked);
}

bool may_create(const Mapping& mapping, const ConnectionPlan& plan, const Lead& lead) {
    switch (plan.create.when) {
        case CreatePolicy::When::never:
            return false;
        case CreatePolicy::When::always:
            return true;
        case CreatePolicy::When::condition:
            return plan.create.condition.holds(facts_of(lead));
        case CreatePolicy::When::from_stage:
            break;
    }
    const auto here = mapping.place(lead.value(kStageField).value_or(""));
    return here >= 0 && here >= mapping.place(plan.create.stage);
}

bool takes_part(const ConnectionPlan& plan, const Lead& lead) {
    return plan.only.always() || plan.only.holds(facts_of(lead));
}

Millis due_at(Urgency urgency, Millis now, const BatchDelays& linger) {
    const auto step = urgency == Urgency::score  ? linger.score
                      : urgency == Urgency::bulk ? linger.bulk
                                                 : std::chrono::milliseconds{0};
    if (step.count() <= 0) return now;
    return Millis{(now.time_since_epoch() / step + 1) * step};
}

std::vector<WriteIntent> consent_apart(const Mapping& mapping, WriteIntent intent) {
    WriteIntent consent = intent, rest = std::move(intent);
    consent.fields.clear();
    consent.urgency = Urgency::consent;
    Urgency of_the_rest = Urgency::bulk;
    for (auto it = rest.fields.begin(); it != rest.fields.end();) {
        const FieldPlan* field = mapping.field(*it);
        if (field != nullptr && field->consent && rest.record) {
            consent.fields.insert(rest.fields.extract(it++));
            continue;
        }
        if (field != nullptr) of_the_rest = std::min(of_the_rest, std::max(field->urgency, Urgency::now));
        ++it;
    }
    if (rest.urgency == Urgency::consent || !consent.fields.empty()) rest.urgency = of_the_rest;
    std::vector<WriteIntent> out;
    for (WriteIntent* one : {&consent, &rest})
        if (!one->fields.empty()) out.push_back(std::move(*one));
    return out;
}

std::vector<WriteIntent> plan_writes(
    const Mapping& mapping,
    const LeadView& person,
    const WriteScope& scope,
    const Cause& cause,
    const BatchDelays& linger
) {
    const Lead& lead = person.lead;
    std::vector<WriteIntent> intents;
    const auto add = [&](WriteIntent intent) {
        if (intent.fields.empty()) return;
        intent.cause = cause.event;
        intent.due = due_at(intent.urgency, cause.now, linger);
        intents.push_back(std::move(intent));
    };
    for (const ConnectionPlan& plan : mapping.connections) {
        if (!takes_part(plan, lead)) continue;
        const bool contested = lead.contested.contains(plan.name);
        const RecordState* main = main_record(plan, person.records);
        bool was_there = false;
        for (const RecordState& record : person.records) {
            if (record.key.connection != plan.name) continue;
            was_there = was_there || (!record.merged_into && !never_was(record));
            if (record.deleted) continue;
            add(touch_for(
                {mapping, plan, lead, scope.asked, scope.changed, contested || &record != main}, &record
            ));
        }
        // Deleted by a person: we never bring anybody back.
        if (was_there || contested || !may_be_found(mapping, plan, lead, cause.now)) continue;
        add(touch_for({mapping, plan, lead, scope.asked, scope.changed, false}, nullptr));
    }
    return intents;
}

}  // namespace crosswalk
