#include "engine_story.h"

#include <unistd.h>

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;
TEST_F(EngineStory, AScoreReachesTheRecordsThatExistedBefore) {
    const auto crm = account("crm").add({{"Email", "Ann@Example.com"}, {"Owner", "sam"}});
    const auto hub = account("hub").add({{"email", "ann@example.com"}});
    account("crm").records[crm]["Email"] = "ann@example.com";
    hears("mail", toy_event("m1", kAnn));
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), value(73));
    EXPECT_EQ(at("hub", hub, "score"), value(73));
    EXPECT_EQ(at("crm", crm, "Owner"), value("sam"));
    EXPECT_NE(at("crm", crm, "own"), value("(nothing)")) << "linked records carry our id";
    EXPECT_EQ(calls("crm", "/create"), 0U);
}

TEST_F(EngineStory, NobodyIsCreatedWhereTheMappingDoesNotSaySo) {
    hears("mail", toy_event("m1", kAnn));
    settle();
    EXPECT_TRUE(account("crm").records.empty());
    EXPECT_EQ(calls("crm", "/read"), 1U);
    hears("mail", toy_event("m1", {{"score", 80}}));
    settle();
    EXPECT_EQ(calls("crm", "/read"), 1U) << "looked for once a day, not at every change";
}

TEST_F(EngineStory, ANewPersonIsCreatedWhereTheMappingSaysSo) {
    mapping.connections[0].create.when = CreatePolicy::When::always;
    start();
    hears("mail", toy_event("m1", kAnn));
    settle();
    ASSERT_EQ(account("crm").records.size(), 1U);
    EXPECT_EQ(at("crm", "r1", "Email"), value("ann@example.com"));
    hears("mail", toy_event("m1", {{"score", 90}}));
    settle();
    EXPECT_EQ(account("crm").records.size(), 1U);
    EXPECT_EQ(at("crm", "r1", "Score"), value(90));
}

TEST_F(EngineStory, AnEchoOfOurOwnWriteGoesNowhere) {
    const auto hub = account("hub").add({{"email", "ann@example.com"}});
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    hears("hub", toy_event(hub, {{"email", "ann@example.com"}, {"company", "Acme"}}));
    settle();
    EXPECT_EQ(at("crm", crm, "Company"), value("Acme"));
    const int before = account("hub").written_rows + account("crm").written_rows;
    hears("crm", toy_event(crm, {{"Company", "Acme"}}));
    settle();
    EXPECT_EQ(account("hub").written_rows + account("crm").written_rows, before);
    EXPECT_EQ(booked("crm", Book::changes, books::kEcho), 1);
}

TEST_F(EngineStory, TheSecondIdenticalDeliveryIsNotSwallowed) {
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    account("mail").records["m1"] = {{"address", "ann@example.com"}, {"score", 60}};
    const std::string crossing = toy_event("m1", {{"address", "ann@example.com"}}, "", "rest");
    hears("mail", crossing);
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), value(60));
    account("mail").records["m1"]["score"] = 80;
    hears("mail", crossing);
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), value(80));
    EXPECT_EQ(booked("mail", Book::changes, books::kWaiting), 0);
}

TEST_F(EngineStory, AnEventNamedTwiceIsAppliedOnce) {
    hears("mail", toy_event("m1", kAnn, "e-1"));
    hears("mail", toy_event("m1", kAnn, "e-1"));
    settle();
    EXPECT_EQ(booked("mail", Book::changes, books::kDuplicate), 1);
}

TEST_F(EngineStory, ThinNewsOfAStrangerIsReadFirst) {
    account("hub").records["h9"] = {{"email", "bob@example.com"}, {"company", "Acme"}};
    hears("hub", toy_event("h9", {}, "", "thin"));
    hears("hub", toy_event("h9", {{"company", "Acme"}}));
    settle();
    EXPECT_EQ(booked("hub", Book::changes, books::kWaiting), 0);
    EXPECT_EQ(booked("hub", Book::changes, books::kApplied), 2);
    EXPECT_EQ(calls("hub", "/read"), 1U) << "questions about one record are asked once";
}

