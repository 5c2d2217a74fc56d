// What a vendor does not let us read: that alone stands still, is named, and is read when it is there again.
#include "engine_story.h"

#include "connector/contract/poll.h"

#include <algorithm>

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;

class Outage : public EngineStory {
protected:
    // Ann is in the CRM and in the email tool; the CRM is polled every five minutes.
    Outage() {
        for (ConnectionPlan& plan : mapping.connections) plan.create.when = CreatePolicy::When::always;
        polls["crm"] = 5min;
        account("crm").records["c1"] = {
            {"Email", "ann@example.com"}, {"Company", "Acme"}, {"City", "Hanoi"}};
        account("hub").records["h1"] = {{"email", "ann@example.com"}};
        start();
    }
    ConnectionStatus status(std::string_view name) {
        for (ConnectionStatus& one : engine->status())
            if (one.name == name) return one;
        return {};
    }
    // A person nobody knew yet, by an automation of the email tool.
    void somebody_new(const std::string& email, const std::string& id = "m7") {
        account("mail").records[id] = {{"address", value(email)}, {"score", 5}};
        hears("mail", toy_event(id, {{"address", value(email)}, {"score", 5}}));
    }
    bool is_in_crm(const std::string& email) {
        return std::ranges::any_of(account("crm").records, [&](const auto& record) {
            const auto it = record.second.find("Email");
            return it != record.second.end() && it->second == value(email);
        });
    }
};

TEST_F(Outage, AFieldThatIsRefusedStandsStillAloneAndIsNamed) {
    account("crm").hides = {"City"};
    somebody_new("neu@example.com");
    settle(60s);
    EXPECT_TRUE(is_in_crm("neu@example.com")) << "people are looked up and made without it";
    EXPECT_EQ(at("hub", "h1", "company"), value("Acme")) << "other fields are polled";
    const auto crm = status("crm");
    EXPECT_EQ(crm.state, "degraded");
    ASSERT_EQ(crm.troubles.size(), 1U);
    EXPECT_EQ(crm.troubles.front().field, "City");
    EXPECT_EQ(crm.troubles.front().code, "NO_FIELD");
    EXPECT_NE(crm.troubles.front().says.find("No such column 'City'"), std::string::npos);
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked().front().what, Parked::What::field);
    EXPECT_TRUE(parked().front().fields.contains("city"));
    EXPECT_NE(parked().front().advice.find("City"), std::string::npos);
    EXPECT_EQ(status("hub").state, "ok");
}

TEST_F(Outage, AFieldThatIsDeniedAsIfTheKeyWereBadStandsStillAloneWhereTheKeyWorks) {
    account("crm").hides = {"City"};
    account("crm").denies_what_it_hides = true;
    somebody_new("neu@example.com");
    settle(90s);
    EXPECT_TRUE(is_in_crm("neu@example.com"));
    EXPECT_EQ(at("hub", "h1", "company"), value("Acme"));
    EXPECT_EQ(status("crm").state, "degraded");
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_TRUE(parked().front().fields.contains("city"));
}

TEST_F(Outage, AKeyThatCannotBeSearchedByIsNamedAndPeopleAreLookedForByTheOthers) {
    FieldPlan phone{.name = "phone", .type = FieldType::text};
    phone.bindings = {both("crm", "Phone"), both("mail", "phone")};
    mapping.fields.push_back(phone);
    for (ConnectionPlan& plan : mapping.connections)
        if (plan.name == "crm") plan.match_by.insert(plan.match_by.begin(), "phone");
    start();
    account("crm").cannot_search = {"Phone"};
    account("mail").records["m7"] = {{"address", value("neu@example.com")}, {"phone", "123"}};
    hears("mail", toy_event("m7", {{"address", value("neu@example.com")}, {"phone", "123"}}));
    settle(90s);
    EXPECT_TRUE(is_in_crm("neu@example.com"));
    EXPECT_EQ(status("crm").state, "degraded");
    ASSERT_EQ(status("crm").troubles.size(), 1U);
    EXPECT_EQ(status("crm").troubles.front().field, "Phone");
}

