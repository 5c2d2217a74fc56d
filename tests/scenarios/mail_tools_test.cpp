// Tools that send mail beside Sales' CRM and an email tool: whoever leaves by one of them has left them all, and a
// tool that keeps people tells their score.
#include <filesystem>

#include "tests/scenarios/service_fixture.h"
#include "tests/support/amazon_ses_double.h"
#include "tests/support/customerio_double.h"
#include "tests/support/mailgun_double.h"
#include "tests/support/marketo_double.h"
#include "tests/support/postmark_double.h"
#include "tests/support/sendgrid_double.h"

namespace crosswalk::doubles::mail_tools {
namespace {

constexpr char kConnections[] = R"(connections:
  salesforce:
    adapter: salesforce
    mode: live
    login_url: @SALESFORCE@
    organization_id: 00DKa00000CW1aBMAT
    auth:
      flow: jwt_bearer
      client_id: 3MVG9.crosswalk
      username: integration@example.com
      private_key: !file @WORK@/salesforce.pem
  brevo:
    adapter: brevo
    mode: live
    base_url: @BREVO@
    api_key_name: crosswalk
    auth: { flow: key, key: !file @WORK@/brevo.key }
    webhook: { token: !file @WORK@/brevo.token }
  tool:
    mode: live
    base_url: @TOOL@
@OF_THE_TOOL@)";
constexpr char kFields[] = R"(format: 1
order: [salesforce, brevo, tool]
connections:
  salesforce: { side: sales, kinds: { lead: Lead }, create: never, match_by: [email], on_delete: unlink }
  brevo: { side: marketing, kinds: { lead: contact }, create: never, match_by: [email], on_delete: unlink }
  tool: { side: marketing, kinds: { lead: @KIND@ }, create: never, match_by: [email], on_delete: unlink }
fields:
  email:
    type: email
    rule: newest
    both_ways: { salesforce: Email, brevo: email }
    read_from: { tool: @EMAIL@ }
@SCORE@consent:
  email:
    opens_on: [brevo confirmed]
    salesforce: { field: HasOptedOutOfEmail, closed: true, open: false }
    brevo: { preferences: all }
    tool: { preferences: all }
)";
constexpr char kScore[] = R"(  lead_score:
    type: integer
    range: 0 to 100
    rule: always tool
    if_blank: keep
    read_from: { tool: @FIELD@ }
    write_to: { salesforce: Lead_Score__c }
)";
// A score of our own, for a tool that has none, and two stages.
constexpr char kOwnScore[] = R"(  lead_score:
    type: integer
    write_to: { salesforce: Lead_Score__c }
    send_when: changed by 5 or crosses 60
)";
constexpr char kScoring[] = R"(format: 1
fields: { score: lead_score }
half_life: 30 days
interest:
  - { name: Looked at the prices, on: clicked, link: "*/pricing", points: 35 }
  - { name: Opened a mail, on: opened, points: 5, daily: 5 }
)";
constexpr char kTwoStages[] = R"(format: 1
path: [lead, mql]
stages:
  lead: { name: Lead, shown_in: { salesforce: { Status: [Open - Not Contacted, Working - Contacted] }, brevo: not shown, tool: not shown } }
  mql:
    name: Marketing qualified
    enter_when: lead_score at least 60
    shown_in: { salesforce: { Status: [Marketing Qualified, MQL] }, brevo: not shown, tool: not shown }
)";
constexpr char kAnn[] = "ann@example.com";