TEST_F(EngineStory, SeveralMatchesWaitForAPersonAndNothingIsWritten) {
    account("crm").add({{"Email", "ann@example.com"}});
    account("crm").add({{"Email", "ann@example.com"}});
    hears("mail", toy_event("m1", kAnn));
    settle();
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked().front().code, "identity.ambiguous");
    EXPECT_EQ(account("crm").written_rows, 0);
    account("crm").records.erase("r2");
    EXPECT_EQ(*engine->replay({}), 1U);
    settle();
    EXPECT_EQ(at("crm", "r1", "Score"), value(73));
    EXPECT_TRUE(parked().empty());
}

TEST_F(EngineStory, OneBadRecordNeverSinksABatch) {
    account("crm").sinks_whole_batch = true;
    account("crm").refuses = {"Poison"};
    for (int i = 0; i < 4; ++i) {
        const std::string email = "p" + std::to_string(i) + "@example.com";
        account("crm").records["c" + std::to_string(i)] = Fields{{"Email", value(email)}};
        const Fields told{{"email", value(email)}, {"company", value(i == 2 ? "Poison" : "Acme")}};
        hears("hub", toy_event("h" + std::to_string(i), told));
    }
    settle();
    EXPECT_EQ(at("crm", "c0", "Company"), value("Acme"));
    EXPECT_EQ(at("crm", "c3", "Company"), value("Acme"));
    EXPECT_EQ(at("crm", "c2", "Company"), value("(nothing)"));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked().front().code, "BAD");
}

TEST_F(EngineStory, OneBadRecordSinksNobodyBesideThoseOfAnotherCall) {
    mapping.fields.push_back({.name = "apart", .type = FieldType::text, .bindings = {both("hub", "apart"), writes("crm", "alone")}});
    start();
    account("crm").sinks_whole_batch = true;
    account("crm").refuses = {"Poison"};
    for (int i = 0; i < 5; ++i) {
        const std::string id = std::to_string(i), email = "p" + id + "@example.com";
        account("crm").records["c" + id] = Fields{{"Email", value(email)}};
        Fields told{{"email", value(email)}, {"company", value(i == 2 ? "Poison" : "Acme")}};
        if (i == 4) told["apart"] = "yes";
        hears("hub", toy_event("h" + id, told));
    }
    settle();
    EXPECT_EQ(at("crm", "c0", "Company"), value("Acme"));
    EXPECT_EQ(at("crm", "c3", "Company"), value("Acme"));
    EXPECT_EQ(at("crm", "c4", "alone"), value("yes"));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked().front().code, "BAD");
}

TEST_F(EngineStory, ALookUpThatTakesTooManyCallsIsHalvedUntilItDoesNot) {
    account("crm").calls_for_each = 12;  // of 32
    for (int i = 0; i < 4; ++i) {
        const std::string id = std::to_string(i), email = "p" + id + "@example.com";
        account("crm").records["c" + id] = Fields{{"Email", value(email)}};
        hears("hub", toy_event("h" + id, {{"email", value(email)}, {"company", value("Acme")}}));
    }
    settle(60s);
    for (const char* id : {"c0", "c1", "c2", "c3"}) EXPECT_EQ(at("crm", id, "Company"), value("Acme")) << id;
}

TEST_F(EngineStory, AnUnansweredCreateIsLookedForBeforeItIsMadeAgain) {
    mapping.connections[0].create.when = CreatePolicy::When::always;
    start();
    cloud.next.push_back(
        {.path = "/create", .fault = Fault{"send.no_answer", "The answer was cut.", ""}, .carried_out = true}
    );
    hears("mail", toy_event("m1", kAnn));
    settle(60s);
    EXPECT_EQ(account("crm").records.size(), 1U);
    EXPECT_EQ(calls("crm", "/create"), 1U);
    EXPECT_EQ(at("crm", "r1", "Score"), value(73));
}