TEST_F(Outage, ABadKeyIsToldAsThatAndNoFieldIsBlamed) {
    account("crm").knows_the_key = false;
    somebody_new("neu@example.com");
    settle(90s);
    EXPECT_EQ(status("crm").state, "reconnect");
    EXPECT_TRUE(parked().empty());
}

TEST_F(Outage, ItIsTriedNowAndThenAndNotWithEveryCall) {
    account("crm").hides = {"City"};
    settle(60s);
    const auto before = calls("crm", "/read");
    for (int i = 0; i < 6; ++i) {
        clock.pass(10min);
        settle(1s);
    }
    EXPECT_LE(calls("crm", "/read") - before, 40U) << "an hour of polls, and a try each quarter of an hour";
    EXPECT_EQ(parked().size(), 1U);
}

TEST_F(Outage, ItHealsByItselfAndWhatChangedMeanwhileIsRead) {
    settle(60s);
    account("crm").hides = {"City"};
    account("crm").records["c1"]["Company"] = "Acme 2";
    clock.pass(5min);
    settle(10s);
    ASSERT_EQ(status("crm").state, "degraded");
    account("crm").records["c1"]["City"] = "Hue";
    clock.pass(5min);
    settle(10s);
    EXPECT_EQ(at("hub", "h1", "city"), value("Hanoi"));
    account("crm").hides.clear();
    clock.pass(15min);
    settle(60s);
    EXPECT_EQ(at("hub", "h1", "city"), value("Hue"));
    EXPECT_EQ(status("crm").state, "ok");
    EXPECT_TRUE(parked().empty());
}

TEST_F(Outage, AFieldThatCannotBeReadIsNotWrittenOverUnseen) {
    settle(60s);
    account("crm").hides = {"City"};
    clock.pass(5min);
    settle(10s);
    ASSERT_EQ(status("crm").state, "degraded");
    account("crm").records["c1"]["City"] = "Hue";
    account("hub").records["h1"]["city"] = "Vinh";
    account("hub").records["h1"]["company"] = "Acme 3";
    hears("hub", toy_event("h1", {{"city", "Vinh"}, {"company", "Acme 3"}}));
    settle(120s);
    EXPECT_EQ(at("crm", "c1", "City"), value("Hue")) << "whoever typed that would lose it";
    EXPECT_EQ(at("crm", "c1", "Company"), at("hub", "h1", "company")) << "nothing else stands still";
    account("crm").hides.clear();
    clock.pass(15min);
    settle(120s);
    EXPECT_EQ(status("crm").state, "ok");
    EXPECT_EQ(at("crm", "c1", "City"), at("hub", "h1", "city"));
    EXPECT_EQ(booked("crm", Book::writes, books::kWaiting), 0);
}

TEST_F(Outage, ARecordThatIsFoundMeanwhileIsReadBeforeTheFieldIsWritten) {
    settle(60s);
    account("crm").hides = {"City"};
    clock.pass(5min);
    settle(10s);
    account("crm").records["c9"] = {{"Email", "bob@example.com"}, {"City", "Hue"}};
    account("hub").records["h9"] = {{"email", "bob@example.com"}, {"city", "Vinh"}, {"company", "Acme"}};
    hears("hub", toy_event("h9", {{"email", "bob@example.com"}, {"city", "Vinh"}, {"company", "Acme"}}));
    settle(180s);
    EXPECT_EQ(at("crm", "c9", "Company"), value("Acme"));
    EXPECT_EQ(at("crm", "c9", "City"), value("Hue"));
    account("crm").hides.clear();
    clock.pass(15min);
    settle(180s);
    EXPECT_EQ(at("crm", "c9", "City"), at("hub", "h9", "city"));
    EXPECT_EQ(booked("crm", Book::writes, books::kWaiting), 0);
}

TEST_F(Outage, WhatChangedMeanwhileIsReadWithoutAPollToo) {
    polls.clear();
    compares.clear();
    start();
    hears("crm", toy_event("c1", {}, {}, "thin"));
    settle(20s);
    ASSERT_EQ(at("hub", "h1", "city"), value("Hanoi"));
    account("crm").hides = {"City"};
    account("crm").records["c1"]["City"] = "Hue";
    hears("crm", toy_event("c1", {}, {}, "thin"));
    settle(20s);
    EXPECT_EQ(at("hub", "h1", "city"), value("Hanoi"));
    EXPECT_EQ(booked("crm", Book::changes, books::kWaiting), 0) << "the rest of the answer counts";
    account("crm").hides.clear();
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(*engine->replay(parked().front().id), 1U);
    settle(20s);
    EXPECT_EQ(at("hub", "h1", "city"), value("Hue"));
    EXPECT_TRUE(parked().empty());
}

