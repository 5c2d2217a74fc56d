// Outbound messages of the Salesforce double: sent until acknowledged, and lost, repeated or late as in life.
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

void SalesforceDouble::send_messages_to(
    std::string url, std::vector<std::string> fields, bool skip_api_user
) {
    const std::scoped_lock lock(mutex_);
    message_url_ = std::move(url);
    message_fields_ = std::move(fields);
    skip_api_user_ = skip_api_user;
}

void SalesforceDouble::send_body(std::string body) {
    const std::scoped_lock lock(mutex_);
    messages_.send(
        [hook = Hook{message_url_, {{"SOAPAction", "\"\""}}, "text/xml; charset=utf-8", std::move(body)}](int
        ) { return hook; }
    );
}

void SalesforceDouble::lose_messages(int count) {
    const std::scoped_lock lock(mutex_);
    lose_ = count;
}

void SalesforceDouble::repeat_messages(int count) {
    const std::scoped_lock lock(mutex_);
    repeat_ = count;
}

void SalesforceDouble::hold_messages() {
    const std::scoped_lock lock(mutex_);
    holding_ = true;
}

void SalesforceDouble::release_messages() {
    const std::scoped_lock lock(mutex_);
    holding_ = false;
    for (auto one = held_.rbegin(); one != held_.rend(); ++one) messages_.send(std::move(*one));
    held_.clear();
}

void SalesforceDouble::changed(const std::string& type, const std::string& id, bool by_api) {
    const bool told = type == "Lead" || type == "Contact";
    if (!told || message_url_.empty() || (by_api && skip_api_user_)) return;
    char notification[32];
    std::snprintf(notification, sizeof notification, "04lKa000000%04d", next_message_++ % 10000);
    if (lose_ > 0 && lose_-- > 0) return;
    const HookSender::Build build = [this, type, id, stable = full_id(notification)](int) {
        return message(type, id, stable);
    };
    const int times = repeat_ > 0 && repeat_-- > 0 ? 2 : 1;
    for (int i = 0; i < times; ++i) {
        if (holding_)
            held_.push_back(build);
        else
            messages_.send(build);
    }
}

Hook SalesforceDouble::message(
    const std::string& type, const std::string& record, const std::string& notification
) const {
    const std::scoped_lock lock(mutex_);
    const auto& rows = org_.rows(type);
    const auto found = rows.find(record.substr(0, 15));
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
        notification + "</Id>\n    <sObject xsi:type=\"sf:" + type +
        "\" xmlns:sf=\"urn:sobject.enterprise.soap.sforce.com\">\n     <sf:Id>" + found->second.id +
        "</sf:Id>\n";
    for (const auto& [name, value] : fields)
        body += "     <sf:" + name + ">" + value + "</sf:" + name + ">\n";
    body += "    </sObject>\n   </Notification>\n  </notifications>\n </soapenv:Body>\n</soapenv:Envelope>\n";
    return {message_url_, {{"SOAPAction", "\"\""}}, "text/xml; charset=utf-8", std::move(body)};
}

}  // namespace crosswalk::doubles
