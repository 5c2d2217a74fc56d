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

// Consent hurries alone: what was asked for beside it is as urgent as its own fields.
Urgency urgency_of(const Mapping& mapping, const FieldSet& fields) {
    Urgency most = Urgency::bulk;
    for (const std::string& name : fields)
        if (const FieldPlan* field = mapping.field(name))
            most = std::min(most, std::max(field->urgency, Urgency::now));
    return most;
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

WritePart part_of(const FieldPlan& field, const Binding* binding) {
    if (field.consent) return WritePart::consent;
    return binding != nullptr && binding->membership ? WritePart::memberships : WritePart::fields;
}

WritePart part_of(
    const Mapping& mapping, std::string_view connection, const VendorKind& kind, std::string_view name
) {
    const FieldPlan* field = mapping.field(name);
    return field == nullptr ? WritePart::fields : part_of(*field, field->binding(connection, kind.text));
}

std::vector<WriteIntent> by_part(const Mapping& mapping, const WriteIntent& intent) {
    std::map<WritePart, FieldSet> names;
    for (const std::string& name : intent.fields)
        names[intent.record ? part_of(mapping, intent.connection, intent.kind, name) : WritePart::fields].insert(name);
    std::vector<WriteIntent> out;
    for (const WritePart part : {WritePart::consent, WritePart::fields, WritePart::memberships}) {
        if (!names.contains(part)) continue;
        WriteIntent one = intent;
        one.part = part;
        one.fields = std::move(names[part]);
        if (part == WritePart::consent)
            one.urgency = Urgency::consent;
        else if (names.size() > 1 || one.urgency == Urgency::consent)
            one.urgency = urgency_of(mapping, one.fields);
        out.push_back(std::move(one));
    }
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
