// A whole connection read anew: what was missed is applied, what differs is told, and what is on its way is
// neither.
#include "engine_story.h"

#include <unistd.h>

#include <algorithm>

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;
const Fields kAnnInHanoi = {{"address", "ann@example.com"}, {"score", 73}, {"city", "Hanoi"}};

class Compare : public EngineStory {
protected:
    // Ann is known in all three tools, and all of them agree.
    Compare() {
        crm = account("crm").add({{"Email", "ann@example.com"}});
        hub = account("hub").add({{"email", "ann@example.com"}});
        account("mail").records["m1"] = kAnnInHanoi;
        hears("mail", toy_event("m1", kAnnInHanoi));
        settle();
        clock.pass(1h);
        settle(2s);
    }
    Comparison compare(std::string_view connection, bool fix = false) {
        auto done = engine->compare(connection, fix);
        EXPECT_TRUE(done) << done.error().what;
        if (!done) return {};
        EXPECT_TRUE(done->finished) << done->trouble;
        EXPECT_EQ(imbalance(books()), "");
        return *done;
    }
    std::int64_t recovered(std::string_view connection) {
        return booked(connection, Book::changes, books::kRecovered);
    }
    int all_writes() {
        return account("crm").written_rows + account("hub").written_rows + account("mail").written_rows;
    }
    HttpResponse page(const std::string& id, const Fields& fields, const std::string& cursor, bool more) {
        boost::json::object row{
            {"id", id}, {"kind", "person"}, {"fields", boost::json::object(fields.begin(), fields.end())}};
        boost::json::object body{{"records", boost::json::array{row}}, {"cursor", cursor}};
        if (more) body["more"] = true;
        return {200, {}, boost::json::serialize(body)};
    }

    std::string crm{}, hub{};
};

TEST_F(Compare, WhereAllAgreeNothingIsToldAndNothingIsKept) {
    const auto before = booked("crm", Book::deliveries, books::kTotal);
    const auto told = compare("crm");
    EXPECT_EQ(told.read, 1);
    EXPECT_EQ(told.drifting, 0);
    EXPECT_EQ(told.recovered, 0);
    EXPECT_EQ(booked("crm", Book::deliveries, books::kTotal), before);
}

TEST_F(Compare, AMissedWebhookIsRecoveredAndCountedAndReachesTheOthers) {
    account("mail").records["m1"]["score"] = 90;
    const auto told = compare("mail");
    EXPECT_EQ(told.recovered, 1);
    EXPECT_EQ(told.drifting, 0);
    EXPECT_EQ(recovered("mail"), 1);
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), value(90));
    EXPECT_EQ(at("hub", hub, "score"), value(90));
    EXPECT_EQ(compare("mail").recovered, 0) << "it is counted once";
    EXPECT_EQ(recovered("mail"), 1);
}

TEST_F(Compare, APersonNobodyToldOfIsRecovered) {
    account("mail").records["m2"] = Fields{{"address", "bob@example.com"}, {"score", 12}};
    account("crm").records["c2"] = Fields{{"Email", "bob@example.com"}};
    polls["mail"] = 24h;  // of everybody
    start();
    EXPECT_EQ(compare("mail").recovered, 1);
    settle();
    EXPECT_EQ(at("crm", "c2", "Score"), value(12));
}

TEST_F(Compare, StrangersAreNotBroughtInByLookingAtThem) {
    account("hub").records["h2"] = Fields{{"email", "bob@example.com"}};
    const auto told = compare("hub");
    EXPECT_EQ(told.strangers, 1);
    EXPECT_EQ(told.recovered, 0);
    EXPECT_EQ(compare("hub").strangers, 1) << "and not journalled either";
}

TEST_F(Compare, AStrangerThatChangedSinceWeListenWasMissed) {
    engine->tick_step();
    clock.pass(1h);
    auto told = page("h2", {{"email", "bob@example.com"}, {"city", "Vinh"}}, "c", false);
    auto body = boost::json::parse(told.body);
    body.as_object()["records"].as_array()[0].as_object()["at"] = clock.now().time_since_epoch().count();
    told.body = boost::json::serialize(body);
    cloud.next.push_back({.path = "/read", .answer = told});
    EXPECT_EQ(compare("hub").recovered, 1);
}

