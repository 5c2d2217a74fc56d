// The email tools of Marketing beside Sales' CRM: scores arrive, and whoever leaves one tool has left them
// all.
#include <filesystem>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles::email_tools {
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
  mailchimp:
    adapter: mailchimp
    mode: live
    base_url: @MAILCHIMP@
    audience_id: a6b5da1054
    auth: { flow: key, key: !file @WORK@/mailchimp.key }
    webhook: { signing_secret: !file @WORK@/mailchimp.secret }
  brevo:
    adapter: brevo
    mode: live
    base_url: @BREVO@
    api_key_name: crosswalk
    auth: { flow: key, key: !file @WORK@/brevo.key }
    webhook: { token: !file @WORK@/brevo.token }
)";
constexpr char kFields[] = R"(format: 1
order: [salesforce, mailchimp, brevo]
connections:
  salesforce: { side: sales, kinds: { lead: Lead }, create: never, match_by: [email], on_delete: unlink }
  mailchimp: { side: marketing, kinds: { lead: member }, create: never, match_by: [email], on_delete: unlink }
  brevo: { side: marketing, kinds: { lead: contact }, create: never, match_by: [email], on_delete: unlink }
fields:
  email:
    type: email
    rule: newest
    both_ways: { salesforce: Email, mailchimp: email_address, brevo: email }
  lead_score:
    type: integer
    range: 0 to 100
    rule: always mailchimp
    if_blank: keep
    read_from: { mailchimp: LEADSCORE }
    write_to: { salesforce: Lead_Score__c, brevo: LEAD_SCORE }
consent:
  email:
    opens_on: [mailchimp confirmed]
    salesforce: { field: HasOptedOutOfEmail, closed: true, open: false }
    mailchimp: { preferences: all }
    brevo: { preferences: all }
)";

class EmailTools : public ServiceFixture {
protected:
    void begin() {
        prepare();
        for (const char* name : {"lifecycle.yaml", "handoff.yaml", "kpi.yaml"})
            std::filesystem::remove(folder.path() + "/mappings/" + name);
        for (const char* cases : {"fields", "lifecycle", "handoff"})
            std::filesystem::remove(folder.path() + "/mappings/" + cases + ".cases.yaml");
        folder.write("mappings/fields.yaml", kFields);
        const auto whole = text_of_file(folder.path() + "/crosswalk.yaml");
        const Pairs words{
            {"@WORK@", folder.path()},
            {"@SALESFORCE@", doubles.salesforce().url()},
            {"@MAILCHIMP@", doubles.mailchimp().audience_url()},
            {"@BREVO@", doubles.brevo().url()}};
        folder.write(
            "crosswalk.yaml", whole.substr(0, whole.find("connections:")) + replaced(kConnections, words)
        );
        for (const auto& [name, text] : Pairs{
                 {"mailchimp.key", "mc-demo-key-us6"},
                 {"mailchimp.secret", "made-up-secret"},
                 {"brevo.key", "xkeysib-demo"},
                 {"brevo.token", "made-up-token"}})
            folder.write(name, text);
        ASSERT_TRUE(service->start()) << service->log();
        ASSERT_TRUE(soon([&] {
            return doubles.mailchimp().count(get("/members?")) > 0 &&
                   doubles.brevo().count(get("/contacts?")) > 0;
        }));
        const auto hooks = service->public_url() + "/hooks/";
        doubles.mailchimp().send_webhooks_to(hooks + "mailchimp", "made-up-secret");
        doubles.brevo().send_webhooks_to(hooks + "brevo", "made-up-token");
    }
    bool sales_knows() const {
        return lead().contains("HasOptedOutOfEmail") && lead().at("HasOptedOutOfEmail") == true;
    }
    static double score_in(const boost::json::object& row) {
        const auto* score = member(row, "Lead_Score__c");
        return score != nullptr && score->is_number() ? score->to_number<double>() : -1;
    }
    bool nobody_was_told_to_subscribe() {
        const auto bad = [](const Call& call) {
            return call.body.find("\"subscribed\"") != std::string::npos ||
                   call.body.find("\"emailBlacklisted\":false") != std::string::npos;
        };
        return doubles.mailchimp().count(bad) == 0 && doubles.brevo().count(bad) == 0;
    }
    static constexpr char kAnn[] = "ann@example.com";
};

TEST_F(EmailTools, AScoreThatOneOfThemTellsReachesTheLeadAndTheOtherTool) {
    begin();
    doubles.mailchimp().edit_member(kAnn, {{"LEADSCORE", 73}});
    EXPECT_TRUE(soon([&] { return lead_score() == 73; }));
    EXPECT_TRUE(soon([&] {
        const auto ann = doubles.brevo().contact(kAnn);
        return ann->attributes.contains("LEAD_SCORE") && ann->attributes.at("LEAD_SCORE") == 73;
    }));
    EXPECT_TRUE(falls_quiet());
    EXPECT_TRUE(doubles.mailchimp().unplanned_calls().empty());
    EXPECT_TRUE(doubles.brevo().unplanned_calls().empty());
}

TEST_F(EmailTools, WhoeverUnsubscribesInOneHasLeftThemAll) {
    begin();
    doubles.mailchimp().unsubscribe(kAnn);
    EXPECT_TRUE(soon([&] { return sales_knows() && doubles.brevo().contact(kAnn)->blocklisted; }));
    EXPECT_TRUE(falls_quiet());
    EXPECT_TRUE(nobody_was_told_to_subscribe());
}

TEST_F(EmailTools, AHardBounceInOneEndsTheMailOfAll) {
    begin();
    doubles.brevo().report(kAnn, "hard_bounce");
    EXPECT_TRUE(soon([&] {
        return sales_knows() && doubles.mailchimp().member_of(kAnn)->status == "unsubscribed";
    }));
    EXPECT_TRUE(falls_quiet());
    EXPECT_TRUE(nobody_was_told_to_subscribe());
}

TEST_F(EmailTools, AnotherAddressInOneIsTheSamePersonInAll) {
    begin();
    doubles.mailchimp().edit_member(kAnn, {{"LEADSCORE", 73}});
    ASSERT_TRUE(soon([&] {
        return lead_score() == 73 && doubles.brevo().contact(kAnn)->attributes.contains("LEAD_SCORE");
    })) << "all three know her";
    doubles.mailchimp().change_email(kAnn, "anna@example.com");
    EXPECT_TRUE(soon([&] { return doubles.brevo().contact("anna@example.com").has_value(); }));
    EXPECT_TRUE(soon([&] { return doubles.salesforce().records("Lead").size() == 2; }));
    doubles.mailchimp().edit_member("anna@example.com", {{"LEADSCORE", 81}});
    EXPECT_TRUE(soon([&] {
        for (auto& row : doubles.salesforce().records("Lead"))
            if (text_of(row, "Email") == "anna@example.com" && score_in(row) == 81) return true;
        return false;
    }));
    EXPECT_FALSE(doubles.brevo().contact(kAnn)) << "moved there, and no second one made";
}

}  // namespace
}  // namespace crosswalk::doubles::email_tools
