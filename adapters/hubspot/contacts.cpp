#include "adapters/hubspot/contacts.h"

#include "adapters/hubspot/merged_records.h"
#include "adapters/hubspot/preferences.h"
#include "adapters/hubspot/search.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::hubspot {
namespace {

namespace json = boost::json;

Asked with(const ObjectPlan& plan, std::vector<std::string> fields) {
    fields.emplace_back("lastmodifieddate");
    std::ranges::sort(fields);
    fields.erase(std::ranges::unique(fields).begin(), fields.end());
    return {plan, std::move(fields)};
}

std::optional<When> modified(const json::value& record) {
    for (const char* where : {"/properties/lastmodifieddate", "/updatedAt"})
        if (auto when = parse_iso(text_at(record, where))) return When{when->at, Precision::milliseconds};
    return std::nullopt;
}

// Nothing where the answer has no such property at all.
std::optional<json::value> told(const json::object& properties, const std::string& field) {
    const auto property = property_of(field);
    const auto* value = properties.if_contains(property ? *property : field);
    if (value == nullptr) return std::nullopt;
    return property ? json::value(opted_out(*value)) : *value;
}

}  // namespace

Asked asked(const IdsQuery& query) { return with(query.plan, query.fields); }
Asked asked(const ChangesQuery& query) { return with(query.plan, query.fields); }
Asked asked(const MatchQuery& query) {
    auto fields = query.fields;
    fields.push_back(query.what.field);
    return with(query.plan, std::move(fields));
}

std::vector<std::string> names_of(const Asked& asked) {
    std::vector<std::string> names{std::string(kMergedIds), std::string(kFurtherAddresses)};
    for (const auto& name : asked.fields) {
        if (!name.starts_with(kPreferences))
            names.push_back(name);
        else if (auto property = property_of(name))
            names.push_back(std::move(*property));
    }
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    return names;
}

HttpRequest search_request(
    const Asked& asked, const Connection& connection, json::object what, std::string_view after
) {
    what["properties"] = json::value_from(names_of(asked));
    what["limit"] = kSearchRows;
    if (!after.empty()) what["after"] = after;
    return send_json("POST", api_path(connection, "objects", asked.plan.vendor_object) + "/search", what);
}

Fault unreadable() {
    return {
        "hubspot.unreadable",
        "HubSpot sent contacts in a form that cannot be read.",
        "Try again; if it stays, check the address of the connection."};
}

Result<Change> change_of(const Asked& asked, const json::value& record) {
    const auto* properties = value_at(record, "/properties");
    Change change{.kind = asked.plan.kind, .id = {scalar_at(record, "/id")}, .occurred_at = modified(record)};
    if (change.id.text.empty() || properties == nullptr || !properties->is_object())
        return Fault{
            "hubspot.unreadable_contact",
            "HubSpot sent a contact without its id or its properties.",
            change.id.text.empty() ? std::string(kCompareThenDrop)
                                   : "Look at this contact in HubSpot; replaying reads it again."};
    for (const auto& field : asked.fields)
        if (auto value = told(properties->get_object(), field)) change.fields[field] = std::move(*value);
    if (properties->get_object().contains(kFurtherAddresses))
        change.aliases["email"] =
            parts_of(scalar_at(record, "/properties/" + std::string(kFurtherAddresses)));
    return change;
}

Result<Page> page_of(const Asked& asked, const json::value& body) {
    const auto* results = value_at(body, "/results");
    if (results == nullptr || !results->is_array()) return unreadable();
    Page page;
    for (const auto& record : results->get_array()) {
        auto change = change_of(asked, record);
        if (change)
            page.changes.push_back(std::move(*change));
        else
            page.unreadable.push_back(
                {.why = change.error(), .kind = asked.plan.kind, .id = {scalar_at(record, "/id")}}
            );
        if (auto losers = losers_of(record); !losers.empty())
            page.merges.push_back(
                {.kind = asked.plan.kind, .winner = {scalar_at(record, "/id")}, .losers = std::move(losers)}
            );
    }
    return page;
}

}  // namespace crosswalk::hubspot