TEST_F(Compare, WhatAPollBringsIsNotCountedAsRecovered) {
    polls["mail"] = 5min;
    start();
    account("mail").records["m1"]["score"] = 90;
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), value(90));
    EXPECT_EQ(recovered("mail"), 0);
}

TEST_F(Compare, AValueSomebodyWroteOverIsToldWithWhoWhatAndSinceWhen) {
    account("crm").records[crm]["Score"] = 5;
    const auto told = compare("crm");
    ASSERT_EQ(told.drifting, 1);
    ASSERT_EQ(told.drifts.size(), 1U);
    const Drift& one = told.drifts.front();
    EXPECT_EQ(one.who, "ann@example.com");
    EXPECT_EQ(one.record.text, crm);
    EXPECT_EQ(one.field, "score");
    EXPECT_EQ(one.here, "73");
    EXPECT_EQ(one.there, "5");
    EXPECT_FALSE(one.queued);
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), value(5)) << "told, not touched";
    EXPECT_EQ(compare("crm").drifting, 1);
}

TEST_F(Compare, FixPutsTheTruthThereAndTheNextComparisonFindsNothing) {
    account("crm").records[crm]["Score"] = 5;
    const auto told = compare("crm", true);
    EXPECT_EQ(told.drifting, 1);
    EXPECT_EQ(told.queued, 1);
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), value(73));
    clock.pass(5min);
    EXPECT_EQ(compare("crm").drifting, 0);
}

TEST_F(Compare, AWriteThatWaitsAndHasNothingToSayIsNotTrustedToPutItRight) {
    modes["crm"] = Mode::watch;
    start();
    hears("mail", toy_event("m1", {{"score", 90}}));
    hears("mail", toy_event("m1", {{"score", 73}}));
    settle();
    account("crm").records[crm]["Score"] = 10;
    EXPECT_EQ(compare("crm", true).on_their_way, 1);
    modes["crm"] = Mode::live;
    start();
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), value(73));
}

TEST_F(Compare, AnOwnWriteOnItsWayIsNoDrift) {
    ASSERT_TRUE(engine->pause("crm", "lunch"));
    hears("mail", toy_event("m1", {{"score", 90}}));
    settle();
    ASSERT_EQ(at("crm", crm, "Score"), value(73));
    const auto refused = engine->compare("crm", false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "compare.paused");
    modes["crm"] = Mode::watch;
    ASSERT_TRUE(engine->resume("crm"));
    start();
    const auto told = compare("crm", true);
    EXPECT_EQ(told.drifting, 0);
    EXPECT_EQ(told.on_their_way, 1);
    EXPECT_EQ(told.queued, 0);
}

TEST_F(Compare, AListThatLagsBehindAWriteIsNoWitness) {
    hears("mail", toy_event("m1", {{"score", 90}}));
    settle(2s);
    ASSERT_EQ(at("crm", crm, "Score"), value(90));
    account("crm").records[crm]["Score"] = 73;  // as the list still has it
    EXPECT_EQ(compare("crm").drifting, 0);
    clock.pass(5min);
    EXPECT_EQ(compare("crm").drifting, 1) << "by now it would have settled";
}

TEST_F(Compare, AWriteThatLandsWhileThePageIsReadIsNoDrift) {
    clock.pass(5min);
    const auto stale = page(crm, account("crm").records[crm], "c", false);
    cloud.next.push_back({.path = "/read", .answer = stale, .meanwhile = [&] {
                              hears("mail", toy_event("m1", {{"score", 90}}));
                              engine->apply_step();
                              clock.pass(2s);
                              engine->deliver_step("crm");
                          }});
    EXPECT_EQ(compare("crm", true).drifting, 0);
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), value(90));
}

