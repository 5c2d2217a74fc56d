// What people do in the Salesforce org, and the outbound messages that follow.
#include <algorithm>
#include <cstdio>

#include "tests/support/salesforce_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

std::string xml_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    return out;
}

std::string xml_value(const json::value& value) {
    if (value.is_string()) {
        std::string text(value.get_string());
        const auto zone = text.find("+0000");
        if (zone != std::string::npos && parse_time(text)) text.replace(zone, 5, "Z");
        return xml_text(text);
    }
    if (value.is_bool()) return value.get_bool() ? "true" : "false";
    if (!value.is_double()) return json::serialize(value);
    char text[64];
    std::snprintf(text, sizeof text, "%.10g", value.get_double());
    return std::string_view(text).find('.') == std::string_view::npos ? std::string(text) + ".0" : text;
}

}  // namespace

std::string SalesforceDouble::add_user(const std::string& name, const std::string& email, bool active) {
    const std::scoped_lock lock(mutex_);
    return org_.put(
        "User", {{"Name", name}, {"Username", email}, {"Email", email}, {"IsActive", active}}, now_ms(), ""
    );
}

std::string SalesforceDouble::add_queue(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    return org_.put(
        "Group", {{"Name", name}, {"DeveloperName", name}, {"Type", "Queue"}}, now_ms(), sales_user_
    );
}

std::string SalesforceDouble::add_lead(json::object fields) {
    const std::scoped_lock lock(mutex_);
    if (!fields.contains("OwnerId")) fields["OwnerId"] = sales_user_;
    const auto id = org_.put("Lead", std::move(fields), now_ms(), sales_user_);
    changed("Lead", id, false);
    return id;
}

std::string SalesforceDouble::add_contact(json::object fields) {
    const std::scoped_lock lock(mutex_);
    if (!fields.contains("OwnerId")) fields["OwnerId"] = sales_user_;
    const auto id = org_.put("Contact", std::move(fields), now_ms(), sales_user_);
    changed("Contact", id, false);
    return id;
}

void SalesforceDouble::edit(const std::string& type, const std::string& id, const json::object& fields) {
    const std::scoped_lock lock(mutex_);
    Writer writer;
    writer.user = sales_user_;
    writer.now_ms = now_ms();
    if (org_.update(type, id, fields, writer).ok()) changed(type, id, false);
}

void SalesforceDouble::remove(const std::string& type, const std::string& id) {
    const std::scoped_lock lock(mutex_);
    SalesforceRow* row = org_.find(type, id);
    if (!row) return;
    row->fields["IsDeleted"] = true;
    row->fields["SystemModstamp"] = salesforce_time(now_ms() / 1000 * 1000);
}

void SalesforceDouble::merge_leads(const std::string& winner, const std::string& loser) {
    const std::scoped_lock lock(mutex_);
    SalesforceRow* lost = org_.find("Lead", loser);
    SalesforceRow* kept = org_.find("Lead", winner);
    if (!lost || !kept) return;
    lost->fields["MasterRecordId"] = kept->id;
    remove("Lead", loser);
    kept->fields["SystemModstamp"] = kept->fields["LastModifiedDate"] =
        salesforce_time(now_ms() / 1000 * 1000);
    kept->fields["LastModifiedById"] = sales_user_;
    changed("Lead", kept->id, false);
}

std::string SalesforceDouble::convert_lead(const std::string& lead, bool map_custom_fields) {
    const std::scoped_lock lock(mutex_);
    SalesforceRow* row = org_.find("Lead", lead);
    if (!row) return {};
    json::object contact;
    for (const auto& known : org_.fields("Contact")) {
        const bool custom = known.name.find("__c") != std::string::npos;
        const auto* value =
            known.createable && (!custom || map_custom_fields) ? member(row->fields, known.name) : nullptr;
        if (value) contact[known.name] = *value;
    }
    const auto account =
        org_.put("Account", {{"Name", text_of(row->fields, "Company")}}, now_ms(), sales_user_);
    contact["AccountId"] = account;
    const auto id = org_.put("Contact", std::move(contact), now_ms(), sales_user_);
    row->fields["IsConverted"] = true;
    row->fields["Status"] = "Closed - Converted";
    row->fields["ConvertedDate"] = utc_time(now_ms()).substr(0, 10);
    row->fields["ConvertedContactId"] = id;
    row->fields["ConvertedAccountId"] = account;
    row->fields["SystemModstamp"] = row->fields["LastModifiedDate"] = salesforce_time(now_ms() / 1000 * 1000);
    row->fields["LastModifiedById"] = sales_user_;
    changed("Lead", row->id, false);
    return id;
}

