#include "connector/sync/recompute.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::string_view kStage = "stage";
constexpr std::chrono::hours kLookAgain{24};

Facts facts_of(const Lead& lead) {
    return {.now = [&lead](std::string_view field) { return lead.value(field); }};
}

HistoryRow change_value(Lead& lead, const FieldPlan& field, Value after, Provenance why, const Cause& cause) {
    Held& held = lead.values[field.name];
    HistoryRow row{
        .lead = lead.id,
        .event = cause.event,
        .at = cause.now,
        .field = field.name,
        .before = held.value,
        .after = after,
        .connection = why.connection,
        .rule = why.rule};
    held = Held{std::move(after), std::move(why)};
    return row;
}

std::ptrdiff_t place(const Mapping& mapping, const Value& stage) {
    const auto it = std::ranges::find(mapping.path, stage.value_or(""), &Stage::name);
    return it == mapping.path.end() ? -1 : it - mapping.path.begin();
}

// The stage the tools' words lead to: along the path a lead only moves on, so that no tool's later stage is
// rewound by another's earlier one. A stage off the path (given back, disqualified) counts when it is the
// newest word.
Value stage_from(
    const Mapping& mapping, const FieldPlan& field, const Lead& lead, std::span<const Word> words
) {
    const Word* newest = decide(field, words, mapping.order);
    if (newest == nullptr || !newest->value || place(mapping, newest->value) < 0)
        return newest == nullptr ? lead.value(kStage) : newest->value;
    Value furthest = place(mapping, lead.value(kStage)) < 0 ? newest->value : lead.value(kStage);
    for (const Word& word : words)
        if (place(mapping, word.value) > place(mapping, furthest)) furthest = word.value;
    return furthest;
}

// The furthest stage whose condition holds, when it lies ahead of where the lead is.
const Stage* earned_stage(const Mapping& mapping, const Lead& lead) {
    const Value& now = lead.value(kStage);
    const auto here = place(mapping, now);
    if (now && here < 0) return nullptr;  // off the path (recycled, ...): only a person brings it back
    for (auto i = std::ssize(mapping.path) - 1; i > here; --i) {
        const Stage& stage = mapping.path[static_cast<std::size_t>(i)];
        if (!stage.enter_when.always() && stage.enter_when.holds(facts_of(lead))) return &stage;
    }
    return nullptr;
}

const RecordState* preferred(const ConnectionPlan& plan, const std::vector<const RecordState*>& linked) {
    for (const std::string& canonical : plan.prefer)
        for (const auto& [name, vendor] : plan.kinds)
            if (name == canonical)
                for (const RecordState* record : linked)
                    if (record->key.kind == vendor) return record;
    return linked.empty() ? nullptr : linked.front();
}

// A person cleared the field in this tool, and blank does not travel: it is left alone there.
bool cleared_by_hand(const FieldPlan& field, const Binding& binding, const FieldMemory& memory) {
    return field.if_blank == IfBlank::keep && memory.heard && memory.known &&
           take(field, binding, *memory.known).how == Taken::How::blank;
}

bool worth_sending(
    const FieldPlan& field, const Binding& binding, const FieldMemory* memory, const Lead& lead, bool changed
) {
    const Value& value = lead.value(field.name);
    if (!value && field.if_blank != IfBlank::clear) return false;
    if (!can_give(field, binding, value)) return false;
    if (memory == nullptr) return value.has_value();
    if (holds(field, binding, *memory, value)) return false;
    if (!changed && cleared_by_hand(field, binding, *memory)) return false;
    if (field.send_when.always()) return true;
    const Value before = held_value(field, binding, *memory);
    if (!before) return true;
    return field.send_when.holds(
        {.now = [&](std::string_view name) { return lead.value(name); },
         .before = [&](std::string_view name) { return name == field.name ? before : lead.value(name); }}
    );
}

// Where this connection is told about the lead: a record, or (null) somewhere still to be found or created.
// Nothing when it is not told at all.
std::optional<const RecordState*> target_at(
    const Mapping& mapping,
    const ConnectionPlan& plan,
    const Lead& lead,
    std::span<const RecordState> records,
    Millis now
) {
    std::vector<const RecordState*> linked;
    bool deleted_there = false;
    for (const RecordState& record : records) {
        if (record.key.connection != plan.name) continue;
        deleted_there = deleted_there || record.deleted;
        if (!record.deleted) linked.push_back(&record);
    }
    if (const RecordState* record = preferred(plan, linked)) return record;
    if (deleted_there) return std::nullopt;  // by a person: we never bring anybody back
    const auto looked = lead.absent.find(plan.name);
    const bool in_vain = looked != lead.absent.end() && now < looked->second + kLookAgain;
    if (in_vain && !may_create(mapping, plan, lead)) return std::nullopt;
    return nullptr;
}