TEST_F(Compare, AnEditMadeByHandIsNewsAndNoDrift) {
    account("crm").records[crm]["City"] = "Vinh";
    const auto told = compare("crm", true);
    EXPECT_EQ(told.recovered, 1);
    EXPECT_EQ(told.drifting, 0);
    settle();
    EXPECT_EQ(at("hub", hub, "city"), value("Vinh"));
    EXPECT_EQ(at("crm", crm, "City"), value("Vinh"));
}

TEST_F(Compare, ASmallStepThatIsNotWorthSendingIsNoDrift) {
    const std::vector<std::string> known{"score"};
    mapping.fields[1].send_when = *parse_condition("changed by 5", known, "score");
    start();
    hears("mail", toy_event("m1", {{"score", 75}}));
    settle();
    ASSERT_EQ(at("crm", crm, "Score"), value(73));
    clock.pass(5min);
    EXPECT_EQ(compare("crm").drifting, 0);
}

TEST_F(Compare, APageAStepAndOnWhereItWasAfterARestart) {
    account("crm").records[crm]["Score"] = 5;
    account("mail").records["m2"] = Fields{{"address", "bob@example.com"}};
    account("crm").records["c2"] = Fields{{"Email", "bob@example.com"}};
    hears("mail", toy_event("m2", {{"address", "bob@example.com"}, {"score", 12}}));
    settle();
    clock.pass(5min);
    account("crm").records["c2"]["Score"] = 1;
    cloud.next.push_back({.path = "/read", .answer = page(crm, account("crm").records[crm], "p2", true)});
    cloud.next.push_back({.path = "/read", .answer = HttpResponse{503, {}, ""}});
    const auto half = engine->compare("crm", false);
    ASSERT_TRUE(half);
    EXPECT_FALSE(half->finished);
    EXPECT_FALSE(half->trouble.empty());
    EXPECT_EQ(half->drifting, 1);
    reopen();
    cloud.next.push_back({.path = "/read", .answer = page("c2", account("crm").records["c2"], "end", false)});
    clock.pass(1min);
    settle(2s);
    const auto whole = engine->comparison("crm");
    ASSERT_TRUE(whole && *whole);
    EXPECT_TRUE((*whole)->finished);
    EXPECT_EQ((*whole)->read, 2) << "the first page was not read again";
    EXPECT_EQ(account("crm").cursors, (std::vector<std::string>{"", "p2", "p2"}));
    EXPECT_EQ((*whole)->drifting, 2);
    EXPECT_EQ((*whole)->drifts.size(), 2U);
}

TEST_F(Compare, AListThatDoesNotGoOnEndsTheComparisonAndIsTold) {
    cloud.next.push_back({.path = "/read", .answer = page(crm, account("crm").records[crm], "", true)});
    const auto told = compare("crm");
    EXPECT_NE(told.trouble, "");
    const auto all = engine->status();
    const auto shown = std::ranges::find(all, "crm", &ConnectionStatus::name);
    EXPECT_EQ(shown->state, "degraded");
    ASSERT_EQ(shown->troubles.size(), 1U);
    EXPECT_EQ(shown->troubles.front().what, "comparison");
    (void)compare("crm");
    EXPECT_EQ(std::ranges::count(engine->status(), "degraded", &ConnectionStatus::state), 0);
}

TEST_F(Compare, OnlyOneRunsAndFixAsksForMore) {
    account("crm").records[crm]["Score"] = 5;
    cloud.next.push_back({.path = "/read", .answer = HttpResponse{503, {}, ""}});
    ASSERT_FALSE(engine->compare("crm", false)->finished);
    clock.pass(1min);
    const auto told = compare("crm", true);
    EXPECT_TRUE(told.fix);
    EXPECT_EQ(told.drifting, 1);
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), value(73));
}

TEST_F(Compare, WhatWasFoundAboutAPersonGoesWhenThePersonIsErased) {
    account("crm").records[crm]["Score"] = 5;
    const auto told = compare("crm");
    ASSERT_EQ(told.drifts.size(), 1U);
    ASSERT_TRUE(engine->erase(told.drifts.front().lead));
    EXPECT_TRUE((*engine->comparison("crm"))->drifts.empty());
    EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        const auto all = tx.settings.starting_with("");
        if (!all) return all.error();
        for (const auto& [name, text] : *all) EXPECT_EQ(text.find("ann@example.com"), std::string::npos);
        return {};
    }));
}