std::optional<json::object> SalesforceDouble::record(const std::string& type, const std::string& id) const {
    const std::scoped_lock lock(mutex_);
    const auto& rows = org_.rows(type);
    const auto found = rows.find(id.substr(0, 15));
    return found == rows.end() ? std::nullopt : std::optional(found->second.fields);
}

std::vector<json::object> SalesforceDouble::records(const std::string& type) const {
    const std::scoped_lock lock(mutex_);
    std::vector<json::object> out;
    for (const auto& [id, row] : org_.rows(type)) out.push_back(row.fields);
    return out;
}

void SalesforceDouble::lock_row(const std::string& id, int times) {
    const std::scoped_lock lock(mutex_);
    org_.lock_row(id, times);
}

void SalesforceDouble::use_duplicate_rule(bool on) {
    const std::scoped_lock lock(mutex_);
    org_.use_duplicate_rule(on);
}

void SalesforceDouble::hide_field(const std::string& type, const std::string& name) {
    const std::scoped_lock lock(mutex_);
    org_.hide_field(type, name);
}

void SalesforceDouble::add_field(const std::string& type, SalesforceField field) {
    const std::scoped_lock lock(mutex_);
    org_.add_field(type, std::move(field));
}

void SalesforceDouble::limit_daily_calls(int calls) {
    const std::scoped_lock lock(mutex_);
    daily_limit_ = calls;
}

void SalesforceDouble::page_queries_by(std::size_t rows) {
    const std::scoped_lock lock(mutex_);
    page_size_ = rows;
}

void SalesforceDouble::expire_sessions() {
    const std::scoped_lock lock(mutex_);
    tokens_.clear();
}

std::size_t SalesforceDouble::tokens_issued() const {
    const std::scoped_lock lock(mutex_);
    return tokens_issued_;
}

void SalesforceDouble::send_messages_to(
    std::string url, std::vector<std::string> fields, bool skip_api_user
) {
    const std::scoped_lock lock(mutex_);
    message_url_ = std::move(url);
    message_fields_ = std::move(fields);
    skip_api_user_ = skip_api_user;
}

void SalesforceDouble::changed(const std::string& type, const std::string& id, bool by_api) {
    if (type != "Lead" || message_url_.empty() || (by_api && skip_api_user_)) return;
    char notification[32];
    std::snprintf(notification, sizeof notification, "04lKa000000%04d", next_message_++ % 10000);
    messages_.send([this, id, stable = full_id(notification)](int) { return message(id, stable); });
}

Hook SalesforceDouble::message(const std::string& lead, const std::string& notification) const {
    const std::scoped_lock lock(mutex_);
    const auto& rows = org_.rows("Lead");
    const auto found = rows.find(lead.substr(0, 15));
    if (found == rows.end()) return {};
    std::map<std::string, std::string> fields;
    for (const auto& [name, value] : found->second.fields) {
        const std::string key(name);
        const bool chosen =
            message_fields_.empty() ||
            std::find(message_fields_.begin(), message_fields_.end(), key) != message_fields_.end();
        if (chosen && key != "Id" && key != "Name") fields[key] = xml_value(value);
    }
    std::string body =
        R"(<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>)" +
        std::string(kOrganization) +
        "</OrganizationId>\n   <ActionId>04kKa0000008OsUIAU</ActionId>\n   <SessionId xsi:nil=\"true\"/>\n"
        "   <EnterpriseUrl>" +
        url() +
        "/services/Soap/c/66.0/00DKa00000CW1aB</EnterpriseUrl>\n"
        "   <PartnerUrl>" +
        url() +
        "/services/Soap/u/66.0/00DKa00000CW1aB</PartnerUrl>\n"
        "   <Notification>\n    <Id>" +
        notification +
        "</Id>\n    <sObject xsi:type=\"sf:Lead\" xmlns:sf=\"urn:sobject.enterprise.soap.sforce.com\">\n     "
        "<sf:Id>" +
        found->second.id + "</sf:Id>\n";
    for (const auto& [name, value] : fields)
        body += "     <sf:" + name + ">" + value + "</sf:" + name + ">\n";
    body += "    </sObject>\n   </Notification>\n  </notifications>\n </soapenv:Body>\n</soapenv:Envelope>\n";
    return {message_url_, {{"SOAPAction", "\"\""}}, "text/xml; charset=utf-8", std::move(body)};
}

}  // namespace crosswalk::doubles