class MailTools : public ServiceFixture {
protected:
    // The tool's own lines of the configuration, what it calls its people and their address, and their score if it
    // keeps one.
    struct Tool {
        std::string lines{}, url{}, kind{}, email{}, score{};
        Pairs secrets{};  // files and what they hold
        bool own_score = false;
    };
    void begin(const Tool& tool) {
        prepare();
        for (const char* name : {"lifecycle.yaml", "handoff.yaml", "kpi.yaml"})
            std::filesystem::remove(folder.path() + "/mappings/" + name);
        for (const char* cases : {"fields", "lifecycle", "handoff"})
            std::filesystem::remove(folder.path() + "/mappings/" + cases + ".cases.yaml");
        const auto score = tool.own_score       ? std::string(kOwnScore)
                           : tool.score.empty() ? std::string()
                                                : replaced(kScore, {{"@FIELD@", tool.score}});
        if (tool.own_score) {
            folder.write("mappings/scoring.yaml", kScoring);
            folder.write("mappings/lifecycle.yaml", kTwoStages);
        }
        folder.write(
            "mappings/fields.yaml",
            replaced(kFields, {{"@KIND@", tool.kind}, {"@EMAIL@", tool.email}, {"@SCORE@", score}})
        );
        const auto whole = text_of_file(folder.path() + "/crosswalk.yaml");
        const Pairs words{
            {"@OF_THE_TOOL@", tool.lines},
            {"@WORK@", folder.path()},
            {"@SALESFORCE@", doubles.salesforce().url()},
            {"@BREVO@", doubles.brevo().url()},
            {"@TOOL@", tool.url}};
        folder.write(
            "crosswalk.yaml", whole.substr(0, whole.find("connections:")) + replaced(kConnections, words)
        );
        folder.write("brevo.key", "xkeysib-demo");
        folder.write("brevo.token", "made-up-token");
        for (const auto& [name, text] : tool.secrets) folder.write(name, text);
        ASSERT_TRUE(service->start()) << service->log();
        ASSERT_TRUE(soon([&] { return doubles.brevo().count(get("/contacts?")) > 0; }));
        doubles.brevo().send_webhooks_to(service->public_url() + "/hooks/brevo", "made-up-token");
    }
    std::string hook() const { return service->public_url() + "/hooks/tool"; }
    bool all_know() {
        return lead().contains("HasOptedOutOfEmail") && lead().at("HasOptedOutOfEmail") == true &&
               doubles.brevo().contact(kAnn)->blocklisted;
    }
    bool brevo_was_told_to_subscribe() {
        return doubles.brevo().count(body_has("\"emailBlacklisted\":false")) > 0;
    }
};

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
    ASSERT_TRUE(soon([&] { return tool.count(any("suppressions/dump?EmailAddress=stranger")) > 0; }));
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

class SendGridBeside : public MailTools {
protected:
    void begin_with_sendgrid() {
        tool.add_contact(kAnn, {{"first_name", "Ann"}}, {{"lead_score", 73}});
        begin(
            {.lines = "    adapter: sendgrid\n    poll: 1 second\n"
                      "    auth: { flow: key, key: !file @WORK@/tool.key }\n"
                      "    webhook: { public_key: !file @WORK@/tool.pub }\n",
             .url = tool.url(),
             .kind = "contact",
             .email = "email",
             .score = "lead_score",
             .secrets = {{"tool.key", "SG.1"}, {"tool.pub", tool.public_key()}}}
        );
        tool.send_webhooks_to(hook());
    }
    SendGridDouble tool{"SG.1"};
};

TEST_F(SendGridBeside, AScoreThatAContactHoldsReachesTheLead) {
    begin_with_sendgrid();
    EXPECT_TRUE(soon([&] { return lead_score() == 73; }));
    EXPECT_TRUE(tool.unplanned_calls().empty());
}

TEST_F(SendGridBeside, WhoeverUnsubscribesThereHasLeftThemAllAndIsToldNothingElse) {
    begin_with_sendgrid();
    tool.unsubscribe(kAnn);
    EXPECT_TRUE(soon([&] { return all_know(); }));
    EXPECT_TRUE(falls_quiet());
    EXPECT_FALSE(brevo_was_told_to_subscribe());
}

TEST_F(SendGridBeside, WhoeverLeavesAnotherToolIsOnItsGlobalList) {
    begin_with_sendgrid();
    doubles.brevo().unsubscribe(kAnn);
    EXPECT_TRUE(soon([&] { return tool.suppressed(kAnn); }));
}