TEST_F(Compare, AStrangerConnectionIsAFault) {
    EXPECT_EQ(engine->compare("nobody", false).error().code, "connection.unknown");
}

TEST_F(Compare, ByItsScheduleOnceADayAndNotSooner) {
    compares["crm"] = 24h;
    account("crm").records[crm]["Score"] = 5;
    start();
    settle(2s);
    EXPECT_FALSE(*engine->comparison("crm"));
    clock.pass(23h);
    reopen();
    settle(2s);
    EXPECT_FALSE(*engine->comparison("crm")) << "a restart is no reason, and does not put it off";
    clock.pass(1h);
    settle(2s);
    const auto first = *engine->comparison("crm");
    ASSERT_TRUE(first);
    EXPECT_EQ(first->drifting, 1);
    EXPECT_EQ(at("crm", crm, "Score"), value(5)) << "a schedule mends nothing by itself";
    clock.pass(23h);
    settle(2s);
    EXPECT_EQ((*engine->comparison("crm"))->began, first->began);
    clock.pass(1h);
    settle(2s);
    EXPECT_NE((*engine->comparison("crm"))->began, first->began);
}

// The same, with a consent that mail's unsubscribes close and both CRMs show.
class CompareConsent : public Compare {
protected:
    CompareConsent() {
        const std::vector<std::pair<std::string, std::vector<std::string>>> words{
            {"closed", {"true"}}, {"open", {"false"}}};
        FieldPlan consent{
            .name = "consent_email",
            .type = FieldType::consent,
            .urgency = Urgency::now,
            .consent = ConsentPlan{.channel = "email"}};
        consent.bindings = {both("mail", "unsubscribed"), writes("crm", "OptedOut")};
        for (Binding& binding : consent.bindings) binding.values = words;
        mapping.fields.push_back(consent);
        start();
        hears("mail", toy_event("m1", {{"unsubscribed", true}}));
        settle();
        clock.pass(1h);
    }
};

TEST_F(CompareConsent, ClosedHereAndOpenThereIsWrittenEvenWithoutFix) {
    ASSERT_EQ(at("crm", crm, "OptedOut"), value(true));
    account("crm").records[crm]["OptedOut"] = false;
    account("crm").records[crm]["Score"] = 5;
    const auto told = compare("crm");
    EXPECT_EQ(told.drifting, 2);
    EXPECT_EQ(told.queued, 1);
    settle();
    EXPECT_EQ(at("crm", crm, "OptedOut"), value(true));
    EXPECT_EQ(at("crm", crm, "Score"), value(5));
}

// A choice with a value that the table does not list: it waits for a person, and fix leaves it alone.
TEST_F(Compare, WhatWaitsForAPersonIsToldAndLeftAlone) {
    FieldPlan industry{.name = "industry", .type = FieldType::choice, .choices = {"finance"}};
    industry.bindings = {both("crm", "Industry"), both("hub", "industry")};
    for (Binding& binding : industry.bindings) binding.values = {{"finance", {"Banking"}}};
    mapping.fields.push_back(industry);
    start();
    hears("hub", toy_event(hub, {{"industry", "Banking"}}));
    settle();
    ASSERT_EQ(at("crm", crm, "Industry"), value("Banking"));
    clock.pass(1h);
    account("crm").records[crm]["Industry"] = "Piracy";
    const auto told = compare("crm", true);
    ASSERT_EQ(told.drifting, 1);
    EXPECT_NE(told.drifts.front().waits, "");
    EXPECT_EQ(told.drifts.front().there, "\"Piracy\"");
    EXPECT_EQ(parked().size(), 1U);
    settle();
    EXPECT_EQ(at("crm", crm, "Industry"), value("Piracy"));
    compare("crm", true);
    EXPECT_EQ(parked().size(), 1U) << "asked once";
}

}  // namespace
}  // namespace crosswalk
