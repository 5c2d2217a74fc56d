// What the doubles hold, were asked and have sent, as JSON.
#include "tests/support/doubles_control.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

json::array calls_of(const VendorDouble& vendor) {
    json::array out;
    for (const auto& call : vendor.calls()) {
        json::object one{{"method", call.method}, {"target", call.target}, {"status", call.status}};
        if (call.target.find("oauth2") == std::string::npos) one["body"] = call.body;
        out.push_back(std::move(one));
    }
    return out;
}

json::array unplanned_of(const VendorDouble& vendor) {
    const auto all = vendor.unplanned_calls();
    return json::array(all.begin(), all.end());
}

json::array deliveries_of(const HookSender& sender) {
    json::array out;
    for (const auto& one : sender.delivered())
        out.push_back({{"status", one.status}, {"attempt", one.attempt}, {"body", one.hook.body}});
    return out;
}

}  // namespace

json::object DoublesControl::mailchimp_state() const {
    json::array members;
    for (const auto& one : mailchimp_.members()) {
        json::object merges;
        for (const auto& [tag, value] : one.merges) merges[tag] = value;
        members.push_back(
            {{"id", MailchimpDouble::id_of(one.email)},
             {"email_address", one.email},
             {"status", one.status},
             {"merge_fields", std::move(merges)},
             {"tags", json::array(one.tags.begin(), one.tags.end())}}
        );
    }
    return {
        {"members", std::move(members)},
        {"calls", calls_of(mailchimp_)},
        {"unplanned", unplanned_of(mailchimp_)},
        {"sent", deliveries_of(mailchimp_.webhooks())}};
}

json::object DoublesControl::brevo_state() const {
    json::array contacts;
    for (const auto& one : brevo_.contacts()) {
        json::object attributes;
        for (const auto& [name, value] : one.attributes) attributes[name] = value;
        contacts.push_back(
            {{"id", one.id},
             {"email", one.email},
             {"emailBlacklisted", one.blocklisted},
             {"attributes", std::move(attributes)},
             {"listIds", json::array(one.lists.begin(), one.lists.end())}}
        );
    }
    return {
        {"contacts", std::move(contacts)},
        {"calls", calls_of(brevo_)},
        {"unplanned", unplanned_of(brevo_)},
        {"sent", deliveries_of(brevo_.webhooks())}};
}

json::object DoublesControl::klaviyo_state() const {
    json::array profiles;
    for (const auto& one : klaviyo_.profiles())
        profiles.push_back(
            {{"id", one.id}, {"email", one.email}, {"consent", one.consent}, {"properties", one.properties}}
        );
    return {
        {"profiles", std::move(profiles)},
        {"calls", calls_of(klaviyo_)},
        {"unplanned", unplanned_of(klaviyo_)},
        {"sent", deliveries_of(klaviyo_.webhooks())}};
}

json::object DoublesControl::slack_state() const {
    json::array messages;
    for (const auto& one : slack_.messages())
        messages.push_back({{"channel", one.channel}, {"ts", one.ts}, {"said", one.said}});
    return {
        {"messages", std::move(messages)}, {"calls", calls_of(slack_)}, {"unplanned", unplanned_of(slack_)}};
}

json::object DoublesControl::state() const {
    json::array leads, sales_contacts, contacts, people, subscribers;
    for (auto& row : salesforce_.records("Lead")) leads.push_back(std::move(row));
    for (auto& row : salesforce_.records("Contact")) sales_contacts.push_back(std::move(row));
    for (const auto& one : hubspot_.contacts()) {
        json::object properties;
        for (const auto& [name, value] : one.properties) properties[name] = value;
        contacts.push_back(
            {{"id", std::to_string(one.id)},
             {"archived", one.archived},
             {"merged_into", one.merged_into ? json::value(std::to_string(one.merged_into)) : json::value()},
             {"properties", std::move(properties)}}
        );
    }
    for (const auto& one : activecampaign_.contacts()) {
        json::object fields, scores;
        for (const auto& [name, value] : one.fields) fields[name] = value;
        for (const auto& [id, score] : one.scores) scores[std::to_string(id)] = score.value;
        people.push_back(
            {{"id", std::to_string(one.id)}, {"fields", std::move(fields)}, {"scores", std::move(scores)}}
        );
    }
    for (const auto& one : mailerlite_.subscribers()) {
        json::object fields;
        for (const auto& [name, value] : one.fields) fields[name] = value;
        subscribers.push_back(
            {{"id", one.id}, {"email", one.email}, {"status", one.status}, {"fields", std::move(fields)}}
        );
    }
    return {
        {"salesforce",
         {{"api_user", salesforce_.api_user()},
          {"leads", std::move(leads)},
          {"contacts", std::move(sales_contacts)},
          {"calls", calls_of(salesforce_)},
          {"unplanned", unplanned_of(salesforce_)},
          {"sent", deliveries_of(salesforce_.messages())}}},
        {"hubspot",
         {{"contacts", std::move(contacts)},
          {"calls", calls_of(hubspot_)},
          {"unplanned", unplanned_of(hubspot_)},
          {"sent", deliveries_of(hubspot_.webhooks())}}},
        {"activecampaign",
         {{"contacts", std::move(people)},
          {"calls", calls_of(activecampaign_)},
          {"unplanned", unplanned_of(activecampaign_)},
          {"sent", deliveries_of(activecampaign_.hooks())}}},
        {"mailerlite",
         {{"subscribers", std::move(subscribers)},
          {"calls", calls_of(mailerlite_)},
          {"unplanned", unplanned_of(mailerlite_)},
          {"sent", deliveries_of(mailerlite_.webhooks())}}},
        {"mailchimp", mailchimp_state()},
        {"brevo", brevo_state()},
        {"klaviyo", klaviyo_state()},
        {"slack", slack_state()}};
}

}  // namespace crosswalk::doubles
