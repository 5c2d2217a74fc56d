#include "tests/support/doubles_control.h"

#include <algorithm>

#include "tests/support/doubles_acts.h"

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

std::string part(const json::object& object, std::string_view outer, std::string_view inner) {
    const auto* found = member(object, outer);
    return found && found->is_object() ? text_of(found->get_object(), inner) : "";
}

Answer told(bool done) {
    Answer out;
    out.status = done ? 200 : 400;
    out.body = done ? R"({"done":true})" : R"({"done":false,"message":"No such vendor, person or field."})";
    return out;
}

}  // namespace

DoublesControl::DoublesControl(const DoublesOptions& options)
    : salesforce_(options.salesforce, options.salesforce_port),
      hubspot_(options.hubspot_token, options.hubspot_port),
      activecampaign_(options.activecampaign_token, options.activecampaign_port),
      mailerlite_(options.mailerlite_token, options.mailerlite_port) {
    start(options.control_port);
}

DoublesControl::~DoublesControl() { stop(); }

void DoublesControl::seed() {
    salesforce_.add_lead(
        {{"FirstName", "Ann"},
         {"LastName", "Lee"},
         {"Company", "Example Corp"},
         {"Email", "ann@example.com"},
         {"Status", "Working - Contacted"}}
    );
    salesforce_.add_lead(
        {{"FirstName", "Bob"}, {"LastName", "Ray"}, {"Company", "Other Corp"}, {"Email", "bob@example.com"}}
    );
    hubspot_.add_contact(
        {{"email", "ann@example.com"}, {"firstname", "Ann"}, {"lastname", "Lee"}, {"lifecyclestage", "lead"}},
        126514270042
    );
    hubspot_.add_contact(
        {{"email", "bob@example.com"}, {"firstname", "Bob"}, {"lastname", "Ray"}}, 126514270043
    );
    activecampaign_.add_contact(
        {{"email", "ann@example.com"},
         {"firstName", "Ann"},
         {"lastName", "Lee"},
         {"phone", "+15550100"},
         {"ip", "198.51.100.7"},
         {"field/LEAD_SOURCE", "Webinar"}},
        42
    );
    activecampaign_.add_tag(42, "MQL");
    activecampaign_.add_tag(42, "newsletter");
    activecampaign_.set_score(42, 73);
    activecampaign_.add_contact(
        {{"email", "bob@example.com"}, {"firstName", "Bob"}, {"lastName", "Ray"}}, 43
    );
    mailerlite_.add_subscriber("ann@example.com", {{"name", "Ann"}, {"last_name", "Lee"}}, "165968862226940042");
    mailerlite_.add_subscriber("bob@example.com", {{"name", "Bob"}, {"last_name", "Ray"}}, "165968862226940043");
}

json::object DoublesControl::urls() const {
    return {
        {"control", url()},
        {"salesforce", salesforce_.url()},
        {"hubspot", hubspot_.url()},
        {"activecampaign", activecampaign_.url()},
        {"mailerlite", mailerlite_.url()}};
}

VendorDouble* DoublesControl::vendor(const std::string& name) {
    if (name == "salesforce") return &salesforce_;
    if (name == "hubspot") return &hubspot_;
    if (name == "activecampaign") return &activecampaign_;
    return name == "mailerlite" ? &mailerlite_ : nullptr;
}

Answer DoublesControl::answer(const Call& call) {
    const auto parts = path_parts(call.path);
    if (parts.size() != 2 || parts[0] != "_control") return unplanned();
    Answer out;
    if (call.method == "GET" && (parts[1] == "state" || parts[1] == "writes")) {
        out.body = json::serialize(parts[1] == "state" ? state() : writes());
        return out;
    }
    if (call.method != "POST") return unplanned();
    const auto parsed = parse_json(call.body.empty() ? "{}" : call.body);
    if (!parsed || !parsed->is_object()) return told(false);
    const auto& body = parsed->get_object();
    if (parts[1] == "hooks") return told(set_hooks(body));
    if (parts[1] == "forget") return told(forget(body));
    if (parts[1] == "fail") return told(fail(body));
    const auto done = do_act({salesforce_, hubspot_, activecampaign_}, parts[1], body);
    if (!done) return unplanned();
    Answer answer = told(done->done);
    if (done->done && !done->id.empty())
        answer.body = json::serialize(json::object{{"done", true}, {"id", done->id}});
    return answer;
}

bool DoublesControl::forget(const json::object&) {
    for (const char* name : {"salesforce", "hubspot", "activecampaign", "mailerlite"}) vendor(name)->forget_calls();
    return true;
}

bool DoublesControl::fail(const json::object& body) {
    VendorDouble* which = vendor(text_of(body, "vendor"));
    const auto* status = member(body, "status");
    if (!which || !status || !status->is_int64()) return false;
    auto plan = which->when(any(text_of(body, "path")))
                    .reply(static_cast<int>(status->get_int64()), text_of(body, "body"));
    const auto* always = member(body, "always");
    if (always && *always == json::value(true)) plan.always();
    return true;
}

bool DoublesControl::set_hooks(const json::object& body) {
    if (const auto to = part(body, "salesforce", "url"); !to.empty()) salesforce_.send_messages_to(to);
    if (const auto to = part(body, "hubspot", "url"); !to.empty()) {
        hubspot_.send_webhooks_to(to, part(body, "hubspot", "secret"), part(body, "hubspot", "signed_url"));
    }
    if (const auto to = part(body, "activecampaign", "url"); !to.empty())
        activecampaign_.send_automations_to(to);
    if (const auto to = part(body, "mailerlite", "url"); !to.empty())
        mailerlite_.send_webhooks_to(to, part(body, "mailerlite", "secret"));
    return true;
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
          {"sent", deliveries_of(mailerlite_.webhooks())}}}};
}

json::object DoublesControl::writes() const {
    const auto changes = [](const Call& call) {
        const bool reads =
            call.method == "GET" || call.target.find("oauth2") != std::string::npos ||
            call.target.find("/search") != std::string::npos ||
            call.target.find("/batch/read") != std::string::npos ||
            (call.method == "POST" && call.target.find("/composite/sobjects/") != std::string::npos);
        return !reads;
    };
    return {
        {"salesforce", salesforce_.count(changes)},
        {"hubspot", hubspot_.count(changes)},
        {"activecampaign", activecampaign_.count(changes)},
        {"mailerlite", mailerlite_.count(changes)},
        {"idle",
         salesforce_.messages().idle() && hubspot_.webhooks().idle() && activecampaign_.hooks().idle() &&
             mailerlite_.webhooks().idle()}};
}

}  // namespace crosswalk::doubles
