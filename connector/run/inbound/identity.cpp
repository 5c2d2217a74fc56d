#include "connector/run/inbound/identity.h"

#include "connector/mapping/model/translate.h"

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

// The leads that this record fits, by its own key or else by another one of its keys. Those that a person said
// are somebody else are left out.
Result<std::vector<LeadId>> fitting(
    Transaction& tx, std::string_view field, std::span<const std::string> keys, const RecordKey& record
) {
    std::vector<LeadId> out;
    for (const std::string& key : keys) {
        const auto leads = tx.leads.matching(field, key);
        if (!leads) return leads.error();
        for (const LeadId& id : *leads) {
            const auto lead = tx.leads.load(id);
            if (!lead) return lead.error();
            const bool apart = *lead && (*lead)->apart_records.contains(record);
            if (!apart && std::ranges::count(out, id) == 0) out.push_back(id);
        }
        if (!out.empty()) break;
    }
    return out;
}

}  // namespace

std::vector<std::string> keys_in(
    const Mapping& mapping, std::string_view field, std::string_view connection, const Change& change
) {
    std::vector<std::string> out;
    const FieldPlan* plan = mapping.field(field);
    const Binding* binding = plan == nullptr ? nullptr : plan->binding(connection, change.kind.text);
    if (binding == nullptr) return out;
    const auto add = [&](std::string_view text) {
        if (auto key = match_form(*plan, text); key && std::ranges::count(out, *key) == 0)
            out.push_back(std::move(*key));
    };
    if (const auto told = change.fields.find(binding->vendor_field); told != change.fields.end())
        if (const Parsed taken = to_canonical(*plan, *binding, told->second); taken.how == Parsed::How::value)
            add(taken.value.value_or(""));
    if (const auto more = change.aliases.find(binding->vendor_field); more != change.aliases.end())
        for (const std::string& text : more->second) add(text);
    return out;
}

std::vector<std::string> keys_in(const Lead& lead, std::string_view field) {
    std::vector<std::string> out;
    if (const auto own = lead.keys.find(field); own != lead.keys.end()) out.push_back(own->second);
    if (const auto more = lead.aliases.find(field); more != lead.aliases.end())
        out.insert(out.end(), more->second.begin(), more->second.end());
    return out;
}

bool share_one(std::span<const std::string> a, std::span<const std::string> b) {
    return std::ranges::any_of(a, [&](const std::string& key) { return std::ranges::count(b, key) > 0; });
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
        const auto theirs = keys_in(mapping, field, plan.name, change), ours = keys_in(lead, field);
        if (!theirs.empty() && !ours.empty() && !share_one(theirs, ours)) return true;
    }
    return false;
}

Result<Identity> identify(
    Transaction& tx, const Mapping& mapping, const ConnectionPlan& plan, const Change& change
) {
    Identity out;
    for (const std::string& field : plan.match_by) {
        if (left_out(mapping, field, plan.name, change)) return Identity{};
        const auto keys = keys_in(mapping, field, plan.name, change);
        if (keys.empty()) continue;
        out.how = Identity::How::fresh;
        const auto leads = fitting(tx, field, keys, {plan.name, change.kind, change.id});
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
                   !consent_only(other.match_status);
        });
        out.lead = leads->front();
        if (taken != records->end() && taken->match_status == MatchStatus::chosen) {
            out.how = Identity::How::known;
            out.match_status = MatchStatus::rejected;
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
