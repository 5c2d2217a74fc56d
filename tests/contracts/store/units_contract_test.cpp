#include "store_contract.h"

#include <atomic>
#include <future>
#include <latch>
#include <set>
#include <thread>

namespace crosswalk {
namespace {

class UnitsContract : public StoreContract {
protected:
    std::optional<std::string> setting(std::string name) {
        return look([&](Transaction& tx) { return tx.settings.get(name); });
    }
    // Keeps the store's own thread busy until `open` is counted down.
    void hold(std::latch& held, std::latch& open) {
        store->submit(
            Lane::engine,
            [&](Transaction&) -> Result<void> {
                held.count_down();
                open.wait();
                return {};
            },
            [](const Result<void>&) {}
        );
        held.wait();
    }
};

Unit put(std::string name, std::string value) {
    return [=](Transaction& tx) { return tx.settings.put(name, value); };
}

TEST_P(UnitsContract, AUnitThatFailsChangesNothingAndItsNeighboursStand) {
    const auto answers = store->run(
        {put("a", "1"),
         [](Transaction& tx) -> Result<void> {
             EXPECT_TRUE(tx.settings.put("a", "2"));
             tx.books.add("crm", Book::changes, books::kTotal, 5);
             tx.books.add("crm", Book::changes, books::kApplied, 5);
             return Fault{"test.no", "", ""};
         },
         put("b", "3")}
    );
    ASSERT_EQ(answers.size(), 3U);
    EXPECT_TRUE(answers[0]);
    EXPECT_EQ(answers[1].error().code, "test.no");
    EXPECT_TRUE(answers[2]);
    EXPECT_EQ(setting("a"), "1");
    EXPECT_EQ(setting("b"), "3");
    EXPECT_TRUE(book("crm", Book::changes).empty());
}

TEST_P(UnitsContract, AUnitThatThrowsIsAFaultAndNotTheEnd) {
    const auto thrown = run_one(*store, [](Transaction& tx) -> Result<void> {
        EXPECT_TRUE(tx.settings.put("a", "1"));
        throw std::runtime_error("broken");
    });
    EXPECT_FALSE(thrown);
    EXPECT_FALSE(setting("a"));
    EXPECT_TRUE(run_one(*store, put("a", "2")));
}

TEST_P(UnitsContract, BooksOfManyUnitsAddUp) {
    std::vector<Unit> units;
    for (int i = 0; i < 200; ++i)
        units.push_back([i](Transaction& tx) -> Result<void> {
            tx.books.add("crm", Book::changes, books::kTotal, 1);
            tx.books.add("crm", Book::changes, i % 3 == 0 ? books::kEcho : books::kApplied, 1);
            if (i % 5 == 0) return Fault{"test.no", "", ""};
            return {};
        });
    store->run(std::move(units));
    EXPECT_EQ(book("crm", Book::changes), (Counts{{"applied", 107}, {"echo", 53}, {"total", 160}}));
}

TEST_P(UnitsContract, AUnitSeesTheBooksAsTheyStandWithinIt) {
    change([](Transaction& tx) -> Result<Nothing> {
        tx.books.add("crm", Book::changes, books::kWaiting, 2);
        tx.books.add("crm", Book::changes, books::kTotal, 2);
        const auto all = tx.books.all();
        EXPECT_EQ(all->at("crm").at(Book::changes).at("waiting"), 2);
        return Nothing{};
    });
}

TEST_P(UnitsContract, IntakeAndEngineTakeTurns) {
    std::latch held(1), open(1), done(5);
    hold(held, open);
    std::mutex mutex;
    std::vector<std::string> order;
    const auto queue = [&](Lane lane, std::string name) {
        store->submit(
            lane,
            [&order, &mutex, name](Transaction&) -> Result<void> {
                const std::lock_guard lock(mutex);
                order.push_back(name);
                return {};
            },
            [&](const Result<void>&) { done.count_down(); }
        );
    };
    for (const char* name : {"apply", "settle"}) queue(Lane::engine, name);
    for (const char* name : {"one", "two", "three"}) queue(Lane::intake, name);
    open.count_down();
    done.wait();
    EXPECT_EQ(order, (std::vector<std::string>{"one", "apply", "two", "settle", "three"}))
        << "a flood stops no work, and a backlog no acknowledgement";
}

TEST_P(UnitsContract, DoneIsToldOnlyWhenOthersCanSeeIt) {
    std::promise<std::optional<std::string>> seen;
    store->submit(Lane::intake, put("a", "1"), [&](const Result<void>& done) {
        EXPECT_TRUE(done);
        std::optional<std::string> value;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            value = tx.settings.get("a").value();
            return {};
        }));
        seen.set_value(value);
    });
    EXPECT_EQ(seen.get_future().get(), "1");
}

