// kpi.yaml: what it says, and every mistake with its line and its remedy.
#include "connector/mapping/compile/check.h"

#include <gmock/gmock.h>

namespace crosswalk {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kKpiFields =
    "format: 1\nconnections:\n  crm: { side: sales, kinds: { lead: Lead }, match_by: email }\n"
    "fields:\n  email: { type: email, rule: newest, both_ways: { crm: Email } }\n";
const std::string kKpiLifecycle =
    "format: 1\npath: [lead, mql, sal]\nstages:\n"
    "  lead: { name: Lead, shown_in: { crm: { Status: Open } } }\n"
    "  mql: { name: MQL, shown_in: { crm: { Status: MQL } } }\n"
    "  sal: { name: SAL, shown_in: { crm: { Status: SAL } } }\n"
    "  recycled: { name: Recycled, again: { to: mql, after: 30 days }, shown_in: { crm: { Status: Recycled } } }\n"
    "back:\n  - { from: [mql, sal], to: recycled }\n";
const std::string kKpiFile = "format: 1\nzone: Asia/Ho_Chi_Minh\ncurrency: VND\nqualified: mql\naccepted: sal\n";

Checked check_kpi(const std::string& text) {
    const std::vector<MappingFile> files{{"fields.yaml", kKpiFields}, {"lifecycle.yaml", kKpiLifecycle}, {"kpi.yaml", text}};
    return check_mapping(files, {});
}

TEST(KpiFile, IsReadWhole) {
    const Checked checked = check_kpi(
        kKpiFile + "rates: { USD: { 2026-03: 25400 } }\nwindow: 60 days\ntouch_window: 30 days\nsourced_by: earliest\n"
                 "deals_left_out: [renewal]\nexclude: email ends with @test.example.com\n"
                 "costs:\n  - { campaign: webinar, kind: media, from: 2026-03-01, to: 2026-03-31, amount: 31000000 }\n"
                 "  - { from: 2026-03-01, to: 2026-03-31, amount: 200, currency: USD }\n"
    );
    for (const Finding& finding : checked.findings) ADD_FAILURE() << finding.text();
    ASSERT_NE(checked.mapping, nullptr);
    ASSERT_NE(checked.mapping->kpi, nullptr);
    const KpiPlan& plan = *checked.mapping->kpi;
    EXPECT_EQ(plan.zone, "Asia/Ho_Chi_Minh");
    EXPECT_THAT(plan.path, ElementsAre("lead", "mql", "sal"));
    EXPECT_THAT(plan.recycled, ElementsAre("recycled"));
    EXPECT_EQ(plan.window, std::chrono::days{60});
    EXPECT_EQ(plan.sourced_by, SourcedBy::earliest);
    ASSERT_EQ(plan.rates.size(), 1U);
    EXPECT_EQ(plan.rates[0].month, 2026y / std::chrono::March);
    ASSERT_EQ(plan.costs.size(), 2U);
    EXPECT_EQ(plan.costs[0].campaign, "webinar");
    EXPECT_EQ(plan.costs[0].currency, "VND") << "the report's, where none is said";
    EXPECT_EQ(plan.costs[1].last, std::chrono::sys_days{2026y / std::chrono::March / 31});
    EXPECT_FALSE(plan.exclude.always());
}

TEST(KpiFile, IsRefusedWithLineAndRemedyForEachMistake) {
    struct Mistake {
        std::string text{}, code{};
        int line = 0;
    };
    const std::vector<Mistake> mistakes{
        {"format: 1\nzone: Mars/North\ncurrency: VND\nqualified: mql\naccepted: sal\n", "field.zone", 2},
        {"format: 1\nzone: UTC\ncurrency: dong\nqualified: mql\naccepted: sal\n", "kpi.currency", 3},
        {"format: 1\nzone: UTC\ncurrency: VND\nqualified: mqll\naccepted: sal\n", "kpi.stage", 4},
        {"format: 1\nzone: UTC\ncurrency: VND\nqualified: mql\n", "mapping.missing_key", 1},
        {kKpiFile + "window: a quarter\n", "kpi.window", 6},
        {kKpiFile + "window: 0 days\n", "kpi.window", 6},
        {kKpiFile + "rates: { USD: { 2026-13: 1 } }\n", "kpi.month", 6},
        {kKpiFile + "rates: { USD: { 2026-03: nan } }\n", "kpi.amount", 6},
        {kKpiFile + "rates: { USD: { 2026-03: 0 } }\n", "kpi.amount", 6},
        {kKpiFile + "costs:\n  - { from: 0001-01-01, to: 9999-12-31, amount: 1, currency: USD }\n", "kpi.cost_too_long", 7},
        {kKpiFile + "sourced_by: nobody\n", "mapping.unknown_word", 6},
        {kKpiFile + "costs: 5\n", "kpi.costs", 6},
        {kKpiFile + "costs:\n  - { from: 2026-02-30, to: 2026-03-31, amount: 1 }\n", "kpi.day", 7},
        {kKpiFile + "costs:\n  - { from: 2026-03-31, to: 2026-03-01, amount: 1 }\n", "kpi.cost_backwards", 7},
        {kKpiFile + "costs:\n  - { from: 2026-03-01, to: 2026-03-31, amount: -1 }\n", "kpi.amount", 7},
        {kKpiFile + "costs:\n  - { from: 2026-03-01, to: 2026-03-31, amount: 1, curency: USD }\n", "mapping.unknown_key", 7},
        {kKpiFile + "exclude: phone is known\n", "condition.unknown_field", 6}};
    for (const Mistake& mistake : mistakes) {
        const Checked checked = check_kpi(mistake.text);
        EXPECT_EQ(checked.mapping, nullptr) << mistake.text;
        ASSERT_FALSE(checked.findings.empty()) << mistake.text;
        EXPECT_EQ(checked.findings[0].code, mistake.code) << checked.findings[0].text();
        EXPECT_EQ(checked.findings[0].line, mistake.line) << checked.findings[0].text();
        EXPECT_FALSE(checked.findings[0].remedy.empty());
    }
}

TEST(KpiFile, IsWarnedOfACostThatIsCountedNowhere) {
    const Checked checked =
        check_kpi(kKpiFile + "rates: { USD: { 2026-03: 25400 } }\ncosts:\n  - { from: 2026-03-01, to: 2026-04-02, amount: 9, currency: USD }\n");
    ASSERT_NE(checked.mapping, nullptr);
    ASSERT_EQ(checked.findings.size(), 1U);
    EXPECT_EQ(checked.findings[0].code, "kpi.no_rate");
}

TEST(KpiFile, NeedsStages) {
    const std::vector<MappingFile> files{{"fields.yaml", kKpiFields}, {"kpi.yaml", kKpiFile}};
    const Checked checked = check_mapping(files, {});
    ASSERT_EQ(checked.findings.size(), 2U);
    EXPECT_EQ(checked.findings[0].code, "kpi.stage");
    EXPECT_THAT(checked.findings[0].remedy, HasSubstr("lifecycle.yaml"));
}

}  // namespace
}  // namespace crosswalk
