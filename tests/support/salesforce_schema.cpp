// The fields of the org, as the fact sheet recorded them.
#include "tests/support/salesforce_org.h"
#include "tests/support/wire.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

enum Access { open, read_only, create_only, update_only };

SalesforceField make(
    const char* name, const char* label, const char* type, int length, Access access = open
) {
    SalesforceField out;
    out.name = name;
    out.label = label;
    out.type = type;
    out.length = length;
    out.createable = access == open || access == create_only;
    out.updateable = access == open || access == update_only;
    return out;
}

SalesforceField needed(SalesforceField field) {
    field.nillable = false;
    return field;
}

SalesforceField defaulted(SalesforceField field) {
    field.nillable = false;
    field.defaulted = true;
    return field;
}

SalesforceField choices(SalesforceField field, std::vector<std::string> values, bool restricted = false) {
    field.picklist = std::move(values);
    field.restricted = restricted;
    return field;
}

SalesforceField number(SalesforceField field, int precision, int scale) {
    field.precision = precision;
    field.scale = scale;
    return field;
}

SalesforceField refers(SalesforceField field, std::vector<std::string> to) {
    field.reference_to = std::move(to);
    return field;
}

std::vector<SalesforceField> system_fields(const char* type) {
    return {
        defaulted(make("Id", "ID", "id", 18, read_only)),
        defaulted(make("IsDeleted", "Deleted", "boolean", 0, read_only)),
        refers(make("MasterRecordId", "Master Record ID", "reference", 18, read_only), {type}),
        defaulted(make("CreatedDate", "Created Date", "datetime", 0, read_only)),
        refers(defaulted(make("CreatedById", "Created By ID", "reference", 18, read_only)), {"User"}),
        defaulted(make("LastModifiedDate", "Last Modified Date", "datetime", 0, read_only)),
        refers(
            defaulted(make("LastModifiedById", "Last Modified By ID", "reference", 18, read_only)), {"User"}
        ),
        defaulted(make("SystemModstamp", "System Modstamp", "datetime", 0, read_only))};
}

std::vector<SalesforceField> person_fields(const char* type) {
    auto out = system_fields(type);
    auto external = make("Crosswalk_Id__c", "Crosswalk ID", "string", 64);
    external.external_id = external.unique = true;
    for (auto& field : std::vector<SalesforceField>{
             needed(make("LastName", "Last Name", "string", 80)),
             make("FirstName", "First Name", "string", 40),
             choices(
                 make("Salutation", "Salutation", "picklist", 40), {"Mr.", "Ms.", "Mrs.", "Dr.", "Prof."}
             ),
             needed(make("Name", "Full Name", "string", 121, read_only)),
             make("Title", "Title", "string", 128),
             make("Phone", "Phone", "phone", 40),
             make("MobilePhone", "Mobile Phone", "phone", 40),
             make("Email", "Email", "email", 80),
             make("Description", "Description", "textarea", 32000),
             choices(
                 make("LeadSource", "Lead Source", "picklist", 255),
                 {"Web", "Phone Inquiry", "Partner Referral", "Purchased List", "Other"}
             ),
             refers(defaulted(make("OwnerId", "Owner ID", "reference", 18)), {"Group", "User"}),
             make("EmailBouncedReason", "Email Bounced Reason", "string", 255, update_only),
             make("EmailBouncedDate", "Email Bounced Date", "datetime", 0, update_only),
             defaulted(make("HasOptedOutOfEmail", "Email Opt Out", "boolean", 0)),
             defaulted(make("HasOptedOutOfFax", "Fax Opt Out", "boolean", 0)),
             defaulted(make("DoNotCall", "Do Not Call", "boolean", 0)),
             number(make("Lead_Score__c", "Lead Score", "double", 0), 5, 2),
             make("Crosswalk_Scored_At__c", "Crosswalk Scored At", "datetime", 0),
             make("Reject_Reason__c", "Reject Reason", "string", 255),
             external}) {
        out.push_back(std::move(field));
    }
    return out;
}

std::vector<SalesforceField> lead_fields() {
    auto out = person_fields("Lead");
    auto employees = make("NumberOfEmployees", "Employees", "int", 0);
    employees.digits = 8;
    for (auto& field : std::vector<SalesforceField>{
             needed(make("Company", "Company", "string", 255)),
             make("Street", "Street", "textarea", 255),
             make("City", "City", "string", 40),
             make("State", "State/Province", "string", 80),
             make("PostalCode", "Zip/Postal Code", "string", 20),
             make("Country", "Country", "string", 80),
             make("Address", "Address", "address", 0, read_only),
             make("Fax", "Fax", "phone", 40),
             make("Website", "Website", "url", 255),
             choices(
                 defaulted(make("Status", "Status", "picklist", 255)),
                 {"Open - Not Contacted",
                  "Working - Contacted",
                  "Closed - Converted",
                  "Closed - Not Converted"}
             ),
             choices(
                 make("Industry", "Industry", "picklist", 255),
                 {"Agriculture",
                  "Apparel",
                  "Banking",
                  "Biotechnology",
                  "Chemicals",
                  "Communications",
                  "Technology"}
             ),
             choices(make("Rating", "Rating", "picklist", 255), {"Hot", "Warm", "Cold"}),
             choices(
                 make("CleanStatus", "Clean Status", "picklist", 40),
                 {"Matched", "Different", "Pending"},
                 true
             ),
             number(make("AnnualRevenue", "Annual Revenue", "currency", 0), 18, 0),
             employees,
             defaulted(make("IsConverted", "Converted", "boolean", 0, create_only)),
             make("ConvertedDate", "Converted Date", "date", 0, read_only),
             refers(
                 make("ConvertedAccountId", "Converted Account ID", "reference", 18, read_only), {"Account"}
             ),
             refers(
                 make("ConvertedContactId", "Converted Contact ID", "reference", 18, read_only), {"Contact"}
             ),
             refers(
                 make("ConvertedOpportunityId", "Converted Opportunity ID", "reference", 18, read_only),
                 {"Opportunity"}
             ),
             refers(make("IndividualId", "Individual ID", "reference", 18), {"Individual"})}) {
        out.push_back(std::move(field));
    }
    return out;
}