TEST_P(UnitsContract, AReadSeesOneMomentHoweverLongItLasts) {
    EXPECT_TRUE(run_one(*store, put("a", "1")));
    const auto read = store->read([&](Transaction& tx) -> Result<void> {
        EXPECT_EQ(tx.settings.get("a").value(), "1");
        EXPECT_TRUE(run_one(*store, put("a", "2")));
        EXPECT_EQ(tx.settings.get("a").value(), "1");
        return {};
    });
    EXPECT_TRUE(read);
    EXPECT_EQ(setting("a"), "2");
}

TEST_P(UnitsContract, AFullQueueSaysSoAtOnceAndRecovers) {
    std::latch held(1), open(1);
    hold(held, open);
    std::vector<std::future<std::string>> answers;
    for (std::size_t i = 0; i < GetParam().max_queue + 5; ++i) {
        auto told = std::make_shared<std::promise<std::string>>();
        answers.push_back(told->get_future());
        store->submit(
            Lane::intake,
            [](Transaction&) -> Result<void> { return {}; },
            [told](const Result<void>& done) { told->set_value(done ? "ok" : done.error().code); }
        );
    }
    // The queue's own thread is held, so whoever was answered by now was answered at once.
    EXPECT_EQ(answers.back().wait_for(std::chrono::seconds{0}), std::future_status::ready);
    open.count_down();
    std::size_t busy = 0, ok = 0;
    for (auto& answer : answers) {
        const std::string code = answer.get();
        busy += code == "store.busy" ? 1 : 0;
        ok += code == "ok" ? 1 : 0;
    }
    EXPECT_EQ(busy, 5U);
    EXPECT_EQ(ok, GetParam().max_queue);
    EXPECT_TRUE(run_one(*store, put("a", "1")));
}

TEST_P(UnitsContract, ManyThreadsAtOnceLoseNothing) {
    constexpr int kThreads = 8, kEach = 200;
    std::atomic<int> kept = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < kThreads; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < kEach; ++i) {
                    const auto done = run_one(*store, [&](Transaction& tx) -> Result<void> {
                        const auto seq = tx.journal.append(event_of("mail", std::to_string(t * kEach + i)));
                        if (!seq) return seq.error();
                        return {};
                    });
                    kept += done ? 1 : 0;
                }
            });
    }
    EXPECT_EQ(kept, kThreads * kEach);
    std::set<std::string> bodies;
    for (const Event& event : look([](Transaction& tx) { return tx.journal.after(0, 10'000); }))
        bodies.insert(event.delivery.body);
    EXPECT_EQ(bodies.size(), std::size_t{kThreads * kEach});
}

TEST_P(UnitsContract, WhatWasQueuedIsFinishedWhenTheStoreCloses) {
    std::atomic<int> done = 0;
    for (int i = 0; i < 40; ++i)
        store->submit(Lane::engine, put("n" + std::to_string(i), "1"), [&](const Result<void>& told) {
            done += told ? 1 : 0;
        });
    store.reset();
    EXPECT_EQ(done, 40);
    reopen();
    EXPECT_EQ(look([](Transaction& tx) { return tx.settings.starting_with("n"); }).size(), 40U);
}

INSTANTIATE_TEST_SUITE_P(Stores, UnitsContract, testing::ValuesIn(all_stores()), store_name);

}  // namespace
}  // namespace crosswalk
