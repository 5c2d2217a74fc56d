#include "connector/sync/preview.h"

#include <algorithm>

namespace crosswalk {
namespace {

// What one write would put into a tool.
struct Sending {
    std::string connection{};
    VendorKind kind{};
    std::optional<VendorId> record{};  // empty: looked up first
    bool creates = false;
    std::map<std::string, Fields, std::less<>> fields{};  // by canonical field

    bool same_place(const Sending& other) const {
        return connection == other.connection && record == other.record && (!record || kind == other.kind);
    }
};

Sending sending_of(
    const Mapping& mapping, const Lead& lead, std::span<const RecordState> records, const WriteIntent& intent
) {
    Sending out{.connection = intent.connection, .kind = intent.kind, .record = intent.record};
    const ConnectionPlan& plan = *mapping.connection(intent.connection);
    if (!intent.record) {
        out.kind = plan.create_kind();
        out.creates = may_create(mapping, plan, lead);
        return out;
    }
    const RecordKey key{intent.connection, intent.kind, *intent.record};
    const auto state = std::ranges::find(records, key, &RecordState::key);
    if (state == records.end()) return out;
    for (const std::string& name : intent.fields) {
        const FieldPlan* field = mapping.field(name);
        const Binding* binding = field->binding(intent.connection, intent.kind.text);
        if (binding == nullptr) continue;
        if (Fields fields = diff(*field, *binding, *state, lead.value(name)); !fields.empty())
            out.fields[name] = std::move(fields);
    }
    return out;
}

// A lead as one of the two mappings would have it.
struct Foreseen {
    Lead lead{};
    Recomputed done{};
    std::vector<Sending> sendings{};
};

Foreseen under(
    const Mapping& mapping, const LeadView& person, const Cause& cause, const MayPromote& restage
) {
    Foreseen out{.lead = person.lead};
    out.done = reevaluate(mapping, out.lead, person.records, cause, restage);
    for (const WriteIntent& intent : replan(mapping, {out.lead, person.records}, out.done, cause, {}))
        out.sendings.push_back(sending_of(mapping, out.lead, person.records, intent));
    return out;
}

std::string name_of(const Lead& lead) {
    for (const char* key : {"email", "phone"})
        if (const Value& value = lead.value(key)) return *value;
    return lead.id.text;
}

bool add_values(const Mapping& next, const Foreseen& now, const Foreseen& then, Impact& out) {
    bool any = false;
    for (const FieldPlan& field : next.fields) {
        if (field.name == kStageField) continue;
        const bool renamed = !field.was.empty() && !now.lead.values.contains(field.name);
        const Value& before = now.lead.value(renamed ? field.was : field.name);
        const Value& after = then.lead.value(field.name);
        if (before == after) continue;
        any = true;
        FieldForecast& forecast = out.fields[field.name];
        ++forecast.people;
        if (forecast.examples.size() < kMostExamples)
            forecast.examples.push_back({name_of(then.lead), before, after});
    }
    return any;
}

bool add_sendings(const Foreseen& now, const Foreseen& then, Impact& out) {
    bool any = false;
    const auto counterpart = [](const Sending& one, const std::vector<Sending>& among) {
        const auto same = std::ranges::find_if(among, [&](const Sending& s) { return s.same_place(one); });
        return same == among.end() ? nullptr : &*same;
    };
    for (const Sending& one : then.sendings) {
        const Sending* before = counterpart(one, now.sendings);
        if (!one.record) {
            ToolForecast& tool = out.tools[one.connection];
            const bool creates = one.creates && (before == nullptr || !before->creates);
            tool.looked_up += before == nullptr ? 1 : 0;
            tool.created += creates ? 1 : 0;
            any = any || creates || before == nullptr;
            continue;
        }
        bool written = false;
        for (const auto& [name, fields] : one.fields) {
            const auto same = before == nullptr ? one.fields.end() : before->fields.find(name);
            if (before != nullptr && same != before->fields.end() && same->second == fields) continue;
            ++out.tools[one.connection].fields[name];
            written = true;
        }
        if (written) ++out.tools[one.connection].records[one.kind.text];
        any = any || written;
    }
    for (const Sending& one : now.sendings) {
        const Sending* after = counterpart(one, then.sendings);
        if (!one.creates || (after != nullptr && after->creates)) continue;
        ++out.tools[one.connection].no_longer_created;
        any = true;
    }
    return any;
}

}  // namespace

bool ToolForecast::nothing() const {
    return fields.empty() && looked_up == 0 && created == 0 && no_longer_created == 0;
}

bool Impact::nothing() const {
    return changed == 0 && notices == notices_now && stranded.empty() &&
           std::ranges::all_of(tools, [](const auto& tool) { return tool.second.nothing(); }) &&
           std::ranges::all_of(stages, [](const auto& stage) {
               return stage.second.promoted == stage.second.promoted_now && stage.second.at_once == 0;
           });
}

bool take_over_names(const Mapping& mapping, Lead& lead) {
    bool any = false;
    const auto take = [&](auto& map, const FieldPlan& field) {
        if (map.contains(field.name)) return;
        auto node = map.extract(map.find(field.was));
        node.key() = field.name;
        map.insert(std::move(node));
        any = true;
    };
    for (const FieldPlan& field : mapping.fields) {
        // A name that is in use again belongs to the field that has it now.
        if (field.was.empty() || mapping.field(field.was) != nullptr) continue;
        if (lead.values.contains(field.was)) take(lead.values, field);
        if (lead.consents.contains(field.was)) take(lead.consents, field);
        if (lead.progress.then.contains(field.was)) take(lead.progress.then, field);
    }
    return any;
}

Recomputed reevaluate(
    const Mapping& mapping,
    Lead& lead,
    std::span<const RecordState> records,
    const Cause& cause,
    const MayPromote& restage
) {
    Recomputed out;
    out.rows = revalue(mapping, lead, records, cause);
    if (!restage) return out;
    auto earned = promote_as_it_is(mapping, lead, cause).steps;
    if (earned.empty()) return out;
    const std::string to = earned.back().to;
    if (restage(to))
        apply_steps(mapping, lead, std::move(earned), "enter_when, restaged", out);
    else
        out.held_back = to;
    return out;
}

std::vector<WriteIntent> replan(
    const Mapping& mapping,
    const LeadView& person,
    const Recomputed& done,
    const Cause& cause,
    const BatchDelays& linger
) {
    std::vector<WriteIntent> intents =
        plan_writes(mapping, person, {all_fields(mapping), done.changed()}, cause, linger);
    std::erase_if(intents, [&](const WriteIntent& intent) {
        return !intent.record && person.lead.absent.contains(intent.connection) &&
               !may_create(mapping, *mapping.connection(intent.connection), person.lead);
    });
    for (WriteIntent& intent : intents) {
        const bool consent = std::ranges::any_of(intent.fields, [&](const std::string& name) {
            return mapping.field(name)->consent.has_value();
        });
        if (consent) continue;
        intent.urgency = Urgency::bulk;
        intent.due = due_at(Urgency::bulk, cause.now, linger);
    }
    return intents;
}

bool speaks_for(
    const Mapping& mapping,
    const Lead& lead,
    std::span<const RecordState> records,
    const RecordState& record,
    std::string_view vendor_field
) {
    const ConnectionPlan* plan = mapping.connection(record.key.connection);
    if (plan == nullptr || !takes_part(*plan, lead)) return false;
    const bool main = main_record(*plan, records) == &record;
    return std::ranges::any_of(mapping.fields, [&](const FieldPlan& field) {
        const Binding* binding = field.binding(record.key.connection, record.key.kind.text);
        if (binding == nullptr || !binding->writes || (!main && !field.consent)) return false;
        const Value& value = lead.value(field.name);
        if ((!value && field.if_blank != IfBlank::clear) || !can_give(field, *binding, value)) return false;
        if (binding->vendor_field == vendor_field) return true;
        const auto along = value ? binding->along.find(*value) : binding->along.end();
        return along != binding->along.end() &&
               std::ranges::any_of(along->second, [&](const auto& one) { return one.first == vendor_field; });
    });
}

void simulate(const MappingChange& change, const LeadView& person, const Cause& cause, Impact& out) {
    const auto& [now, next, restage, score] = change;
    Cause then_cause = cause;
    then_cause.mapping_version = next.version;
    const MayPromote may = [](const std::string&) { return true; };
    const Foreseen before = under(now, person, cause, {});
    Lead recounted = person.lead;
    if (score != nullptr) recounted.score = *score;
    const Foreseen after = under(next, {recounted, person.records}, then_cause, restage ? may : MayPromote{});
    ++out.people;
    if (!after.done.steps.empty()) ++out.stages[after.done.steps.back().to].at_once;
    if (const Value& stage = after.lead.value(kStageField); stage && next.stage(*stage) == nullptr)
        if (now.stage(*stage) != nullptr) ++out.stranded[*stage];
    const bool values = add_values(next, before, after, out);
    if (add_sendings(before, after, out) || values) ++out.changed;
}

}  // namespace crosswalk
