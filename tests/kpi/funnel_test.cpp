// How many come how far and how fast: the worked example, to the digit.
#include "march.h"

#include <gmock/gmock.h>

namespace crosswalk::kpi {
namespace {

using namespace std::chrono_literals;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

struct March : ::testing::Test {
    KpiPlan plan = march_plan();
    std::vector<Person> people = march_people();
    Period march = month_of(plan, 2026y / std::chrono::March), may = month_of(plan, 2026y / std::chrono::May);
    Population all = population(plan, people);
    Population marketing = population(plan, people, {.side = "marketing"});

    Ratio cohort(std::string_view from, std::string_view to, const Population& of) {
        return conversion({plan, of.counted, march, kNow}, from, to).ratio;
    }
};

TEST_F(March, CountsWhoIsDatedAndNoTestAddress) {
    EXPECT_EQ(all.counted.size(), 8U);
    EXPECT_THAT(all.undated, ElementsAre("Lan"));
    EXPECT_THAT(all.excluded, ElementsAre("Khoa"));
}

TEST_F(March, ConvertsItsLeadsWithinNinetyDays) {
    const Conversion to_mql = conversion({plan, all.counted, march, kNow}, "lead", "mql");
    EXPECT_THAT(to_mql.ratio.of, UnorderedElementsAre("An", "Binh", "Chi", "Dung", "Em", "Giang", "Minh"));
    EXPECT_THAT(to_mql.ratio.hit, UnorderedElementsAre("An", "Binh", "Chi", "Dung", "Em"));
    EXPECT_THAT(to_mql.later, ElementsAre("Minh")) << "on day 96";
    EXPECT_TRUE(to_mql.complete);
    EXPECT_THAT(*to_mql.ratio.value(), DoubleNear(5.0 / 7, 1e-12));
    EXPECT_THAT(cohort("lead", "sql", all).hit, UnorderedElementsAre("An", "Chi", "Dung", "Em"));
    EXPECT_THAT(cohort("lead", "customer", all).hit, ElementsAre("An"));

    EXPECT_EQ(cohort("lead", "mql", marketing).of.size(), 6U);
    EXPECT_EQ(cohort("lead", "mql", marketing).hit.size(), 4U);
    EXPECT_EQ(cohort("lead", "sql", marketing).hit.size(), 3U);
    EXPECT_EQ(cohort("lead", "customer", marketing).hit.size(), 1U);
}

TEST_F(March, IsNotCompleteBeforeEverybodyHadTheWholeWindow) {
    EXPECT_FALSE(conversion({plan, all.counted, march, march.until + 90 * 24h - 1ms}, "lead", "mql").complete);
    EXPECT_TRUE(conversion({plan, all.counted, march, march.until + 90 * 24h}, "lead", "mql").complete);
}

TEST_F(March, HasFiveQualifiedOfWhichFourGoOnAndASixthInAnotherZone) {
    EXPECT_EQ(cohort("mql", "sql", all).of.size(), 5U);
    EXPECT_THAT(*cohort("mql", "sql", all).value(), DoubleNear(0.8, 1e-12));
    plan.zone = "UTC";
    march = month_of(plan, 2026y / std::chrono::March);
    EXPECT_THAT(cohort("mql", "sql", all).of, UnorderedElementsAre("An", "Binh", "Chi", "Dung", "Em", "Nga"));
}

TEST_F(March, SetsTwoFlowsBesideEachOtherInThePeriodView) {
    EXPECT_THAT(*period_view({plan, all.counted, march, kNow}, "mql", "sql").value(), DoubleNear(0.6, 1e-12));
    const Ratio of_may = period_view({plan, all.counted, may, kNow}, "mql", "sql");
    EXPECT_THAT(of_may.hit, ElementsAre("Dung"));
    EXPECT_FALSE(of_may.value()) << "her second time is no new one, and a ratio of nobody has no value";
}

TEST_F(March, TakesItsMedianWithWhoIsStillOnTheWay) {
    const Velocity way = velocity({plan, marketing.counted, march, kNow}, "lead", "mql");
    EXPECT_THAT(*way.days, DoubleNear(28.6, 0.05));
    EXPECT_THAT(*way.of_arrived, DoubleNear(15.8, 0.05));
    EXPECT_THAT(way.left_out, ElementsAre("Chi"));
    EXPECT_THAT(way.waiting, ElementsAre("Giang"));
    EXPECT_FALSE(velocity({plan, marketing.counted, march, kNow}, "lead", "customer").days) << "half are not there yet";
}

TEST_F(March, ShowsWhereEverybodyStoodAtATime) {
    EXPECT_THAT(stock(plan, people, {}, "mql", at(31, 3, 23)), UnorderedElementsAre("Lan"));
    EXPECT_THAT(stock(plan, people, {}, "recycled", at(31, 3, 23)), ElementsAre("Dung"));
    EXPECT_THAT(stock(plan, people, {}, "mql", kNow), UnorderedElementsAre("Binh", "Minh", "Lan"));
}

TEST_F(March, CountsStaysThatLastAndLeavesOutWhatNobodySaid) {
    const Velocity in_mql = time_in_stage({plan, all.counted, march, kNow}, "mql");
    EXPECT_THAT(in_mql.arrived, UnorderedElementsAre("An", "Dung", "Nga"));
    EXPECT_THAT(in_mql.left_out, UnorderedElementsAre("Chi", "Em"));
    EXPECT_THAT(*in_mql.days, DoubleNear(39.5 / 24, 0.7));
}

TEST_F(March, GaveOneBackWhoReturnedAndIsNeverNewAgain) {
    const Recycled of_march = recycled({plan, all.counted, march, kNow});
    EXPECT_THAT(of_march.returned.of, ElementsAre("Dung"));
    EXPECT_THAT(of_march.returned.hit, ElementsAre("Dung"));
    EXPECT_THAT(of_march.requalified, IsEmpty());
    EXPECT_THAT(recycled({plan, all.counted, may, kNow}).requalified, ElementsAre("Dung"));
    EXPECT_THAT(recycled({plan, all.counted, march, at(1, 5)}).returned.hit, IsEmpty()) << "not back yet";
}

}  // namespace
}  // namespace crosswalk::kpi