class CustomerIoBeside : public MailTools {
protected:
    void begin_with_customerio() {
        tool.add_person("0200102", {{"email", kAnn}, {"lead_score", 41}});
        begin(
            {.lines = "    adapter: customerio\n    hosts: { track: @TOOL@ }\n"
                      "    auth: { flow: keys, app_key: !file @WORK@/tool.key, site_id: site-1, track_key: !file "
                      "@WORK@/track.key }\n"
                      "    webhook: { signing_key: !file @WORK@/tool.secret, header_secret: !file @WORK@/tool.header }\n",
             .url = tool.url(),
             .kind = "person",
             .email = "email",
             .score = "lead_score",
             .secrets = {{"tool.key", "app-key-1"}, {"track.key", "track-key-1"}, {"tool.secret", "made-up-key"}, {"tool.header", "made-up-secret"}}}
        );
        tool.send_webhooks_to(hook(), "made-up-key", "made-up-secret");
    }
    CustomerIoDouble tool{"app-key-1", "site-1", "track-key-1"};
};

TEST_F(CustomerIoBeside, AScoreThatACampaignTellsReachesTheLead) {
    begin_with_customerio();
    tool.report("0200102", "opened");
    tool.run_campaign("0200102", "lead_score");
    EXPECT_TRUE(soon([&] { return lead_score() == 41; }));
    EXPECT_TRUE(tool.unplanned_calls().empty());
}

TEST_F(CustomerIoBeside, WhoeverUnsubscribesThereHasLeftThemAll) {
    begin_with_customerio();
    tool.unsubscribe("0200102");
    EXPECT_TRUE(soon([&] { return all_know(); }));
    EXPECT_TRUE(falls_quiet());
    EXPECT_FALSE(brevo_was_told_to_subscribe());
}

TEST_F(CustomerIoBeside, WhoeverLeavesAnotherToolIsUnsubscribedThere) {
    begin_with_customerio();
    doubles.brevo().unsubscribe(kAnn);
    EXPECT_TRUE(soon([&] { return tool.person(kAnn)->unsubscribed; }));
    EXPECT_EQ(tool.count(body_has("\"unsubscribed\":false")), 0U);
}

class MarketoBeside : public MailTools {
protected:
    void begin_with_marketo() {
        ann = tool.add_lead(kAnn, {{"leadScore", 41}});
        begin(
            {.lines = "    adapter: marketo\n    poll: 2 seconds\n    login_url: @TOOL@\n"
                      "    auth: { flow: client_credentials, client_id: client-1, client_secret: !file @WORK@/tool.key }\n"
                      "    webhook: { header_secret: !file @WORK@/tool.secret }\n",
             .url = tool.url(),
             .kind = "lead",
             .email = "email",
             .score = "leadScore",
             .secrets = {{"tool.key", "secret-1"}, {"tool.secret", "made-up-header-secret"}}}
        );
        tool.send_webhooks_to(hook(), "made-up-header-secret");
    }
    MarketoDouble tool{"client-1", "secret-1"};
    std::string ann{};
};

TEST_F(MarketoBeside, AScoreReachesTheLeadByAPollAndByACampaign) {
    begin_with_marketo();
    EXPECT_TRUE(soon([&] { return lead_score() == 41; }));
    tool.end_token();
    tool.edit_lead(ann, {{"leadScore", 73}});
    EXPECT_TRUE(soon([&] { return lead_score() == 73; })) << "a token that is turned away within a 200 is renewed";
    tool.edit_lead(ann, {{"leadScore", 80}});
    tool.run_campaign(ann);
    EXPECT_TRUE(soon([&] { return lead_score() == 80; }));
    EXPECT_EQ(tool.webhooks().delivered().at(0).answer, R"({"crosswalkStatus":"queued"})");
    EXPECT_TRUE(tool.unplanned_calls().empty());
}

TEST_F(MarketoBeside, WhoeverUnsubscribesThereHasLeftThemAll) {
    begin_with_marketo();
    tool.unsubscribe(ann);
    EXPECT_TRUE(soon([&] { return all_know(); }));
    EXPECT_TRUE(falls_quiet());
    EXPECT_FALSE(brevo_was_told_to_subscribe());
}

TEST_F(MarketoBeside, WhoeverLeavesAnotherToolIsUnsubscribedThereAndNeverSetBack) {
    begin_with_marketo();
    doubles.brevo().unsubscribe(kAnn);
    EXPECT_TRUE(soon([&] { return tool.lead(ann)->unsubscribed(); }));
    EXPECT_TRUE(falls_quiet());
    EXPECT_EQ(tool.count(body_has("\"unsubscribed\":false")), 0U);
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
