#include "connector/run/identity.h"

#include "connector/mapping/translate.h"

#include <algorithm>

namespace crosswalk {
namespace {

// True when the record has this key, but the change does not tell it.
bool left_out(
    const Mapping& mapping, std::string_view field, std::string_view connection, const Change& change
) {
    if (change.completeness == Completeness::whole) return false;
    const FieldPlan* plan = mapping.field(field);
    const Binding* binding = plan == nullptr ? nullptr : plan->binding(connection, change.kind.text);
    return binding != nullptr && binding->reads && !change.fields.contains(binding->vendor_field);
}

}  // namespace

std::optional<std::string> key_in(
    const Mapping& mapping, std::string_view field, std::string_view connection, const Change& change
) {
    const FieldPlan* plan = mapping.field(field);
    const Binding* binding = plan == nullptr ? nullptr : plan->binding(connection, change.kind.text);
    if (binding == nullptr) return std::nullopt;
    const auto told = change.fields.find(binding->vendor_field);
    if (told == change.fields.end()) return std::nullopt;
    const Taken taken = take(*plan, *binding, told->second);
    if (taken.how != Taken::How::value || !taken.value) return std::nullopt;
    return match_form(*plan, *taken.value);
}

bool contradicts(
    const Mapping& mapping,
    const ConnectionPlan& plan,
    std::string_view matched_by,
    const Lead& lead,
    const Change& change
) {
    for (const std::string& field : plan.match_by) {
        if (field == matched_by) return false;
        const auto theirs = key_in(mapping, field, plan.name, change);
        const auto ours = lead.keys.find(field);
        if (theirs && ours != lead.keys.end() && *theirs != ours->second) return true;
    }
    return false;
}

Result<Identity> identify(
    Transaction& tx, const Mapping& mapping, const ConnectionPlan& plan, const Change& change
) {
    Identity out;
    for (const std::string& field : plan.match_by) {
        if (left_out(mapping, field, plan.name, change)) return Identity{};
        const auto key = key_in(mapping, field, plan.name, change);
        if (!key) continue;
        out.how = Identity::How::fresh;
        const auto leads = tx.leads.matching(field, *key);
        if (!leads) return leads.error();
        if (leads->empty()) continue;
        if (leads->size() > 1) {
            out.how = Identity::How::unclear;
            out.among = *leads;
            out.why = std::to_string(leads->size()) + " leads share this " + field + ".";
            return out;
        }
        const auto lead = tx.leads.load(leads->front());
        if (!lead) return lead.error();
        if (*lead && contradicts(mapping, plan, field, **lead, change)) continue;
        const auto records = tx.leads.records_of(leads->front());
        if (!records) return records.error();
        const auto taken = std::ranges::find_if(*records, [&](const RecordState& other) {
            return !other.deleted && other.key.connection == plan.name && other.key.kind == change.kind &&
                   !consent_only(other.standing);
        });
        out.lead = leads->front();
        if (taken != records->end() && taken->standing == Standing::chosen) {
            out.how = Identity::How::known;
            out.standing = Standing::passed_over;
            return out;
        }
        if (taken != records->end()) {
            out.how = Identity::How::unclear;
            out.among = *leads;
            out.why =
                "The lead with this " + field + " has another " + change.kind.text + " in " + plan.name + ".";
            return out;
        }
        out.how = Identity::How::known;
        return out;
    }
    if (out.how == Identity::How::unnamed && change.completeness == Completeness::whole)
        out.how = Identity::How::fresh;
    return out;
}

}  // namespace crosswalk
