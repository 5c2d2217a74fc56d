#include "tests/scenarios/complaints.h"

#include <algorithm>

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr int kLeft = 2;  // a list, in ActiveCampaign

bool writes(const Call& call) {
    return call.method != "GET" && call.target.find("oauth2") == std::string::npos;
}

// Whatever a call could say to let somebody be mailed, in any of the tools.
bool subscribes(const Call& call) {
    if (!writes(call)) return false;
    std::string body = call.body;
    std::erase(body, ' ');
    for (const char* word :
         {R"("HasOptedOutOfEmail":false)",
          R"("HasOptedOutOfEmail":"false")",
          R"("HasOptedOutOfEmail":null)",
          R"("SUBSCRIBED")",
          R"("hs_email_optout":"false")",
          R"("hs_email_optout":"")",
          R"("listids")",
          R"("subscribe":)"})
        if (body.find(word) != std::string::npos) return true;
    const bool of_a_list = call.target.find("contactLists") != std::string::npos;
    return of_a_list && (body.find(R"("status":1)") != std::string::npos ||
                         body.find(R"("status":"1")") != std::string::npos);
}

}  // namespace

Matcher writes_of(const std::string& text) {
    return [text](const Call& call) {
        return writes(call) && call.status < 300 && call.status > 0 &&
               call.body.find(text) != std::string::npos;
    };
}

Complaints::Complaints() { doubles.activecampaign().edit_contact(kAnnsId, {{"phone", kAnnsPhone}}); }

void Complaints::poll(const std::string& connection, const std::string& how_often) {
    if (!service) prepare();
    if (connection == "activecampaign")
        edit("crosswalk.yaml", "poll: 60 minutes", "poll: " + how_often);
    else
        edit(
            "crosswalk.yaml",
            "adapter: " + connection + "\n",
            "adapter: " + connection + "\n    poll: " + how_often + "\n"
        );
}

void Complaints::hear_everything() {
    switch_webhooks_on();
    const std::string hook = service->public_url() + "/hooks/activecampaign/" + kPathSecret;
    doubles.activecampaign().send_updates_to(hook + "?src=ac-update");
    doubles.activecampaign().send_events_to(hook + "?src=ac-events", true);
}

int Complaints::report_score(int value) {
    doubles.activecampaign().set_score(kAnnsId, value);
    return activecampaign_says("seriesid=13&contact%5Bid%5D=42&contact%5Bemail%5D=ann%40example.com").status;
}

std::string Complaints::lead_id(const std::string& email) const {
    const auto told = service->command({"lead", "show", email, "--json"});
    const auto parsed = parse_json(told.out);
    return parsed && parsed->is_object() ? text_of(parsed->get_object(), "id") : "";
}

std::vector<std::string> Complaints::records(const std::string& email, const std::string& connection) const {
    const auto told = parse_json(service->command({"lead", "show", email, "--json"}).out);
    std::vector<std::string> out;
    if (!told || !told->as_object().contains("records")) return out;
    for (const auto& record : told->at("records").as_array()) {
        const bool alive = !record.at("deleted").as_bool() && record.at("lives_on").is_null();
        if (alive && text_of(record.as_object(), "connection") == connection)
            out.push_back(text_of(record.as_object(), "id"));
    }
    return out;
}

std::vector<json::object> Complaints::salesforce(const std::string& kind) const {
    auto out = const_cast<DoublesControl&>(doubles).salesforce().records(kind);
    std::erase_if(out, [](const json::object& row) {
        const auto* deleted = member(row, "IsDeleted");
        return deleted && *deleted == json::value(true);
    });
    return out;
}

json::object Complaints::salesforce(const std::string& kind, const std::string& id) const {
    return const_cast<DoublesControl&>(doubles).salesforce().record(kind, id).value_or(json::object{});
}

std::vector<HubSpotContact> Complaints::hubspot() const {
    auto out = const_cast<DoublesControl&>(doubles).hubspot().contacts();
    std::erase_if(out, [](const HubSpotContact& one) { return one.archived || one.merged_into != 0; });
    return out;
}

std::string Complaints::hubspot(const std::string& email, const std::string& property) const {
    const auto found = const_cast<DoublesControl&>(doubles).hubspot().contact(email);
    if (!found) return "";
    const auto value = found->properties.find(property);
    return value == found->properties.end() ? "" : value->second;
}

int Complaints::meet_cleo(const Pairs& more) {
    Pairs fields{{"email", kCleo}, {"firstName", "Cleo"}, {"lastName", "Park"}};
    fields.insert(fields.end(), more.begin(), more.end());
    const int id = doubles.activecampaign().add_contact(fields);
    doubles.activecampaign().set_score(id, 73);  // her automation calls
    return id;
}

std::vector<std::string> Complaints::calls_that_subscribe() const {
    auto& all = const_cast<DoublesControl&>(doubles);
    std::vector<std::string> out;
    for (const VendorDouble* vendor :
         std::initializer_list<VendorDouble*>{&all.salesforce(), &all.hubspot(), &all.activecampaign()})
        for (const auto& call : vendor->calls())
            if (subscribes(call)) out.push_back(call.method + " " + call.target + " " + call.body);
    return out;
}

bool Complaints::is_out_everywhere(const std::string& email) const {
    auto& all = const_cast<DoublesControl&>(doubles);
    for (const char* kind : {"Lead", "Contact"})
        for (const auto& row : salesforce(kind)) {
            const auto* out = member(row, "HasOptedOutOfEmail");
            if (same_text(text_of(row, "Email"), email) && (!out || *out != json::value(true))) return false;
        }
    if (hubspot(email, "hs_email_optout") != "true") return false;
    const auto contact = all.activecampaign().contact(email);
    if (!contact) return true;
    return std::ranges::all_of(contact->lists, [](const auto& list) { return list.second.status == kLeft; });
}

void Complaints::expect_all_is_well() {
    EXPECT_TRUE(falls_quiet());
    EXPECT_TRUE(balances());
    EXPECT_THAT(doubles.salesforce().unplanned_calls(), ::testing::IsEmpty());
    EXPECT_THAT(doubles.hubspot().unplanned_calls(), ::testing::IsEmpty());
    EXPECT_THAT(doubles.activecampaign().unplanned_calls(), ::testing::IsEmpty());
}

}  // namespace crosswalk::doubles