TEST_F(Outage, AReplayOrAResumeTriesAtOnceAndParksItOnceMoreIfItIsStillRefused) {
    account("crm").hides = {"City"};
    settle(20s);
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(*engine->replay(parked().front().id), 1U);
    settle(2s);
    ASSERT_EQ(parked().size(), 1U);
    account("crm").hides.clear();
    ASSERT_TRUE(engine->resume("crm"));
    settle(2s);
    EXPECT_TRUE(parked().empty());
    EXPECT_EQ(status("crm").state, "ok");
}

TEST_F(Outage, OutlivesARestart) {
    account("crm").hides = {"City"};
    settle(20s);
    const auto since = status("crm").troubles.at(0).since;
    reopen();
    ASSERT_EQ(status("crm").troubles.size(), 1U);
    EXPECT_EQ(status("crm").troubles.front().since, since);
    EXPECT_EQ(parked().size(), 1U);
}

TEST_F(Outage, ARefusalThatNamesNothingIsTracedToItsFields) {
    account("crm").hides = {"City", "Company"};
    account("crm").names_what_it_hides = false;
    somebody_new("neu@example.com");
    settle(60s);
    EXPECT_TRUE(is_in_crm("neu@example.com"));
    ASSERT_EQ(status("crm").troubles.size(), 2U);
    EXPECT_EQ(parked().size(), 2U);
}

TEST_F(Outage, AFieldThatIsSilentlyLeftOutIsNamedToo) {
    account("crm").described = {"Email", "Company", "Score", "own"};
    account("crm").hides = {"City"};
    account("crm").leaves_out_silently = true;
    settle(20s);
    ASSERT_EQ(status("crm").troubles.size(), 1U);
    EXPECT_EQ(status("crm").troubles.front().field, "City");
    EXPECT_EQ(status("crm").troubles.front().code, "read.field_missing");
    account("crm").described.insert("City");
    account("crm").hides.clear();
    clock.pass(20min);
    settle(20s);
    EXPECT_EQ(status("crm").state, "ok");
    EXPECT_EQ(at("hub", "h1", "city"), value("Hanoi"));
}

TEST_F(Outage, AFieldThatIsNotMappedAnyMoreIsForgotten) {
    account("crm").hides = {"City"};
    settle(20s);
    ASSERT_EQ(parked().size(), 1U);
    Mapping without = mapping;
    std::erase_if(without.fields, [](const FieldPlan& field) { return field.name == "city"; });
    engine->use(std::make_shared<const Mapping>(without));
    settle(20s);
    EXPECT_TRUE(parked().empty());
    EXPECT_EQ(status("crm").state, "ok");
}

TEST_F(Outage, AKindThatIsRefusedStandsStillAndIsNamed) {
    account("crm").no_such_kind = {"person"};
    somebody_new("neu@example.com");
    settle(60s);
    const auto calls_so_far = calls("crm", "/read");
    ASSERT_EQ(status("crm").troubles.size(), 1U);
    EXPECT_EQ(status("crm").troubles.front().what, "kind");
    EXPECT_EQ(status("crm").troubles.front().code, "NO_KIND");
    EXPECT_FALSE(is_in_crm("neu@example.com")) << "nobody is made where he cannot be looked for";
    settle(60s);
    EXPECT_LE(calls("crm", "/read") - calls_so_far, 4U);
    EXPECT_EQ(std::ranges::count(parked(), Parked::What::field, &Parked::what), 1);
    account("crm").no_such_kind.clear();
    clock.pass(15min);
    settle(60s);
    EXPECT_TRUE(is_in_crm("neu@example.com"));
    EXPECT_TRUE(parked().empty());
    EXPECT_EQ(status("crm").state, "ok");
}

