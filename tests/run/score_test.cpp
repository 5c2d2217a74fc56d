// A score of our own: what people do in a tool without one moves their value in the others, and fades.
#include "connector/run/jobs/rollout.h"
#include "connector/run/jobs/what_if.h"
#include "engine_story.h"
#include "tests/sync/small_way.h"

#include <cmath>

namespace crosswalk {
namespace {

using Days = std::chrono::days;
using Hours = std::chrono::hours;
using boost::json::value;

class OwnScore : public EngineStory {
protected:
    OwnScore() {
        mapping = small_way();
        score_field().bindings = {writes("crm", "Score"), writes("hub", "score")};
        score_field().rule = {};
        score_field().send_when = *parse_condition("score changed by 5 or score crosses 60", std::vector<std::string>{"score"});
        use({{.name = "replied", .what = "replied", .points = 40}, {.name = "clicked", .what = "clicked", .points = 8, .daily = 24}});
        start();
        crm = account("crm").add({{"Email", "ann@example.com"}, {"Status", "Open"}});
        hears("crm", toy_event(crm, {{"Email", "ann@example.com"}, {"Status", "Open"}}));
        hears("mail", toy_event("m1", {{"address", "ann@example.com"}}));
        settle();
    }
    FieldPlan& score_field() { return *std::ranges::find(mapping.fields, "score", &FieldPlan::name); }
    void use(std::vector<EngagementRule> rules) {
        ScoringPlan plan{.id = "plan " + std::to_string(++plans_), .score = "score", .half_life = Days{30}};
        plan.engagement = std::move(rules);
        plan.score_steps = {.by = 5, .thresholds = {60}};
        mapping.scoring = std::make_shared<const ScoringPlan>(std::move(plan));
    }
    // Told now, done so long ago.
    void does(const std::string& did, const std::string& key, Hours ago = Hours{0}, const std::string& who = "m1") {
        const auto at = (clock.now() - ago).time_since_epoch().count();
        hears(
            "mail",
            R"({"events":[{"id":")" + who + R"(","did":")" + did + R"(","key":")" + key + R"(","at":)" + std::to_string(at) +
                R"(,"link":"https://example.com/pricing?who=ann","campaign":"Spring"}]})"
        );
        settle();
    }
    std::string score() { return lead("ann@example.com").value("score").value_or("(blank)"); }
    std::vector<HistoryRow> told_of_score() {
        std::vector<HistoryRow> out;
        for (const HistoryRow& row : history(lead("ann@example.com").id))
            if (row.what == HistoryRow::What::write && row.connection == "crm" && row.field == "Score") out.push_back(row);
        return out;
    }
    std::string crm{};

private:
    int plans_ = 0;
};

TEST_F(OwnScore, OfWhatSomebodyDoesReachesTheOtherToolsAndPromotes) {
    EXPECT_EQ(score(), "0");
    does("replied", "r1");
    EXPECT_EQ(score(), "40");
    EXPECT_EQ(at("crm", crm, "Score"), value(40));
    EXPECT_EQ(at("crm", crm, "Status"), value("Open"));
    does("clicked", "c1");
    does("clicked", "c2");
    does("clicked", "c3");
    does("clicked", "c4");
    EXPECT_EQ(score(), "64") << "clicks give 24 a day and no more";
    EXPECT_EQ(at("crm", crm, "Score"), value(64));
    EXPECT_EQ(at("crm", crm, "Status"), value("MQL"));
    EXPECT_EQ(lead("ann@example.com").values.at("score").why.rule, "scoring");
}

TEST_F(OwnScore, IsTheSameHoweverOftenAndLateItIsToldAndAfterARestart) {
    does("clicked", "c2");
    does("replied", "r1", Hours{24 * 30});
    does("clicked", "c1", Hours{24 * 60});
    const std::string once = score();
    EXPECT_EQ(once, "30") << "8 now, 40 a half-life ago, 8 two of them ago";
    reopen();
    does("clicked", "c1", Hours{24 * 60});
    does("replied", "r1", Hours{24 * 30});
    EXPECT_EQ(score(), once);
}

TEST_F(OwnScore, FadesOverAYearAndTheToolsHearOfItAtEachStepAlone) {
    does("replied", "r1");
    does("clicked", "c1");
    does("clicked", "c2");
    does("clicked", "c3");
    const Millis begun = clock.now();
    ASSERT_EQ(score(), "64");
    const auto before = told_of_score().size();
    for (int day = 0; day < 365; ++day) {
        clock.pass(Days{1});
        engine->tick_step();
        engine->settle_all();
        const double half_lives = static_cast<double>((clock.now() - begun).count()) / (30.0 * 24 * 3'600'000);
        const double exact = 64 * std::exp2(-half_lives), shown = std::stod(score());
        EXPECT_NEAR(shown, exact, 5.6) << "day " << day;
        EXPECT_EQ(shown >= 60, exact >= 59.5) << "day " << day;
    }
    EXPECT_EQ(score(), "0");
    const auto told = told_of_score();
    EXPECT_LE(told.size() - before, 13U);
    EXPECT_GE(told.size() - before, 11U);
    EXPECT_EQ(at("crm", crm, "Status"), value("MQL")) << "nobody is taken back by fading";
}

TEST_F(OwnScore, IsOfTheDayOnWhichAnOldDeliveryIsReplayed) {
    mapping.fields.push_back({.name = "size", .type = FieldType::integer, .bindings = {reads("crm", "Size")}});
    start();
    does("replied", "r1");
    hears("crm", toy_event(crm, {{"Size", "many"}}));
    settle();
    ASSERT_EQ(parked().size(), 1U);
    for (int day = 0; day < 30; ++day) {
        clock.pass(Days{1});
        engine->tick_step();
    }
    settle();
    const std::string faded = score();
    ASSERT_LE(std::stoi(faded), 22);
    mapping.fields.back().type = FieldType::text;
    ++mapping.version;
    start();
    ASSERT_EQ(*engine->replay(std::nullopt), 1U);
    settle();
    EXPECT_EQ(lead("ann@example.com").value("size"), "many");
    EXPECT_EQ(score(), faded) << "and not what it was when the delivery came";
}

TEST_F(OwnScore, OfTwoWhoTurnOutToBeOneIsThatOfAllTheyDid) {
    hears("mail", toy_event("m2", {{"address", "anna@example.com"}}));
    settle();
    does("replied", "r1");
    does("clicked", "c1", Hours{1}, "m2");
    ASSERT_EQ(score(), "40");
    hears("mail", R"({"events":[{"winner":"m1","loser":"m2"}]})");
    settle();
    EXPECT_EQ(score(), "48");
}

TEST_F(OwnScore, ByOtherRulesIsCountedAnewFromAllThatIsKept) {
    does("replied", "r1");
    ASSERT_EQ(score(), "40");
    use({{.name = "replied", .what = "replied", .points = 10}, {.name = "pricing", .what = "replied", .link = "*/pricing", .points = 3}});
    ++mapping.version;
    const auto foreseen = engine->what_if(mapping, {});
    ASSERT_TRUE(foreseen);
    ASSERT_TRUE(foreseen->forecast.fields.contains("score"));
    EXPECT_EQ(foreseen->forecast.fields.at("score").examples.at(0).after, "13") << "told before it is activated";
    EXPECT_EQ(score(), "40");
    const Rollout job{.version = mapping.version, .since = clock.now()};
    ASSERT_TRUE(run_one(*store, [&](Transaction& tx) { return begin_rollout(tx, job); }));
    engine->use(std::make_shared<const Mapping>(mapping));
    for (int ticks = 0; ticks < 10; ++ticks) engine->tick_step();
    settle();
    EXPECT_EQ(score(), "13");
    EXPECT_EQ(at("crm", crm, "Score"), value(13));
}

TEST_F(OwnScore, ByOtherRulesIsForeseenWithThePromotionsThatItWouldHaveBrought) {
    does("replied", "r1");
    ASSERT_EQ(score(), "40");
    const auto foreseen = [&](std::vector<EngagementRule> rules) {
        Mapping next = mapping;
        ++next.version;
        ScoringPlan plan = *mapping.scoring;
        plan.id = "another";
        plan.engagement = std::move(rules);
        next.scoring = std::make_shared<const ScoringPlan>(std::move(plan));
        const auto out = engine->what_if(next, {});
        EXPECT_TRUE(out);
        const auto there = out->forecast.stages.find("mql");
        return there == out->forecast.stages.end() ? std::pair<std::int64_t, std::int64_t>{}
                                                   : std::pair{there->second.promoted, there->second.promoted_now};
    };
    using Counts = std::pair<std::int64_t, std::int64_t>;
    EXPECT_EQ(foreseen({{.name = "replied", .what = "replied", .points = 30}}), (Counts{0, 0}));
    EXPECT_EQ(foreseen({{.name = "replied", .what = "replied", .points = 70}}), (Counts{1, 0}));
    does("clicked", "c1");
    does("clicked", "c2");
    does("clicked", "c3");
    ASSERT_EQ(score(), "64");
    EXPECT_EQ(foreseen({{.name = "replied", .what = "replied", .points = 30}}), (Counts{0, 1}));
}

TEST_F(OwnScore, KeepsOfALinkNoMoreThanItsPathAndForgetsAllWithThePerson) {
    does("clicked", "c1");
    const LeadId ann = lead("ann@example.com").id;
    const auto rows = history(ann);
    const auto done = std::ranges::find(rows, HistoryRow::What::engagement, &HistoryRow::what);
    ASSERT_NE(done, rows.end());
    EXPECT_EQ(done->link, "https://example.com/pricing");
    EXPECT_EQ(done->campaign, "Spring");
    EXPECT_EQ(done->key, "c1");
    ASSERT_TRUE(engine->erase(ann));
    EXPECT_TRUE(history(ann).empty());
}

TEST_F(OwnScore, CountsForWhoeverIsKnownByTheAddressWhereTheToolKeepsNoPeople) {
    does("replied", "r1", Hours{0}, "Ann@Example.com");
    EXPECT_EQ(score(), "40");
    does("replied", "r2", Hours{0}, "nobody@example.com");
    EXPECT_EQ(booked("mail", Book::changes, books::kIrrelevant), 1);
}

TEST_F(OwnScore, OfWhatNoRuleNamesDoesNotMove) {
    does("opened_by_machine", "o1");
    EXPECT_EQ(score(), "0");
    EXPECT_TRUE(told_of_score().empty() || told_of_score().size() == 1U);
}

}  // namespace
}  // namespace crosswalk
