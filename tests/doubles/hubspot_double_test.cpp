#include "tests/support/hubspot_double.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/crypto/crypto.h"
#include "tests/support/client.h"

namespace crosswalk::doubles {
namespace {

using ::testing::HasSubstr;

class HubSpot : public ::testing::Test {
protected:
    HubSpot() {
        vendor.set_clock([this] { return now; });
        ann =
            vendor.add_contact({{"email", "ann@example.com"}, {"lastname", "Lee"}, {"crosswalk_id", "cw_1"}});
        bob = vendor.add_contact({{"email", "bob@example.com"}, {"lastname", "Ray"}});
    }
    Reply ask(const std::string& method, const std::string& path, const std::string& body = {}) {
        now += 1000;
        return call(vendor.url(), method, "/crm/v3" + path, {{"Authorization", "Bearer token"}}, body);
    }
    Reply batch(const std::string& operation, const std::string& inputs, const std::string& more = "") {
        return ask(
            "POST", "/objects/contacts/batch/" + operation, R"({"inputs":[)" + inputs + "]" + more + "}"
        );
    }
    std::string value(std::int64_t id, const std::string& name) {
        return vendor.contact(id)->properties[name];
    }

    std::int64_t now{1'795'459'200'000};
    HubSpotDouble vendor{"token"};
    std::int64_t ann{}, bob{};
};

std::string upsert(const std::string& id, const std::string& properties, const std::string& trace = "") {
    return R"({"id":")" + id + R"(","idProperty":"crosswalk_id",)" +
           (trace.empty() ? "" : R"("objectWriteTraceId":")" + trace + "\",") + R"("properties":{)" +
           properties + "}}";
}

TEST_F(HubSpot, UpsertsByTheUniquePropertyAndSaysWhatIsNewInAnyOrder) {
    const auto reply = batch(
        "upsert",
        upsert("cw_1", R"("crosswalk_lead_score":"73")", "t1") + "," +
            upsert("cw_2", R"("email":"new@example.com")", "t2")
    );
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.json().at("results").at(0).at("objectWriteTraceId"), "t2");
    EXPECT_EQ(reply.json().at("results").at(0).at("new"), true);
    EXPECT_EQ(reply.json().at("results").at(1).at("new"), false);
    EXPECT_EQ(value(ann, "crosswalk_lead_score"), "73");
    EXPECT_EQ(vendor.contact("new@example.com")->properties["crosswalk_id"], "cw_2");
}

TEST_F(HubSpot, KeepsTheGoodInputsOnlyWhenEveryInputHasItsTrace) {
    const std::string good = R"("crosswalk_lead_score":"73")", bad = R"("nope":"1")";
    const auto all = batch("upsert", upsert("cw_1", good) + "," + upsert("cw_2", bad));
    EXPECT_EQ(all.status, 400);
    EXPECT_EQ(value(ann, "crosswalk_lead_score"), "");
    const auto some = batch("upsert", upsert("cw_1", good, "t1") + "," + upsert("cw_2", bad, "t2"));
    ASSERT_EQ(some.status, 207);
    EXPECT_EQ(some.json().at("numErrors"), 1);
    EXPECT_EQ(some.json().at("errors").at(0).at("context").at("objectWriteTraceId").at(0), "t2");
    EXPECT_THAT(some.body, HasSubstr("PROPERTY_DOESNT_EXIST"));
    EXPECT_EQ(value(ann, "crosswalk_lead_score"), "73");
}

TEST_F(HubSpot, RefusesTooManyInputsTwiceTheSameAndKeysThatAreNotUnique) {
    std::string many = upsert("x", "");
    for (int i = 0; i < 100; ++i) many += "," + upsert("x" + std::to_string(i), "");
    EXPECT_EQ(batch("upsert", many).status, 400);
    EXPECT_THAT(
        batch("upsert", upsert("cw_1", "") + "," + upsert("cw_1", "")).body, HasSubstr("Duplicate IDs found")
    );
    EXPECT_EQ(batch("upsert", R"({"id":"Lee","idProperty":"lastname","properties":{}})").status, 400);
    EXPECT_EQ(
        batch("update", R"({"id":"ann@example.com","idProperty":"email","properties":{}})").status, 400
    );
    EXPECT_EQ(batch("upsert", "").status, 400);
}

