#include "adapters/registry.h"
#include "connector/contract/text.h"
#include "tests/adapters/fixtures.h"

namespace crosswalk::test::klaviyo_decode {
namespace {

const Adapter& klaviyo = *find_adapter("klaviyo");

std::vector<InboundEvent> news(const std::string& body) {
    auto out = klaviyo.decode(delivery_of(body), {});
    EXPECT_TRUE(out) << (out ? "" : out.error().what);
    return out ? *out : std::vector<InboundEvent>{};
}
std::vector<InboundEvent> seen(const std::string& file) {
    return news(fixture("klaviyo/webhook_" + file + ".json"));
}
std::string event(const std::string& topic, const std::string& profile = "01AB") {
    return R"({"external_id":"E1","topic":"event:klaviyo.)" + topic +
           R"(","payload":{"data":{"attributes":{"timestamp":1704391525},"relationships":{"profile":{"data":{"id":")" +
           profile + R"("}}}}}})";
}
std::vector<InboundEvent> told(const std::string& topic) {
    return news(R"({"data":[)" + event(topic) + "]}");
}
Change change(const std::vector<InboundEvent>& all) {
    for (const auto& one : all)
        if (const auto* out = std::get_if<Change>(&one)) return *out;
    ADD_FAILURE() << "no change";
    return {};
}
std::string engagement(const std::vector<InboundEvent>& all) {
    for (const auto& one : all)
        if (const auto* out = std::get_if<Engagement>(&one)) return out->what;
    return {};
}

TEST(KlaviyoDecode, AnUnsubscriptionIsToldAtOnceWithTheAddressThatFindsItsLead) {
    const auto all = seen("unsubscribed_from_email_marketing");
    EXPECT_EQ(change(all).id.text, "01HM4ZQ2G7N8XJ3V5Y6W9R0T1K");
    EXPECT_EQ(change(all).fields.at("preferences/all"), true);
    EXPECT_EQ(change(all).fields.at("email"), "a@example.com");
    EXPECT_EQ(change(all).completeness, Completeness::shown);
    EXPECT_TRUE(change(all).field_times.contains("preferences/all"));
    EXPECT_FALSE(change(all).field_times.contains("email"));
    EXPECT_EQ(change(all).consent->kind, "unsubscribed");
    EXPECT_FALSE(change(all).consent->opted_in);
    EXPECT_EQ(iso_text(change(all).occurred_at->at), "2024-01-04T18:05:25.000Z");
    EXPECT_EQ(engagement(all), "unsubscribed");
}

TEST(KlaviyoDecode, AComplaintAndASuppressionAreOptOutsAndABounceIsRead) {
    EXPECT_EQ(change(told("marked_email_as_spam")).fields.at("preferences/all"), true);
    EXPECT_EQ(change(told("manually_suppressed_from_email_marketing")).consent->kind, "suppressed");
    const auto bounce = told("bounced_email");
    EXPECT_EQ(change(bounce).completeness, Completeness::read_the_rest)
        << "the suppression says whether it is for good";
    EXPECT_FALSE(change(bounce).fields.contains("preferences/all"));
    EXPECT_EQ(engagement(bounce), "bounced");
}

TEST(KlaviyoDecode, ASubscriptionProvesAnOptIn) {
    const auto in = change(seen("subscribed_to_email_marketing"));
    EXPECT_TRUE(in.consent->opted_in);
    EXPECT_EQ(in.consent->kind, "subscribed");
    EXPECT_EQ(in.fields.at("preferences/all"), false);
    EXPECT_EQ(in.completeness, Completeness::read_the_rest);
}

TEST(KlaviyoDecode, OneDeliveryBringsAllItsEvents) {
    const auto all = seen("two_events_one_delivery");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(std::get<Engagement>(all[0]).what, "opened");
    EXPECT_EQ(std::get<Engagement>(seen("opened_email").at(0)).campaign, "March");
    EXPECT_EQ(std::get<Engagement>(all[1]).what, "clicked");
    EXPECT_NE(std::get<Engagement>(all[0]).event_key, std::get<Engagement>(all[1]).event_key);
    const auto some =
        news(R"({"data":[null,)" + event("opened_email", "") + "," + event("opened_email") + "]}");
    ASSERT_EQ(some.size(), 3U);
    EXPECT_TRUE(std::holds_alternative<Unreadable>(some[0]));
    EXPECT_TRUE(std::holds_alternative<Unreadable>(some[1]));
    EXPECT_TRUE(std::holds_alternative<Engagement>(some[2])) << "a bad one spoils no other";
}

TEST(KlaviyoDecode, AScoreThatAnApiTellsAsAnEventIsReadFromTheProfile) {
    const auto all = seen("custom_api_topic_score_changed");
    EXPECT_EQ(change(all).completeness, Completeness::read_the_rest);
    EXPECT_EQ(engagement(all), "lead_score_changed");
}

TEST(KlaviyoDecode, AFlowsWebhookTellsItsValuesByTheirNames) {
    const auto score = change(news(R"({"email":"a@example.com","profile_id":"01AB","lead_score":"73"})"));
    EXPECT_EQ(score.id.text, "01AB");
    EXPECT_EQ(score.fields.at("lead_score"), "73");
    EXPECT_FALSE(score.fields.contains("profile_id"));
}

TEST(KlaviyoDecode, WhatIsAboutNoMailIsNothingToApplyAndWhatIsNoEventIsParked) {
    EXPECT_TRUE(std::holds_alternative<Handshake>(told("submitted_review").at(0)));
    for (const char* body : {R"({"data":[]})", R"({"a":1})", R"({"data":[{"topic":""}]})", "[1]"}) {
        const auto bad = klaviyo.decode(delivery_of(body), {});
        ASSERT_FALSE(bad) << body;
        EXPECT_EQ(bad.error().code, "klaviyo.not_an_event");
    }
}

}  // namespace
}  // namespace crosswalk::test::klaviyo_decode
