#include "tests/adapters/mail_tool.h"

namespace crosswalk::test::amazon_ses_decode {
namespace {

const MailTool kTool{"amazon_ses"};

std::string notification(const boost::json::value& event) {
    return boost::json::serialize(
        boost::json::object{{"Type", "Notification"}, {"Message", boost::json::serialize(event)}}
    );
}
boost::json::value event_in(const std::string& file) {
    const auto message = json_fixture("amazon_ses/webhook_sns_notification_" + file + ".json");
    return boost::json::parse(std::string(text_at(message, "/Message")));
}

TEST(AmazonSesDecode, WhatBecameOfAMailIsEngagementAndAHardBounceClosesNothing) {
    for (const auto& [file, what] : std::map<std::string, std::string>{
             {"delivery", "delivered"},
             {"open", "opened"},
             {"click", "clicked"},
             {"bounce_permanent", "bounced"},
             {"bounce_transient", "soft_bounced"},
             {"delivery_delay", "soft_bounced"},
             {"complaint", "complained preferences/all"},
             {"subscription", "unsubscribed preferences/all"},
             {"send", ""},
             {"reject", ""},
             {"rendering_failure", ""}}) {
        const auto all = kTool.seen("webhook_sns_notification_" + file + ".json");
        EXPECT_EQ(told(all), what) << file;
        if (!what.empty()) {
            EXPECT_EQ(first<Engagement>(all).id.text, "lead@example.org") << file;
        }
    }
}

TEST(AmazonSesDecode, IdentityFeedbackCallsTheEventANotification) {
    auto event = event_in("bounce_permanent");
    event.as_object()["notificationType"] = event.as_object()["eventType"];
    event.as_object().erase("eventType");
    EXPECT_EQ(told(kTool.news(notification(event))), "bounced");
}

TEST(AmazonSesDecode, AComplaintOfSeveralOrOfNoSpamClosesNothing) {
    auto event = event_in("complaint");
    auto& complaint = event.as_object()["complaint"].as_object();
    complaint["complaintFeedbackType"] = "not-spam";
    EXPECT_TRUE(std::holds_alternative<Handshake>(kTool.news(notification(event)).at(0)));
    complaint["complaintFeedbackType"] = "abuse";
    complaint["complainedRecipients"].as_array().push_back(boost::json::object{{"emailAddress", "bo@example.org"}});
    EXPECT_TRUE(std::holds_alternative<Handshake>(kTool.news(notification(event)).at(0)))
        << "everybody at that provider is named";
}

TEST(AmazonSesDecode, OfAMailToSeveralItIsNotKnownWhoOpenedIt) {
    auto event = event_in("open");
    auto& destination = event.as_object()["mail"].as_object()["destination"].as_array();
    destination = {"Ann Lee <Ann@Example.com>"};
    EXPECT_EQ(first<Engagement>(kTool.news(notification(event))).id.text, "ann@example.com");
    destination.push_back("bo@example.org");
    EXPECT_TRUE(std::holds_alternative<Handshake>(kTool.news(notification(event)).at(0)));
    destination.clear();
    EXPECT_EQ(kTool.fault_of(notification(event)), "amazon_ses.not_an_event");
}

TEST(AmazonSesDecode, ATopicOfTheContactListIsOneThingSomebodyLeft) {
    auto event = event_in("subscription");
    auto& now = event.as_object()["subscription"].as_object()["newTopicPreferences"].as_object();
    now["unsubscribeAll"] = false;
    const auto change = first<Change>(kTool.news(notification(event)));
    EXPECT_EQ(change.fields.at("preferences/Offers"), true);
    EXPECT_FALSE(change.fields.contains("preferences/all")) << "who came back is nobody's opt-in to all";
    EXPECT_FALSE(change.consent);
    EXPECT_TRUE(change.field_times.contains("preferences/Offers"));
}

TEST(AmazonSesDecode, WhatStoodBeforeIsShownAndWasNotSaidNow) {
    auto event = event_in("subscription");
    auto& told = event.as_object()["subscription"].as_object();
    told["newTopicPreferences"].as_object()["unsubscribeAll"] = false;
    const boost::json::object news{{"topicName", "News"}, {"subscriptionStatus", "OptOut"}};
    for (const char* side : {"newTopicPreferences", "oldTopicPreferences"})
        told[side].as_object()["topicSubscriptionStatus"].as_array().push_back(news);
    const auto change = first<Change>(kTool.news(notification(event)));
    EXPECT_TRUE(change.field_times.contains("preferences/Offers"));
    EXPECT_EQ(change.fields.at("preferences/News"), true);
    EXPECT_FALSE(change.field_times.contains("preferences/News"));
    for (const char* side : {"newTopicPreferences", "oldTopicPreferences"})
        told[side].as_object()["unsubscribeAll"] = true;
    const auto all = kTool.news(notification(event));
    EXPECT_EQ(crosswalk::test::told(all), " preferences/News preferences/Offers preferences/all") << "nobody left just now";
    EXPECT_FALSE(first<Change>(all).field_times.contains("preferences/all"));
}

TEST(AmazonSesDecode, AClickNamesItsLinkAndTheCampaignThatTheMailIsTaggedWith) {
    const auto click = first<Engagement>(kTool.seen("webhook_sns_notification_click.json"));
    EXPECT_EQ(click.link, "https://www.example.com/offer?utm_campaign=spring");
    EXPECT_EQ(click.campaign, "spring");
}

TEST(AmazonSesDecode, ASubscriptionIsConfirmedAtTheServicesOwnHost) {
    for (const char* file : {"webhook_sns_subscription_confirmation_v1.json", "webhook_sns_subscription_confirmation_v2.json"}) {
        const auto test = std::get<Handshake>(kTool.seen(file).at(0));
        ASSERT_TRUE(test.confirm) << file;
        EXPECT_EQ(test.confirm->host, "sns");
        EXPECT_TRUE(test.confirm->path.starts_with("/?Action=ConfirmSubscription&TopicArn=arn%3Aaws%3Asns%3A"))
            << test.confirm->path;
    }
    const auto forged = kTool.news(
        R"({"Type":"SubscriptionConfirmation","Token":"t&x=/../","TopicArn":"a b","SubscribeURL":"https://evil.example/"})"
    );
    EXPECT_EQ(
        std::get<Handshake>(forged.at(0)).confirm->path,
        "/?Action=ConfirmSubscription&TopicArn=a%20b&Token=t%26x%3D%2F..%2F"
    ) << "the address in the message is never called";
}

TEST(AmazonSesDecode, TheEndOfASubscriptionIsParkedAndASentenceIsNoNews) {
    EXPECT_EQ(kTool.fault_of(fixture("amazon_ses/sns_unsubscribe_confirmation.json")), "amazon_ses.topic_left");
    EXPECT_TRUE(std::holds_alternative<Handshake>(
        kTool.news(R"({"Type":"Notification","Message":"Successfully validated SNS topic for Amazon SES event publishing."})")
            .at(0)
    ));
    for (const char* body :
         {R"({"Type":"Other"})", R"({"Type":"Notification","Message":"{}"})", R"({"Type":"SubscriptionConfirmation"})"})
        EXPECT_EQ(kTool.fault_of(body), "amazon_ses.not_an_event") << body;
}

}  // namespace
}  // namespace crosswalk::test::amazon_ses_decode
