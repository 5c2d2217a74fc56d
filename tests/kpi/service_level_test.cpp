// Whether both sides keep what they promised: the worked example, and the middle of a set.
#include "connector/kpi/quantiles.h"
#include "march.h"

#include <gmock/gmock.h>

namespace crosswalk::kpi {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Duty> duties() {
    const auto duty = [](std::string id, Millis due, Duty::State state) {
        return Duty{.handoff = std::move(id), .side = "sales", .name = "accept", .due = due, .state = state};
    };
    return {
        duty("H1", at(5, 3, 15, 30), Duty::State::met),
        duty("H2", at(16, 3, 14), Duty::State::met),
        duty("H3", at(10, 3, 11, 30), Duty::State::missed),
        duty("H4", at(1, 4, 12), Duty::State::met),
        duty("H5", at(20, 3, 16, 30), Duty::State::met)};
}

std::vector<HandedOff> handoffs() {
    using Outcome = HandedOff::Outcome;
    return {
        {.id = "H1", .made = at(5, 3, 10), .first_action = 210min, .outcome = Outcome::accepted, .decided = at(5, 3, 15)},
        {.id = "H2",
         .made = at(14, 3, 10),
         .first_action = 225min,
         .outcome = Outcome::rejected,
         .reason = "timing",
         .decided = at(16, 3, 13, 45)},
        {.id = "H3",
         .made = at(9, 3, 16, 30),
         .first_action = 540min,
         .outcome = Outcome::rejected,
         .reason = "not_a_fit",
         .decided = at(11, 3)},
        {.id = "H4", .made = at(31, 3, 17), .first_action = 120min, .outcome = Outcome::accepted, .decided = at(1, 4, 10)},
        {.id = "H5", .made = at(20, 3), .first_action = 210min, .outcome = Outcome::accepted, .decided = at(20, 3, 16)}};
}

struct DutiesOfMarch : ::testing::Test {
    KpiPlan plan = march_plan();
    Period march = month_of(plan, 2026y / std::chrono::March);
};

TEST_F(DutiesOfMarch, AreThoseThatWereDueInIt) {
    const Attainment kept = attainment(plan, duties(), march, "sales", "accept");
    EXPECT_THAT(kept.met, ElementsAre("H1", "H2", "H5"));
    EXPECT_THAT(kept.missed, ElementsAre("H3"));
    EXPECT_DOUBLE_EQ(*kept.value(), 0.75);
    EXPECT_FALSE(attainment(plan, duties(), march, "marketing").value()) << "nothing was due";
}

TEST_F(DutiesOfMarch, AreMissedBySilenceUnlessTheAgreementSaysOtherwise) {
    auto silent = duties();
    silent[0].state = Duty::State::by_silence;
    EXPECT_THAT(attainment(plan, silent, march, "sales").missed, ElementsAre("H1", "H3"));
    plan.silence_is_met = true;
    const Attainment kept = attainment(plan, silent, march, "sales");
    EXPECT_THAT(kept.by_silence, ElementsAre("H1"));
    EXPECT_DOUBLE_EQ(*kept.value(), 2.0 / 3) << "a column of its own, in neither part";
}

TEST_F(DutiesOfMarch, TakeThreeAndAHalfHoursToTheFirstActionInTheMiddle) {
    const FirstAction acted = first_action(handoffs(), march);
    EXPECT_DOUBLE_EQ(*acted.median_minutes, 210);
    EXPECT_DOUBLE_EQ(*acted.p90_minutes, 540);
    EXPECT_THAT(acted.none_yet, IsEmpty());
}

TEST_F(DutiesOfMarch, AreRejectedTwiceInFive) {
    const Rejects all = rejects(handoffs(), march, kNow);
    EXPECT_DOUBLE_EQ(*all.rate(), 0.4);
    EXPECT_THAT(all.by_reason.at("timing"), ElementsAre("H2"));
    EXPECT_THAT(all.by_reason.at("not_a_fit"), ElementsAre("H3"));
    const Rejects then = rejects(handoffs(), march, at(31, 3, 23, 59));
    EXPECT_DOUBLE_EQ(*then.rate(), 0.5);
    EXPECT_THAT(then.open, ElementsAre("H4"));
}

TEST(Quantiles, HaveNoValueOfNothing) {
    EXPECT_FALSE(median({}));
    EXPECT_FALSE(quantile({}, 0.9));
    EXPECT_FALSE(survival_median({}));
    EXPECT_FALSE(survival_median({{5, false}}));
}

TEST(Quantiles, TakeTheMeanOfTheMiddleTwoAndTheNearestRank) {
    EXPECT_DOUBLE_EQ(*median({4, 1, 3, 2}), 2.5);
    EXPECT_DOUBLE_EQ(*quantile({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.9), 9);
    EXPECT_DOUBLE_EQ(*quantile({7}, 0.9), 7);
}

TEST(Quantiles, CountWhoWaitsFromTheSameTimeOnAsStillAtRisk) {
    EXPECT_DOUBLE_EQ(*survival_median({{1, true}, {2, false}, {2, true}, {3, true}}), 2);
    EXPECT_DOUBLE_EQ(*survival_median({{1, false}, {2, true}, {3, true}}), 2);
}

}  // namespace
}  // namespace crosswalk::kpi
