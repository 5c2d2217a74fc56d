// Tools that send mail and keep people: whoever leaves by one of them has left them all, and their score reaches the CRM.
#include "tests/scenarios/mail_tools.h"
#include "tests/support/customerio_double.h"
#include "tests/support/marketo_double.h"
#include "tests/support/sendgrid_double.h"

namespace crosswalk::doubles::mail_tools {
namespace {

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

}  // namespace
}  // namespace crosswalk::doubles::mail_tools
