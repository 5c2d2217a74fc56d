#include "tests/adapters/mail_tool.h"

namespace crosswalk::test::sendgrid_decode {
namespace {

const MailTool kTool{"sendgrid"};

std::vector<InboundEvent> event(const std::string& words) {
    return kTool.news(R"([{"email":"Ann@example.com","timestamp":1772442000,"sg_event_id":"e1",)" + words + "}]");
}

TEST(SendGridDecode, WhatPeopleDoIsEngagementAndWhatTheyWantIsConsent) {
    for (const auto& [words, what] : std::map<std::string, std::string>{
             {R"("event":"delivered")", "delivered"},
             {R"("event":"open")", "opened"},
             {R"("event":"open","sg_machine_open":false)", "opened"},
             {R"("event":"open","sg_machine_open":true)", "opened_by_machine"},
             {R"("event":"click","url":"https://example.com/")", "clicked"},
             {R"("event":"bounce","type":"bounce")", "bounced"},
             {R"("event":"bounce","type":"blocked")", "soft_bounced"},
             {R"("event":"dropped","reason":"Bounced Address")", "dropped"},
             {R"("event":"dropped","reason":"Unsubscribed Address")", "dropped preferences/all"},
             {R"("event":"spamreport")", "complained preferences/all"},
             {R"("event":"unsubscribe","asm_group_id":10)", "unsubscribed preferences/all"},
             {R"("event":"group_unsubscribe","asm_group_id":10)", "unsubscribed preferences/10"},
             {R"("event":"processed")", ""},
             {R"("event":"deferred","response":"400 try again later")", ""}})
        EXPECT_EQ(told(event(words)), what) << words;
    EXPECT_EQ(first<Engagement>(event(R"("event":"open")")).id.text, "ann@example.com");
    EXPECT_EQ(first<Engagement>(event(R"("event":"click","url":"https://example.com/a")")).link, "https://example.com/a");
    EXPECT_EQ(first<Engagement>(event(R"("event":"open","category":["cats"])")).campaign, "cats");
    EXPECT_EQ(first<Engagement>(kTool.seen("webhook_single_send_open.json")).campaign, "Spring offer");
}

TEST(SendGridDecode, ComingBackToOneGroupOpensThatOneAlone) {
    const auto change = first<Change>(event(R"("event":"group_resubscribe","asm_group_id":10)"));
    EXPECT_EQ(change.fields.at("preferences/10"), false);
    EXPECT_FALSE(change.fields.contains("preferences/all"));
    EXPECT_EQ(change.consent->kind, "resubscribed");
    EXPECT_EQ(change.consent->scope, "10");
}

TEST(SendGridDecode, ABatchBringsAllItsEventsAndABadOneSpoilsNoOther) {
    EXPECT_EQ(kTool.seen("webhook_all_types.json").size(), 14U) << "eleven events, of which three close consent";
    const auto some = kTool.news(
        R"([null,{"event":"open"},{"event":"open","email":"ann@example.com"},{"email":"ann@example.com"}])"
    );
    ASSERT_EQ(some.size(), 4U);
    for (const std::size_t bad : {0, 1, 3}) EXPECT_TRUE(std::holds_alternative<Unreadable>(some[bad])) << bad;
    for (const char* body : {"[]", "{}", R"([{"event":"open"}])"}) EXPECT_EQ(kTool.fault_of(body), "sendgrid.not_an_event");
}

TEST(SendGridDecode, ATimeMayBeInMillisecondsAndTheEventsOwnIdIsItsKey) {
    const auto at = [](const char* time) {
        return first<Engagement>(
            kTool.news(R"([{"event":"open","email":"a@example.com","sg_event_id":"e1","timestamp":)" + std::string(time) + "}]")
        );
    };
    EXPECT_EQ(iso_text(at("1772442000").occurred_at->at), iso_text(at("1772442000000").occurred_at->at));
    EXPECT_EQ(at("1772442000").event_key, at("1772442001").event_key);
}

}  // namespace
}  // namespace crosswalk::test::sendgrid_decode
