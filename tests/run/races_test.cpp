// News, questions and writes that cross each other on the way.
#include "engine_story.h"

#include <unistd.h>

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;

class Races : public EngineStory {
protected:
    // Ann is known in both CRMs, and lives in Hanoi.
    void ann_lives_in_hanoi() {
        account("crm").records["c1"] = {{"Email", "ann@example.com"}, {"City", "Hanoi"}};
        account("hub").records["h1"] = {{"email", "ann@example.com"}, {"city", "Hanoi"}};
        hears("hub", toy_event("h1", {{"email", "ann@example.com"}, {"city", "Hanoi"}}));
        settle();
        clock.pass(1h);
    }
    void hub_moves_her_to(const std::string& city) {
        account("hub").records["h1"]["city"] = value(city);
        hears("hub", toy_event("h1", {{"city", value(city)}}));
        engine->apply_step();
    }
    void expect_everywhere(const std::string& city) {
        EXPECT_EQ(at("crm", "c1", "City"), value(city));
        EXPECT_EQ(at("hub", "h1", "city"), value(city));
    }
    void know_phones() {
        mapping.fields.push_back(
            {.name = "phone",
             .type = FieldType::phone,
             .region = "VN",
             .bindings = {both("crm", "Phone"), both("hub", "phone")}}
        );
        for (ConnectionPlan& plan : mapping.connections) plan.match_by = {"email", "phone"};
        start();
    }
};

TEST_F(Races, AnAnswerOlderThanOurWriteDoesNotUndoIt) {
    ann_lives_in_hanoi();
    hub_moves_her_to("Huế");
    hears("crm", toy_event("c1", {}, "", "thin"));
    engine->apply_step();
    clock.pass(6s);
    engine->enrich_step("crm");
    engine->deliver_step("crm");
    EXPECT_EQ(at("crm", "c1", "City"), value("Huế"));
    settle();
    expect_everywhere("Huế");
}

TEST_F(Races, AWebhookFromBeforeOurWriteDoesNotUndoIt) {
    ann_lives_in_hanoi();
    hub_moves_her_to("Huế");
    settle();
    hears("crm", toy_event("c1", {{"City", "Hanoi"}}));
    settle();
    expect_everywhere("Huế");
    EXPECT_EQ(booked("crm", Book::changes, books::kSuperseded), 1);
}

TEST_F(Races, ALateEchoOfAnOlderWriteIsNobodysWord) {
    ann_lives_in_hanoi();
    hub_moves_her_to("Huế");
    settle();
    const auto then = std::to_string(clock.now().time_since_epoch().count());
    hub_moves_her_to("Vinh");
    settle();
    clock.pass(1h);
    hears("crm", R"({"events":[{"id":"c1","fields":{"City":"Huế"},"at":)" + then + "}]}");
    settle();
    expect_everywhere("Vinh");
    EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        const auto record = tx.leads.record({"crm", {"person"}, {"c1"}});
        if (!record) return record.error();
        const auto& heard = (*record)->fields.at("City").heard;
        EXPECT_FALSE(heard && heard->raw == value("Huế"));
        return {};
    }));
}

TEST_F(Races, WhoeverPutsTheOldValueBackIsBelievedOnceItWasRead) {
    ann_lives_in_hanoi();
    hub_moves_her_to("Huế");
    settle();
    account("crm").records["c1"]["City"] = "Hanoi";
    hears("crm", toy_event("c1", {{"City", "Hanoi"}}));
    settle();
    expect_everywhere("Hanoi");
}

TEST_F(Races, AnEditThatCrossesOurWriteDoesNotStandUnseen) {
    mapping.fields[3].rule = {Rule::Kind::always, "hub"};
    start();
    ann_lives_in_hanoi();
    cloud.next.push_back({.path = "/update", .carried_out = true, .meanwhile = [&] {
                              account("crm").records["c1"]["City"] = "Saigon";
                              hears("crm", toy_event("c1", {{"City", "Saigon"}}));
                              engine->apply_step();
                          }});
    hub_moves_her_to("Huế");
    settle();
    expect_everywhere("Huế");
}

TEST_F(Races, AnEchoIsRememberedThoughItsWriteIsThoughtToHaveFailed) {
    ann_lives_in_hanoi();
    cloud.next.push_back(
        {.path = "/update",
         .answer = HttpResponse{.status = 503},
         .carried_out = true,
         .meanwhile =
             [&] {
                 hears("crm", toy_event("c1", {{"City", "Huế"}}));
                 engine->apply_step();
             }}
    );
    hub_moves_her_to("Huế");
    settle();
    EXPECT_EQ(account("crm").written_rows, 2) << "our id, and the city once";
    account("crm").records["c1"]["City"] = "Hanoi";
    hears("crm", toy_event("c1", {{"City", "Hanoi"}}));
    settle();
    expect_everywhere("Hanoi");
}

TEST_F(Races, APageOfAPollAnswersNoThinNews) {
    polls["mail"] = 5min;
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    account("mail").records["m1"] = {{"address", "ann@example.com"}, {"score", 40}};
    start();
    settle();
    account("mail").records["m1"]["score"] = 50;
    clock.pass(5min);
    hears("mail", toy_event("m1", {}, "", "thin"));
    engine->enrich_step("mail");
    account("mail").records["m1"]["score"] = 60;
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), value(60));
    EXPECT_EQ(booked("mail", Book::changes, books::kWaiting), 0);
}

