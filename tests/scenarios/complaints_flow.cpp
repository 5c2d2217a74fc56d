#include "tests/scenarios/complaints_flow.h"

#include <algorithm>
#include <sstream>

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

std::string shown(const json::value& value) {
    if (value.is_null()) return "";
    if (value.is_string()) return std::string(value.get_string());
    if (!value.is_double()) return json::serialize(value);
    std::ostringstream number;
    number << value.get_double();
    return number.str();
}

// The values of this name in the records of one body, of the records whose id is `id`.
void collect(
    const json::value& body,
    const char* list,
    const std::string& id,
    const std::string& name,
    std::vector<std::string>& out
) {
    if (!body.is_object()) return;
    const auto* records = member(body.get_object(), list);
    const auto one = [&](const json::object& record) {
        const auto* properties = member(record, "properties");
        const auto& fields = properties ? properties->get_object() : record;
        const auto found_id = text_of(record, "id").empty() ? text_of(record, "Id") : text_of(record, "id");
        if (!found_id.empty() && !id.empty() && found_id != id) return;
        if (const auto* value = member(fields, name)) out.push_back(shown(*value));
    };
    if (!records) return one(body.get_object());
    for (const auto& record : records->get_array()) one(record.get_object());
}

}  // namespace

bool writes_something(const Call& call) {
    const auto has = [&](const char* part) { return call.target.find(part) != std::string::npos; };
    if (call.method == "GET" || has("oauth2") || has("/search") || has("/batch/read")) return false;
    return !(call.method == "POST" && has("/composite/sobjects/"));
}

void Flow::meet_cleo(int score) {
    doubles.salesforce().add_lead(
        {{"FirstName", "Cleo"},
         {"LastName", "Park"},
         {"Company", "Example Works"},
         {"Email", kCleo},
         {"Status", "Open - Not Contacted"}}
    );
    doubles.hubspot().add_contact(
        {{"email", kCleo}, {"firstname", "Cleo"}, {"lastname", "Park"}, {"lifecyclestage", "lead"}}
    );
    cleo_ =
        doubles.activecampaign().add_contact({{"email", kCleo}, {"firstName", "Cleo"}, {"lastName", "Park"}});
    doubles.activecampaign().set_score(cleo_, score);
}

void Flow::cleo_scores(int value) {
    doubles.activecampaign().set_score(cleo_, value);
    doubles.activecampaign().fire_automation(cleo_);
}

void Flow::edit_cleo_in_the_email_tool(const Pairs& fields) {
    doubles.activecampaign().edit_contact(cleo_, fields);
}

bool Flow::sales_edits_cleo(const json::object& fields) {
    return doubles.salesforce().edit("Lead", cleos("Id"), fields);
}

void Flow::marketing_edits_cleo(const HubSpotProperties& fields) {
    doubles.hubspot().edit_contact(doubles.hubspot().contact(std::string(kCleo))->id, fields);
}

json::object Flow::lead_of(const std::string& email) const {
    auto& salesforce = const_cast<DoublesControl&>(doubles).salesforce();
    for (auto& row : salesforce.records("Lead")) {
        if (text_of(row, "Email") == email) return row;
    }
    return {};
}

std::string Flow::cleos(const char* lead_field) const {
    const auto row = lead_of(kCleo);
    const auto* value = member(row, lead_field);
    return value ? shown(*value) : "";
}

std::string Flow::cleo_in_hubspot(const char* property) const {
    const auto found = const_cast<DoublesControl&>(doubles).hubspot().contact(std::string(kCleo));
    if (!found) return "";
    const auto value = found->properties.find(property);
    return value == found->properties.end() ? "" : value->second;
}

std::string Flow::stage_of(const std::string& email) const {
    const auto told = service->command({"lead", "show", email, "--json"});
    const auto parsed = parse_json(told.out);
    if (!parsed || !parsed->is_object()) return "";
    const auto& values = parsed->at("values").as_object();
    return values.contains("stage") ? shown(values.at("stage").at("value")) : "";
}

std::vector<std::string> Flow::hubspot_was_told(const std::string& property) const {
    std::vector<std::string> out;
    auto& hubspot = const_cast<DoublesControl&>(doubles).hubspot();
    const auto cleo = hubspot.contact(std::string(kCleo));
    for (const auto& call : hubspot.calls()) {
        if (!writes_something(call) || call.status >= 300) continue;
        if (const auto body = parse_json(call.body))
            collect(*body, "inputs", cleo ? std::to_string(cleo->id) : "", property, out);
    }
    return out;
}

std::vector<std::string> Flow::salesforce_was_told(const std::string& field) const {
    std::vector<std::string> out;
    for (const auto& call : const_cast<DoublesControl&>(doubles).salesforce().calls()) {
        if (!writes_something(call) || call.status >= 300) continue;
        if (const auto body = parse_json(call.body)) collect(*body, "records", cleos("Id"), field, out);
    }
    return out;
}

json::array Flow::steps_of_cleo() const {
    const auto told = ask({"lead", "history", kCleo});
    return told.at("steps").as_array();
}

}  // namespace crosswalk::doubles
