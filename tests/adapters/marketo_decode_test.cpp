#include "tests/adapters/mail_tool.h"

namespace crosswalk::test::marketo_decode {
namespace {

const MailTool kTool{"marketo"};

std::string activity(int type, std::string_view attributes = "", std::string_view lead = "775") {
    return R"({"type":"com.adobe.platform.marketo.activity.standard.any","id":"e1","data":{"leadId":")" +
           std::string(lead) + R"(","activityDate":"2026-03-01T09:00:00Z","activityTypeId":)" + std::to_string(type) +
           R"(,"activityLogItemId":12,"activityType":"Any","attributes":[)" + std::string(attributes) + "]}}";
}

TEST(MarketoDecode, WhatPeopleDoIsEngagementAndAnUnsubscriptionClosesAll) {
    for (const auto& [type, what] : std::map<int, std::string>{
             {7, "delivered"},
             {8, "bounced"},
             {9, "unsubscribed preferences/all"},
             {10, "opened"},
             {11, "clicked"},
             {27, "soft_bounced"},
             {6, ""}}) {
        const auto news = kTool.news(activity(type));
        EXPECT_EQ(told(news), what) << type;
    }
    const auto left = first<Change>(kTool.news(activity(9)));
    EXPECT_EQ(left.id.text, "775");
    EXPECT_FALSE(left.consent->opted_in);
}

TEST(MarketoDecode, AClickNamesItsLinkAndTheMail) {
    auto body = activity(11, R"({"name":"Link","value":"https://example.com/pricing"})");
    body.insert(body.find("\"attributes\""), R"("primaryAttributeValue":"Spring.Mail 1",)");
    const auto click = first<Engagement>(kTool.news(body));
    EXPECT_EQ(click.link, "https://example.com/pricing");
    EXPECT_EQ(click.campaign, "Spring.Mail 1");
}

TEST(MarketoDecode, AScoreThatChangedIsReadAndOneThatStayedIsNoNews) {
    const auto news = kTool.seen("webhook_data_stream_changescore.json");
    ASSERT_EQ(news.size(), 1U);
    const auto change = first<Change>(news);
    EXPECT_EQ(change.id.text, "775");
    EXPECT_EQ(change.completeness, Completeness::id_only) << "it names the field as the screen does";
    EXPECT_FALSE(change.event_key.empty());
    constexpr auto kSame = R"({"name":"New Value","value":73},{"name":"Old Value","value":"73"})";
    EXPECT_TRUE(std::holds_alternative<Handshake>(kTool.news(activity(22, kSame)).at(0)));
    EXPECT_EQ(kTool.seen("webhook_data_stream_batch.json").size(), 2U);
}

TEST(MarketoDecode, MergesAndDeletionsAreTold) {
    const auto merged = kTool.news(activity(32, R"({"name":"Merge IDs","value":"[775, 7,8]"})"));
    EXPECT_EQ(first<Merge>(merged).winner.text, "775");
    EXPECT_EQ(first<Merge>(merged).losers, (std::vector<VendorId>{{"7"}, {"8"}}));
    EXPECT_EQ(first<Change>(merged).completeness, Completeness::id_only) << "the survivor may hold other values now";
    EXPECT_TRUE(std::holds_alternative<Change>(kTool.news(activity(32)).at(0))) << "whoever else it was is told later";
    EXPECT_TRUE(first<Change>(kTool.news(activity(37))).deleted);
}

TEST(MarketoDecode, ACampaignTellsValuesByTheirNames) {
    const auto change = first<Change>(kTool.seen("webhook_smart_campaign.json"));
    EXPECT_EQ(change.id.text, "775");
    EXPECT_EQ(change.fields.at("leadScore"), "73");
    EXPECT_EQ(change.fields.at("email"), "ann@example.com");
    EXPECT_EQ(change.fields.at("preferences/all"), false);
    EXPECT_EQ(change.completeness, Completeness::shown) << "that somebody is subscribed was said at no such moment";
    EXPECT_FALSE(change.consent);
    const auto left = first<Change>(kTool.news(R"({"lead_id":775,"unsubscribed":true})"));
    EXPECT_EQ(left.fields.at("preferences/all"), true);
    EXPECT_EQ(first<Change>(kTool.news(R"({"lead_id":775,"score":7})")).completeness, Completeness::changed_fields_only);
}

TEST(MarketoDecode, WhatNamesNoLeadIsParked) {
    for (const char* body :
         {R"({"email":"ann@example.com"})", R"({"lead_id":"x1"})", "7", R"([{"type":"com.example.other"}])"})
        EXPECT_EQ(kTool.fault_of(body), "marketo.not_an_event") << body;
    EXPECT_EQ(kTool.fault_of(activity(22, "", "")), "marketo.not_an_event");
    const auto two = kTool.news("[" + activity(10) + "," + activity(10, "", "") + "]");
    ASSERT_EQ(two.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<Unreadable>(two[1])) << "the other one is told all the same";
}

}  // namespace
}  // namespace crosswalk::test::marketo_decode
