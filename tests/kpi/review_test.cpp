// The review of one March: every figure, beside February's, and the page, the table and the data made of it.
#include "connector/kpi/review_page.h"
#include "march.h"

#include <gmock/gmock.h>

namespace crosswalk::kpi {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

struct ReviewOfMarch : ::testing::Test {
    KpiPlan plan = march_plan();
    Everything all{
        .people = march_people(),
        .costs = march_costs(),
        .deals = march_deals(),
        .duties = {{.handoff = "H1", .team = "vn", .side = "sales", .due = at(5, 3, 15, 30), .state = Duty::State::met}},
        .handoffs = {
            {.id = "H1",
             .team = "vn",
             .owner = "tam",
             .made = at(5, 3, 10),
             .first_action = 210min,
             .outcome = HandedOff::Outcome::accepted,
             .decided = at(5, 3, 15)},
            {.id = "H3",
             .team = "vn",
             .made = at(9, 3, 16, 30),
             .outcome = HandedOff::Outcome::rejected,
             .reason = "not_a_fit",
             .decided = at(11, 3)}}};
    Review march = review_of(plan, all, month_of(plan, 2026y / std::chrono::March), kNow);

    double value(std::string_view key) { return march.figure(key)->value.value_or(-1); }
};

TEST_F(ReviewOfMarch, HoldsTheSharedFigures) {
    EXPECT_EQ(value("leads"), 7);
    EXPECT_EQ(value("qualified"), 5);
    EXPECT_EQ(value("new_accepted"), 3) << "An, Chi, Dung; Em is Sales'";
    EXPECT_NEAR(value("qualified_to_next"), 0.8, 1e-12);
    EXPECT_NEAR(value("cost_per_qualified"), 13'270'000, 0.01);
    EXPECT_NEAR(value("pipeline_sourced"), 654e6, 0.01);
    EXPECT_EQ(value("kept_by_sales"), 1);
    EXPECT_FALSE(march.figure("kept_by_marketing")->value) << "nothing was due";
    EXPECT_EQ(value("recycled"), 1);
    EXPECT_EQ(value("rejected"), 0.5);
    EXPECT_EQ(value("first_action_median"), 210);
}

TEST_F(ReviewOfMarch, SetsTheMonthBeforeBesideIt) {
    const Period february = month_of(plan, std::chrono::year{2026} / 2);
    EXPECT_EQ(march.before.from, february.from);
    EXPECT_EQ(march.before.until, march.period.from);
    EXPECT_EQ(march.figure("leads")->before, 1) << "Nga";
}

TEST_F(ReviewOfMarch, OpensEachNumberToExactlyItsPeople) {
    for (const Figure& one : march.figures)
        if (one.unit == Unit::count) {
            EXPECT_EQ(static_cast<double>(one.behind.size()), one.value) << one.key;
        }
    EXPECT_THAT(march.undated, ElementsAre("Lan"));
    EXPECT_THAT(march.excluded, ElementsAre("Khoa"));
}

TEST_F(ReviewOfMarch, GroupsHandOffsByTeamOwnerAndSource) {
    ASSERT_FALSE(march.groups.empty());
    const GroupRow& team = march.groups.front();
    EXPECT_EQ(team.by + " " + team.name, "team vn");
    EXPECT_THAT(team.accepted, ElementsAre("H1"));
    EXPECT_THAT(team.rejected, ElementsAre("H3"));
    EXPECT_EQ(team.attainment, 1);
}

TEST_F(ReviewOfMarch, ShowsAFractionUnderTenAndADashForNobody) {
    const std::string page = as_text(plan, march, "en");
    EXPECT_THAT(page, HasSubstr("2026-03-01 – 2026-03-31 (Asia/Ho_Chi_Minh)"));
    EXPECT_THAT(page, HasSubstr("4/5 = 80.0 %"));
    EXPECT_THAT(page, HasSubstr("13,270,000 VND"));
    EXPECT_THAT(page, HasSubstr("3:30 h"));
    EXPECT_THAT(page, HasSubstr("—"));
    EXPECT_THAT(page, HasSubstr("not_a_fit"));
    EXPECT_THAT(page, Not(HasSubstr("◐"))) << "ninety days are over";
    EXPECT_THAT(as_text(plan, march, "vi"), HasSubstr("Mới đủ điều kiện"));
}

TEST_F(ReviewOfMarch, MarksWhatMayStillRise) {
    march = review_of(plan, all, march.period, at(10, 4));
    EXPECT_FALSE(march.figure("qualified_to_next")->complete);
    EXPECT_THAT(as_text(plan, march, "en"), HasSubstr("◐"));
}

TEST_F(ReviewOfMarch, IsTheSameToTheDigitOnThePageInTheTableAndInTheData) {
    EXPECT_THAT(as_csv(march, "en"), HasSubstr("\"cost_per_qualified\",\"Cost per qualified lead\",money,13270000,"));
    EXPECT_THAT(as_csv(march, "en"), HasSubstr("\"qualified_to_next\",\"Qualified who go on\",share,0.8,"));
    EXPECT_NEAR(to_json(plan, march).at("figures").at("cost_per_qualified").at("value").as_double(), 13'270'000, 0.01);
    EXPECT_THAT(as_html(plan, march, "en"), HasSubstr("<td>13,270,000 VND</td>"));
}

TEST_F(ReviewOfMarch, EscapesWhatPeopleTyped) {
    all.handoffs[1].reason = "<script>";
    march = review_of(plan, all, march.period, kNow);
    EXPECT_THAT(as_html(plan, march, "en"), HasSubstr("&lt;script&gt;"));
    EXPECT_THAT(as_html(plan, march, "en"), Not(HasSubstr("<script>")));
}

}  // namespace
}  // namespace crosswalk::kpi
