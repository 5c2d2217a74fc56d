// Two tools that nobody wrote an adapter for, beside both CRMs: what they tell travels without a line of C++ for them.
#include <filesystem>

#include "tests/scenarios/service_fixture.h"
#include "tests/support/example_tools.h"

namespace crosswalk::doubles::declared_tools {
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
  hubspot:
    adapter: hubspot
    mode: live
    base_url: @HUBSPOT@
    auth: { flow: private_app, token: !file @WORK@/hubspot.token }
    webhook: { client_secret: !file @WORK@/hubspot.secret }
  score:
    tool: example_score
    mode: live
    base_url: @SCORE@
    auth: { token: score-token }
    webhook: { signing_secret: made-up-signing-secret }
  forms:
    tool: example_forms
    mode: live
    base_url: @FORMS@
    auth: { key: forms-key }
    webhook: { path_secret: 0123456789abcdef0123456789abcdef01234567 }
)";
constexpr char kFields[] = R"(format: 1
order: [salesforce, hubspot, score, forms]
connections:
  salesforce: { side: sales, kinds: { lead: Lead }, create: never, match_by: [email], on_delete: unlink }
  hubspot: { side: marketing, kinds: { lead: contact }, create: never, match_by: [email], on_delete: unlink }
  score: { side: marketing, kinds: { lead: person }, create: never, match_by: [email], on_delete: unlink }
  forms: { side: marketing, kinds: { lead: respondent }, create: never, match_by: [email], on_delete: unlink }
fields:
  email:
    type: email
    rule: newest
    both_ways: { salesforce: Email, hubspot: email }
    read_from: { score: email, forms: email }
  company:
    type: text
    rule: always forms
    if_blank: keep
    read_from: { forms: company }
    write_to: { score: company }
  lead_score:
    type: integer
    range: 0 to 100
    rule: always score
    if_blank: keep
    read_from: { score: score }
    write_to: { salesforce: Lead_Score__c, hubspot: crosswalk_lead_score }
consent:
  email:
    opens_on: [score confirmed]
    salesforce: { field: HasOptedOutOfEmail, closed: true, open: false }
    hubspot: { preferences: all }
    score: { preferences: all, write: close only }
    forms: { preferences: all, write: never }
)";
constexpr char kAnn[] = "ann@example.com";

class DeclaredTools : public ServiceFixture {
protected:
    void begin() {
        prepare();
        for (const char* name : {"lifecycle.yaml", "handoff.yaml", "kpi.yaml", "fields.cases.yaml", "lifecycle.cases.yaml", "handoff.cases.yaml"})
            std::filesystem::remove(folder.path() + "/mappings/" + name);
        std::filesystem::copy(
            std::string(CROSSWALK_SOURCE_DIR) + "/mappings/tools",
            folder.path() + "/mappings/tools",
            std::filesystem::copy_options::recursive
        );
        folder.write("mappings/fields.yaml", kFields);
        const auto whole = text_of_file(folder.path() + "/crosswalk.yaml");
        const Pairs words{
            {"@WORK@", folder.path()},
            {"@SALESFORCE@", doubles.salesforce().url()},
            {"@HUBSPOT@", doubles.hubspot().url()},
            {"@SCORE@", score.url()},
            {"@FORMS@", forms.url()}};
        folder.write("crosswalk.yaml", whole.substr(0, whole.find("connections:")) + replaced(kConnections, words));
        score.add({{"id", "p1"}, {"email", kAnn}, {"lead_score", 41}, {"status", "subscribed"}});
        forms.add({{"id", "7"}, {"email", kAnn}, {"may_mail", true}});
        ASSERT_TRUE(service->start()) << service->log();
        ASSERT_TRUE(soon([&] { return lead_score() == 41 && contact_score() == 41; })) << "the first look";
        const auto hooks = service->public_url() + "/hooks/";
        score.send_webhooks_to(hooks + "score");
        forms.send_webhooks_to(hooks + "forms/" + kPathSecret);
    }
    void tell_score(const char* event, const char* id, boost::json::object changes) {
        score.edit("p1", changes);
        score.post_json({{"events", {{{"id", id}, {"event", event}, {"at", utc_time(system_ms())}, {"person", score.record("p1")}}}}});
    }
    void tell_form(const char* event, const char* id, const Pairs& more = {}) {
        Pairs body{
            {"form[event]", event},
            {"form[submission]", id},
            {"form[sent]", std::to_string(system_ms() / 1000)},
            {"respondent[id]", "7"},
            {"respondent[email]", kAnn}};
        body.insert(body.end(), more.begin(), more.end());
        forms.post_form(body);
    }
    bool sales_knows() const {
        const auto row = lead();
        return row.contains("HasOptedOutOfEmail") && row.at("HasOptedOutOfEmail") == true;
    }

    ResourceDouble score{example_score_facts()}, forms{example_forms_facts()};
};

TEST_F(DeclaredTools, AScoreThatOneOfThemTellsReachesBothCrms) {
    begin();
    tell_score("person.scored", "e1", {{"lead_score", 73}});
    EXPECT_TRUE(soon([&] { return lead_score() == 73 && contact_score() == 73; }));
    EXPECT_TRUE(falls_quiet());
    EXPECT_TRUE(score.unplanned_calls().empty());
    EXPECT_TRUE(balances());
}

TEST_F(DeclaredTools, AnAnswerInAFormReachesTheOther) {
    begin();
    tell_form("submitted", "s1", {{"answer[company]", "Acme"}});
    EXPECT_TRUE(soon([&] { return text_of(score.record("p1"), "company") == "Acme"; }));
    EXPECT_TRUE(forms.unplanned_calls().empty());
}

TEST_F(DeclaredTools, WhoeverLeavesByAFormHasLeftThemAllAndIsNotBroughtBack) {
    begin();
    tell_form("opted_out", "s2");
    EXPECT_TRUE(soon([&] { return sales_knows() && text_of(score.record("p1"), "status") == "unsubscribed"; }));
    EXPECT_TRUE(falls_quiet());
    EXPECT_EQ(score.count(body_has("\"subscribed\"")), 0U);
}

TEST_F(DeclaredTools, WhatIsSignedWithAnotherSecretIsTurnedAway) {
    begin();
    auto facts = example_score_facts();
    facts.secret = "another-secret";
    ResourceDouble stranger(facts);
    stranger.send_webhooks_to(service->public_url() + "/hooks/score");
    stranger.post_json({{"events", {{{"id", "e9"}, {"event", "person.scored"}, {"person", {{"id", "p1"}, {"lead_score", 99}}}}}}});
    EXPECT_TRUE(soon([&] { return !stranger.webhooks().delivered().empty(); }));
    EXPECT_EQ(stranger.webhooks().delivered().at(0).status, 401);
}

}  // namespace
}  // namespace crosswalk::doubles::declared_tools
