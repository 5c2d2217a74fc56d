// What must happen at a time.
#include "store_contract.h"

namespace crosswalk {
namespace {

class TimersContract : public StoreContract {
protected:
    void set(std::string kind, std::string subject, std::int64_t at, std::string payload = "") {
        change([&](Transaction& tx) {
            return nothing(tx.timers.set({kind, subject, at_second(at), payload}));
        });
    }
    std::vector<Timer> claim(std::int64_t now, std::size_t limit = 10, std::int64_t held_for = 60) {
        return change([&](Transaction& tx) {
            return tx.timers.claim(limit, at_second(now), at_second(now + held_for));
        });
    }
    // "kind subject", in order.
    std::vector<std::string> due(std::int64_t now, std::size_t limit = 10) {
        std::vector<std::string> out;
        for (const Timer& timer : claim(now, limit)) out.push_back(timer.kind + " " + timer.subject);
        return out;
    }
    bool end(const Timer& timer) {
        return change([&](Transaction& tx) { return tx.timers.end(timer); });
    }
    std::optional<Millis> next(std::int64_t now) {
        return look([&](Transaction& tx) { return tx.timers.next_due(at_second(now)); });
    }
    using Names = std::vector<std::string>;
};

TEST_P(TimersContract, SeveralOfOneSubjectAreClaimedOnceEachTheEarliestFirst) {
    set("remind", "ada", 20);
    set("reentry", "ada", 10);
    set("remind", "bob", 15);
    EXPECT_EQ(next(9), at_second(10));
    EXPECT_TRUE(due(9).empty());
    EXPECT_EQ(due(15, 1), Names{"reentry ada"});
    EXPECT_EQ(due(15), Names{"remind bob"});
    EXPECT_TRUE(due(15).empty());
    EXPECT_EQ(next(15), at_second(20)) << "the others are held";
}

TEST_P(TimersContract, TheOneSetLastCounts) {
    set("reentry", "ada", 20, "first");
    set("reentry", "ada", 30, "second");
    EXPECT_TRUE(due(29).empty());
    const auto claimed = claim(30);
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_EQ(claimed[0].payload, "second");
    EXPECT_EQ(claimed[0].due, at_second(30));
}

TEST_P(TimersContract, WhoeverHoldsOneEndsItOnceOrOthersGetIt) {
    set("reentry", "ada", 10);
    const auto first = claim(10);
    ASSERT_EQ(first.size(), 1U);
    EXPECT_TRUE(claim(69).empty());
    EXPECT_FALSE(next(69));
    EXPECT_EQ(next(70), at_second(10));
    const auto second = claim(70);
    ASSERT_EQ(second.size(), 1U) << "the first one never came back";
    EXPECT_TRUE(end(second[0]));
    EXPECT_FALSE(end(first[0])) << "it happened already";
    EXPECT_FALSE(next(99));
}

TEST_P(TimersContract, OneThatIsSetAnewOrCancelledWhileItIsHeldDoesNotHappen) {
    set("reentry", "ada", 10);
    set("reentry", "bob", 10);
    set("reentry", "cy", 10);
    const auto held = claim(10);
    ASSERT_EQ(held.size(), 3U);
    set("reentry", "ada", 50);
    set("reentry", "bob", 10);
    change([](Transaction& tx) { return nothing(tx.timers.cancel("reentry", "cy")); });
    for (const Timer& timer : held) EXPECT_FALSE(end(timer)) << timer.subject;
    EXPECT_EQ(due(10), Names{"reentry bob"});
    EXPECT_EQ(due(50), Names{"reentry ada"});
}

TEST_P(TimersContract, WhatWasHeldByAProcessThatEndedIsDueAgain) {
    set("reentry", "ada", 10, "p");
    ASSERT_EQ(claim(10).size(), 1U);
    reopen();
    EXPECT_TRUE(claim(69).empty());
    const auto again = claim(70);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].payload, "p");
}

TEST_P(TimersContract, MoveWithAClockThatIsSetBack) {
    set("reentry", "ada", 100);
    set("reentry", "bob", 5'000);
    ASSERT_EQ(claim(100, 1).size(), 1U);
    change([](Transaction& tx) {
        return nothing(tx.timers.clock_set_back(at_second(50), std::chrono::seconds{1'000}));
    });
    EXPECT_EQ(due(50), Names{"reentry ada"}) << "it is held no longer than it may be";
    EXPECT_TRUE(due(3'999).size() == 1) << "held by nobody any more";
    EXPECT_EQ(due(4'000), Names{"reentry bob"});
}

INSTANTIATE_TEST_SUITE_P(Stores, TimersContract, testing::ValuesIn(all_stores()), store_name);

}  // namespace
}  // namespace crosswalk
