#include "tests/support/doubles_control.h"

#include <algorithm>

#include "tests/support/doubles_acts.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

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
      mailerlite_(options.mailerlite_token, options.mailerlite_port),
      mailchimp_(options.mailchimp_key, options.mailchimp_audience, options.mailchimp_port),
      brevo_(options.brevo_key, options.brevo_port),
      klaviyo_(options.klaviyo_key, options.klaviyo_port),
      slack_(options.slack_token, {"U0AN", "U0BINH", "U0CHI", "C0OPS"}, options.slack_port) {
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
    mailerlite_.add_subscriber(
        "ann@example.com", {{"name", "Ann"}, {"last_name", "Lee"}}, "165968862226940042"
    );
    mailerlite_.add_subscriber(
        "bob@example.com", {{"name", "Bob"}, {"last_name", "Ray"}}, "165968862226940043"
    );
    mailchimp_.add_member("ann@example.com", {{"FNAME", "Ann"}, {"LNAME", "Lee"}});
    mailchimp_.add_member("bob@example.com", {{"FNAME", "Bob"}, {"LNAME", "Ray"}});
    brevo_.add_contact("ann@example.com", {{"FNAME", "Ann"}, {"LNAME", "Lee"}}, {11});
    brevo_.add_contact("bob@example.com", {{"FNAME", "Bob"}, {"LNAME", "Ray"}});
    klaviyo_.add_profile("ann@example.com", {{"plan", "gold"}});
    klaviyo_.add_profile("bob@example.com", {});
}

json::object DoublesControl::urls() const {
    return {
        {"control", url()},
        {"salesforce", salesforce_.url()},
        {"hubspot", hubspot_.url()},
        {"activecampaign", activecampaign_.url()},
        {"mailerlite", mailerlite_.url()},
        {"mailchimp", mailchimp_.audience_url()},
        {"brevo", brevo_.url()},
        {"klaviyo", klaviyo_.url()},
        {"slack", slack_.url()}};
}

VendorDouble* DoublesControl::vendor(const std::string& name) {
    if (name == "salesforce") return &salesforce_;
    if (name == "hubspot") return &hubspot_;
    if (name == "activecampaign") return &activecampaign_;
    if (name == "mailchimp") return &mailchimp_;
    if (name == "brevo") return &brevo_;
    if (name == "klaviyo") return &klaviyo_;
    if (name == "slack") return &slack_;
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
    for (const char* name : {"salesforce", "hubspot", "activecampaign", "mailerlite", "mailchimp", "brevo", "klaviyo", "slack"})
        vendor(name)->forget_calls();
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
    if (const auto to = part(body, "mailchimp", "url"); !to.empty())
        mailchimp_.send_webhooks_to(to, part(body, "mailchimp", "secret"));
    if (const auto to = part(body, "brevo", "url"); !to.empty())
        brevo_.send_webhooks_to(to, part(body, "brevo", "secret"));
    if (const auto to = part(body, "klaviyo", "url"); !to.empty())
        klaviyo_.send_webhooks_to(to, part(body, "klaviyo", "secret"));
    return true;
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
        {"mailchimp", mailchimp_.count(changes)},
        {"brevo", brevo_.count(changes)},
        {"klaviyo", klaviyo_.count(changes)},
        {"idle",
         salesforce_.messages().idle() && hubspot_.webhooks().idle() && activecampaign_.hooks().idle() &&
             mailerlite_.webhooks().idle() && mailchimp_.webhooks().idle() && brevo_.webhooks().idle() &&
             klaviyo_.webhooks().idle()}};
}

}  // namespace crosswalk::doubles