TEST_F(Races, ThinNewsDuringAQuietReadGetsAnAnswerOfItsOwn) {
    polls["mail"] = 5min;
    account("mail").polls_thinly = true;
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    account("mail").records["m1"] = {{"address", "ann@example.com"}, {"score", 40}};
    start();
    settle();
    clock.pass(5min);
    engine->enrich_step("mail");
    cloud.next.push_back({.path = "/read", .carried_out = true, .meanwhile = [&] {
                              account("mail").records["m1"]["score"] = 60;
                              hears("mail", toy_event("m1", {}, "", "thin"));
                              engine->apply_step();
                          }});
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), value(60));
    EXPECT_EQ(booked("mail", Book::changes, books::kWaiting), 0);
}

TEST_F(Races, APhoneAloneIsReadBeforeAnybodyIsMadeOfIt) {
    know_phones();
    account("hub").records["h1"] = {{"email", "ann@example.com"}, {"phone", "+84912345678"}};
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}}));
    engine->apply_step();
    hears("hub", toy_event("h1", {{"phone", "+84912345678"}}));
    hears("mail", toy_event("m1", {{"score", 73}}));
    settle();
    EXPECT_EQ(at("hub", "h1", "score"), value(73));
    EXPECT_TRUE(parked().empty());
}

TEST_F(Races, TwoPeopleBehindOnePhoneStayTwo) {
    know_phones();
    account("hub").records["h1"] = {{"email", "ann@example.com"}, {"phone", "+84912345678"}};
    account("crm").records["c2"] = {{"Email", "bob@example.com"}, {"Phone", "+84912345678"}};
    hears("hub", toy_event("h1", {{"email", "ann@example.com"}, {"phone", "+84912345678"}}));
    settle();
    hears("crm", toy_event("c2", {{"Email", "bob@example.com"}, {"Phone", "+84912345678"}}));
    settle();
    EXPECT_EQ(at("hub", "h1", "email"), value("ann@example.com"));
    EXPECT_EQ(at("crm", "c2", "Email"), value("bob@example.com"));
    EXPECT_TRUE(parked().empty());
}

TEST_F(Races, TheNewestOfWhatWaitsIsReplayed) {
    mapping.fields[1].range = {0, 50};
    start();
    account("crm").records["c1"] = {{"Email", "ann@example.com"}};
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 60}}));
    hears("mail", toy_event("m1", {{"score", 70}}));
    settle();
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(booked("mail", Book::changes, books::kParked), 1);
    mapping.fields[1].range = {0, 100};
    engine->use(std::make_shared<const Mapping>(mapping));
    EXPECT_EQ(*engine->replay({}), 1U);
    settle();
    EXPECT_EQ(at("crm", "c1", "Score"), value(70));
    EXPECT_EQ(booked("mail", Book::changes, books::kParked), 0);
}

TEST_F(Races, WhatCannotBeReadOfALookupIsBookedToo) {
    account("crm").records["c1"] = {{"Email", "ann@example.com"}, {"Company", boost::json::array{1}}};
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 73}}));
    settle();
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(booked("crm", Book::changes, books::kParked), 1);
    EXPECT_TRUE(*engine->drop(parked().front().id));
    EXPECT_EQ(booked("crm", Book::changes, books::kParked), 0);
}

TEST_F(Races, APollShowsWhatItCannotReadOnce) {
    polls["mail"] = 5min;
    account("mail").records["m1"] = {{"address", "ann@example.com"}, {"score", 40}};
    start();
    settle();
    account("mail").records["m1"]["score"] = "many";
    for (int polled = 0; polled < 3; ++polled) {
        clock.pass(5min);
        settle();
    }
    EXPECT_EQ(parked().size(), 1U);
    EXPECT_EQ(booked("mail", Book::changes, books::kParked), 1);
}

TEST_F(Races, SeveralNewsThatWaitForOneUnreadableAnswerAreOneItem) {
    account("mail").records["m1"] = {{"address", "ann@example.com"}, {"score", "many"}};
    hears("mail", toy_event("m1", {}, "", "thin"));
    hears("mail", toy_event("m1", {}, "", "thin"));
    hears("mail", toy_event("m1", {}, "", "thin"));
    settle();
    EXPECT_EQ(parked().size(), 1U);
    EXPECT_EQ(booked("mail", Book::changes, books::kParked), 1);
    EXPECT_EQ(booked("mail", Book::changes, books::kWaiting), 0);
}

TEST_F(Races, ALookUpThatFindsTheCandidateAfterTheFirstRecordWentEndsTheirConflict) {
    account("crm").records["c2"] = {{"Email", "ann@example.com"}};
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 73}}, "", "whole"));
    cloud.next.push_back({.path = "/read", .carried_out = true, .meanwhile = [&] {
                              hears("crm", toy_event("c1", {{"Email", "ann@example.com"}}, "", "whole"));
                              hears("crm", toy_event("c2", {{"Email", "ann@example.com"}}, "", "whole"));
                              engine->apply_step();
                              ASSERT_EQ(parked().size(), 1U) << "two fit her";
                              account("crm").records.erase("c1");
                              hears("crm", toy_event("c1", {}, "", "deleted"));
                              engine->apply_step();
                          }});
    settle();
    ASSERT_TRUE(cloud.next.empty());
    EXPECT_TRUE(parked().empty());
    EXPECT_EQ(at("crm", "c2", "Score"), value(73));
    hears("mail", toy_event("m1", {{"score", 40}}));
    settle();
    EXPECT_EQ(at("crm", "c2", "Score"), value(40));
}

}  // namespace
}  // namespace crosswalk