TEST_F(HubSpot, KeepsEmailsToOneContactEach) {
    const auto create = ask("POST", "/objects/contacts", R"({"properties":{"email":"ANN@example.com"}})");
    EXPECT_EQ(create.status, 409);
    EXPECT_THAT(create.body, HasSubstr("Existing ID: " + std::to_string(ann)));
    const auto update = ask(
        "PATCH", "/objects/contacts/" + std::to_string(bob), R"({"properties":{"email":"ann@example.com"}})"
    );
    EXPECT_EQ(update.status, 400);
    EXPECT_THAT(update.body, HasSubstr(std::to_string(ann) + " already has that value."));
    const auto in_batch = batch("upsert", upsert("cw_9", R"("email":"ann@example.com")", "t9"));
    EXPECT_EQ(in_batch.status, 207);
    EXPECT_EQ(in_batch.json().at("errors").at(0).at("category"), "CONFLICT");
}

TEST_F(HubSpot, ReadsByIdAndNamesTheMissing) {
    const auto reply = batch(
        "read",
        R"({"id":")" + std::to_string(ann) + R"("},{"id":"999"})",
        R"(,"properties":["email","phone","nope"])"
    );
    ASSERT_EQ(reply.status, 207);
    EXPECT_EQ(reply.json().at("errors").at(0).at("context").at("ids").at(0), "999");
    const auto& properties = reply.json().at("results").at(0).at("properties").as_object();
    EXPECT_TRUE(properties.at("phone").is_null());
    EXPECT_FALSE(properties.contains("nope"));
    const auto by_own =
        batch("read", R"({"id":"cw_1"})", R"(,"idProperty":"crosswalk_id","properties":["email"])");
    EXPECT_EQ(by_own.json().at("results").at(0).at("properties").at("email"), "ann@example.com");
}

TEST_F(HubSpot, TakesAStepBackWithSuccessAndDoesNothing) {
    const std::string path = "/objects/contacts/" + std::to_string(ann);
    ask("PATCH", path, R"({"properties":{"lifecyclestage":"customer"}})");
    EXPECT_EQ(ask("PATCH", path, R"({"properties":{"lifecyclestage":"lead"}})").status, 200);
    EXPECT_EQ(value(ann, "lifecyclestage"), "customer");
    ask("PATCH", path, R"({"properties":{"lifecyclestage":""}})");
    ask("PATCH", path, R"({"properties":{"lifecyclestage":"lead"}})");
    EXPECT_EQ(value(ann, "lifecyclestage"), "lead");
}

TEST_F(HubSpot, RefusesReadOnlyAndMisshapenValues) {
    const auto code = [&](const std::string& properties) {
        return ask("PATCH",
                   "/objects/contacts/" + std::to_string(ann),
                   R"({"properties":{)" + properties + "}}")
            .body;
    };
    EXPECT_THAT(code(R"("hubspotscore":"1")"), HasSubstr("READ_ONLY_VALUE"));
    EXPECT_THAT(code(R"("email":"nope")"), HasSubstr("INVALID_EMAIL"));
    EXPECT_THAT(code(R"("crosswalk_lead_score":"many")"), HasSubstr("INVALID_INTEGER"));
    EXPECT_THAT(code(R"("hs_lead_status":"SOSO")"), HasSubstr("INVALID_OPTION"));
}

TEST_F(HubSpot, SearchesAnIndexThatLags) {
    const std::string body =
        R"({"filterGroups":[{"filters":[{"propertyName":"email","operator":"IN","values":["ann@example.com","new@example.com"]}]}],"limit":100})";
    EXPECT_EQ(ask("POST", "/objects/contacts/search", body).json().at("total"), 1);
    vendor.let_search_lag(5000);
    now += 10'000;
    vendor.add_contact({{"email", "new@example.com"}});
    EXPECT_EQ(ask("POST", "/objects/contacts/search", body).json().at("total"), 1);
    now += 5000;
    EXPECT_EQ(ask("POST", "/objects/contacts/search", body).json().at("total"), 2);
}

TEST_F(HubSpot, LimitsSearchesAndCallsEachInItsOwnWords) {
    const auto search = [&] {
        return call(
            vendor.url(), "POST", "/crm/v3/objects/contacts/search", {{"Authorization", "Bearer token"}}, "{}"
        );
    };
    for (int i = 0; i < 5; ++i) EXPECT_EQ(search().status, 200);
    const auto refused = search();
    EXPECT_EQ(refused.status, 429);
    EXPECT_FALSE(refused.json().as_object().contains("policyName"));
    vendor.limit_calls(3);
    const auto burst = ask("GET", "/properties/contacts");
    EXPECT_EQ(burst.status, 429);
    EXPECT_EQ(burst.json().at("policyName"), "TEN_SECONDLY_ROLLING");
    now += 10'000;
    EXPECT_EQ(ask("GET", "/properties/contacts").header("X-HubSpot-RateLimit-Remaining"), "2");
}

