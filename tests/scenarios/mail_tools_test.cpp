// Tools that send mail and keep no people: whoever leaves by one of them has left them all.
#include "tests/scenarios/mail_tools.h"
#include "tests/support/amazon_ses_double.h"
#include "tests/support/mailgun_double.h"
#include "tests/support/postmark_double.h"

namespace crosswalk::doubles::mail_tools {
namespace {

class PostmarkBeside : public MailTools {
protected:
    void begin_with_postmark() {
        begin(
            {.lines = "    adapter: postmark\n    message_stream: broadcast\n"
                      "    auth: { flow: server_token, server_token: !file @WORK@/tool.key }\n"
                      "    webhook: { header_secret: !file @WORK@/tool.secret }\n",
             .url = tool.stream_url(),
             .kind = "recipient",
             .email = "EmailAddress",
             .secrets = {{"tool.key", "server-token-1"}, {"tool.secret", "made-up-header-secret"}}}
        );
        tool.send_webhooks_to(hook(), "made-up-header-secret");
    }
    PostmarkDouble tool{"server-token-1"};
};

TEST_F(PostmarkBeside, WhoeverLeavesAStreamHasLeftThemAll) {
    begin_with_postmark();
    tool.unsubscribe(kAnn);
    EXPECT_TRUE(soon([&] { return all_know(); }));
    EXPECT_TRUE(falls_quiet());
    EXPECT_FALSE(brevo_was_told_to_subscribe());
    EXPECT_TRUE(tool.unplanned_calls().empty());
}

TEST_F(PostmarkBeside, WhoeverLeavesAnotherToolIsSuppressedAndNeverTakenOff) {
    begin_with_postmark();
    doubles.brevo().unsubscribe(kAnn);
    EXPECT_TRUE(soon([&] { return tool.suppression(kAnn).has_value(); }));
    EXPECT_TRUE(falls_quiet());
    EXPECT_EQ(tool.count(any("/suppressions/delete")), 0U);
}

TEST_F(PostmarkBeside, AStrangersSuppressionMakesNobodyKnownAndCountsOnceTheyAre) {
    constexpr char kStranger[] = "stranger@example.com";
    begin_with_postmark();
    tool.unsubscribe(kStranger);
    ASSERT_TRUE(soon([&] { return !tool.webhooks().delivered().empty(); }));
    ASSERT_TRUE(falls_quiet());
    (void)ask({"lead", "show", kStranger}, 1);
    doubles.brevo().add_contact(kStranger, {});
    doubles.brevo().edit_contact(kStranger, {{"FIRSTNAME", "Bao"}});
    EXPECT_TRUE(soon([&] { return doubles.brevo().contact(kStranger)->blocklisted; }));
}

class MailgunBeside : public MailTools {
protected:
    void begin_with_mailgun(bool own_score = false) {
        begin(
            {.lines = "    adapter: mailgun\n    domain: mg.example.com\n"
                      "    auth: { flow: key, key: !file @WORK@/tool.key }\n"
                      "    webhook: { signing_key: !file @WORK@/tool.secret }\n",
             .url = tool.domain_url(),
             .kind = "recipient",
             .email = "address",
             .secrets = {{"tool.key", "key-1"}, {"tool.secret", "made-up-signing-key"}},
             .own_score = own_score}
        );
        tool.send_webhooks_to(hook(), "made-up-signing-key");
    }
    MailgunDouble tool{"key-1"};
};

TEST_F(MailgunBeside, WhoeverComplainsThereHasLeftThemAll) {
    begin_with_mailgun();
    tool.complain(kAnn);
    EXPECT_TRUE(soon([&] { return all_know(); }));
    EXPECT_TRUE(falls_quiet());
    EXPECT_FALSE(brevo_was_told_to_subscribe());
    EXPECT_TRUE(tool.unplanned_calls().empty());
}

TEST_F(MailgunBeside, WhoeverLeavesAnotherToolIsUnsubscribedFromTheDomain) {
    begin_with_mailgun();
    doubles.brevo().unsubscribe(kAnn);
    EXPECT_TRUE(soon([&] { return tool.unsubscribed(kAnn); }));
}

TEST_F(MailgunBeside, WhatSomebodyDoesWithMailScoresThemInTheCrmAndPromotes) {
    begin_with_mailgun(true);
    EXPECT_TRUE(soon([&] { return lead_score() == 0; }));
    tool.report(kAnn, {{"event", "clicked"}, {"url", "https://example.com/pricing?who=ann@example.com"}});
    EXPECT_TRUE(soon([&] { return lead_score() == 35; }));
    EXPECT_EQ(text_of(lead(), "Status"), "Working - Contacted");
    tool.report(kAnn, {{"event", "opened"}, {"client-info", {{"bot", "gmail"}}}});
    tool.report(kAnn, {{"event", "clicked"}, {"url", "https://example.com/pricing"}, {"tags", {"spring"}}});
    EXPECT_TRUE(soon([&] { return lead_score() == 70 && text_of(lead(), "Status") == "Marketing Qualified"; }));
    const auto why = ask({"lead", "history", kAnn, "--score", "--json"});
    EXPECT_EQ(why.at("score"), 70);
    const auto& points = why.at("points").as_array();
    ASSERT_EQ(points.size(), 2U) << "a machine that opens mail is nobody";
    EXPECT_EQ(points[0].at("rule"), "Looked at the prices");
    EXPECT_EQ(points[0].at("campaign"), "spring");
    EXPECT_EQ(points[1].at("link"), "https://example.com/pricing") << "what stands behind the path may name the person";
    EXPECT_TRUE(balances());
}

TEST_F(MailgunBeside, WhatIsSignedWithAnotherKeyHearsItsOwnNoAndDoesNotComeAgain) {
    begin_with_mailgun();
    tool.send_webhooks_to(hook(), "another-key");
    tool.report(kAnn, {{"event", "opened"}});
    EXPECT_TRUE(soon([&] { return tool.webhooks().idle() && tool.webhooks().delivered().size() == 1; }));
    EXPECT_EQ(tool.webhooks().delivered().at(0).status, 406);
}

class AmazonSesBeside : public MailTools {
protected:
    void begin_with_amazon_ses() {
        begin(
            {.lines = "    adapter: amazon_ses\n    region: eu-west-1\n    hosts: { sns: @TOOL@ }\n"
                      "    auth: { flow: access_key, access_key_id: AKIDEXAMPLE, secret_access_key: !file @WORK@/tool.key }\n"
                      "    webhook: { topic_arn: " + std::string(tool.kTopic) + " }\n",
             .url = tool.url(),
             .kind = "recipient",
             .email = "EmailAddress",
             .secrets = {{"tool.key", "made-up-secret-access-key"}}}
        );
        tool.subscribe(hook());
    }
    AmazonSesDouble tool{"made-up-secret-access-key"};
};

TEST_F(AmazonSesBeside, WhoeverComplainsThereHasLeftThemAllOnceTheTopicIsConfirmed) {
    begin_with_amazon_ses();
    EXPECT_TRUE(soon([&] { return tool.confirmed(); }));
    tool.complain(kAnn);
    EXPECT_TRUE(soon([&] { return all_know(); }));
    EXPECT_TRUE(falls_quiet());
    EXPECT_FALSE(brevo_was_told_to_subscribe());
    EXPECT_TRUE(tool.unplanned_calls().empty());
}

TEST_F(AmazonSesBeside, WhoeverLeavesAnotherToolIsSuppressedAndNeverTakenOff) {
    begin_with_amazon_ses();
    doubles.brevo().unsubscribe(kAnn);
    EXPECT_TRUE(soon([&] { return tool.suppression(kAnn).has_value(); }));
    EXPECT_TRUE(falls_quiet());
    EXPECT_EQ(tool.suppression(kAnn)->reason, "COMPLAINT");
}

TEST_F(AmazonSesBeside, ATopicOfSomebodyElsesIsNeverConfirmed) {
    begin_with_amazon_ses();
    EXPECT_TRUE(soon([&] { return tool.confirmed(); }));
    tool.subscribe(hook(), "arn:aws:sns:eu-west-1:999999999999:not-ours");
    EXPECT_TRUE(soon([&] { return tool.webhooks().idle(); }));
    EXPECT_EQ(tool.webhooks().delivered().back().status, 401);
    EXPECT_FALSE(tool.confirmed());
}

}  // namespace
}  // namespace crosswalk::doubles::mail_tools
