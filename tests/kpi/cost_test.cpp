// What it costs to bring somebody: the worked example, to the digit.
#include "march.h"

#include <gmock/gmock.h>

namespace crosswalk::kpi {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

struct CostOfMarch : ::testing::Test {
    KpiPlan plan = march_plan();
    std::vector<Person> people = march_people();
    std::vector<Cost> costs = march_costs();
    Period march = month_of(plan, 2026y / std::chrono::March);
    Population all = population(plan, people);

    CostPer counted(Millis now) { return cost_per_qualified({plan, all.counted, march, now}, costs); }
    const CostRow& row(const CostPer& cost, const std::string& campaign) {
        return *std::ranges::find(cost.rows, campaign, &CostRow::campaign);
    }
};

TEST_F(CostOfMarch, IsSpreadByDayAndTakenAtTheRateOfItsMonth) {
    const Spent spent = spent_in(plan, costs, march);
    EXPECT_NEAR(spent.total, 53'080'000, 0.01);
    EXPECT_NEAR(spent.by_campaign.at("webinar"), 31'000'000, 0.01);
    EXPECT_NEAR(spent.by_campaign.at("ads"), 17'000'000, 0.01) << "17 of 30 days";
    EXPECT_NEAR(spent.by_campaign.at(""), 5'080'000, 0.01);
    EXPECT_NEAR(spent_in(plan, costs, march, "media").total, 48'000'000, 0.01);
}

TEST_F(CostOfMarch, IsSharedByThePeopleOfMarketingAlone) {
    const CostPer cost = counted(kNow);
    EXPECT_THAT(cost.all.people, UnorderedElementsAre("An", "Chi", "Dung", "Nga"));
    EXPECT_NEAR(*cost.all.per_person(), 13'270'000, 0.01);
    EXPECT_NEAR(*row(cost, "webinar").per_person(), 15'500'000, 0.01);
    EXPECT_NEAR(*row(cost, "ads").per_person(), 8'500'000, 0.01);
    EXPECT_NEAR(row(cost, "").spent, 5'080'000, 0.01);
    EXPECT_FALSE(row(cost, "").per_person()) << "nobody came without a campaign";
}

TEST_F(CostOfMarch, FallsForAnAcceptedOneAsMoreAreAccepted) {
    EXPECT_NEAR(*counted(kNow).all.per_accepted(), 17'693'333, 0.5);
    EXPECT_NEAR(*counted(at(1, 4)).all.per_accepted(), 26'540'000, 0.01);
}

TEST_F(CostOfMarch, CountsNothingInACurrencyWithoutARateAndSaysSo) {
    costs.push_back({"ads", "media", day(10, 2), day(20, 3), 100, "EUR"});
    const CostPer cost = counted(kNow);
    EXPECT_NEAR(cost.all.spent, 53'080'000, 0.01);
    EXPECT_THAT(cost.without_rate, ElementsAre("EUR 2026-03"));
}

TEST(PipelineOfMarch, FallsIntoFourPartsThatSumToTheWhole) {
    const KpiPlan plan = march_plan();
    const std::vector<CampaignTouch> touches{{"Binh", "webinar", at(10, 3)}};
    const Pipeline march =
        pipeline(plan, march_people(), march_deals(), touches, month_of(plan, 2026y / std::chrono::March));
    EXPECT_NEAR(march.total.amount, 904e6, 0.01);
    EXPECT_NEAR(march.sourced.amount, 654e6, 0.01) << "the lost one stays: it was made";
    EXPECT_NEAR(march.sourced.amount / march.total.amount, 0.723, 0.0005);
    EXPECT_EQ(march.influenced.amount, 0);
    EXPECT_NEAR(march.neither.amount, 100e6, 0.01);
    EXPECT_NEAR(march.unattributed.amount, 150e6, 0.01);
    EXPECT_THAT(march.left_out, ElementsAre("renewal"));
}

TEST(PipelineOfApril, IsInfluencedOrSourcedByWhatWasAgreed) {
    KpiPlan plan = march_plan();
    const Period april = month_of(plan, 2026y / std::chrono::April);
    const std::vector<CampaignTouch> touches{{"Binh", "webinar", at(10, 3)}, {"Binh", "ads", at(11, 3)}, {"An", "ads", at(11, 3)}};
    const Pipeline by_primary = pipeline(plan, march_people(), march_deals(), touches, april);
    EXPECT_NEAR(by_primary.influenced.amount, 300e6, 0.01);
    EXPECT_NEAR(by_primary.influenced_by.at("webinar"), 150e6, 0.01);
    EXPECT_NEAR(by_primary.influenced_by.at("ads"), 150e6, 0.01);
    for (const SourcedBy by : {SourcedBy::earliest, SourcedBy::any}) {
        plan.sourced_by = by;
        EXPECT_NEAR(pipeline(plan, march_people(), march_deals(), touches, april).sourced.amount, 300e6, 0.01);
    }
}

TEST(PipelineOfApril, CountsNoTouchFromBeforeTheWindowOrBehindTheClosing) {
    const KpiPlan plan = march_plan();
    const Period april = month_of(plan, 2026y / std::chrono::April);
    auto deals = march_deals();
    deals.back().closed = at(6, 4);
    const std::vector<CampaignTouch> touches{{"Binh", "webinar", at(5, 1, 8, 59)}, {"Binh", "ads", at(7, 4)}};
    EXPECT_NEAR(pipeline(plan, march_people(), deals, touches, april).neither.amount, 300e6, 0.01);
}

}  // namespace
}  // namespace crosswalk::kpi