TEST_F(Outage, WhoCanOnlyBeLookedUpByAHiddenFieldWaitsAndIsMadeWhenItIsBack) {
    account("crm").described = {"Company", "Score", "City", "own"};
    account("crm").hides = {"Email"};
    somebody_new("neu@example.com");
    settle(60s);
    EXPECT_FALSE(is_in_crm("neu@example.com"));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_TRUE(parked().front().fields.contains("Email"));
    account("crm").described.insert("Email");
    account("crm").hides.clear();
    clock.pass(15min);
    settle(90s);
    EXPECT_TRUE(is_in_crm("neu@example.com"));
    EXPECT_TRUE(parked().empty());
}

TEST_F(Outage, AComparisonGoesOnWithoutTheField) {
    account("crm").hides = {"City"};
    settle(20s);
    const auto told = engine->compare("crm", false);
    ASSERT_TRUE(told);
    EXPECT_TRUE(told->finished);
    EXPECT_EQ(told->trouble, "");
}

TEST_F(Outage, APollThatRepeatsItsPageFailsAndIsNamed) {
    account("crm").repeats_its_page = true;
    settle(20s);
    EXPECT_LE(calls("crm", "/read"), 6U);
    EXPECT_EQ(at("hub", "h1", "company"), value("Acme")) << "what it says counts all the same";
    ASSERT_EQ(status("crm").troubles.size(), 1U);
    EXPECT_EQ(status("crm").troubles.front().what, "poll");
    EXPECT_EQ(status("crm").troubles.front().code, "read.no_progress");
    EXPECT_EQ(status("crm").state, "degraded");
    const auto before = calls("crm", "/read");
    for (int i = 0; i < 6; ++i) {
        clock.pass(10min);
        settle(1s);
    }
    EXPECT_LE(calls("crm", "/read") - before, 16U);
    account("crm").repeats_its_page = false;
    clock.pass(15min);
    settle(20s);
    EXPECT_EQ(status("crm").state, "ok");
}

TEST_F(Outage, APlaceWithinASweepThatIsRefusedBeginsTheSweepAnew) {
    settle(60s);
    const Place dead{.behind = "a token that ran out"};
    const auto body = R"({"records":[],"more":true,"cursor":")" + text_of(dead) + R"("})";
    cloud.next.push_back({.path = "/read", .answer = HttpResponse{200, {}, body}});
    cloud.next.push_back({.path = "/read", .answer = HttpResponse{400, {}, R"({"code":"NO_TOKEN"})"}});
    const auto before = account("crm").cursors.size();
    clock.pass(5min);
    settle(60s);
    EXPECT_TRUE(cloud.next.empty());
    const std::span<const std::string> asked(account("crm").cursors);
    EXPECT_EQ(std::ranges::count(asked.subspan(before), text_of(Place{})), 1) << "once more, from the start";
    EXPECT_TRUE(status("crm").troubles.empty()) << "the kind is read as before";
}

TEST_F(Outage, AVendorThatSaysWhenToComeBackIsTakenAtItsWord) {
    cloud.next.push_back({.path = "/read", .answer = HttpResponse{429, {{"Retry-After", "1"}}, "{}"}});
    settle(3s);
    EXPECT_GE(account("crm").cursors.size(), 2U) << "a poll half a minute later would be too late";
    EXPECT_EQ(status("crm").state, "ok");
}

TEST_F(Outage, ALongWaitIsShownAndResumingEndsIt) {
    cloud.next.push_back({.path = "/read", .answer = HttpResponse{429, {{"Retry-After", "315360000"}}, "{}"}});
    somebody_new("neu@example.com");
    settle(5s);
    EXPECT_EQ(status("crm").state, "limited");
    ASSERT_TRUE(status("crm").waits_until);
    EXPECT_GE(*status("crm").waits_until, clock.now() + 23h);
    EXPECT_FALSE(is_in_crm("neu@example.com"));
    ASSERT_TRUE(engine->resume("crm"));
    settle(40s);
    EXPECT_TRUE(is_in_crm("neu@example.com"));
    EXPECT_FALSE(status("crm").waits_until);
    EXPECT_EQ(status("crm").state, "ok");
}

}  // namespace
}  // namespace crosswalk
