// Connections that end, a server that stops, and what cannot be written.
#include "postgres_story.h"

namespace crosswalk {
namespace {

// No index of PostgreSQL takes it, and it does not compress.
std::string too_long() {
    std::string noise;
    for (std::uint32_t x = 1; noise.size() < 9'000; x = x * 1'664'525U + 1'013'904'223U)
        noise += static_cast<char>('a' + (x >> 24U) % 26U);
    return noise;
}

class PostgresTrouble : public PostgresStory {
protected:
    void add_write() {
        ASSERT_TRUE(run_one(*store, [](Transaction& tx) {
            return tx.outbox.add(
                {.connection = "crm",
                 .kind = {"Lead"},
                 .record = VendorId{"1"},
                 .lead = {"ada"},
                 .fields = {"f"}}
            );
        }));
    }
    Result<std::vector<ClaimedWrite>> claim() {
        std::vector<ClaimedWrite> writes;
        const auto done = run_one(*store, [&](Transaction& tx) -> Result<void> {
            auto claimed = tx.outbox.claim("crm", 10, kNow);
            if (!claimed) return claimed.error();
            writes = std::move(*claimed);
            return {};
        });
        if (!done) return done.error();
        return writes;
    }
};

TEST_F(PostgresTrouble, AConnectionThatEndsIsMadeAnew) {
    open();
    EXPECT_EQ(put("a", "1"), "ok");
    EXPECT_EQ(get("a"), "1");
    server().end_connections();
    EXPECT_EQ(get("a"), "1") << "an idle reader that was cut off is replaced at once";
    const std::string during = put("a", "2");
    EXPECT_TRUE(during == "ok" || during == "store.unavailable") << during;
    EXPECT_TRUE(becomes_writable()) << "with no request at all";
    EXPECT_EQ(put("a", "3"), "ok");
    EXPECT_EQ(get("a"), "3");
}

TEST_F(PostgresTrouble, AUnitThatLosesItsConnectionChangesNothing) {
    open();
    EXPECT_EQ(put("a", "1"), "ok");
    const auto done = run_one(*store, [&](Transaction& tx) -> Result<void> {
        if (const auto kept = tx.settings.put("a", "2"); !kept) return kept;
        tx.books.add("crm", Book::changes, books::kTotal, 1);
        server().end_connections();
        return {};
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "store.unavailable");
    ASSERT_TRUE(becomes_writable());
    EXPECT_EQ(get("a"), "1");
    EXPECT_EQ(put("a", "3"), "ok");
}

TEST_F(PostgresTrouble, WhatWasAcknowledgedOutlivesAServerThatIsKilled) {
    open();
    EXPECT_EQ(put("a", "1"), "ok");
    server().kill();
    EXPECT_EQ(put("a", "2"), "store.unavailable");
    EXPECT_FALSE(store->writable());
    server().start();
    ASSERT_TRUE(becomes_writable());
    EXPECT_EQ(get("a"), "1");
    EXPECT_EQ(put("a", "3"), "ok");
}

TEST_F(PostgresTrouble, AClaimThatWasRolledBackIsClaimedAgain) {
    open();
    add_write();
    const auto done = run_one(*store, [&](Transaction& tx) -> Result<void> {
        EXPECT_EQ(tx.outbox.claim("crm", 10, kNow)->size(), 1U);
        server().end_connections();
        return {};
    });
    EXPECT_FALSE(done);
    ASSERT_TRUE(becomes_writable());
    const auto again = claim();
    ASSERT_TRUE(again) << again.error().what;
    ASSERT_EQ(again->size(), 1U);
    EXPECT_FALSE(again->front().unanswered) << "nobody can have sent it";
}

// The server waits for a copy that never answers: the commit is on its disk, and its answer never comes.
TEST_F(PostgresTrouble, AClaimWhoseCommitWasNotAnsweredIsReleasedUnanswered) {
    open();
    add_write();
    store.reset();
    server().tell("ALTER SYSTEM SET synchronous_standby_names='nobody'");
    server().kill();
    server().start();
    open();
    std::string code;
    std::thread claiming([&] {
        const auto claimed = claim();
        code = claimed ? "ok" : claimed.error().code;
    });
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (server().tell("SELECT count(*) FROM pg_stat_activity WHERE wait_event='SyncRep'") == "0" &&
           std::chrono::steady_clock::now() < until)
        std::this_thread::yield();
    server().end_connections();
    claiming.join();
    server().tell("ALTER SYSTEM RESET synchronous_standby_names");
    server().tell("SELECT pg_reload_conf()");
    EXPECT_EQ(code, "store.unavailable");
    ASSERT_TRUE(becomes_writable());
    const auto again = claim();
    ASSERT_TRUE(again) << again.error().what;
    ASSERT_EQ(again->size(), 1U) << "or nobody would ever settle it";
    EXPECT_TRUE(again->front().unanswered);
}

TEST_F(PostgresTrouble, AUnitOfManyWritesIsWrittenWholeOrNotAtAll) {
    open();
    const auto many = [](std::string name, std::size_t bad) {
        return [=](Transaction& tx) -> Result<void> {
            for (std::size_t i = 0; i < 500; ++i) {
                const std::string key = name + std::to_string(i) + (i == bad ? too_long() : "");
                if (const auto kept = tx.settings.put(key, std::string(i * 10, 'v')); !kept) return kept;
            }
            return {};
        };
    };
    const auto answers = store->run({many("a", 500), many("b", 123), many("c", 500)});
    EXPECT_TRUE(answers[0]);
    ASSERT_FALSE(answers[1]);
    EXPECT_EQ(answers[1].error().code, "store.unit_broken");
    EXPECT_TRUE(answers[2]);
    EXPECT_TRUE(store->read([](Transaction& tx) -> Result<void> {
        EXPECT_EQ(tx.settings.starting_with("a")->size(), 500U);
        EXPECT_EQ(tx.settings.starting_with("b")->size(), 0U);
        EXPECT_EQ(tx.settings.starting_with("c")->back().second.size(), 990U) << "c99 is the last by name";
        return {};
    }));
}

TEST_F(PostgresTrouble, AKeyTooLongForTheServerFailsItsUnitAlone) {
    open();
    const auto answers = store->run(
        {[](Transaction& tx) { return tx.settings.put("a", "1"); },
         [&](Transaction& tx) { return tx.settings.put(too_long(), "1"); },
         [](Transaction& tx) { return tx.settings.put("b", "2"); }}
    );
    EXPECT_TRUE(answers[0]);
    ASSERT_FALSE(answers[1]);
    EXPECT_EQ(answers[1].error().code, "store.unit_broken");
    EXPECT_TRUE(answers[2]);
    EXPECT_EQ(get("a"), "1");
    EXPECT_EQ(get("b"), "2");
}

}  // namespace
}  // namespace crosswalk
