// News from before our own writes, which arrives after them: what it shows may be ours.
#include "engine_story.h"

#include <unistd.h>

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;

class StaleNews : public EngineStory {
protected:
    // Ann is known in both CRMs and lives in Hanoi; then the hub moves her to Hue, which the CRM is about to
    // be told.
    StaleNews() {
        account("crm").records["c1"] = {{"Email", "ann@example.com"}, {"City", "Hanoi"}};
        account("hub").records["h1"] = {{"email", "ann@example.com"}, {"city", "Hanoi"}};
        hears("hub", toy_event("h1", {{"email", "ann@example.com"}, {"city", "Hanoi"}}));
        settle();
        clock.pass(1h);
        account("hub").records["h1"]["city"] = "Hue";
        hears("hub", toy_event("h1", {{"city", "Hue"}}));
        engine->apply_step();
        moved = clock.now();
    }
    // A webhook of the CRM, dated `after` the move.
    void crm_said(std::chrono::milliseconds after, const Fields& fields, bool whole) {
        crm_tells(after, fields, whole ? "whole" : "some");
    }
    void crm_tells(std::chrono::milliseconds after, const Fields& fields, std::string_view how) {
        namespace json = boost::json;
        json::object event{
            {"id", "c1"},
            {"at", (moved + after).time_since_epoch().count()},
            {"fields", json::object(fields.begin(), fields.end())}};
        event[how] = true;
        hears("crm", json::serialize(json::object{{"events", json::array{event}}}));
        engine->apply_step();
    }
    void expect_everywhere(const std::string& city) {
        EXPECT_EQ(at("crm", "c1", "City"), value(city));
        EXPECT_EQ(at("hub", "h1", "city"), value(city));
    }
    Millis moved{};
};

TEST_F(StaleNews, AWholeRecordFromBeforeOurWriteDoesNotUndoItHoursLater) {
    settle();
    expect_everywhere("Hue");
    clock.pass(3h);
    crm_said(1s, {{"Email", "ann@example.com"}, {"City", "Hanoi"}}, true);
    settle();
    expect_everywhere("Hue");
    EXPECT_EQ(booked("crm", Book::changes, books::kSuperseded), 1);
}

TEST_F(StaleNews, AWholeRecordFromBeforeOurWriteStillTellsWhatAPersonTyped) {
    settle();
    clock.pass(3h);
    crm_said(1s, {{"Email", "ann@example.com"}, {"City", "Saigon"}}, true);
    settle();
    expect_everywhere("Saigon");
}

TEST_F(StaleNews, WhatIsShownUnchangedBesideAnEditDoesNotUndoTheWordOfAnotherTool) {
    crm_tells(2s, {{"Email", "ann@example.com"}, {"City", "Hanoi"}, {"Company", "Acme"}}, "shown");
    settle();
    expect_everywhere("Hue");
    EXPECT_EQ(at("hub", "h1", "company"), value("Acme")) << "what moved is news all the same";
}

TEST_F(StaleNews, WhatIsShownDifferentlyThanItWasKnownIsNewsOfThatTime) {
    account("crm").records["c1"]["City"] = "Saigon";
    crm_tells(2s, {{"Email", "ann@example.com"}, {"City", "Saigon"}}, "shown");
    settle();
    expect_everywhere("Saigon");
}

TEST_F(StaleNews, WhatIsShownFromBeforeOurWriteDoesNotUndoItHoursLater) {
    settle();
    expect_everywhere("Hue");
    clock.pass(3h);
    crm_tells(1s, {{"Email", "ann@example.com"}, {"City", "Hanoi"}}, "shown");
    settle();
    expect_everywhere("Hue");
}

TEST_F(StaleNews, AReplayHearsOnlyTheFieldsThatWaited) {
    account("mail").records["m1"] = {{"address", "ann@example.com"}, {"city", "Hanoi"}, {"score", 10}};
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}}, "", "thin"));
    settle();
    expect_everywhere("Hue");
    namespace json = boost::json;
    const auto later = clock.now() + 10s;
    const json::object whole{
        {"id", "m1"},
        {"whole", true},
        {"at", later.time_since_epoch().count()},
        {"fields", {{"address", "ann@example.com"}, {"city", "Hue"}, {"score", "many"}}}};
    hears("mail", json::serialize(json::object{{"events", json::array{whole}}}));
    engine->apply_step();
    account("hub").records["h1"]["city"] = "Saigon";
    const json::object typed{
        {"id", "h1"}, {"at", (later - 5s).time_since_epoch().count()}, {"fields", {{"city", "Saigon"}}}};
    hears("hub", json::serialize(json::object{{"events", json::array{typed}}}));
    settle();
    expect_everywhere("Saigon");
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_TRUE(engine->replay({}));
    settle();
    expect_everywhere("Saigon");
}

TEST_F(StaleNews, AnUnansweredWriteIsNotTakenForTheWordOfTheTool) {
    cloud.next.push_back(
        {.path = "/update", .fault = Fault{"send.no_answer", "The answer was cut.", ""}, .carried_out = true}
    );
    clock.pass(6s);
    engine->deliver_step("crm");
    EXPECT_EQ(at("crm", "c1", "City"), value("Hue"));
    crm_said(1s, {{"City", "Saigon"}}, false);
    settle(60s);
    expect_everywhere("Saigon");
}

TEST_F(EngineStory, WhatAnUnansweredCreateWroteIsNotTakenForTheWordOfTheTool) {
    mapping.connections[0].create.when = CreatePolicy::When::always;
    std::ranges::find(mapping.fields, "city", &FieldPlan::name)->rule = {Rule::Kind::prefer, "crm"};
    start();
    for (const bool told_by_webhook : {false, true}) {
        const std::string id = told_by_webhook ? "m2" : "m1", address = id + "@example.com";
        cloud.next = {
            {.path = "/create", .fault = Fault{"send.no_answer", "The answer was cut.", ""}, .carried_out = true}};
        hears("mail", toy_event(id, {{"address", value(address)}, {"city", "Hanoi"}}));
        while (!cloud.next.empty()) settle(1s);
        const auto made = std::prev(account("crm").records.end())->first;
        if (told_by_webhook)
            hears("crm", toy_event(made, {{"Email", value(address)}, {"City", "Hanoi"}}));
        settle(60s);
        hears("mail", toy_event(id, {{"city", "Hue"}}));
        settle(60s);
        EXPECT_EQ(at("crm", made, "City"), value("Hue")) << "the CRM itself never said a word: " << told_by_webhook;
    }
}

TEST_F(StaleNews, AWriteThatCrossedAnEditIsNotTakenForTheWordOfTheTool) {
    cloud.next.push_back({.path = "/update", .carried_out = true, .meanwhile = [&] { clock.pass(4s); }});
    clock.pass(6s);
    engine->deliver_step("crm");
    crm_said(8s, {{"City", "Saigon"}}, false);
    hears("crm", toy_event("c1", {}, "", "thin"));
    engine->apply_step();
    engine->enrich_step("crm");
    settle();
    expect_everywhere("Saigon");
}

}  // namespace
}  // namespace crosswalk