TEST_F(HubSpot, FollowsMergesOnSingleCallsAndDropsThemSilentlyInBatches) {
    vendor.merge_contacts(ann, bob);
    const auto read = ask("GET", "/objects/contacts/" + std::to_string(bob));
    EXPECT_EQ(read.json().at("id"), boost::json::value(std::to_string(ann)));
    const auto update =
        batch("update", R"({"id":")" + std::to_string(bob) + R"(","properties":{"phone":"1"}})");
    EXPECT_EQ(update.status, 200);
    EXPECT_EQ(update.json().at("results").as_array().size(), 0u);
}

TEST_F(HubSpot, AnswersUnderItsDatedPathsToo) {
    const Pairs token{{"Authorization", "Bearer token"}};
    const auto id = std::to_string(ann);
    EXPECT_EQ(call(vendor.url(), "GET", "/crm/objects/2026-09/contacts/" + id, token).status, 200);
    EXPECT_EQ(call(vendor.url(), "GET", "/crm/properties/2026-09/contacts/email", token).status, 200);
    EXPECT_EQ(call(vendor.url(), "GET", "/crm/v3/objects/contacts/" + id).status, 401);
}

TEST_F(HubSpot, SignsItsWebhooksAndReportsOurOwnWritesAsIntegration) {
    VendorDouble receiver;
    receiver.start();
    receiver.when(post("/hooks")).reply(500).reply(200).always();
    vendor.send_webhooks_to(
        receiver.url() + "/hooks/hubspot", "secret", "https://crosswalk.example.com/hooks/hubspot"
    );
    vendor.edit_contact(ann, {{"phone", "+15550101"}}, false, "userId:12");
    ASSERT_TRUE(receiver.wait_until([&] { return vendor.webhooks().idle(); }));
    batch("update", R"({"id":")" + std::to_string(ann) + R"(","properties":{"phone":"+15550102"}})");
    ASSERT_TRUE(receiver.wait_until([&] { return vendor.webhooks().idle() && receiver.calls().size() == 3; })
    );

    const auto calls = receiver.calls();
    const auto stamp = calls[1].header("X-HubSpot-Request-Timestamp");
    const auto text = "POSThttps://crosswalk.example.com/hooks/hubspot" + calls[1].body + stamp;
    EXPECT_EQ(calls[1].header("X-HubSpot-Signature-v3"), crypto::base64(crypto::hmac_sha256("secret", text)));
    const auto second = *parse_json(calls[1].body), echo = *parse_json(calls[2].body);
    EXPECT_EQ(second.at(0).at("attemptNumber"), 1);
    EXPECT_EQ(second.at(0).at("propertyValue"), "+15550101");
    EXPECT_EQ(second.at(0).at("changeSource"), "CRM_UI");
    EXPECT_EQ(second.at(0).at("sourceId"), "userId:12");
    EXPECT_EQ(echo.at(0).at("changeSource"), "INTEGRATION");
    EXPECT_EQ(text_of(echo.at(0).as_object(), "sourceId"), std::to_string(HubSpotDouble::kApp));
}

TEST_F(HubSpot, MergesIntoTheWinnerOrIntoANewRecordAndRemembersAllIds) {
    const auto cy = vendor.add_contact({{"email", "cy@example.com"}});
    EXPECT_EQ(vendor.merge_contacts(ann, bob), ann);
    EXPECT_EQ(value(ann, "hs_additional_emails"), "bob@example.com");
    const auto survivor = vendor.merge_contacts(cy, ann, true);
    EXPECT_NE(survivor, cy);
    EXPECT_EQ(vendor.contact(bob)->id, survivor);
    EXPECT_EQ(vendor.contact(cy)->id, survivor);
    for (const auto lost : {ann, bob, cy})
        EXPECT_THAT(value(survivor, "hs_merged_object_ids"), HasSubstr(std::to_string(lost)));
}