std::vector<SalesforceField> with_system(std::vector<SalesforceField> own) {
    auto out = system_fields("Account");
    for (auto& field : own) out.push_back(std::move(field));
    return out;
}

const char* soap_type(const std::string& type) {
    if (type == "boolean") return "xsd:boolean";
    if (type == "double" || type == "currency" || type == "percent") return "xsd:double";
    if (type == "int") return "xsd:int";
    if (type == "datetime") return "xsd:dateTime";
    if (type == "date") return "xsd:date";
    return type == "id" || type == "reference" ? "tns:ID" : "xsd:string";
}

json::object describe_field(const SalesforceField& field) {
    json::array picklist;
    for (const auto& value : field.picklist) {
        picklist.push_back(
            {{"active", true},
             {"defaultValue", false},
             {"label", value},
             {"validFor", nullptr},
             {"value", value}}
        );
    }
    json::array refers_to;
    for (const auto& type : field.reference_to) refers_to.emplace_back(type);
    const bool compound = field.type == "address" || field.name == "Name";
    return {
        {"name", field.name},
        {"label", field.label},
        {"type", field.type},
        {"soapType", soap_type(field.type)},
        {"length", field.length},
        {"byteLength", field.length * 3},
        {"precision", field.precision},
        {"scale", field.scale},
        {"digits", field.digits},
        {"nillable", field.nillable},
        {"createable", field.createable},
        {"updateable", field.updateable},
        {"defaultedOnCreate", field.defaulted},
        {"externalId", field.external_id},
        {"unique", field.unique},
        {"caseSensitive", field.external_id},
        {"idLookup", field.external_id || field.name == "Id" || field.name == "Email"},
        {"custom", field.name.size() > 3 && field.name.substr(field.name.size() - 3) == "__c"},
        {"calculated", false},
        {"filterable", !compound},
        {"sortable", !compound},
        {"restrictedPicklist", field.restricted},
        {"picklistValues", picklist},
        {"referenceTo", refers_to},
        {"relationshipName", nullptr},
        {"compoundFieldName", nullptr},
        {"defaultValue", nullptr}};
}

}  // namespace

SalesforceOrg::SalesforceOrg() {
    schema_["Lead"] = lead_fields();
    schema_["Contact"] = person_fields("Contact");
    schema_["Contact"].push_back(refers(make("AccountId", "Account ID", "reference", 18), {"Account"}));
    schema_["User"] = with_system(
        {make("Username", "Username", "string", 80),
         make("Name", "Full Name", "string", 121),
         make("Email", "Email", "email", 128),
         make("IsActive", "Active", "boolean", 0)}
    );
    schema_["Group"] = with_system(
        {make("Name", "Name", "string", 40),
         make("DeveloperName", "Developer Name", "string", 80),
         make("Type", "Type", "picklist", 40)}
    );
    schema_["LeadStatus"] = with_system(
        {make("MasterLabel", "Master Label", "string", 255),
         make("ApiName", "API Name", "string", 255),
         make("SortOrder", "Sort Order", "int", 0),
         make("IsDefault", "Is Default", "boolean", 0),
         make("IsConverted", "Is Converted", "boolean", 0)}
    );
    schema_["Account"] = with_system({make("Name", "Account Name", "string", 255)});
    schema_["Opportunity"] = with_system(
        {needed(make("Name", "Name", "string", 120)),
         needed(make("StageName", "Stage", "picklist", 255)),
         needed(make("CloseDate", "Close Date", "date", 0)),
         refers(make("AccountId", "Account ID", "reference", 18), {"Account"})}
    );
    for (const auto& [type, fields] : schema_) rows_[type];
    int order = 0;
    for (const auto& status : field("Lead", "Status")->picklist) {
        json::object row{
            {"MasterLabel", status},
            {"ApiName", status},
            {"SortOrder", ++order},
            {"IsDefault", order == 1},
            {"IsConverted", order == 3}};
        put("LeadStatus", std::move(row), 0, "");
    }
}

std::string SalesforceOrg::key_prefix(const std::string& type) {
    static const std::map<std::string, std::string> kPrefixes{
        {"Lead", "00Q"},
        {"Contact", "003"},
        {"User", "005"},
        {"Group", "00G"},
        {"LeadStatus", "01J"},
        {"Account", "001"},
        {"Opportunity", "006"}};
    return kPrefixes.at(type);
}

json::object SalesforceOrg::describe(const std::string& type) const {
    json::array fields;
    for (const auto& field : schema_.at(type)) fields.push_back(describe_field(field));
    const std::string base = "/services/data/v66.0/sobjects/" + type;
    return {
        {"name", type},
        {"label", type},
        {"labelPlural", type + "s"},
        {"keyPrefix", key_prefix(type)},
        {"custom", false},
        {"createable", true},
        {"updateable", true},
        {"deletable", true},
        {"mergeable", type == "Lead" || type == "Contact"},
        {"queryable", true},
        {"recordTypeInfos", json::array{}},
        {"urls", {{"sobject", base}, {"describe", base + "/describe"}, {"rowTemplate", base + "/{ID}"}}},
        {"fields", std::move(fields)}};
}

}  // namespace crosswalk::doubles
