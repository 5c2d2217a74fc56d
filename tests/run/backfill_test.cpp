// What a tool's records hold already, brought in page by page: quietly, beside everything else, and nothing twice.
#include "handoff_story.h"

#include "connector/contract/poll.h"

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;

class BackfillOf : public EngineStory {
protected:
    // Ann is known in the CRM and in the hub; the hub also holds Bob, whom nobody ever mentioned.
    BackfillOf() {
        crm = account("crm").add({{"Email", "ann@example.com"}});
        hears("crm", toy_event(crm, {{"Email", "ann@example.com"}}));
        account("hub").records["h1"] = Fields{{"email", "ann@example.com"}};
        hears("hub", toy_event("h1", {{"email", "ann@example.com"}}));
        settle();
        account("crm").records["c2"] = kBob;
        account("hub").records["h2"] = Fields{{"email", "bob@example.com"}, {"city", "Vinh"}};
        clock.pass(1h);
    }
    Backfill begin(const BackfillRequest& request = {}, std::string_view connection = "hub") {
        const auto begun = engine->backfill(connection, request);
        EXPECT_TRUE(begun) << begun.error().what;
        return begun ? *begun : Backfill{};
    }
    Backfill so_far(std::string_view connection = "hub") {
        const auto last = engine->backfill_so_far(connection);
        EXPECT_TRUE(last && *last);
        return last && *last ? **last : Backfill{};
    }
    bool is_known(const std::string& email) {
        bool known = false;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            const auto ids = tx.leads.matching("email", email);
            known = ids && !ids->empty();
            return {};
        }));
        return known;
    }
    // The hub's list comes one record at a time: Ann, Bob, Eve and Dan.
    void in_pages_of_one() {
        account("hub").records["h3"] = Fields{{"email", "eve@example.com"}};
        account("hub").records["h4"] = Fields{{"email", "dan@example.com"}};
        account("hub").page_rows = 1;
    }

    const Fields kBob{{"Email", "bob@example.com"}};
    std::string crm{};
};

TEST_F(BackfillOf, WhoIsNotKnownIsBroughtInAndReachesTheOtherTools) {
    begin();
    settle();
    EXPECT_EQ(at("crm", "c2", "City"), value("Vinh"));
    const auto done = so_far();
    EXPECT_TRUE(done.finished);
    EXPECT_EQ(done.read, 2);
    EXPECT_EQ(done.news, 1) << "Ann brings nothing that is not known";
    EXPECT_EQ(done.strangers, 1);
    EXPECT_EQ(done.fields.at("city"), 1);
    EXPECT_EQ(done.fields.at("email"), 1);
    EXPECT_FALSE(done.fields.contains("company"));
    begin();
    settle();
    EXPECT_EQ(so_far().news, 0) << "a second one finds nothing";
}

TEST_F(BackfillOf, ADryRunCountsAndKeepsNothingAndTellsTheNextOneWhatToExpect) {
    const auto before = booked("hub", Book::deliveries, books::kTotal);
    begin({.dry_run = true});
    settle();
    const auto counted = so_far();
    EXPECT_TRUE(counted.finished);
    EXPECT_EQ(counted.read, 2);
    EXPECT_EQ(counted.fields.at("city"), 1);
    EXPECT_EQ(counted.writes.at("crm"), 1);
    EXPECT_EQ(counted.calls.at("crm"), 1);
    EXPECT_EQ(booked("hub", Book::deliveries, books::kTotal), before);
    EXPECT_FALSE(is_known("bob@example.com"));
    EXPECT_EQ(begin().expected, 2);
}

TEST_F(BackfillOf, ACrashBetweenTwoPagesGoesOnWhereItWasAndBringsNothingTwice) {
    in_pages_of_one();
    begin();
    ASSERT_TRUE(engine->enrich_step("hub"));
    ASSERT_TRUE(engine->enrich_step("hub"));
    EXPECT_EQ(so_far().read, 2);
    reopen();
    settle();
    EXPECT_EQ(account("hub").cursors, (std::vector<std::string>{"", "p1", "p2", "p3"})) << "no page is read twice";
    EXPECT_TRUE(so_far().finished);
    EXPECT_EQ(so_far().read, 4);
    EXPECT_EQ(so_far().pages, 4);
    EXPECT_EQ(so_far().strangers, 3);
    for (const char* one : {"bob@example.com", "eve@example.com", "dan@example.com"}) EXPECT_TRUE(is_known(one)) << one;
    EXPECT_EQ(at("crm", "c2", "City"), value("Vinh"));
}

TEST_F(BackfillOf, SingleFieldsAreTakenOfThoseWhoAreKnownAndNothingElse) {
    account("hub").records["h1"] = Fields{{"email", "ann@example.com"}, {"city", "Hue"}, {"company", "Acme"}};
    begin({.fields = {"city"}});
    settle();
    EXPECT_EQ(lead("ann@example.com").value("city"), "Hue");
    EXPECT_EQ(lead("ann@example.com").value("company"), std::nullopt);
    EXPECT_EQ(at("crm", crm, "City"), value("Hue"));
    EXPECT_FALSE(is_known("bob@example.com"));
    const auto done = so_far();
    EXPECT_EQ(done.left_out, 1);
    EXPECT_EQ(done.fields.size(), 1U);
}

