#include "adapters/registry.h"
#include "connector/contract/text.h"
#include "tests/adapters/fixtures.h"

namespace crosswalk::test::mailchimp_decode {
namespace {

const Adapter& mailchimp = *find_adapter("mailchimp");
const Connection kOurs{.name = "mc", .settings = {{"audience_id", "a6b5da1054"}}};

std::vector<InboundEvent> news(const std::string& body, const Connection& connection = kOurs) {
    auto out = mailchimp.decode(delivery_of(body), connection);
    EXPECT_TRUE(out) << (out ? "" : out.error().what);
    return out ? *out : std::vector<InboundEvent>{};
}
std::vector<InboundEvent> seen(const char* file) {
    return news(fixture(std::string("mailchimp/webhook_") + file + ".form"));
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
std::string id_of(const char* email) { return mailchimp.canonical_id(email); }

TEST(MailchimpDecode, AProfileTellsTheScoreAndTheOtherMergeFieldsAndNothingOfConsent) {
    const auto told = change(seen("profile_with_score_merge_field"));
    EXPECT_EQ(told.kind.text, "member");
    EXPECT_EQ(told.id.text, id_of("ann@example.com"));
    EXPECT_EQ(told.fields.at("LEADSCORE"), "73");
    EXPECT_EQ(told.fields.at("email_address"), "ann@example.com");
    ASSERT_TRUE(told.occurred_at);
    EXPECT_EQ(iso_text(told.occurred_at->at), "2009-03-26T21:31:21.000Z");
    EXPECT_FALSE(told.fields.contains("preferences/all"));
    EXPECT_FALSE(told.consent);
    EXPECT_EQ(told.completeness, Completeness::shown);
}

TEST(MailchimpDecode, NestedMergeFieldsAreNotToldAndLettersBeyondAsciiStayWhatTheyAre) {
    const auto told = change(seen("profile_edge_cases"));
    EXPECT_EQ(told.fields.at("FNAME"), "Zo\xC3\xAB & Co=x");
    EXPECT_FALSE(told.fields.contains("ADDRESS"));
    EXPECT_FALSE(told.fields.contains("GROUPINGS"));
    EXPECT_EQ(told.id.text, id_of("zo\xC3\xAB+a&b@example.com"));
}

TEST(MailchimpDecode, AnUnsubscriptionIsToldAtOnceWithoutAnyReading) {
    const auto all = seen("unsubscribe_manual");
    const auto told = change(all);
    EXPECT_EQ(told.fields.at("preferences/all"), true);
    EXPECT_EQ(told.completeness, Completeness::shown);
    EXPECT_FALSE(told.deleted);
    EXPECT_EQ(told.consent->kind, "unsubscribed");
    EXPECT_FALSE(told.consent->opted_in);
    EXPECT_EQ(engagement(all), "unsubscribed");
}

TEST(MailchimpDecode, AComplaintAndAHardBounceAreOptOuts) {
    for (const auto& [file, what] : std::map<const char*, const char*>{
             {"unsubscribe_abuse", "complained"},
             {"cleaned_abuse", "complained"},
             {"cleaned_hard", "bounced"}}) {
        const auto all = seen(file);
        EXPECT_EQ(change(all).fields.at("preferences/all"), true) << file;
        EXPECT_EQ(change(all).consent->kind, what);
        EXPECT_EQ(engagement(all), what);
    }
    EXPECT_EQ(change(seen("cleaned_hard")).id.text, id_of("ann+cleaned@example.com")) << "it carries no id";
}

TEST(MailchimpDecode, WhoeverAUserTookAwayIsGoneAndHasNotOptedOut) {
    const auto all = seen("unsubscribe_delete");
    EXPECT_TRUE(change(all).deleted);
    EXPECT_FALSE(change(all).fields.contains("preferences/all"));
    EXPECT_FALSE(change(all).consent);
    auto body = fixture("mailchimp/webhook_unsubscribe_delete.form");
    body.replace(body.find("manual"), 6, "abuse");
    EXPECT_EQ(change(news(body)).fields.at("preferences/all"), true) << "a complaint is one all the same";
}

TEST(MailchimpDecode, ASubscriptionProvesAsMuchAsTheAudienceAsksFor) {
    const auto by_form = change(seen("subscribe"));
    EXPECT_EQ(by_form.consent->kind, "form");
    EXPECT_TRUE(by_form.consent->opted_in);
    EXPECT_EQ(by_form.fields.at("preferences/all"), false);
    EXPECT_EQ(by_form.completeness, Completeness::read_the_rest) << "tags and interests are not told";
    const Connection asks_twice{.settings = {{"audience_id", "a6b5da1054"}, {"double_opt_in", "true"}}};
    const auto body = fixture("mailchimp/webhook_subscribe.form");
    EXPECT_EQ(change(news(body, asks_twice)).consent->kind, "confirmed");
    auto added = body;
    added.replace(added.find("ip_signup"), 9, "ip_other_");
    EXPECT_EQ(change(news(added, asks_twice)).consent->kind, "added") << "nobody signed up";
}

TEST(MailchimpDecode, BareBracketsAreTheSame) {
    EXPECT_EQ(change(seen("subscribe_bare_brackets")).fields, change(seen("subscribe")).fields);
}

TEST(MailchimpDecode, AnotherAddressIsAnotherIdAndTheMemberOfTheOldOneLivesOn) {
    const auto all = seen("upemail");
    ASSERT_EQ(all.size(), 2U);
    const auto& merge = std::get<Merge>(all[0]);
    EXPECT_EQ(merge.winner.text, id_of("ann+new@example.com"));
    EXPECT_EQ(merge.losers, (std::vector<VendorId>{{id_of("ann+old@example.com")}}));
    EXPECT_EQ(change(all).fields.at("email_address"), "ann+new@example.com");
    const auto respelled = news(
        "type=upemail&fired_at=2026-03-01+09%3A00%3A00&data[list_id]=a6b5da1054&data[new_email]=Ann@example."
        "com"
        "&data[old_email]=ann@example.com"
    );
    EXPECT_EQ(respelled.size(), 1U) << "the id is the same";
}

TEST(MailchimpDecode, TheSameDeliveryHasTheSameKeyAndTwoEditsOfOneSecondHaveTwo) {
    const auto body = fixture("mailchimp/webhook_profile.form");
    auto other = body;
    other.replace(other.find("=Ann"), 4, "=Bob");
    EXPECT_EQ(change(news(body)).event_key, change(news(body)).event_key);
    EXPECT_NE(change(news(body)).event_key, change(news(other)).event_key);
    EXPECT_EQ(change(news(body)).event_key.find("ann"), std::string::npos)
        << "nobody's address is kept in it";
}

TEST(MailchimpDecode, WhatIsAboutNobodyOrAboutAnotherAudienceIsNothingToApply) {
    EXPECT_TRUE(std::holds_alternative<Handshake>(seen("campaign_sent").at(0)));
    const auto body = fixture("mailchimp/webhook_unsubscribe_manual.form");
    EXPECT_TRUE(std::holds_alternative<Handshake>(news(body, {.settings = {{"audience_id", "other"}}}).at(0))
    );
}

TEST(MailchimpDecode, ABodyWithoutATypeOrAnAddressIsParked) {
    for (const char* body :
         {"a=b", "type=profile&data[id]=8a25ff1d98", "type=profile&data[email]=ann", "type=upemail"}) {
        const auto told = mailchimp.decode(delivery_of(body), kOurs);
        ASSERT_FALSE(told) << body;
        EXPECT_EQ(told.error().code, "mailchimp.not_an_event");
    }
}

}  // namespace
}  // namespace crosswalk::test::mailchimp_decode
