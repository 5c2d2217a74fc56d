// What the people who keep Crosswalk running are told, and that it is told once.
#include "connector/run/jobs/operator_alerts.h"
#include "handoff_story.h"

namespace crosswalk {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// A store on a disk that is full at times.
class FullStore : public Store {
public:
    explicit FullStore(std::unique_ptr<Store> real) : real_(std::move(real)) {}
    bool full = false;

    void submit(Lane lane, Unit unit, Done done) override { real_->submit(lane, std::move(unit), std::move(done)); }
    std::vector<Result<void>> run(std::vector<Unit> units) override {
        if (full) return {units.size(), Result<void>(no_space())};
        return real_->run(std::move(units));
    }
    Result<void> read(const Unit& unit) override { return real_->read(unit); }
    Result<void> writable() const override { return full ? Result<void>(no_space()) : real_->writable(); }

private:
    static Fault no_space() { return {"store.unavailable", "The disk is full.", "Free space."}; }
    std::unique_ptr<Store> real_;
};

class Operators : public HandoffStory {
protected:
    Operators() {
        operators = {{"chat", "@ops"}, {"post", "ops@example.com"}};
        begin();
        qualify();
        channels.told.clear();
    }
    // What the operators were told, in whatever channel.
    Lines told() {
        Lines out;
        for (const ToldMessage& one : channels.told)
            if (one.address == "@ops" || one.address == "ops@example.com") out.push_back(one.address + " " + one.subject);
        return out;
    }
    void lose_the_key() {
        account("crm").knows_the_key = false;
        hears("mail", toy_event("m1", {{"score", 79}}));
    }
    // Time passes though the books are wrong, which `pass` would not have.
    void wait(minutes time) {
        for (const Millis until = clock.now() + time; clock.now() < until; clock.pass(seconds{15})) turn();
    }
};

TEST_F(Operators, AreToldOfDeadCredentialsOnceWithinFiveMinutesAndOnceThatTheyWork) {
    lose_the_key();
    pass(minutes{5});
    EXPECT_EQ(told(), Lines{"@ops Crosswalk: crm refuses our credentials"});
    EXPECT_NE(channels.told.at(0).body.find("Do: Renew them"), std::string::npos) << channels.told.at(0).body;
    pass(hours{3}, minutes{5});
    EXPECT_EQ(told().size(), 1U);
    account("crm").knows_the_key = true;
    ASSERT_TRUE(engine->resume("crm"));
    pass(minutes{5});
    ASSERT_EQ(told().size(), 2U);
    EXPECT_EQ(told()[1], "@ops Crosswalk: over: crm refuses our credentials");
    EXPECT_EQ(at("crm", crm, "Score"), boost::json::value(79)) << "and nothing is lost";
    EXPECT_EQ(state_of(handoffs()[0]).pauses.size(), 1U) << "the clock of Sales stood still";
}

TEST_F(Operators, AreToldNothingTwiceByAProcessThatEndsInBetween) {
    lose_the_key();
    for (int i = 0; i < 4; ++i) {
        pass(minutes{5});
        reopen();
        begin();
    }
    EXPECT_EQ(told().size(), 1U);
}

TEST_F(Operators, AreToldByTheNextChannelWhereTheFirstIsInTrouble) {
    channels.refuses["@ops"] = "NO_SUCH_ADDRESS";
    lose_the_key();
    pass(minutes{5});
    EXPECT_EQ(told(), Lines{"ops@example.com Crosswalk: crm refuses our credentials"});
}

TEST_F(Operators, HearThatItIsOverWhereTheyHeardOfIt) {
    channels.refuses["@ops"] = "NO_SUCH_ADDRESS";
    lose_the_key();
    pass(minutes{5});
    channels.refuses.clear();
    account("crm").knows_the_key = true;
    ASSERT_TRUE(engine->resume("crm"));
    pass(minutes{5});
    ASSERT_EQ(told().size(), 2U);
    EXPECT_EQ(told()[1], "ops@example.com Crosswalk: over: crm refuses our credentials");
}

TEST_F(Operators, FindEachIncidentOpenedAndClosedByItself) {
    operators = {{"post", "ops@example.com"}};
    incidents = "post";
    begin();
    for (int i = 0; i < 7; ++i) {
        const NoticeRow row{
            .id = "n" + std::to_string(i),
            .member = "operators",
            .channel = "post",
            .address = "ops@example.com",
            .message = R"({"language":"en","subject":"trouble )" + std::to_string(i) + R"("})",
            .made = clock.now(),
            .due = clock.now()};
        ASSERT_TRUE(run_one(*store, [&](Transaction& tx) { return tx.notices.add(row); }));
    }
    pass(minutes{1});
    EXPECT_EQ(told().size(), 7U) << "one of several would be one incident, which the first all-clear closes";
    channels.told.clear();
    lose_the_key();
    pass(minutes{5});
    account("crm").knows_the_key = true;
    ASSERT_TRUE(engine->resume("crm"));
    pass(minutes{5});
    ASSERT_EQ(channels.told.size(), 2U);
    EXPECT_EQ(channels.told[1].replaces, channels.told[0].id);
}

TEST_F(Operators, AreOpenedNoIncidentByAnAllClearOfWhatAnotherChannelTold) {
    incidents = "post";
    begin();
    lose_the_key();
    pass(minutes{5});
    ASSERT_EQ(told().size(), 1U);
    channels.refuses["@ops"] = "NO_SUCH_ADDRESS";
    operators = {{"post", "ops@example.com"}};
    begin();
    account("crm").knows_the_key = true;
    ASSERT_TRUE(engine->resume("crm"));
    pass(minutes{5});
    EXPECT_EQ(told().size(), 1U);
}

TEST_F(Operators, HearOfItThoughTheClockIsSetBackMeanwhile) {
    lose_the_key();
    pass(minutes{5});
    ASSERT_EQ(told().size(), 1U);
    account("crm").knows_the_key = true;
    ASSERT_TRUE(engine->resume("crm"));
    pass(seconds{30});
    clock.set(clock.now() - hours{5});
    pass(minutes{5});
    EXPECT_EQ(told().size(), 2U) << "that it is over";
    channels.dead = {"chat", "post"};
    account("crm").knows_the_key = false;
    hears("mail", toy_event("m1", {{"score", 88}}));
    pass(minutes{4});
    channels.dead.clear();
    clock.set(clock.now() - hours{5});
    pass(minutes{12});
    const auto again = std::ranges::count_if(told(), [](const std::string& one) {
        return one.ends_with("Crosswalk: crm refuses our credentials");
    });
    EXPECT_EQ(again, 2) << "the channels rest no longer than they were to: " << testing::PrintToString(told());
}

TEST_F(Operators, AreToldEverMoreRarelyOfADiskThatIsFullNowAndThen) {
    auto full = std::make_unique<FullStore>(std::move(store));
    FullStore& disk = *full;
    engine.reset();
    store = std::move(full);
    begin();
    for (int i = 0; i < 60; ++i) {
        disk.full = true;
        for (int j = 0; j < 4; ++j, clock.pass(seconds{15})) engine->tick_step();
        disk.full = false;
        pass(minutes{2}, seconds{15});
    }
    EXPECT_GE(told().size(), 4U);
    EXPECT_LE(told().size(), 12U) << "of sixty times";
}

TEST_F(Operators, AreToldOfAFullDiskPastTheStoreAndItIsBookedAfterwards) {
    auto full = std::make_unique<FullStore>(std::move(store));
    FullStore& disk = *full;
    engine.reset();
    store = std::move(full);
    begin();
    disk.full = true;
    for (int i = 0; i < 40; ++i, clock.pass(seconds{15})) engine->tick_step();
    EXPECT_EQ(told(), Lines{"@ops Crosswalk: The store takes no writes"});
    disk.full = false;
    const auto sent = booked("chat", Book::notices, books::kSent);
    pass(minutes{5});
    ASSERT_EQ(told().size(), 2U);
    EXPECT_EQ(told()[1], "@ops Crosswalk: over: The store takes no writes");
    EXPECT_EQ(booked("chat", Book::notices, books::kSent), sent + 2);
}

TEST_F(Operators, AreToldOfBooksThatDoNotBalance) {
    const auto add = [&](std::int64_t n) {
        EXPECT_TRUE(run_one(*store, [&](Transaction& tx) -> Result<void> {
            tx.books.add("crm", Book::writes, books::kApplied, n);
            return {};
        }));
    };
    add(1);
    wait(minutes{5});
    EXPECT_EQ(told(), Lines{"@ops Crosswalk: The books do not balance"});
    add(-1);
    pass(minutes{5});
    EXPECT_EQ(told().size(), 2U);
}

TEST_F(Operators, AreToldOfWritesThatWaitBehindTheirTime) {
    for (int i = 0; i < 2; ++i)
        cloud.next.push_back({.path = "/update", .answer = HttpResponse{.status = 429, .headers = {{"Retry-After", "7200"}}}});
    hears("mail", toy_event("m1", {{"score", 79}}));
    pass(minutes{1});
    hears("mail", toy_event("m1", {{"score", 88}}));
    pass(minutes{12}, minutes{1});
    EXPECT_TRUE(std::ranges::any_of(told(), [](const std::string& one) {
        return one.ends_with(" waits");
    })) << testing::PrintToString(told());
}

TEST_F(Operators, AreToldWithoutAHandOffToo) {
    mapping.handoff = nullptr;
    engine->use(std::make_shared<const Mapping>(mapping));
    lose_the_key();
    pass(minutes{5});
    EXPECT_EQ(told().size(), 1U);
}

TEST_F(Operators, AreToldNothingWhereNobodyIsNamed) {
    operators.clear();
    begin();
    lose_the_key();
    pass(minutes{10});
    EXPECT_TRUE(told().empty());
}

}  // namespace
}  // namespace crosswalk
