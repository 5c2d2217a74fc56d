#include "adapters/registry.h"
#include "connector/contract/text.h"
#include "tests/adapters/fixtures.h"

namespace crosswalk::test::brevo_decode {
namespace {

const Adapter& brevo = *find_adapter("brevo");

std::vector<InboundEvent> news(const std::string& body, const Connection& connection = {}) {
    auto out = brevo.decode(delivery_of(body), connection);
    EXPECT_TRUE(out) << (out ? "" : out.error().what);
    return out ? *out : std::vector<InboundEvent>{};
}
std::vector<InboundEvent> seen(const std::string& file) {
    return news(fixture("brevo/webhook_" + file + ".json"));
}
Change change(const std::vector<InboundEvent>& all) {
    for (const auto& one : all)
        if (const auto* out = std::get_if<Change>(&one)) return *out;
    ADD_FAILURE() << "no change";
    return {};
}
Engagement engagement(const std::vector<InboundEvent>& all) {
    for (const auto& one : all)
        if (const auto* out = std::get_if<Engagement>(&one)) return *out;
    return {};
}

TEST(BrevoDecode, AnUnsubscriptionAComplaintAndAHardBounceAreToldAtOnce) {
    for (const auto& [file, what] : std::map<std::string, std::string>{
             {"marketing_unsubscribe", "unsubscribed"},
             {"transactional_unsubscribed", "unsubscribed"},
             {"marketing_spam", "complained"},
             {"transactional_spam", "complained"},
             {"transactional_complaint", "complained"},
             {"marketing_hard_bounce", "bounced"},
             {"transactional_hard_bounce", "bounced"}}) {
        const auto all = seen(file);
        EXPECT_EQ(change(all).id.text, "ann@example.com") << file;
        EXPECT_EQ(change(all).fields.at("preferences/all"), true) << file;
        EXPECT_EQ(change(all).completeness, Completeness::shown) << file << ": nothing to read first";
        EXPECT_EQ(change(all).field_times.contains("preferences/all"), change(all).occurred_at.has_value()) << file;
        EXPECT_FALSE(change(all).field_times.contains("email")) << file << ": it only names the person";
        EXPECT_EQ(change(all).consent->kind, what) << file;
        EXPECT_FALSE(change(all).consent->opted_in);
        EXPECT_EQ(engagement(all).what, what) << file;
        EXPECT_NE(engagement(all).event_key, change(all).event_key) << "each of the two is heard once";
    }
    EXPECT_EQ(change(seen("marketing_unsubscribe")).fields.at("lists/42"), true);
}

TEST(BrevoDecode, WhatPeopleDoIsEngagementAndAMachineThatOpensIsNobody) {
    for (const auto& [file, what] : std::map<std::string, std::string>{
             {"marketing_delivered", "delivered"},
             {"marketing_opened", "opened"},
             {"marketing_click", "clicked"},
             {"marketing_soft_bounce", "soft_bounced"},
             {"transactional_proxy_open", "opened_by_machine"}}) {
        const auto all = seen(file);
        ASSERT_EQ(all.size(), 1U) << file;
        EXPECT_EQ(engagement(all).what, what);
    }
    EXPECT_EQ(engagement(seen("marketing_click")).link, "https://example.com/x");
    EXPECT_EQ(engagement(seen("marketing_click")).campaign, "March news");
    for (const char* file :
         {"transactional_unique_opened", "transactional_request", "transactional_deferred"})
        EXPECT_TRUE(std::holds_alternative<Handshake>(seen(file).at(0))) << file;
}

TEST(BrevoDecode, OnlyTheTimeThatHasNoZoneIsBelieved) {
    EXPECT_EQ(iso_text(engagement(seen("transactional_opened")).occurred_at->at), "2026-03-01T15:00:08.993Z");
    EXPECT_EQ(
        iso_text(engagement(seen("transactional_proxy_open")).occurred_at->at), "2026-03-01T15:00:08.000Z"
    );
    EXPECT_FALSE(engagement(seen("marketing_opened")).occurred_at);
    const auto in_seconds = news(R"({"event":"opened","email":"a@example.com","ts_epoch":1772377208})");
    EXPECT_EQ(iso_text(engagement(in_seconds).occurred_at->at), "2026-03-01T15:00:08.000Z");
}

TEST(BrevoDecode, ANewOrChangedContactIsReadAndADeletedOneIsGone) {
    EXPECT_EQ(change(seen("marketing_list_addition")).completeness, Completeness::read_the_rest);
    EXPECT_EQ(change(seen("marketing_contact_updated")).completeness, Completeness::read_the_rest);
    EXPECT_EQ(change(seen("marketing_contact_updated")).fields.size(), 1U) << "no value of the event holds";
    EXPECT_TRUE(change(seen("marketing_contact_deleted")).deleted);
    EXPECT_FALSE(change(seen("marketing_contact_deleted")).fields.contains("preferences/all"));
}

TEST(BrevoDecode, WhoseKeyChangedAContactIsToldAndOurOwnIsKnown) {
    const auto body = fixture("brevo/webhook_marketing_contact_updated.json");
    EXPECT_EQ(change(news(body)).who, "crosswalk");
    const auto ours = change(news(body, {.settings = {{"api_key_name", "crosswalk"}}}));
    EXPECT_EQ(ours.origin, Origin::ourselves);
    EXPECT_EQ(ours.who, "");
}

TEST(BrevoDecode, ABatchBringsAllItsEventsAndABadOneSpoilsNoOther) {
    EXPECT_EQ(seen("batched_transactional").size(), 2U);
    const auto some = news(
        R"([{"event":"opened"},null,{"event":"opened","email":"a@example.com"},{"event":"opened","email":7}])"
    );
    ASSERT_EQ(some.size(), 4U);
    EXPECT_TRUE(std::holds_alternative<Unreadable>(some[0]));
    EXPECT_TRUE(std::holds_alternative<Unreadable>(some[1]));
    EXPECT_EQ(engagement(some).id.text, "a@example.com");
}

TEST(BrevoDecode, TheSameEventHasTheSameKeyAndAnotherLinkAnother) {
    const auto click = [](const char* link) {
        return engagement(news(
            R"({"event":"click","email":"a@example.com","ts_epoch":1772377208993,"link":"https://example.com/)" +
            std::string(link) + "\"}"
        ));
    };
    EXPECT_EQ(click("x").event_key, click("x").event_key);
    EXPECT_NE(click("x").event_key, click("y").event_key);
    EXPECT_EQ(click("x").event_key.find("example"), std::string::npos) << "nobody's address is kept in it";
}

TEST(BrevoDecode, ABodyWithoutAnEventIsParked) {
    for (const char* body : {"[]", R"({"email":"a@example.com"})", R"([{"event":"spam"}])", "7"}) {
        const auto told = brevo.decode(delivery_of(body), {});
        ASSERT_FALSE(told) << body;
        EXPECT_EQ(told.error().code, "brevo.not_an_event");
    }
}

}  // namespace
}  // namespace crosswalk::test::brevo_decode
