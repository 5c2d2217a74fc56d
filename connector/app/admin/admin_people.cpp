#include "connector/app/admin/admin_people.h"

#include "connector/app/admin/command_result.h"
#include "connector/mapping/model/translate.h"

#include <algorithm>

namespace crosswalk {
namespace {

Fault stranger(const std::string& who) {
    return {
        "lead.unknown",
        "Nobody is known here as " + printable(who) + ".",
        "Check the spelling; a lead is found by its id, its email address and what else `match_by` names."};
}

}  // namespace

Result<std::vector<LeadId>> candidates_for(Transaction& tx, const Mapping& mapping, const std::string& who) {
    const auto by_id = tx.leads.load({who});
    if (!by_id) return by_id.error();
    if (*by_id) return std::vector{(*by_id)->id};
    std::vector<LeadId> found;
    std::set<std::string, std::less<>> fields;
    for (const ConnectionPlan& plan : mapping.connections)
        fields.insert(plan.match_by.begin(), plan.match_by.end());
    for (const std::string& name : fields) {
        const FieldPlan* field = mapping.field(name);
        const auto form = field == nullptr ? std::nullopt : match_form(*field, who);
        if (!form) continue;
        const auto leads = tx.leads.matching(name, *form);
        if (!leads) return leads.error();
        for (const LeadId& lead : *leads)
            if (std::ranges::count(found, lead) == 0) found.push_back(lead);
    }
    return found;
}

Result<Lead> find_lead(Transaction& tx, const Mapping& mapping, const std::string& who) {
    const auto found = candidates_for(tx, mapping, who);
    if (!found) return found.error();
    if (found->empty()) return stranger(who);
    if (found->size() > 1) {
        std::string ids;
        for (const LeadId& id : *found) ids += " " + id.text;
        return Fault{
            "lead.several",
            std::to_string(found->size()) + " leads are known as " + printable(who) + ":" + ids + ".",
            "Name one of them by its id."};
    }
    auto lead = tx.leads.load(found->front());
    if (!lead) return lead.error();
    if (!*lead) return stranger(who);
    return std::move(**lead);
}

}  // namespace crosswalk
