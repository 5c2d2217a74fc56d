#include "tests/adapters/mail_tool.h"

namespace crosswalk::test::customerio_decode {
namespace {

const MailTool kTool{"customerio"};

TEST(CustomerIoDecode, WhatPeopleDoIsEngagementAndWhatTheyWantIsConsent) {
    for (const auto& [file, what] : std::map<std::string, std::string>{
             {"customer_unsubscribed", "unsubscribed preferences/all"},
             {"email_unsubscribed", "unsubscribed preferences/all"},
             {"email_spammed", "complained preferences/all"},
             {"email_delivered", "delivered"},
             {"email_opened", "opened"},
             {"email_opened_machine", "opened_by_machine"},
             {"email_clicked", "clicked"},
             {"email_bounced", "bounced"},
             {"email_dropped", "dropped"},
             {"email_sent", ""},
             {"email_failed", ""},
             {"customer_subscribed", ""}})
        EXPECT_EQ(told(kTool.seen("reporting_" + file + ".json")), what) << file;
    const auto click = first<Engagement>(kTool.seen("reporting_email_clicked.json"));
    EXPECT_EQ(click.link, "https://example.com/offer");
    EXPECT_EQ(click.campaign, "9");
}

TEST(CustomerIoDecode, TheMailsWordOfAnUnsubscriptionIsThatOfThePerson) {
    const auto person = first<Change>(kTool.seen("reporting_customer_unsubscribed.json"));
    const auto mail = first<Change>(kTool.seen("reporting_email_unsubscribed.json"));
    EXPECT_EQ(person.event_key, mail.event_key);
    EXPECT_EQ(person.id.text, "0200102");
    EXPECT_EQ(person.fields.at("email"), "ann@example.com");
    EXPECT_EQ(iso_text(person.occurred_at->at), "2026-03-02T09:00:00.000Z");
}

TEST(CustomerIoDecode, WhoeverSubscribesProvesItAndTopicsAreThingsOfTheirOwn) {
    const auto back = first<Change>(kTool.seen("reporting_customer_subscribed.json"));
    EXPECT_EQ(back.fields.at("preferences/all"), false);
    EXPECT_EQ(back.consent->kind, "subscribed");
    const auto topics = first<Change>(kTool.seen("reporting_preferences_changed.json"));
    EXPECT_EQ(topics.fields.at("preferences/topic_1"), false);
    EXPECT_EQ(topics.fields.at("preferences/topic_2"), true);
    EXPECT_FALSE(topics.fields.contains("preferences/all"));
    EXPECT_EQ(topics.completeness, Completeness::shown) << "which of them was changed now is not told";
}

TEST(CustomerIoDecode, WhatAMachineDoesOrAClickImpliesIsNoPersonsDoing) {
    const auto event = [](const std::string& metric, const std::string& data) {
        return told(kTool.news(
            R"({"event_id":"e","object_type":"email","timestamp":"1772442000","metric":")" + metric +
            R"(","data":{"customer_id":"7",)" + data + "}}"
        ));
    };
    EXPECT_EQ(event("clicked", R"("machine":true)"), "clicked_by_machine");
    EXPECT_EQ(event("opened", R"("synthetic":true)"), "");
    EXPECT_EQ(event("opened", R"("proxied":true)"), "opened");
}

TEST(CustomerIoDecode, ACampaignsOwnWebhookTellsAttributes) {
    const auto change = first<Change>(kTool.news(
        R"({"customer_id":"7","email":"ann@example.com","lead_score":73,"preferences/all":false})"
    ));
    EXPECT_EQ(change.id.text, "7");
    EXPECT_EQ(change.fields.at("lead_score"), 73);
    EXPECT_EQ(change.completeness, Completeness::changed_fields_only);
    EXPECT_FALSE(change.fields.contains("preferences/all")) << "consent is not told that way";
    EXPECT_FALSE(change.consent);
}

TEST(CustomerIoDecode, PeopleWithoutAnIdAreKnownByTheToolsOwn) {
    EXPECT_EQ(
        first<Change>(kTool.news(
                          R"({"metric":"unsubscribed","object_type":"customer","data":{"customer_id":"","identifiers":{"id":null,"cio_id":"d9c1"}}})"
                      ))
            .id.text,
        "cio_d9c1"
    );
    for (const char* body : {"{}", "[]", R"({"metric":"opened","data":{}})", R"({"lead_score":73})"})
        EXPECT_EQ(kTool.fault_of(body), "customerio.not_an_event") << body;
}

}  // namespace
}  // namespace crosswalk::test::customerio_decode
