#include "tests/adapters/mail_tool.h"

namespace crosswalk::test::mailgun_decode {
namespace {

const MailTool kTool{"mailgun"};

TEST(MailgunDecode, WhatPeopleDoIsEngagementAndWhatTheyWantIsConsent) {
    for (const auto& [file, what] : std::map<std::string, std::string>{
             {"delivered", "delivered"},
             {"opened", "opened"},
             {"clicked", "clicked"},
             {"failed_permanent", "bounced"},
             {"failed_temporary", "soft_bounced"},
             {"failed_suppressed", "dropped preferences/all"},
             {"unsubscribed", "unsubscribed preferences/all"},
             {"complained", "complained preferences/all"},
             {"accepted_bad_user_variables", ""}})
        EXPECT_EQ(told(kTool.seen("webhook_" + file + ".json")), what) << file;
    const auto click = first<Engagement>(kTool.seen("webhook_clicked.json"));
    EXPECT_EQ(click.link, "https://example.com/offer");
    EXPECT_EQ(click.campaign, "spring");
}

TEST(MailgunDecode, AMailKeptBackForAnOldOptOutIsNoNewOne) {
    const auto old = first<Change>(kTool.seen("webhook_failed_suppressed.json"));
    EXPECT_FALSE(old.field_times.contains("preferences/all")) << "or it would undo what was said since";
    EXPECT_FALSE(old.consent);
    const auto said = first<Change>(kTool.seen("webhook_unsubscribed.json"));
    EXPECT_TRUE(said.field_times.contains("preferences/all"));
}

TEST(MailgunDecode, ABotIsNobodyAndATimeHasItsFraction) {
    const auto opened = kTool.news(
        R"({"event-data":{"event":"opened","recipient":"Ann@example.com","timestamp":1534108637.153125,"client-info":{"bot":"gmail"}}})"
    );
    EXPECT_EQ(told(opened), "opened_by_machine");
    EXPECT_EQ(first<Engagement>(opened).id.text, "ann@example.com");
    EXPECT_EQ(iso_text(first<Engagement>(opened).occurred_at->at), "2018-08-12T21:17:17.153Z");
}

TEST(MailgunDecode, AnIdIsItsOwnForADayOnly) {
    const auto key = [](const char* time) {
        return first<Engagement>(
                   kTool.news(R"({"event-data":{"event":"opened","id":"a1","recipient":"a@example.com","timestamp":)" + std::string(time) + "}}")
        )
            .event_key;
    };
    EXPECT_EQ(key("1534108637.1"), key("1534108637.1"));
    EXPECT_NE(key("1534108637.1"), key("1534195037.1"));
}

TEST(MailgunDecode, AnEventWithoutARecipientIsParkedUnlessItSaysNothingOfAnybody) {
    EXPECT_EQ(kTool.fault_of(R"({"event-data":{"event":"opened"}})"), "mailgun.not_an_event");
    EXPECT_EQ(kTool.fault_of(R"({"signature":{}})"), "mailgun.not_an_event");
    EXPECT_TRUE(std::holds_alternative<Handshake>(
        kTool.news(R"({"event-data":{"event":"rejected","reject":{"reason":"Sandbox"}}})").at(0)
    ));
}

}  // namespace
}  // namespace crosswalk::test::mailgun_decode
