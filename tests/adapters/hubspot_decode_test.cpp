#include "adapters/registry.h"
#include "tests/adapters/fixtures.h"

namespace crosswalk::test::hubspot_decode {
namespace {

const Adapter& hubspot = *find_adapter("hubspot");
const Connection kPortal{.name = "hs", .settings = {{"portal_id", "146425426"}}};

std::vector<InboundEvent> decoded(std::string_view file, const Connection& connection = kPortal) {
    auto news = hubspot.decode(delivery_of(json_part(file, "/body")), connection);
    EXPECT_TRUE(news) << (news ? "" : news.error().what);
    return news ? *news : std::vector<InboundEvent>{};
}
std::string fault_of(const std::string& body) {
    const auto news = hubspot.decode(delivery_of(body), kPortal);
    return news ? "fine" : news.error().code;
}
std::string event(std::string_view more) {
    return R"({"portalId":146425426,"appId":7,"eventId":5,"subscriptionId":9,"occurredAt":1752565583456,)" +
           std::string(more) + "}";
}

TEST(HubspotDecode, a_property_change_says_what_moved_and_when_to_the_millisecond) {
    const auto news = decoded("hubspot/02_webhook_contact_propertyChange.json");
    ASSERT_EQ(news.size(), 2U);
    const auto& stage = std::get<Change>(news[0]);
    EXPECT_EQ(stage.kind.text, "contact");
    EXPECT_EQ(stage.id.text, "126514278121") << "beyond 32 bits";
    EXPECT_EQ(stage.completeness, Completeness::changed_fields_only);
    EXPECT_EQ(stage.fields.at("lifecyclestage"), "marketingqualifiedlead");
    EXPECT_EQ(stage.occurred_at->at.time_since_epoch().count(), 1752565583456);
    EXPECT_EQ(stage.occurred_at->precision, Precision::milliseconds);
    EXPECT_EQ(stage.origin, Origin::person);
    EXPECT_EQ(stage.event_key, "146425426:3801235:2219945481:126514278121:lifecyclestage:1752565583456");
    EXPECT_EQ(std::get<Change>(news[1]).origin, Origin::ourselves) << "INTEGRATION with our app's id";
}

TEST(HubspotDecode, names_the_user_who_made_the_change_or_what_made_it) {
    const auto news = decoded("hubspot/02_webhook_contact_propertyChange.json");
    EXPECT_EQ(std::get<Change>(news[0]).who, "userId:47812075");
    EXPECT_EQ(std::get<Change>(news[1]).who, "") << "that was we ourselves";
    const auto who = [](std::string_view source) {
        const auto body =
            "[" +
            event(
                R"("objectId":1,"subscriptionType":"contact.propertyChange","propertyName":"phone","propertyValue":"1")" +
                std::string(source)
            ) +
            "]";
        return std::get<Change>(hubspot.decode(delivery_of(body), kPortal)->front()).who;
    };
    EXPECT_EQ(who(R"(,"changeSource":"CRM_UI_BULK_ACTION","sourceId":"userId:12")"), "userId:12");
    EXPECT_EQ(who(R"(,"changeSource":"CRM_UI")"), "") << "somebody, and no more";
    EXPECT_EQ(who(R"(,"changeSource":"INTEGRATION","sourceId":"8151242")"), "INTEGRATION 8151242");
    EXPECT_EQ(who(R"(,"changeSource":"IMPORT","sourceId":"4")"), "IMPORT");
    EXPECT_EQ(who(""), "");
}

TEST(HubspotDecode, a_second_attempt_is_the_same_event) {
    const auto key = [](int attempt) {
        const auto body =
            "[" +
            event(
                R"("objectId":1,"subscriptionType":"contact.propertyChange","propertyName":"phone","propertyValue":"1","attemptNumber":)" +
                std::to_string(attempt)
            ) +
            "]";
        return std::get<Change>(hubspot.decode(delivery_of(body), kPortal)->front()).event_key;
    };
    EXPECT_EQ(key(0), key(3));
}

TEST(HubspotDecode, an_emptied_property_is_blank_and_a_hidden_one_must_be_read) {
    const auto with = [](std::string_view value) {
        const auto body =
            "[" +
            event(
                R"("objectId":1,"subscriptionType":"contact.propertyChange","propertyName":"phone","propertyValue":)" +
                std::string(value)
            ) +
            "]";
        return std::get<Change>(hubspot.decode(delivery_of(body), kPortal)->front());
    };
    EXPECT_TRUE(with("\"\"").fields.at("phone").is_null());
    EXPECT_TRUE(with("null").fields.at("phone").is_null());
    EXPECT_EQ(with("\"REDACTED\"").completeness, Completeness::id_only);
    EXPECT_TRUE(with("\"REDACTED\"").fields.empty());
    EXPECT_EQ(with("{}").completeness, Completeness::id_only);
}

TEST(HubspotDecode, a_new_or_restored_contact_is_read_and_a_deleted_one_is_not) {
    EXPECT_EQ(
        std::get<Change>(decoded("hubspot/01_webhook_contact_creation.json")[0]).completeness,
        Completeness::id_only
    );
    const auto gone = decoded("hubspot/04_webhook_contact_privacyDeletion_plus_deletion.json");
    ASSERT_EQ(gone.size(), 2U);
    for (const auto& news : gone) EXPECT_TRUE(std::get<Change>(news).deleted);
    EXPECT_NE(std::get<Change>(gone[0]).event_key, std::get<Change>(gone[1]).event_key);
}

TEST(HubspotDecode, the_survivor_of_a_merge_is_the_new_record_where_there_is_one) {
    const auto news = decoded("hubspot/05_webhook_contact_merge_restore.json");
    const auto& merge = std::get<Merge>(news[0]);
    EXPECT_EQ(merge.winner.text, "303");
    EXPECT_EQ(merge.losers, (std::vector<VendorId>{{"101"}, {"202"}}));
    const auto& restored = std::get<Change>(news[1]);
    EXPECT_EQ(restored.id.text, "404");
    EXPECT_EQ(restored.completeness, Completeness::id_only);

    const auto plain = *hubspot.decode(
        delivery_of(
            "[" +
            event(
                R"("subscriptionType":"contact.merge","primaryObjectId":1,"mergedObjectIds":[2,1],"newObjectId":null)"
            ) +
            "]"
        ),
        kPortal
    );
    EXPECT_EQ(std::get<Merge>(plain[0]).winner.text, "1");
    EXPECT_EQ(std::get<Merge>(plain[0]).losers, (std::vector<VendorId>{{"2"}}));
}

TEST(HubspotDecode, a_merge_into_a_new_record_loses_the_primary_too_and_nobody_twice) {
    const auto one = [](std::string_view more) {
        return hubspot
            .decode(
                delivery_of("[" + event(R"("subscriptionType":"contact.merge",)" + std::string(more)) + "]"),
                kPortal
            )
            ->front();
    };
    const auto minted =
        std::get<Merge>(one(R"("objectId":1,"primaryObjectId":1,"mergedObjectIds":[1,2,"3"],"newObjectId":4)")
        );
    EXPECT_EQ(minted.winner.text, "4");
    EXPECT_EQ(minted.losers, (std::vector<VendorId>{{"1"}, {"2"}, {"3"}}));
    const auto unnamed = std::get<Merge>(one(R"("objectId":1,"mergedObjectIds":[2])"));
    EXPECT_EQ(unnamed.winner.text, "1");
    const auto alone = std::get<Change>(one(R"("objectId":1,"primaryObjectId":1,"mergedObjectIds":[])"));
    EXPECT_EQ(alone.completeness, Completeness::id_only) << "who was lost is not told: read it";
}

TEST(HubspotDecode, an_opt_out_is_told_as_a_preference_with_its_time) {
    const auto with = [](std::string_view name, std::string_view value) {
        return std::get<Change>(
            hubspot
                .decode(
                    delivery_of(
                        "[" +
                        event(
                            R"("objectId":1,"subscriptionType":"contact.propertyChange","propertyName":")" +
                            std::string(name) + R"(","propertyValue":")" + std::string(value) + "\""
                        ) +
                        "]"
                    ),
                    kPortal
                )
                ->front()
        );
    };
    const auto all = with("hs_email_optout", "true");
    EXPECT_EQ(all.fields.at("preferences/all"), true);
    EXPECT_EQ(all.completeness, Completeness::changed_fields_only);
    EXPECT_EQ(all.occurred_at->at.time_since_epoch().count(), 1752565583456);
    EXPECT_EQ(with("hs_email_optout", "false").fields.at("preferences/all"), false);
    EXPECT_EQ(with("hs_email_optout", "").fields.at("preferences/all"), false);
    EXPECT_EQ(with("hs_email_optout_39644612", "true").fields.at("preferences/39644612"), true);
    EXPECT_EQ(with("hs_email_optout_survey_reason", "x").fields.size(), 1U) << "that is another property";
    EXPECT_TRUE(with("hs_email_optout", "REDACTED").fields.empty());
}

TEST(HubspotDecode, generic_events_about_contacts_count_and_others_are_set_aside) {
    const auto news = decoded("hubspot/07_webhook_generic_object_events.json");
    EXPECT_EQ(std::get<Change>(news[0]).completeness, Completeness::id_only);
    EXPECT_EQ(std::get<Change>(news[1]).fields.at("firstname"), "Zoë");
    for (const auto& item : decoded("hubspot/06_webhook_associationChange_classic_and_generic.json"))
        EXPECT_TRUE(std::holds_alternative<Handshake>(item));
    for (const char* type :
         {"deal.creation", "conversation.newMessage", "event.completed", "contact.somethingNew"})
        EXPECT_EQ(
            fault_of("[" + event(R"("objectId":1,"subscriptionType":")" + std::string(type) + "\"") + "]"),
            "fine"
        ) << type;
    const auto company = *hubspot.decode(
        delivery_of(
            "[" + event(R"("objectId":1,"objectTypeId":"0-2","subscriptionType":"object.creation")") + "]"
        ),
        kPortal
    );
    EXPECT_TRUE(std::holds_alternative<Handshake>(company[0]));
}