TEST_F(HubSpot, KeepsConsentByAddressThroughDeletionAndImportAndForgetsItWithThePerson) {
    vendor.unsubscribe(ann);
    EXPECT_EQ(value(ann, "hs_email_optout"), "true");
    vendor.delete_contact(ann);
    vendor.import_csv(
        {{{"email", "ann@example.com"}, {"lastname", "Lee"}}, {{"email", "bob@example.com"}, {"phone", "1"}}}
    );
    const auto again = vendor.contact("ann@example.com");
    ASSERT_TRUE(again);
    EXPECT_NE(again->id, ann);
    EXPECT_EQ(value(again->id, "hs_email_optout"), "true");
    EXPECT_EQ(value(bob, "phone"), "1");
    vendor.edit_contact(again->id, {{"email", "lee@example.com"}});
    EXPECT_EQ(value(again->id, "hs_email_optout"), "") << "another address has said nothing";
    vendor.edit_contact(again->id, {{"email", "ann@example.com"}});
    vendor.erase_contact(again->id);
    vendor.import_csv({{{"email", "ann@example.com"}}});
    EXPECT_EQ(vendor.contact("ann@example.com")->properties["hs_email_optout"], "");
}

TEST_F(HubSpot, TakesConsentInCallsOfItsOwnAndNotAsAProperty) {
    const auto consent = [&](const std::string& path, const std::string& body) {
        return call(
            vendor.url(),
            "POST",
            "/communication-preferences/v4/statuses/" + path,
            {{"Authorization", "Bearer token"}},
            body
        );
    };
    EXPECT_EQ(consent("ann%40example.com/unsubscribe-all", "{}").status, 400) << "the channel is missing";
    const auto all = consent("ann%40example.com/unsubscribe-all?channel=EMAIL", "{}");
    EXPECT_EQ(all.status, 200);
    EXPECT_EQ(all.body, "");
    EXPECT_EQ(value(ann, "hs_email_optout"), "true");
    const auto news = [&](const char* state) {
        return consent(
            "bob%40example.com",
            std::string(R"({"subscriptionId":39644612,"channel":"EMAIL","statusState":")") + state + "\"}"
        );
    };
    EXPECT_EQ(news("UNSUBSCRIBED").json().at("results").at(0).at("status"), "UNSUBSCRIBED");
    EXPECT_EQ(value(bob, "hs_email_optout_39644612"), "true");
    EXPECT_EQ(news("SUBSCRIBED").json().at("results").at(0).at("status"), "SUBSCRIBED");
    EXPECT_EQ(value(bob, "hs_email_optout_39644612"), "false");
    vendor.unsubscribe(bob, 39644612);
    EXPECT_EQ(news("SUBSCRIBED").status, 400) << "the person said no";
    EXPECT_EQ(consent("batch/unsubscribe-all?channel=EMAIL", "{}").status, 403);
    EXPECT_THAT(
        ask("PATCH",
            "/objects/contacts/" + std::to_string(ann),
            R"({"properties":{"hs_email_optout":"false"}})")
            .body,
        HasSubstr("READ_ONLY_VALUE")
    );
}

TEST_F(HubSpot, LosesRepeatsAndReversesItsWebhooksWhenTold) {
    VendorDouble receiver;
    receiver.start();
    receiver.when(post("/hooks")).reply(200).always();
    vendor.send_webhooks_to(receiver.url() + "/hooks", "secret");
    const auto told = [&] {
        EXPECT_TRUE(receiver.wait_until([&] { return vendor.webhooks().idle(); }));
        std::string out;
        for (const auto& one : receiver.calls())
            out += std::string(parse_json(one.body)->at(0).at("propertyValue").as_string());
        receiver.forget_calls();
        return out;
    };
    const auto edit = [&](const char* phone) { vendor.edit_contact(ann, {{"phone", phone}}); };
    vendor.lose_hooks(1);
    edit("1");
    edit("2");
    EXPECT_EQ(told(), "2");
    vendor.repeat_hooks(1);
    edit("3");
    EXPECT_EQ(told(), "33");
    vendor.hold_hooks();
    edit("4");
    edit("5");
    EXPECT_EQ(told(), "");
    vendor.release_hooks();
    EXPECT_EQ(told(), "54");
}

