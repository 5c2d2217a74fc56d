// The contact properties of the portal, as the fact sheet recorded them.
#include "tests/support/hubspot_portal.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

HubSpotProperty make(const char* name, const char* label, const char* type, const char* field_type) {
    HubSpotProperty out;
    out.name = name;
    out.label = label;
    out.type = type;
    out.field_type = field_type;
    return out;
}

HubSpotProperty read_only(HubSpotProperty property) {
    property.read_only = true;
    return property;
}

HubSpotProperty choices(HubSpotProperty property, std::vector<std::string> options) {
    property.options = std::move(options);
    return property;
}

HubSpotProperty ours(HubSpotProperty property, bool unique = false) {
    property.own = true;
    property.unique = unique;
    return property;
}

}  // namespace

HubSpotPortal::HubSpotPortal() {
    schema_ = {
        make("email", "Email", "string", "text"),
        make("firstname", "First Name", "string", "text"),
        make("lastname", "Last Name", "string", "text"),
        make("company", "Company Name", "string", "text"),
        make("jobtitle", "Job Title", "string", "text"),
        make("phone", "Phone Number", "string", "phonenumber"),
        make("mobilephone", "Mobile Phone Number", "string", "phonenumber"),
        make("address", "Street Address", "string", "text"),
        make("city", "City", "string", "text"),
        make("state", "State/Region", "string", "text"),
        make("zip", "Postal Code", "string", "text"),
        make("country", "Country/Region", "string", "text"),
        make("website", "Website URL", "string", "text"),
        make("industry", "Industry", "string", "text"),
        make("annualrevenue", "Annual Revenue", "string", "text"),
        choices(
            make("lifecyclestage", "Lifecycle Stage", "enumeration", "radio"),
            {"subscriber",
             "lead",
             "marketingqualifiedlead",
             "salesqualifiedlead",
             "opportunity",
             "customer",
             "evangelist",
             "other"}
        ),
        choices(
            make("hs_lead_status", "Lead Status", "enumeration", "radio"),
            {"NEW",
             "OPEN",
             "IN_PROGRESS",
             "OPEN_DEAL",
             "UNQUALIFIED",
             "ATTEMPTED_TO_CONTACT",
             "CONNECTED",
             "BAD_TIMING"}
        ),
        choices(
            make("numemployees", "Number of Employees", "enumeration", "select"),
            {"1-5", "5-25", "25-50", "50-100", "100-500", "500-1000", "1000+"}
        ),
        choices(
            make("hs_buying_role", "Buying Role", "enumeration", "checkbox"),
            {"BLOCKER", "BUDGET_HOLDER", "CHAMPION", "DECISION_MAKER", "END_USER", "INFLUENCER"}
        ),
        make("closedate", "Close Date", "datetime", "date"),
        make("hubspot_owner_id", "Contact owner", "enumeration", "select"),
        read_only(make("hubspotscore", "HubSpot Score", "number", "calculation_score")),
        read_only(make("hs_email_optout", "Unsubscribed from all email", "bool", "booleancheckbox")),
        read_only(make("hs_email_optout_39644612", "Opted out of email: News", "bool", "booleancheckbox")),
        read_only(make("hs_email_optout_39644613", "Opted out of email: Events", "bool", "booleancheckbox")),
        read_only(make("hs_analytics_source", "Original Source", "enumeration", "select")),
        read_only(make(
            "hs_analytics_last_touch_converting_campaign", "Last Touch Converting Campaign", "string", "text"
        )),
        read_only(make("hs_object_id", "Record ID", "number", "number")),
        read_only(make("createdate", "Create Date", "datetime", "date")),
        read_only(make("lastmodifieddate", "Last Modified Date", "datetime", "date")),
        read_only(make("hs_additional_emails", "Additional email addresses", "enumeration", "select")),
        read_only(make("hs_merged_object_ids", "Merged Contact IDs", "enumeration", "checkbox")),
        ours(make("crosswalk_id", "Crosswalk ID", "string", "text"), true),
        ours(make("crosswalk_lead_score", "Crosswalk lead score", "number", "number")),
        ours(make("crosswalk_reject_reason", "Crosswalk reject reason", "string", "text"))};
}

json::object HubSpotPortal::describe(const HubSpotProperty& property) const {
    json::array options;
    for (const auto& option : property.options) {
        options.push_back(
            {{"label", option}, {"value", option}, {"displayOrder", options.size()}, {"hidden", false}}
        );
    }
    return {
        {"updatedAt", "2026-05-01T20:02:33.973Z"},
        {"createdAt", "2026-05-01T20:02:33.973Z"},
        {"name", property.name},
        {"label", property.label},
        {"type", property.type},
        {"fieldType", property.field_type},
        {"groupName", "contactinformation"},
        {"options", std::move(options)},
        {"displayOrder", 0},
        {"calculated", property.calculated},
        {"externalOptions", property.name == "hubspot_owner_id"},
        {"hasUniqueValue", property.unique},
        {"hidden", false},
        {"hubspotDefined", !property.own},
        {"archived", false},
        {"modificationMetadata",
         {{"archivable", true},
          {"readOnlyDefinition", !property.own},
          {"readOnlyOptions", false},
          {"readOnlyValue", property.read_only}}},
        {"formField", true}};
}

}  // namespace crosswalk::doubles
