#include "tests/adapters/mail_tool.h"

namespace crosswalk::test::postmark_decode {
namespace {

const MailTool kBroadcast{"postmark", {.settings = {{"message_stream", "broadcast"}}}};
const MailTool kOutbound{"postmark"};

TEST(PostmarkDecode, WhatPeopleDoIsEngagementAndAHardBounceClosesNothing) {
    for (const auto& [file, what] : std::map<std::string, std::string>{
             {"Delivery", "delivered"},
             {"Open", "opened"},
             {"Click", "clicked"},
             {"Bounce", "bounced"},
             {"SpamComplaint", "complained preferences/all"},
             {"SubscriptionChange_suppress", "unsubscribed preferences/all"},
             {"SubscriptionChange_hardbounce", ""}}) {
        const auto all = kBroadcast.seen("webhook_" + file + ".json");
        EXPECT_EQ(told(all), what) << file;
        EXPECT_EQ((what.empty() ? first<Change>(all).id : first<Engagement>(all).id).text, "ann@example.com") << file;
    }
    const auto click = first<Engagement>(kBroadcast.seen("webhook_Click.json"));
    EXPECT_EQ(click.link, "https://example.com/offer");
    EXPECT_EQ(click.campaign, "spring");
}

TEST(PostmarkDecode, ABounceCountsByItsTypeAndNeverByItsCode) {
    const auto bounce = [](std::string type) {
        return told(kOutbound.news(
            R"({"RecordType":"Bounce","ID":7,"TypeCode":512,"Email":"ann@example.com","Type":")" + type + "\"}"
        ));
    };
    EXPECT_EQ(bounce("BadEmailAddress"), "bounced");
    EXPECT_EQ(bounce("SoftBounce"), "soft_bounced");
    EXPECT_EQ(bounce("Unsubscribe"), "unsubscribed preferences/all");
    EXPECT_EQ(bounce("SpamComplaint"), "complained preferences/all");
    EXPECT_EQ(bounce("AutoResponder"), "");
    EXPECT_EQ(kOutbound.fault_of(R"({"RecordType":"Bounce","ID":7,"Type":"Unsubscribe"})"), "postmark.not_an_event")
        << "it names nobody, and is heard of by the poll";
}

TEST(PostmarkDecode, AnotherStreamIsOneThingSomebodyLeft) {
    EXPECT_EQ(
        told(kOutbound.seen("webhook_SubscriptionChange_suppress.json")), "unsubscribed preferences/broadcast"
    );
    EXPECT_EQ(told(kBroadcast.seen("webhook_SpamComplaint.json")), "complained preferences/all")
        << "a complaint is about all mail";
}

TEST(PostmarkDecode, WhoIsPutOnTheListByOthersDidNothingAndAComplaintIsOneInBothRecordsOfIt) {
    auto body = fixture("postmark/webhook_SubscriptionChange_suppress.json");
    for (const char* origin : {"Customer", "Admin"}) {
        auto by_others = body;
        by_others.replace(by_others.find("\"Recipient\","), 11, "\"" + std::string(origin) + "\"");
        const auto all = kBroadcast.news(by_others);
        EXPECT_EQ(told(all), " preferences/all") << origin;
        EXPECT_FALSE(first<Change>(all).consent) << origin;
    }
    body.replace(body.find("ManualSuppression"), 17, "SpamComplaint");
    const auto both_tell = [&](const std::string& mail) {
        auto complaint = fixture("postmark/webhook_SpamComplaint.json"), listed = body;
        complaint.replace(complaint.find("2706ee8a-737c-4285-b032-ccd317af53ed"), 36, mail);
        return std::pair{kBroadcast.news(complaint), kBroadcast.news(listed)};
    };
    const auto [complained, listed] = both_tell("a4909a96-73d7-4c49-b148-a54522d3f7ac");
    EXPECT_EQ(first<Engagement>(complained).event_key, first<Engagement>(listed).event_key);
    EXPECT_EQ(first<Change>(complained).event_key, first<Change>(listed).event_key);
    EXPECT_NE(first<Engagement>(both_tell("another").first).event_key, first<Engagement>(listed).event_key);
}

TEST(PostmarkDecode, WhoeverIsTakenOffTheListProvesNothingUnlessTheyDidItThemselves) {
    auto body = fixture("postmark/webhook_SubscriptionChange_resubscribe.json");
    auto change = first<Change>(kBroadcast.news(body));
    EXPECT_EQ(change.fields.at("preferences/all"), false);
    EXPECT_EQ(change.fields.at("SuppressionReason"), nullptr);
    EXPECT_FALSE(change.consent) << "the customer did it";
    body.replace(body.find("\"Customer\""), 10, "\"Recipient\"");
    change = first<Change>(kBroadcast.news(body));
    ASSERT_TRUE(change.consent);
    EXPECT_TRUE(change.consent->opted_in);
    EXPECT_EQ(change.consent->kind, "resubscribed");
}

TEST(PostmarkDecode, TheAddressThatAMailWentToIsNotWhatThePersonsAddressBecame) {
    for (const char* reason : {"HardBounce", "ManualSuppression", "SpamComplaint"}) {
        const auto change = first<Change>(kOutbound.news(
            R"({"RecordType":"SubscriptionChange","Recipient":"old@example.com","SuppressSending":true,)"
            R"("ChangedAt":"2026-03-02T09:00:00Z","MessageStream":"outbound","SuppressionReason":")" +
            std::string(reason) + "\"}"
        ));
        EXPECT_EQ(change.completeness, Completeness::shown) << reason;
        EXPECT_FALSE(change.field_times.contains("EmailAddress")) << reason;
    }
}

TEST(PostmarkDecode, TimesMayHaveSevenDigitsAndAZone) {
    EXPECT_EQ(
        iso_text(first<Engagement>(kBroadcast.seen("webhook_Open.json")).occurred_at->at), "2026-03-02T20:21:41.249Z"
    );
}

TEST(PostmarkDecode, TheSameEventHasTheSameKeyAndKeepsNoAddress) {
    const auto key = [](const char* time) {
        return first<Engagement>(kOutbound.news(
                                     R"({"RecordType":"Open","Recipient":"ann@example.com","ReceivedAt":")" +
                                     std::string(time) + "\"}"
                                 ))
            .event_key;
    };
    EXPECT_EQ(key("2026-03-02T09:00:00Z"), key("2026-03-02T09:00:00Z"));
    EXPECT_NE(key("2026-03-02T09:00:00Z"), key("2026-03-02T09:00:01Z"));
    EXPECT_EQ(key("2026-03-02T09:00:00Z").find("ann"), std::string::npos);
}

TEST(PostmarkDecode, WhatIsNoneOfItsEventsIsParkedAndAnUnknownOneHasNothingToSay) {
    EXPECT_EQ(kOutbound.fault_of(R"({"Email":"ann@example.com"})"), "postmark.not_an_event");
    EXPECT_TRUE(std::holds_alternative<Handshake>(kOutbound.news(R"({"RecordType":"Inbound"})").at(0)));
}

}  // namespace
}  // namespace crosswalk::test::postmark_decode