void join(Touch& touch, const FieldPlan& field) {
    touch.fields.insert(field.name);
    touch.urgency = std::min(touch.urgency, field.urgency);
}

}  // namespace

std::vector<HistoryRow> recompute(
    const Mapping& mapping,
    Lead& lead,
    std::span<const RecordState> records,
    const FieldSet& fields,
    const Cause& cause
) {
    std::vector<HistoryRow> rows;
    for (const FieldPlan& field : mapping.fields) {
        if (!fields.contains(field.name)) continue;
        const auto words = words_about(field, records);
        const Word* word = decide(field, words, mapping.order);
        Word along_the_path;
        if (word != nullptr && field.name == kStage && !mapping.path.empty()) {
            along_the_path = *word;
            along_the_path.value = stage_from(mapping, field, lead, words);
            word = &along_the_path;
        }
        if (word == nullptr || (lead.values.contains(field.name) && lead.value(field.name) == word->value))
            continue;
        rows.push_back(change_value(
            lead,
            field,
            word->value,
            {word->event, word->connection, word->at, field.rule.text(), cause.mapping_version},
            cause
        ));
    }
    const FieldPlan* stage = mapping.field(kStage);
    if (const Stage* earned = stage == nullptr ? nullptr : earned_stage(mapping, lead))
        rows.push_back(change_value(
            lead,
            *stage,
            earned->name,
            {cause.event,
             cause.connection,
             cause.now,
             "enter_when: " + earned->enter_when.text,
             cause.mapping_version},
            cause
        ));
    auto keys = match_keys(mapping, lead);
    if (keys != lead.keys) lead.absent.clear();  // somebody may be found now
    lead.keys = std::move(keys);
    return rows;
}

std::map<std::string, std::string, std::less<>> match_keys(const Mapping& mapping, const Lead& lead) {
    std::map<std::string, std::string, std::less<>> keys;
    for (const FieldPlan& field : mapping.fields) {
        const bool wanted = std::ranges::any_of(mapping.connections, [&](const ConnectionPlan& plan) {
            return std::ranges::find(plan.match_by, field.name) != plan.match_by.end();
        });
        const Value& value = lead.value(field.name);
        if (!wanted || !value) continue;
        if (auto form = match_form(field, *value)) keys.emplace(field.name, std::move(*form));
    }
    return keys;
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
    const auto here = place(mapping, lead.value(kStage));
    return here >= 0 && here >= place(mapping, plan.create.stage);
}

bool takes_part(const ConnectionPlan& plan, const Lead& lead) {
    return plan.only.always() || plan.only.holds(facts_of(lead));
}

Millis due_at(Urgency urgency, Millis now, const Lingering& linger) {
    const auto step = urgency == Urgency::score  ? linger.score
                      : urgency == Urgency::bulk ? linger.bulk
                                                 : std::chrono::milliseconds{0};
    if (step.count() <= 0) return now;
    return Millis{(now.time_since_epoch() / step + 1) * step};
}

std::vector<Touch> aim(
    const Mapping& mapping,
    const Lead& lead,
    std::span<const RecordState> records,
    const FieldSet& asked,
    const FieldSet& changed,
    const Cause& cause,
    const Lingering& linger
) {
    std::vector<Touch> touches;
    for (const ConnectionPlan& plan : mapping.connections) {
        const auto target = target_at(mapping, plan, lead, records, cause.now);
        if (!target || !takes_part(plan, lead)) continue;
        const RecordState* record = *target;
        Touch touch{.connection = plan.name, .lead = lead.id, .cause = cause.event};
        if (record != nullptr) {
            touch.kind = record->key.kind;
            touch.record = record->key.id;
        }
        for (const FieldPlan& field : mapping.fields) {
            const bool everything = record == nullptr || (asked.empty() && changed.empty());
            const bool moved = everything || changed.contains(field.name);
            const Binding* binding =
                field.binding(plan.name, record != nullptr ? record->key.kind.text : plan.create_kind().text);
            if (!(moved || asked.contains(field.name)) || binding == nullptr || !binding->writes) continue;
            const FieldMemory* memory = nullptr;
            if (record != nullptr)
                if (const auto it = record->fields.find(binding->vendor_field); it != record->fields.end())
                    memory = &it->second;
            if (worth_sending(field, *binding, memory, lead, moved)) join(touch, field);
        }
        if (touch.fields.empty()) continue;
        touch.due = due_at(touch.urgency, cause.now, linger);
        touches.push_back(std::move(touch));
    }
    return touches;
}

}  // namespace crosswalk