TEST_F(EngineStory, AnUnansweredUpdateIsReadBackAndNotWrittenTwice) {
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    cloud.next.push_back(
        {.path = "/update", .fault = Fault{"send.no_answer", "The answer was cut.", ""}, .carried_out = true}
    );
    hears("mail", toy_event("m1", kAnn));
    settle(60s);
    EXPECT_EQ(at("crm", crm, "Score"), value(73));
    EXPECT_EQ(account("crm").written_rows, 1);
    EXPECT_EQ(booked("crm", Book::writes, books::kApplied), 1);
}

TEST_F(EngineStory, AnUnansweredUpdateThatArrivedStandsInTheHistory) {
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    cloud.next.push_back(
        {.path = "/update", .fault = Fault{"send.no_answer", "The answer was cut.", ""}, .carried_out = true}
    );
    hears("mail", toy_event("m1", kAnn));
    settle(60s);
    std::vector<HistoryRow> rows;
    EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        const auto record = tx.leads.record({"crm", {"person"}, {crm}});
        if (!record || !*record) return {};
        auto found = tx.history.of((*record)->lead, "Score", 10);
        if (found) rows = std::move(*found);
        return {};
    }));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].what, HistoryRow::What::write);
    EXPECT_EQ(rows[0].after, "73");
    EXPECT_EQ(rows[0].note, "applied");
}

TEST_F(EngineStory, ASilentRowIsCheckedAndItsNeighboursAreNot) {
    account("crm").records = {{"c1", {{"Email", "a@example.com"}}}, {"c2", {{"Email", "b@example.com"}}}};
    account("crm").says_nothing_about = {"c1"};
    hears("mail", toy_event("m1", {{"address", "a@example.com"}, {"score", 1}}));
    hears("mail", toy_event("m2", {{"address", "b@example.com"}, {"score", 2}}));
    settle(60s);
    EXPECT_EQ(account("crm").written_rows, 2);
    EXPECT_EQ(at("crm", "c1", "Score"), value(1));
    EXPECT_EQ(at("crm", "c2", "Score"), value(2));
    EXPECT_EQ(booked("crm", Book::writes, books::kApplied), 2);
}

TEST_F(EngineStory, ExpiredCredentialsAreRenewedOnce) {
    account("crm").add({{"Email", "ann@example.com"}});
    cloud.next.push_back({.path = "/update", .answer = HttpResponse{.status = 401}});
    hears("mail", toy_event("m1", kAnn));
    settle();
    EXPECT_EQ(cloud.credentials_forgotten, 1);
    EXPECT_EQ(at("crm", "r1", "Score"), value(73));
}

TEST_F(EngineStory, AVendorThatIsDownKeepsItsWritesAndDelaysNobodyElse) {
    account("crm").add({{"Email", "ann@example.com"}});
    account("hub").add({{"email", "ann@example.com"}});
    for (int i = 0; i < 30; ++i)
        cloud.next.push_back(
            {.path = "/update", .fault = Fault{"send.unreachable", "Connection refused.", ""}}
        );
    hears("mail", toy_event("m1", kAnn));
    settle(40s);
    const auto status = engine->status();
    EXPECT_TRUE(std::ranges::any_of(status, [](const auto& s) { return s.state == "unreachable"; }));
    cloud.next.clear();
    settle(60s);
    EXPECT_EQ(at("crm", "r1", "Score"), value(73));
    EXPECT_EQ(at("hub", "r1", "score"), value(73));
    EXPECT_TRUE(parked().empty());
}

TEST_F(EngineStory, UnreadableNewsIsParkedAndTheNextIsApplied) {
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    hears("mail", "{ not json");
    hears("mail", toy_event("m1", kAnn));
    settle();
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked().front().what, Parked::What::event);
    EXPECT_EQ(at("crm", crm, "Score"), value(73));
    EXPECT_EQ(booked("mail", Book::deliveries, books::kUndecodable), 1);
}