TEST(HubspotDecode, the_test_button_changes_nothing) {
    for (const auto& news : decoded("hubspot/08_webhook_test_notification.json"))
        EXPECT_EQ(std::get<Handshake>(news).what, "test");
}

TEST(HubspotDecode, the_guides_own_word_for_the_type_is_read_too) {
    const auto news = decoded("hubspot/09_webhook_docs_sample_eventType_key.json", Connection{});
    EXPECT_EQ(std::get<Change>(news[0]).fields.at("lifecyclestage"), "subscriber");
}

TEST(HubspotDecode, another_account_is_set_aside_and_a_delivery_of_nothing_else_is_parked) {
    const auto ours = event(R"("objectId":1,"subscriptionType":"contact.creation")");
    const std::string theirs =
        R"({"portalId":1,"eventId":1,"objectId":1,"subscriptionType":"contact.creation"})";
    const auto mixed = *hubspot.decode(delivery_of("[" + theirs + "," + ours + "]"), kPortal);
    EXPECT_TRUE(std::holds_alternative<Handshake>(mixed[0]));
    EXPECT_TRUE(std::holds_alternative<Change>(mixed[1]));
    EXPECT_EQ(fault_of("[" + theirs + "]"), "hubspot.wrong_account");
}

TEST(HubspotDecode, OneUnreadableEventLeavesTheOthersReadable) {
    const auto good = [](const char* id) {
        return event(
            R"("subscriptionType":"contact.propertyChange","propertyName":"city","propertyValue":"Hue","objectId":)" +
            std::string(id)
        );
    };
    const std::map<std::string, std::string> bad{
        {event(R"("subscriptionType":"contact.propertyChange","objectId":null)"), "hubspot.no_object_id"},
        {event(R"("subscriptionType":"contact.deletion","objectId":{})"), "hubspot.no_object_id"},
        {event(R"("subscriptionType":"contact.merge")"), "hubspot.no_object_id"},
        {event(R"("objectId":7)"), "hubspot.not_an_event"},
        {event(R"("objectId":1,"objectId":2,"subscriptionType":"contact.creation")"), "json.duplicate_key"},
        {event(R"("objectId":9223372036854775808,"subscriptionType":"contact.creation")"), "json.number"},
        {event("\"objectId\":1,\"propertyValue\":\"\xFF\",\"subscriptionType\":\"contact.creation\""),
         "json.encoding"},
        {event(R"("objectId":1,"x":tru,"subscriptionType":"contact.creation")"), "json.syntax"},
        {event(R"("objectId":1,"x":)" + std::string(40, '[') + std::string(40, ']')), "json.depth"}};
    for (const auto& [body, code] : bad) {
        const auto news =
            hubspot.decode(delivery_of("[" + good("1") + "," + body + "," + good("3") + "]"), kPortal);
        ASSERT_TRUE(news) << code;
        ASSERT_EQ(news->size(), 3U);
        EXPECT_EQ(std::get<Change>((*news)[0]).id.text, "1");
        EXPECT_EQ(std::get<Unreadable>((*news)[1]).why.code, code);
        EXPECT_EQ(std::get<Change>((*news)[2]).id.text, "3");
    }
}

