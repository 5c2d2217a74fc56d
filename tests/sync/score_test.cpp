// From what somebody did to a score: the same in whatever order, however often told, counted at once or one by one.
#include "connector/mapping/model/pattern.h"
#include "connector/mapping/model/zone.h"
#include "connector/sync/score.h"

#include "small_mapping.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>

namespace crosswalk {
namespace {

using Days = std::chrono::days;
using Hours = std::chrono::hours;

constexpr Millis kBegin{Days{20'000}};

ScoringPlan small_plan() {
    ScoringPlan plan{.id = "p", .score = "lead_score", .half_life = Days{30}};
    plan.engagement = {
        {.name = "opened", .what = "opened", .points = 2, .daily = 4, .at_most = 11},
        {.name = "priced", .what = "clicked", .link = "*/pricing*", .points = 10},
        {.name = "clicked", .what = "clicked", .points = 3, .daily = 5},
        {.name = "replied", .what = "replied", .points = 20, .once = true},
        {.name = "left", .what = "unsubscribed", .points = -30, .at_most = 40}};
    return plan;
}

HistoryRow deed(std::string what, Millis at, std::string key = {}, std::string link = {}) {
    return {
        .what = HistoryRow::What::engagement,
        .at = at,
        .field = std::move(what),
        .connection = "mail",
        .key = std::move(key),
        .link = std::move(link)};
}

std::vector<HistoryRow> any_deeds() {
    const std::vector<std::string> words{"opened", "clicked", "replied", "unsubscribed", "opened_by_machine"};
    const std::vector<std::string> links{"", "https://example.com/pricing/team", "https://example.com/blog"};
    const auto n = *rc::gen::inRange(0, 30);
    std::vector<HistoryRow> out;
    for (int i = 0; i < n; ++i)
        out.push_back(deed(
            *rc::gen::elementOf(words),
            kBegin + Hours{*rc::gen::inRange(0, 24 * 60)},
            "k" + std::to_string(i),
            *rc::gen::elementOf(links)
        ));
    return out;
}

void shuffle(std::vector<HistoryRow>& rows) {
    for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[*rc::gen::inRange<std::size_t>(0, i)]);
}

// As the engine does: the next one is added, and what cannot be added is counted from all that is kept.
ScoreTally one_by_one(const ScoringPlan& plan, const std::vector<HistoryRow>& told) {
    ScoreTally out = count_all(plan, {});
    std::vector<HistoryRow> kept;
    for (const HistoryRow& one : told) {
        kept.push_back(one);
        if (counts(plan, one) && !count_next(plan, out, one)) out = count_all(plan, kept);
    }
    return out;
}

double interest_of(const ScoringPlan& plan, const ScoreTally& tally, Millis at) {
    Lead lead;
    lead.score = tally;
    return score_of(plan, lead, at).interest;
}

TEST(Score, IsTheSameToItsLastBitInWhateverOrderBatchesAndRepetitionsItIsTold) {
    EXPECT_TRUE(rc::check([] {
        const ScoringPlan plan = small_plan();
        const auto deeds = any_deeds();
        auto told = deeds;
        for (const HistoryRow& one : deeds)
            if (*rc::gen::arbitrary<bool>()) told.push_back(one);
        shuffle(told);
        RC_ASSERT(count_all(plan, told) == count_all(plan, deeds));
        RC_ASSERT(one_by_one(plan, told) == count_all(plan, deeds));
    }));
}

TEST(Score, OfTwoPeopleWhoAreOneIsThatOfAllTheyDid) {
    EXPECT_TRUE(rc::check([] {
        const ScoringPlan plan = small_plan();
        const auto all = any_deeds();
        std::vector<HistoryRow> one, other;
        for (const HistoryRow& deed : all) (*rc::gen::arbitrary<bool>() ? one : other).push_back(deed);
        if (!one.empty()) other.push_back(one.front());  // both were told of it
        std::vector<HistoryRow> joined = other;
        joined.insert(joined.end(), one.begin(), one.end());
        RC_ASSERT(count_all(plan, joined) == count_all(plan, all));
    }));
}

TEST(Score, FadesOverAYearAsTheFormulaSays) {
    EXPECT_TRUE(rc::check([] {
        ScoringPlan plan = small_plan();
        plan.engagement = {{.name = "replied", .what = "replied", .points = 64}};
        const std::vector<HistoryRow> done{deed("replied", kBegin)};
        const ScoreTally tally = count_all(plan, done);
        const Millis then = kBegin + Hours{*rc::gen::inRange(0, 24 * 366)};
        const double half_lives = static_cast<double>((then - kBegin).count()) / static_cast<double>(plan.half_life->count());
        RC_ASSERT(std::abs(interest_of(plan, tally, then) - 64 * std::pow(2.0, -half_lives)) < 1e-9);
    }));
}

TEST(Score, IsTheSumOfThePointsThatItNames) {
    EXPECT_TRUE(rc::check([] {
        const ScoringPlan plan = small_plan();
        const auto deeds = any_deeds();
        const Millis now = kBegin + Hours{*rc::gen::inRange(24 * 60, 24 * 400)};
        std::vector<PointsGiven> given;
        const ScoreTally tally = count_all(plan, deeds, &given);
        double sum = 0;
        for (const PointsGiven& one : given) sum += faded(plan, one.points, one.done->at, now);
        RC_ASSERT(std::abs(sum - interest_of(plan, tally, now)) < 1e-9);
    }));
}

TEST(Score, KeepsToTheCapsOfADayAndOfARuleAndCountsOnceWhatCountsOnce) {
    const ScoringPlan plan = small_plan();
    std::vector<HistoryRow> done;
    for (int i = 0; i < 5; ++i) done.push_back(deed("opened", kBegin + Hours{i}));
    const auto worth = [&](Millis at) { return interest_of(plan, count_all(plan, done), at); };
    EXPECT_NEAR(worth(kBegin + Hours{5}), 4, 0.05) << "no more than 4 of one day";
    for (int day = 1; day < 9; ++day)
        for (int i = 0; i < 2; ++i) done.push_back(deed("opened", kBegin + Days{day} + Hours{i}));
    EXPECT_NEAR(worth(kBegin + Days{8} + Hours{1}), 11, 0.05) << "never worth more than 11";
    done = {deed("replied", kBegin), deed("replied", kBegin + Days{1})};
    EXPECT_NEAR(worth(kBegin), 20, 1e-9);
    done = {deed("unsubscribed", kBegin), deed("unsubscribed", kBegin)};
    EXPECT_NEAR(worth(kBegin), -40, 1e-9) << "what is taken away has its cap too";
    done = {deed("clicked", kBegin, "", "https://example.com/Pricing/"), deed("opened_by_machine", kBegin)};
    EXPECT_NEAR(worth(kBegin), 13, 1e-9) << "two rules fit the click, none the machine";
}

TEST(Score, CountsTheDayInTheZoneOfThePlan) {
    ScoringPlan plan = small_plan();
    plan.clocks = std::make_shared<const zone::Clocks>("Asia/Ho_Chi_Minh");
    plan.half_life.reset();
    // 23:30 and 00:30 in Vietnam lie in one day of Greenwich.
    std::vector<HistoryRow> done;
    for (const auto at : {std::chrono::minutes{990}, std::chrono::minutes{1'050}})
        for (int i = 0; i < 3; ++i) done.push_back(deed("opened", kBegin + at));
    EXPECT_EQ(interest_of(plan, count_all(plan, done), kBegin + Days{2}), 8);
    plan.clocks = nullptr;
    EXPECT_EQ(interest_of(plan, count_all(plan, done), kBegin + Days{2}), 4);
}

// What is told at its time is what would be told if everybody looked all the time.
TEST(Score, IsDueWhenItNextPassesAStepOrAThresholdAndNotBefore) {
    EXPECT_TRUE(rc::check([] {
        ScoringPlan plan = small_plan();
        plan.score_steps = {.by = static_cast<double>(*rc::gen::inRange(1, 12)), .thresholds = {20, 50, 80}};
        Lead lead;
        lead.score = count_all(plan, any_deeds());
        plan.fits = {{.name = "fits", .points = static_cast<double>(*rc::gen::inRange(-30, 60))}};
        const Millis now = kBegin + Days{60};
        const Score told = score_of(plan, lead, now);
        const auto heard_of = [&](Millis at) {
            const auto then = static_cast<double>(score_of(plan, lead, at).value), before = static_cast<double>(told.value);
            const bool passed = std::ranges::any_of(plan.score_steps.thresholds, [&](double t) { return (then >= t) != (before >= t); });
            const bool ended = (then == plan.least && before != plan.least) || (then == plan.most && before != plan.most);
            return passed || ended || std::abs(then - before) >= plan.score_steps.by;
        };
        const auto due = next_due(plan, told, now);
        for (int hour = 0; hour < 24 * 365; hour += 7) {
            const Millis at = now + Hours{hour};
            if (!due || at < *due - std::chrono::seconds{2}) RC_ASSERT(!heard_of(at));
        }
        if (due) RC_ASSERT(heard_of(*due));
    }));
}

TEST(Score, NothingIsDueWhereNothingFades) {
    ScoringPlan plan = small_plan();
    plan.half_life.reset();
    EXPECT_FALSE(next_due(plan, {.interest = 40, .value = 40}, kBegin));
    plan.half_life = Days{30};
    EXPECT_FALSE(next_due(plan, {.fit = 40, .value = 40}, kBegin));
    EXPECT_TRUE(next_due(plan, {.interest = 40, .value = 40}, kBegin));
}

TEST(Score, BecomesTheValuesOfItsFieldsWithWhoseWordItIs) {
    Mapping m = small_mapping();
    m.fields.push_back({.name = "lead_score", .type = FieldType::integer, .bindings = {writes("crm", "Lead_Score")}});
    m.fields.push_back({.name = "grade", .type = FieldType::text});
    ScoringPlan plan = small_plan();
    plan.grade = "grade";
    plan.grades = {{"A", 50}, {"B", 20}};
    plan.fits = {{.name = "has a company", .when = *parse_condition("company is known", std::vector<std::string>{"company"}), .points = 35}};
    m.scoring = std::make_shared<const ScoringPlan>(plan);
    Lead lead{.id = {"lead-1"}};
    lead.values["company"] = {"Example", {}};
    const auto decide = [&] { return recompute(m, lead, {}, {}, {.cause = {.event = 7, .now = kBegin, .mapping_version = 3}}); };
    EXPECT_TRUE(decide().rows.empty()) << "what the lead did is counted by no plan yet";
    lead.score = count_all(plan, std::vector<HistoryRow>{deed("replied", kBegin)});
    const Recomputed done = decide();
    ASSERT_EQ(done.rows.size(), 2U);
    EXPECT_TRUE(done.rescored);
    EXPECT_EQ(done.rows[0].field, "lead_score");
    EXPECT_EQ(done.rows[0].after, "55");
    EXPECT_EQ(done.rows[0].rule, "scoring");
    EXPECT_EQ(done.rows[0].event, 7);
    EXPECT_EQ(lead.value("grade"), "A");
    EXPECT_TRUE(decide().rows.empty()) << "nothing happened since";
}

TEST(Pattern, HasStarsForAnyTextAndNoCapitals) {
    for (const std::string_view good : {"", "*", "*/Pricing*", "https://*/pricing/*", "https://example.com/pricing/team"})
        EXPECT_TRUE(fits_pattern(good, "https://Example.com/pricing/team")) << good;
    for (const std::string_view bad : {"pricing", "*/pricing", "*/prices*", "https://example.com/pricing/team?"})
        EXPECT_FALSE(fits_pattern(bad, "https://example.com/pricing/team")) << bad;
}

}  // namespace
}  // namespace crosswalk
