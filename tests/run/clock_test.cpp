// Our own clock is set while the engine runs, or was wrong when it started: nothing stands still for ever.
#include "engine_story.h"

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;
constexpr Millis kFarFuture{std::chrono::hours{24 * 365 * 129}};  // 2099

class OwnClockStory : public EngineStory {
protected:
    void ann_in_crm() {
        account("crm").records["c1"] = Fields{{"Email", "ann@example.com"}};
        hears("mail", toy_event("m1", kColdAnn));
        settle();
        ASSERT_EQ(at("crm", "c1", "Score"), value(22));
    }
};

TEST_F(OwnClockStory, AScoreToldAfterTheClockWasSetBackReachesTheCrm) {
    ann_in_crm();
    clock.set(clock.now() - 1h);
    engine->tick_step();
    hears("mail", toy_event("m1", {{"score", 33}}));
    settle();
    EXPECT_EQ(at("crm", "c1", "Score"), value(33));
    EXPECT_EQ(booked("mail", Book::changes, "superseded"), 0);
}

TEST_F(OwnClockStory, WhatWaitsIsWrittenWhenTheClockIsSetBackFromFarAhead) {
    const Millis right = clock.now();
    clock.set(kFarFuture);
    engine->tick_step();
    ann_in_crm();
    cloud.next = {
        {.path = "/update", .answer = HttpResponse{.status = 429, .headers = {{"Retry-After", "60"}}}}};
    hears("mail", toy_event("m1", {{"score", 33}}));
    engine->settle_all();
    clock.pass(2s);
    engine->settle_all();
    EXPECT_EQ(at("crm", "c1", "Score"), value(22)) << "it waits";
    clock.set(right);
    engine->tick_step();
    settle(60s);
    EXPECT_EQ(at("crm", "c1", "Score"), value(33));
    hears("mail", toy_event("m1", {{"score", 44}}));
    settle(60s);
    EXPECT_EQ(at("crm", "c1", "Score"), value(44));
}

TEST_F(OwnClockStory, WhatWaitsIsWrittenWhenTheClockWasFarAheadBeforeARestart) {
    const Millis right = clock.now();
    clock.set(kFarFuture);
    engine->tick_step();
    ann_in_crm();
    modes["crm"] = Mode::watch;
    reopen();
    hears("mail", toy_event("m1", {{"score", 33}}));
    engine->settle_all();
    modes["crm"] = Mode::live;
    clock.set(right);
    reopen();
    engine->tick_step();
    settle(60s);
    EXPECT_EQ(at("crm", "c1", "Score"), value(33));
}

TEST_F(OwnClockStory, DeliveriesAreKeptWhenTheClockIsSetFarAhead) {
    ann_in_crm();
    engine->tick_step();
    clock.set(kFarFuture);
    while (engine->tick_step()) {
    }
    std::size_t kept = 0;
    ASSERT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        kept = tx.journal.after(0, 100).value().size();
        return {};
    }));
    EXPECT_GT(kept, 0U);
}

TEST_F(OwnClockStory, AToolThatIsPolledIsPolledAgainAfterTheClockWasSetBack) {
    polls["crm"] = 5min;
    start();
    settle();
    engine->tick_step();
    const auto before = calls("crm", "");
    clock.set(clock.now() - 24h);
    engine->tick_step();
    settle(360s);
    EXPECT_GT(calls("crm", ""), before);
}

}  // namespace
}  // namespace crosswalk