TEST(HubspotDecode, HearsEverySubscriptionThatReadmeNamesAndReadmeNamesAllItHears) {
    std::ifstream in(std::filesystem::path(CROSSWALK_SOURCE_DIR) / "README.md");
    const std::string readme{std::istreambuf_iterator<char>(in), {}};
    for (const char* type :
         {"creation",
          "propertyChange",
          "deletion",
          "privacyDeletion",
          "restore",
          "merge",
          "associationChange",
          "other"}) {
        const auto body = event(
            R"("objectId":1,"primaryObjectId":1,"mergedObjectIds":[2],"subscriptionType":"contact.)" +
            std::string(type) + "\""
        );
        const auto news = *hubspot.decode(delivery_of("[" + body + "]"), kPortal);
        EXPECT_EQ(
            std::holds_alternative<Handshake>(news.front()),
            readme.find("`contact." + std::string(type) + "`") == std::string::npos
        ) << type;
    }
}

TEST(HubspotDecode, WhoAsksToBeForgottenCountsAsOptedOut) {
    const auto news = decoded("hubspot/04_webhook_contact_privacyDeletion_plus_deletion.json");
    EXPECT_TRUE(std::get<Change>(news[0]).fields.empty()) << "a plain deletion says nothing of consent";
    EXPECT_EQ(std::get<Change>(news[1]).fields.at("preferences/all"), true);
}

