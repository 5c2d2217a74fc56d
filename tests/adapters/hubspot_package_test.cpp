// deploy/hubspot: does the project hold what the delivered mapping and the adapter need, and listen to all that it hears?
#include "tests/adapters/packages.h"

#include <gmock/gmock.h>

namespace crosswalk::test::hubspot_package {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::IsSupersetOf;

const Adapter& hubspot() { return *find_adapter("hubspot"); }

Words words_at(const json::value& in, std::string_view list, std::string_view pointer = "") {
    Words out;
    for (const auto& one : items_at(in, list))
        if (auto word = scalar_at(one, pointer); !word.empty()) out.insert(std::move(word));
    return out;
}

Words scopes_of_manifest() {
    Words out;
    const auto flow = std::ranges::find(hubspot().manifest.auth, "oauth", &AuthFlow::flow);
    std::istringstream all{std::string(std::get<AuthorizationCode>(flow->way).scope)};
    for (std::string scope; all >> scope;) out.insert(scope);
    return out;
}

TEST(HubspotPackage, every_part_says_what_it_is_under_a_name_of_its_own) {
    Words names;
    for (const auto& path : package_files("hubspot", ".json")) EXPECT_TRUE(parse_json(file_text(path))) << path;
    for (const auto& path : package_files("hubspot", "-hsmeta.json")) {
        const auto part = parse_json(file_text(path));
        ASSERT_TRUE(part) << path;
        const auto uid = scalar_at(*part, "/uid");
        EXPECT_TRUE(names.insert(uid).second) << uid << " stands twice";
        EXPECT_LE(uid.size(), 64U);
        EXPECT_EQ(uid.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.-"), std::string::npos) << uid;
        EXPECT_FALSE(scalar_at(*part, "/type").empty()) << path;
        EXPECT_NE(value_at(*part, "/config"), nullptr) << path;
        for (const auto& [key, value] : part->as_object())
            EXPECT_TRUE(Words({"uid", "type", "config", "dependencies", "permissions"}).contains(std::string(key))) << path << ": " << key;
    }
    EXPECT_EQ(names.size(), 3U) << "the app, its webhooks and its card";
    const auto project = package_json("hubspot/hsproject.json");
    for (const char* word : {"/name", "/srcDir", "/platformVersion"}) EXPECT_FALSE(scalar_at(project, word).empty()) << word;
}

TEST(HubspotPackage, the_scopes_are_those_that_the_adapter_signs_in_with) {
    auto needed = scopes_of_manifest();
    EXPECT_THAT(needed, IsSupersetOf(Words{"oauth", "crm.objects.contacts.read", "crm.objects.contacts.write"}));
    const auto page = file_text(std::filesystem::path(CROSSWALK_SOURCE_DIR) / "deploy/hubspot/README.md");
    const auto begin = page.find("```json\n");
    ASSERT_NE(begin, std::string::npos) << "the page shows the sign-in with a browser";
    const auto shown = parse_json(page.substr(begin + 8, page.find("```", begin + 8) - begin - 8));
    ASSERT_TRUE(shown);
    EXPECT_EQ(words_at(*shown, "/auth/requiredScopes"), needed) << "a scope more or less makes the consent page fail";
    EXPECT_EQ(scalar_at(*shown, "/auth/redirectUrls/0"), "https://crosswalk.example.com/oauth/hubspot/callback");
    needed.erase("oauth");
    EXPECT_EQ(words_at(package_json("hubspot/src/app/app-hsmeta.json"), "/config/auth/requiredScopes"), needed) << "a static token";
    const auto* lacking = error_rule_for(hubspot().manifest.error_rules, "MISSING_SCOPES", "");
    ASSERT_NE(lacking, nullptr);
    for (const auto& scope : needed) EXPECT_THAT(std::string(lacking->advice), HasSubstr(scope)) << "what an admin is told to grant";
}

// Every event about a contact that HubSpot has (sheet, section 2.2), as the adapter hears it.
bool is_heard(std::string_view type) {
    const json::value event{
        {"portalId", 1}, {"eventId", 1}, {"subscriptionId", 1}, {"occurredAt", 1752565583456}, {"objectId", 51},
        {"subscriptionType", type}, {"propertyName", "email"}, {"propertyValue", "ann@example.com"},
        {"primaryObjectId", 51}, {"mergedObjectIds", json::array{52}}, {"sourceId", "userId:1"}};
    const auto news = hubspot().decode(delivery_of(json::serialize(json::array{event})), {.name = "hubspot"});
    EXPECT_TRUE(news && news->size() == 1) << type;
    return news && !std::holds_alternative<Handshake>(news->front());
}

TEST(HubspotPackage, the_app_subscribes_to_exactly_what_the_adapter_hears) {
    const auto hooks = package_json("hubspot/src/app/webhooks/webhooks-hsmeta.json");
    Words heard;
    for (const char* what : {"associationChange", "creation", "deletion", "merge", "privacyDeletion", "propertyChange", "restore"})
        if (const auto type = "contact." + std::string(what); is_heard(type)) heard.insert(type);
    auto subscribed = words_at(hooks, "/config/subscriptions/legacyCrmObjects", "/subscriptionType");
    EXPECT_FALSE(subscribed.contains("contact.privacyDeletion")) << "HubSpot takes it under hubEvents alone";
    subscribed.merge(words_at(hooks, "/config/subscriptions/hubEvents", "/subscriptionType"));
    EXPECT_EQ(subscribed, heard);
    EXPECT_EQ(scalar_at(hooks, "/config/settings/targetUrl"), "https://crosswalk.example.com/hooks/hubspot");
    for (const char* list : {"legacyCrmObjects", "hubEvents"})
        for (const auto& one : items_at(hooks, "/config/subscriptions/" + std::string(list)))
            EXPECT_EQ(scalar_at(one, "/active"), "true") << json::serialize(one);
}

TEST(HubspotPackage, the_app_subscribes_to_exactly_the_properties_that_the_mapping_reads) {
    const auto hooks = package_json("hubspot/src/app/webhooks/webhooks-hsmeta.json");
    Words read;
    for (const FieldPlan& field : delivered_mapping().fields)
        if (const auto* binding = field.binding("hubspot", "contact"); binding != nullptr && binding->reads) {
            read.insert(binding->vendor_field == "preferences/all" ? "hs_email_optout" : binding->vendor_field);
            for (const auto& [stage, along] : binding->along)
                for (const auto& [name, value] : along) read.insert(name);
        }
    EXPECT_EQ(words_at(hooks, "/config/subscriptions/legacyCrmObjects", "/propertyName"), read);
}

TEST(HubspotPackage, makes_every_property_that_the_mapping_names_with_a_type_that_holds_it) {
    const auto made = package_json("hubspot/properties.json");
    std::map<std::string, const json::value*> by_name;
    for (const auto& one : items_at(made, "/inputs")) {
        by_name[scalar_at(one, "/name")] = &one;
        for (const char* word : {"/name", "/label", "/groupName", "/type", "/fieldType"})
            EXPECT_FALSE(scalar_at(one, word).empty()) << json::serialize(one);
        EXPECT_EQ(scalar_at(one, "/groupName"), scalar_at(package_json("hubspot/group.json"), "/name"));
    }
    const auto own = by_name.find(std::string(hubspot().manifest.plan("contact")->own_id_field));
    ASSERT_NE(own, by_name.end());
    EXPECT_EQ(scalar_at(*own->second, "/hasUniqueValue"), "true") << "cannot be set later";
    EXPECT_EQ(scalar_at(*own->second, "/type"), "string");
    std::size_t found = 0;
    for (const FieldPlan& field : delivered_mapping().fields) {
        const auto* binding = field.binding("hubspot", "contact");
        if (binding == nullptr || !binding->vendor_field.starts_with("crosswalk_")) continue;
        ASSERT_TRUE(by_name.contains(binding->vendor_field)) << binding->vendor_field;
        const std::string type = field.type == FieldType::integer ? "number" : field.type == FieldType::choice ? "enumeration" : "";
        EXPECT_EQ(scalar_at(*by_name[binding->vendor_field], "/type"), type) << binding->vendor_field;
        ++found;
    }
    EXPECT_EQ(found, 2U) << "the score and the reason";
    const auto stages = stage_names(delivered_mapping());
    EXPECT_EQ(words_at(*by_name.at("crosswalk_stage"), "/options", "/value"), Words(stages.begin(), stages.end()));
    const auto& reasons = delivered_mapping().field(kReasonField)->choices;
    EXPECT_EQ(words_at(*by_name.at("crosswalk_reject_reason"), "/options", "/value"), Words(reasons.begin(), reasons.end()));
}

TEST(HubspotPackage, the_card_stands_on_contacts_and_shows_properties_that_are_there) {
    const auto card = package_json("hubspot/src/app/cards/lead-card-hsmeta.json");
    EXPECT_EQ(words_at(card, "/config/objectTypes"), Words{"contacts"});
    const auto source = file_text(std::filesystem::path(CROSSWALK_SOURCE_DIR) / "deploy/hubspot/src" / scalar_at(card, "/config/entrypoint").substr(1));
    const auto made = words_at(package_json("hubspot/properties.json"), "/inputs", "/name");
    for (const char* shown : {"crosswalk_stage", "hubspot_owner_id", "crosswalk_answer_by", "crosswalk_lead_score", "crosswalk_reject_reason"}) {
        EXPECT_THAT(source, HasSubstr("'" + std::string(shown) + "'"));
        if (std::string_view(shown).starts_with("crosswalk_")) {
            EXPECT_TRUE(made.contains(shown)) << shown;
        }
    }
    EXPECT_THAT(source, HasSubstr("/#/person/")) << "why: the person's page";
}

}  // namespace
}  // namespace crosswalk::test::hubspot_package
