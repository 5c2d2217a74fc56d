#include "tests/scenarios/mail_tools.h"

#include <filesystem>

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

}  // namespace

void MailTools::begin(const Tool& tool) {
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

}  // namespace crosswalk::doubles::mail_tools