TEST(HubspotDecode, refuses_what_it_cannot_keep_exactly) {
    const auto with_id = [](std::string_view id) {
        return fault_of(
            "[" + event(R"("subscriptionType":"contact.creation","objectId":)" + std::string(id)) + "]"
        );
    };
    EXPECT_EQ(with_id("9223372036854775807"), "fine");
    EXPECT_EQ(with_id("9223372036854775808"), "json.number");
    EXPECT_EQ(with_id("1.5"), "hubspot.no_object_id");
    EXPECT_EQ(with_id("-1"), "hubspot.no_object_id");
    EXPECT_EQ(with_id("null"), "hubspot.no_object_id");
    EXPECT_EQ(fault_of(R"([{"objectId":1,"objectId":2}])"), "json.duplicate_key");
    EXPECT_EQ(fault_of("[]"), "hubspot.not_a_list");
    EXPECT_EQ(fault_of("[7]"), "hubspot.wrong_account");
    EXPECT_EQ(fault_of("[" + event(R"("objectId":1)") + "]"), "hubspot.not_an_event");
}

TEST(HubspotDecode, takes_a_hundred_events_and_no_more) {
    const auto one = event(R"("objectId":1,"subscriptionType":"contact.creation")");
    std::string list = one;
    for (int i = 1; i < 100; ++i) list += "," + one;
    EXPECT_EQ(hubspot.decode(delivery_of("[" + list + "]"), kPortal)->size(), 100U);
    EXPECT_EQ(fault_of("[" + list + "," + one + "]"), "hubspot.not_a_list");
}

TEST(HubspotWebhook, the_strongest_signature_comes_first_and_the_weakest_needs_a_word_of_the_admin) {
    const auto& accept = hubspot.manifest.webhook.accept;
    ASSERT_EQ(accept.size(), 3U);
    const auto& v3 = std::get<Signature>(accept[0]);
    const auto& v1 = std::get<Signature>(accept[2]);
    EXPECT_EQ(v3.name, "v3");
    EXPECT_EQ(v3.tolerance.count(), 300);
    EXPECT_EQ(v3.stamp, Stamp::milliseconds);
    EXPECT_EQ(v3.url_unescapes.size(), 12U);
    const auto table = json_fixture("hubspot/signature_vectors.json");
    for (const auto& [escape, plain] : v3.url_unescapes)
        EXPECT_EQ(text_at(table, "/v3_decoded_escapes/" + std::string(escape)), plain);
    EXPECT_EQ(v1.needs_setting, "allow_v1");
    EXPECT_EQ(v1.version_header, "X-HubSpot-Signature-Version");
}

}  // namespace
}  // namespace crosswalk::test::hubspot_decode