TEST_F(BackfillOf, ASingleFieldThatTheListLeavesOutIsReadOfEach) {
    account("mail").records["m1"] = Fields{{"address", "ann@example.com"}};
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}}));
    settle();
    account("mail").records["m1"]["score"] = 61;
    account("mail").polls_thinly = true;
    begin({.fields = {"score"}}, "mail");
    settle();
    EXPECT_EQ(lead("ann@example.com").value("score"), "61");
}

TEST_F(BackfillOf, OnlyWhatChangedSinceIsAskedFor) {
    const Millis since = clock.now() - 24h;
    begin({.since = since});
    settle();
    EXPECT_EQ(account("hub").cursors.back(), text_of(Place{.from = since}));
}

TEST_F(BackfillOf, APersonPausesItLetsItGoOnAndEndsIt) {
    in_pages_of_one();
    begin();
    ASSERT_TRUE(engine->enrich_step("hub"));
    EXPECT_EQ(engine->backfill("hub", {}).error().code, "backfill.running");
    ASSERT_TRUE(engine->order_backfill("hub", BackfillOrder::pause));
    settle();
    EXPECT_EQ(so_far().read, 1);
    ASSERT_TRUE(engine->order_backfill("hub", BackfillOrder::resume));
    ASSERT_TRUE(engine->enrich_step("hub"));
    EXPECT_EQ(so_far().read, 2);
    ASSERT_TRUE(engine->order_backfill("hub", BackfillOrder::stop));
    settle();
    EXPECT_TRUE(so_far().stopped);
    EXPECT_EQ(so_far().read, 2);
    EXPECT_TRUE(is_known("bob@example.com")) << "what it brought stays";
    EXPECT_FALSE(is_known("eve@example.com"));
    EXPECT_EQ(engine->order_backfill("hub", BackfillOrder::resume).error().code, "backfill.none");
}

TEST_F(BackfillOf, AVendorThatIsAwayHoldsItUpAndItSaysWhy) {
    cloud.next.push_back({.path = "/read", .fault = Fault{"send.unreachable", "Nobody answers.", "Wait."}});
    begin();
    engine->settle_all();
    EXPECT_NE(so_far().trouble.find("send.unreachable"), std::string::npos) << so_far().trouble;
    settle(60s);
    EXPECT_TRUE(so_far().finished);
    EXPECT_EQ(so_far().trouble, "");
}

TEST_F(BackfillOf, WhatIsLeftOfTheVendorsDayIsKeptForWhatIsUrgent) {
    in_pages_of_one();
    account("hub").used_of = "used=85/100";
    begin();
    settle(60s);
    EXPECT_EQ(so_far().read, 1);
    EXPECT_TRUE(so_far().trouble.starts_with("backfill.day_used: 85 %")) << so_far().trouble;
    account("hub").used_of = "used=10/100";
    clock.pass(10min);
    settle(5s);
    EXPECT_EQ(so_far().read, 4) << "a page told that the day has room again";
    EXPECT_TRUE(so_far().finished);
}

TEST_F(BackfillOf, AListThatDoesNotGoOnStandsStillInsteadOfReadingForEver) {
    account("hub").repeats_its_page = true;
    begin();
    settle(30s);
    EXPECT_FALSE(so_far().finished);
    EXPECT_TRUE(so_far().trouble.starts_with("backfill.stuck")) << so_far().trouble;
    EXPECT_LT(account("hub").cursors.size(), 10U);
}

TEST_F(BackfillOf, FieldsAreNamedAsTheMappingNamesThem) {
    EXPECT_EQ(engine->backfill("hub", {.fields = {"ctiy"}}).error().code, "backfill.unknown_field");
    EXPECT_EQ(engine->backfill("hub", {.fields = {"score"}}).error().code, "backfill.unknown_field") << "it is only written there";
    EXPECT_EQ(engine->backfill("nobody", {}).error().code, "connection.unknown");
}

class QuietBackfill : public HandoffStory {};

TEST_F(QuietBackfill, NobodyIsToldNothingIsHandedOverAndNoStepIsDatedBack) {
    const Millis long_ago = clock.now() - 24h * 365;
    const auto id = account("crm").add({{"Email", "old@example.com"}, {"Status", "Open"}});
    account("crm").touched_at[id] = long_ago;
    account("mail").records["m5"] = Fields{{"address", "old@example.com"}, {"score", 80}};
    const Millis today = clock.now();
    ASSERT_TRUE(engine->backfill("crm", {}));
    pass(std::chrono::minutes{1});
    ASSERT_TRUE(engine->backfill("mail", {}));
    pass(std::chrono::minutes{1});
    const Lead old = lead("old@example.com");
    EXPECT_EQ(old.value("stage"), "mql") << "its score earned that";
    EXPECT_TRUE(handoffs().empty());
    EXPECT_EQ(subjects(), Lines{});
    EXPECT_GE(old.progress.since, today);
    for (const auto& [stage, first] : old.progress.first) EXPECT_GE(first, today) << stage;
    ASSERT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        const auto steps = tx.history.steps(old.id, 0, false);
        EXPECT_TRUE(steps && !steps->empty());
        for (const Step& step : *steps) EXPECT_GE(step.at, today) << step.to;
        return {};
    }));
}

}  // namespace
}  // namespace crosswalk
