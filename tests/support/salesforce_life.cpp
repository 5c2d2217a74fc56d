// What becomes of records in the org: converted, merged, deleted and brought back.
#include "tests/support/salesforce_org.h"
#include "tests/support/salesforce_values.h"
#include "tests/support/wire.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

// What the new contact takes over; the mapping of custom fields is the admin's to set up.
json::object for_contact(const SalesforceOrg& org, const SalesforceRow& lead, bool custom_fields_too) {
    json::object out;
    for (const auto& known : org.fields("Contact")) {
        const bool custom = known.name.ends_with("__c");
        const auto* value =
            known.createable && (!custom || custom_fields_too) ? member(lead.fields, known.name) : nullptr;
        if (value) out[known.name] = *value;
    }
    return out;
}

}  // namespace

void SalesforceOrg::stamp(SalesforceRow& row, const Writer& writer) {
    row.fields["SystemModstamp"] = row.fields["LastModifiedDate"] =
        salesforce_time(writer.now_ms / 1000 * 1000);
    row.fields["LastModifiedById"] = writer.user;
}

bool SalesforceOrg::remove(const std::string& type, std::string_view id, const Writer& writer) {
    SalesforceRow* row = find(type, id);
    if (!row || flag(*row, "IsDeleted")) return false;
    row->fields["IsDeleted"] = true;
    stamp(*row, writer);
    return true;
}

bool SalesforceOrg::undelete(const std::string& type, std::string_view id, const Writer& writer) {
    SalesforceRow* row = find(type, id);
    if (!row || !flag(*row, "IsDeleted")) return false;
    row->fields["IsDeleted"] = false;
    row->fields.erase("MasterRecordId");
    stamp(*row, writer);
    return true;
}

bool SalesforceOrg::merge(
    const std::string& type,
    std::string_view winner,
    std::string_view loser,
    const json::object& chosen,
    const Writer& writer
) {
    SalesforceRow* kept = find(type, winner);
    SalesforceRow* lost = find(type, loser);
    if (!kept || !lost || kept == lost) return false;
    for (const SalesforceRow* one : {kept, lost})
        if (flag(*one, "IsDeleted") || flag(*one, "IsConverted")) return false;
    lost->fields["MasterRecordId"] = kept->id;
    remove(type, lost->id, writer);
    write(*kept, type, chosen, {.user = writer.user, .now_ms = writer.now_ms});
    return true;
}

std::optional<std::string> SalesforceOrg::convert(
    std::string_view lead_id, const SalesforceConversion& how, const Writer& writer
) {
    SalesforceRow* lead = find("Lead", lead_id);
    if (!lead || flag(*lead, "IsDeleted") || flag(*lead, "IsConverted")) return std::nullopt;
    const auto add = [&](const char* type, json::object fields) {
        return put(type, std::move(fields), writer.now_ms, writer.user);
    };
    json::object person = for_contact(*this, *lead, how.map_custom_fields);
    std::string contact, account;
    if (SalesforceRow* known = find("Contact", how.into_contact)) {
        for (const auto& [name, value] : known->fields) person.erase(name);  // only blank fields are filled
        write(*known, "Contact", person, {.user = writer.user, .now_ms = writer.now_ms});
        contact = known->id;
        account = text_of(known->fields, "AccountId");
    } else {
        account = add("Account", {{"Name", text_of(lead->fields, "Company")}});
        person["AccountId"] = account;
        contact = add("Contact", std::move(person));
    }
    if (!how.opportunity.empty())
        lead->fields["ConvertedOpportunityId"] =
            add("Opportunity",
                {{"Name", how.opportunity},
                 {"StageName", "Prospecting"},
                 {"CloseDate", utc_time(writer.now_ms).substr(0, 10)},
                 {"AccountId", account}});
    lead->fields["IsConverted"] = true;
    lead->fields["Status"] = "Closed - Converted";
    lead->fields["ConvertedDate"] = utc_time(writer.now_ms).substr(0, 10);
    lead->fields["ConvertedContactId"] = contact;
    if (!account.empty()) lead->fields["ConvertedAccountId"] = account;
    stamp(*lead, writer);
    return contact;
}

}  // namespace crosswalk::doubles