TEST_F(HubSpot, TakesADateAtMidnightOnlyAndTellsItInMilliseconds) {
    vendor.add_property({.name = "renewal", .label = "Renewal", .type = "date", .field_type = "date"});
    VendorDouble receiver;
    receiver.start();
    receiver.when(post("/hooks")).reply(200).always();
    vendor.send_webhooks_to(receiver.url() + "/hooks", "s");
    const std::string path = "/objects/contacts/" + std::to_string(ann);
    EXPECT_EQ(ask("PATCH", path, R"({"properties":{"renewal":"1774915200000"}})").status, 200);
    EXPECT_EQ(value(ann, "renewal"), "2026-03-31");
    const auto late = ask("PATCH", path, R"({"properties":{"renewal":"1775005784000"}})");
    EXPECT_THAT(late.body, HasSubstr("INVALID_DATE"));
    EXPECT_EQ(ask("PATCH", path, R"({"properties":{"closedate":"1775005784000"}})").status, 200);
    EXPECT_EQ(value(ann, "closedate"), "2026-04-01T01:09:44.000Z");
    ASSERT_TRUE(receiver.wait_until([&] { return receiver.calls().size() == 2 && vendor.webhooks().idle(); })
    );
    EXPECT_THAT(receiver.calls()[0].body, HasSubstr(R"("propertyValue":"1774915200000")"));
    EXPECT_THAT(receiver.calls()[1].body, HasSubstr(R"("propertyValue":"1775005784000")"));
}

TEST_F(HubSpot, TakesSeveralChoicesInItsOwnOrderAndRefusesOneItDoesNotList) {
    const std::string path = "/objects/contacts/" + std::to_string(ann);
    EXPECT_EQ(ask("PATCH", path, R"({"properties":{"hs_buying_role":"CHAMPION;BLOCKER"}})").status, 200);
    EXPECT_EQ(value(ann, "hs_buying_role"), "BLOCKER;CHAMPION");
    EXPECT_EQ(ask("PATCH", path, R"({"properties":{"hs_buying_role":";END_USER"}})").status, 200);
    EXPECT_EQ(value(ann, "hs_buying_role"), "BLOCKER;CHAMPION;END_USER");
    EXPECT_THAT(
        ask("PATCH", path, R"({"properties":{"hs_buying_role":"CHAMPION;KING"}})").body,
        HasSubstr("INVALID_OPTION")
    );
}

TEST_F(HubSpot, RefusesAddressesWithABlankOrADotAtTheEnd) {
    for (const char* email : {"x y@example.com.", "x y@example.com", "x@example.com.", "x@y@example.com"}) {
        const auto reply =
            ask("POST", "/objects/contacts", std::string(R"({"properties":{"email":")") + email + R"("}})");
        EXPECT_EQ(reply.status, 400) << email;
        EXPECT_THAT(reply.body, HasSubstr("INVALID_EMAIL")) << email;
    }
}

TEST_F(HubSpot, ForgetsAPropertyThatVanishedUntilItIsRestored) {
    vendor.edit_contact(ann, {{"jobtitle", "CTO"}});
    ASSERT_TRUE(vendor.archive_property("jobtitle"));
    EXPECT_FALSE(vendor.archive_property("jobtitle"));
    const std::string path = "/objects/contacts/" + std::to_string(ann);
    EXPECT_THAT(
        ask("PATCH", path, R"({"properties":{"jobtitle":"CEO"}})").body, HasSubstr("PROPERTY_DOESNT_EXIST")
    );
    EXPECT_FALSE(
        ask("GET", path + "?properties=jobtitle").json().at("properties").as_object().contains("jobtitle")
    );
    ASSERT_TRUE(vendor.restore_property("jobtitle"));
    EXPECT_EQ(ask("GET", path + "?properties=jobtitle").json().at("properties").at("jobtitle"), "CTO");
}

TEST_F(HubSpot, MergesUnderEitherSignOffWithoutAWebhookWhenTold) {
    VendorDouble receiver;
    receiver.start();
    receiver.when(post("/hooks")).reply(200).always();
    vendor.send_webhooks_to(receiver.url() + "/hooks", "s");
    EXPECT_EQ(vendor.merge_contacts(ann, bob, false, true), ann) << "the winner keeps its id";
    EXPECT_EQ(vendor.contact(ann)->properties["hs_merged_object_ids"], std::to_string(bob));
    const auto cy = vendor.add_contact({{"email", "cy@example.com"}});
    const auto survivor = vendor.merge_contacts(ann, cy, true, true);
    EXPECT_NE(survivor, ann) << "a new id is minted";
    EXPECT_EQ(vendor.contact(ann)->id, survivor);
    EXPECT_THAT(vendor.contact(survivor)->properties["hs_merged_object_ids"], HasSubstr(std::to_string(cy)));
    ASSERT_TRUE(receiver.wait_until([&] { return vendor.webhooks().idle(); }));
    for (const auto& told : receiver.calls())
        EXPECT_THAT(told.body, ::testing::Not(HasSubstr("contact.merge")));
}

}  // namespace
}  // namespace crosswalk::doubles
