// What another mapping would change, told before it does.
#include "connector/run/jobs/what_if.h"

#include "connector/run/jobs/rollout.h"
#include "engine_story.h"
#include "tests/sync/small_way.h"

namespace crosswalk {
namespace {

boost::json::string text(const std::string& plain) { return boost::json::string(plain); }

class WhatIfStory : public EngineStory {
protected:
    WhatIf ask(const Mapping& next, WhatIfQuestion question = {}) {
        auto answer = engine->what_if(next, question);
        EXPECT_TRUE(answer.has_value());
        return answer ? std::move(*answer) : WhatIf{};
    }
    void person(const std::string& name, Fields mail) {
        const std::string address = name + "@example.com";
        account("crm").add({{"Email", text(address)}});
        account("hub").add({{"email", text(address)}});
        mail["address"] = text(address);
        hears("mail", toy_event(account("mail").add(mail), mail));
        settle();
    }
    static FieldPlan& field(Mapping& m, std::string_view name) {
        return *std::ranges::find(m.fields, name, &FieldPlan::name);
    }
    static Condition score_of(int least) {
        return *parse_condition(
            "score at least " + std::to_string(least), std::vector<std::string>{"score", "stage"}
        );
    }
    void use(Mapping next) {
        mapping = std::move(next);
        start();
    }
};

TEST_F(WhatIfStory, TheMappingInForceChangesNothing) {
    person("ada", {{"score", 73}, {"city", "Oslo"}});
    person("bob", {{"score", 10}});
    const WhatIf same = ask(mapping);
    EXPECT_EQ(same.forecast.people, 2);
    EXPECT_TRUE(same.forecast.nothing());
}

TEST_F(WhatIfStory, ItCountsPeopleRecordsAndCallsAndTheRollOutDoesExactlyThat) {
    for (const char* name : {"ada", "bob", "eve", "kim", "lea"}) person(name, {{"city", "Oslo"}});
    for (int i = 1; i <= 5; ++i) hears("hub", toy_event("r" + std::to_string(i), {{"city", "Rome"}}));
    settle();
    Mapping next = mapping;
    next.version = 1;
    field(next, "city").rule = {Rule::Kind::always, "mail"};
    const auto before = account("crm").calls.size() + account("hub").calls.size();
    const WhatIf what = ask(next);
    EXPECT_EQ(account("crm").calls.size() + account("hub").calls.size(), before) << "nothing is sent";
    EXPECT_EQ(what.forecast.changed, 5);
    ASSERT_EQ(what.forecast.fields.size(), 1u);
    const FieldForecast& city = what.forecast.fields.at("city");
    EXPECT_EQ(city.people, 5);
    ASSERT_EQ(city.examples.size(), 3u);
    EXPECT_EQ(city.examples[0].before, "Rome");
    EXPECT_EQ(city.examples[0].after, "Oslo");
    EXPECT_EQ(what.forecast.tools.at("crm").fields.at("city"), 5);
    EXPECT_EQ(what.calls.at("crm").writes, 2) << "four records a call";

    const auto crm = account("crm").written_rows, hub = account("hub").written_rows;
    ASSERT_TRUE(run_one(*store, [&](Transaction& tx) {
        return begin_rollout(tx, {.version = 1, .since = clock.now()});
    }));
    engine->use(std::make_shared<const Mapping>(next));
    engine->tick_step();
    settle();
    EXPECT_EQ(account("crm").written_rows - crm, 5);
    EXPECT_EQ(account("hub").written_rows - hub, 5);
    EXPECT_EQ(at("crm", "r1", "City"), "Oslo");
}

TEST_F(WhatIfStory, ItSaysWhomAToolWouldCreateAndWhomNoLonger) {
    Mapping mine = mapping;
    mine.connections[1].create.when = CreatePolicy::When::always;
    use(mine);
    modes["hub"] = Mode::watch;
    start();
    for (int i = 0; i < 5; ++i)
        hears(
            "mail",
            toy_event(
                std::to_string(i),
                {{"address", text("p" + std::to_string(i) + "@example.com")}, {"score", i * 20}}
            )
        );
    settle();
    Mapping next = mapping;
    next.connections[0].create.when = CreatePolicy::When::condition;
    next.connections[0].create.condition = score_of(60);
    next.connections[1].create.when = CreatePolicy::When::never;
    const WhatIf what = ask(next);
    EXPECT_EQ(what.forecast.tools.at("crm").created, 2);
    EXPECT_EQ(what.calls.at("crm").writes, 1);
    EXPECT_EQ(what.calls.at("crm").lookups, 1);
    EXPECT_EQ(what.forecast.tools.at("hub").no_longer_created, 5);
}

TEST_F(WhatIfStory, StepsComeFromTheJournalUnderBothMappings) {
    use(small_way());
    person("ada", {{"score", 20}});
    person("bob", {{"score", 20}});
    for (const char* id : {"r1", "r2"}) hears("crm", toy_event(id, {{"Status", "Open"}}));
    settle();
    hears("mail", toy_event("r1", {{"score", 55}}));
    hears("mail", toy_event("r2", {{"score", 65}}));
    settle();
    Mapping next = mapping;
    next.path[1].enter_when = score_of(50);
    for (Mapping* m : {&mapping, &next}) {
        m->connections[0].side = Side::sales;
        m->connections[0].create = {.when = CreatePolicy::When::from_stage, .stage = "mql"};
    }
    start();
    WhatIf what = ask(next);
    EXPECT_EQ(what.forecast.stages.at("mql").promoted, 2);
    EXPECT_EQ(what.forecast.stages.at("mql").promoted_now, 1);
    EXPECT_EQ(what.forecast.notices, 2);
    EXPECT_EQ(what.forecast.notices_now, 1);
    EXPECT_EQ(what.forecast.stages.at("mql").at_once, 0);
    EXPECT_EQ(ask(next, {.restage = true}).forecast.stages.at("mql").at_once, 1) << "Ada, as she is";

    clock.pass(std::chrono::hours{24 * 40});
    what = ask(next);
    EXPECT_TRUE(what.forecast.stages.empty()) << "all of it lies before the window";
}

TEST_F(WhatIfStory, WhoWasMovedByHandIsPromotedUnderNeither) {
    use(small_way());
    person("ada", {{"score", 20}});
    hears("crm", toy_event("r1", {{"Status", "Open"}}));
    settle();
    hears("crm", toy_event("r1", {{"Status", "Qualified"}}));
    settle();
    hears("mail", toy_event("r1", {{"score", 90}}));
    settle();
    Mapping next = mapping;
    next.path[1].enter_when = score_of(50);
    const WhatIf what = ask(next);
    EXPECT_TRUE(what.forecast.stages.empty());
    EXPECT_TRUE(what.forecast.nothing());
}

TEST_F(WhatIfStory, ARenamedFieldIsNoChange) {
    person("ada", {{"score", 73}});
    Mapping next = mapping;
    field(next, "score").was = "score";
    field(next, "score").name = "points";
    const WhatIf what = ask(next);
    EXPECT_TRUE(what.forecast.fields.empty());
    EXPECT_EQ(what.forecast.changed, 0);
}

}  // namespace
}  // namespace crosswalk