TEST_F(EngineStory, WatchComputesAndSendsNothing) {
    modes["crm"] = Mode::watch;
    start();
    account("crm").add({{"Email", "ann@example.com"}});
    hears("mail", toy_event("m1", kAnn));
    settle();
    EXPECT_TRUE(account("crm").calls.empty());
    EXPECT_EQ(booked("crm", Book::writes, books::kWaiting), 1);
    modes["crm"] = Mode::live;
    start();
    settle();
    EXPECT_EQ(at("crm", "r1", "Score"), value(73));
}

TEST_F(EngineStory, OnlyTheListedPeopleAreWritten) {
    modes["crm"] = Mode::only;
    only = {"ann@example.com"};
    start();
    account("crm").records = {{"c1", {{"Email", "ann@example.com"}}}, {"c2", {{"Email", "bob@example.com"}}}};
    hears("mail", toy_event("m1", kAnn));
    hears("mail", toy_event("m2", {{"address", "bob@example.com"}, {"score", 5}}));
    settle();
    EXPECT_EQ(at("crm", "c1", "Score"), value(73));
    EXPECT_EQ(at("crm", "c2", "Score"), value("(nothing)"));
}

TEST_F(EngineStory, APauseHoldsWritesUntilItIsResumed) {
    account("crm").add({{"Email", "ann@example.com"}});
    ASSERT_TRUE(engine->pause("crm", "maintenance"));
    hears("mail", toy_event("m1", kAnn));
    settle();
    EXPECT_EQ(account("crm").written_rows, 0);
    reopen();
    settle();
    EXPECT_EQ(account("crm").written_rows, 0) << "a pause outlives a restart";
    ASSERT_TRUE(engine->resume("crm"));
    settle();
    EXPECT_EQ(at("crm", "r1", "Score"), value(73));
}

TEST_F(EngineStory, AFieldEditedInOneToolReachesTheOthersAndOnlyThem) {
    account("crm").records["c1"] = {{"Email", "ann@example.com"}, {"City", "Hanoi"}};
    account("hub").records["h1"] = {{"email", "ann@example.com"}, {"city", "Hanoi"}};
    hears("hub", toy_event("h1", {{"email", "ann@example.com"}, {"city", "Hanoi"}}));
    settle();
    const int hub_before = account("hub").written_rows;
    hears("hub", toy_event("h1", {{"city", "Huế"}}));
    settle();
    EXPECT_EQ(at("crm", "c1", "City"), value("Huế"));
    EXPECT_EQ(account("hub").written_rows, hub_before);
}

TEST_F(EngineStory, APollBringsWhatWebhooksMissedAndBooksNothingOtherwise) {
    polls["mail"] = 5min;
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    account("mail").records["m1"] = {{"address", "ann@example.com"}, {"score", 40}};
    start();
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), value(40));
    const auto before = booked("mail", Book::deliveries, books::kTotal);
    clock.pass(5min);
    settle();
    EXPECT_EQ(booked("mail", Book::deliveries, books::kTotal), before) << "an unchanged poll books nothing";
    account("mail").records["m1"]["score"] = 75;
    clock.pass(5min);
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), value(75));
}

TEST_F(EngineStory, APollThatCannotTellReadsQuietly) {
    polls["mail"] = 5min;
    account("mail").polls_thinly = true;
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    account("mail").records["m1"] = {{"address", "ann@example.com"}, {"score", 40}};
    start();
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), value(40));
    const auto before = booked("mail", Book::deliveries, books::kTotal);
    clock.pass(5min);
    settle();
    EXPECT_EQ(booked("mail", Book::deliveries, books::kTotal), before);
    account("mail").records["m1"]["score"] = 75;
    clock.pass(5min);
    settle();
    EXPECT_EQ(at("crm", crm, "Score"), value(75));
    EXPECT_EQ(booked("mail", Book::changes, books::kWaiting), 0);
}

}  // namespace
}  // namespace crosswalk
