// A disk that is full, fails, or hands back other bytes than it was given.
#include "sqlite_story.h"
#include "tests/durability/crash_disk.h"

#include <thread>

namespace crosswalk {
namespace {

class Trouble : public SqliteStory {
protected:
    void open_on(const char* name) { open({.path = path(), .vfs = name, .single_connection = true}); }
    bool becomes_writable() {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (!store->writable() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
        return store->writable().has_value();
    }
};

TEST_F(Trouble, AFullDiskIsSaidAndGoesByWithoutARestart) {
    CrashDisk disk("full-disk");
    open_on("full-disk");
    ASSERT_GT(hear("before"), 0);
    disk.answer_writes_with(SQLITE_FULL);
    const auto refused = put("a", "1");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "store.unavailable");
    EXPECT_FALSE(refused.error().remedy.empty());
    EXPECT_EQ(hear("during"), 0);
    EXPECT_FALSE(store->writable());
    disk.answer_writes_with(SQLITE_OK);
    EXPECT_TRUE(becomes_writable()) << "with no request at all";
    EXPECT_GT(hear("after"), 0);
    const auto events = heard();
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[1].delivery.body, "after");
    store.reset();
}

TEST_F(Trouble, AFullDiskCountsNothingThatItDidNotTake) {
    CrashDisk disk("full-books");
    open_on("full-books");
    ASSERT_GT(hear("before"), 0);
    disk.answer_writes_with(SQLITE_FULL);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(hear("during"), 0);
    disk.answer_writes_with(SQLITE_OK);
    ASSERT_GT(hear("after"), 0);
    AllBooks all;
    ASSERT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        all = tx.books.all().value();
        return {};
    }));
    EXPECT_EQ(imbalance(all), "");
    EXPECT_EQ(all.at("mail").at(Book::deliveries).at("total"), 2);
    store.reset();
}

TEST_F(Trouble, WhenSyncFailsNothingIsAcknowledgedUntilItWorksAgain) {
    CrashDisk disk("no-sync");
    open_on("no-sync");
    ASSERT_GT(hear("before"), 0);
    disk.answer_syncs_with(SQLITE_IOERR_FSYNC);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(put("during", std::to_string(i)));
    EXPECT_FALSE(store->writable());
    disk.answer_syncs_with(SQLITE_OK);
    EXPECT_TRUE(becomes_writable());
    ASSERT_GT(hear("after"), 0);
    // What was acknowledged around the trouble outlives a power cut right after it.
    disk.fail_after(0);
    store.reset();
    std::mt19937_64 chance(1);
    disk.come_back(chance);
    open_on("no-sync");
    std::set<std::string> bodies;
    for (const Event& event : heard()) bodies.insert(event.delivery.body);
    EXPECT_TRUE(bodies.contains("before"));
    EXPECT_TRUE(bodies.contains("after"));
    store.reset();
}

TEST_F(Trouble, AFlippedBitInOneBodyHurtsThatEventAlone) {
    open();
    for (const char* body : {"one", "two", "three"}) ASSERT_GT(hear(body), 0);
    store.reset();
    tamper("UPDATE journal SET body=CAST('twp' AS BLOB) WHERE seq=2");
    open();
    const auto events = heard();
    ASSERT_EQ(events.size(), 3U);
    EXPECT_TRUE(events[0].intact);
    EXPECT_FALSE(events[1].intact);
    EXPECT_TRUE(events[2].intact);
}

TEST_F(Trouble, TheLogDoesNotGrowWithoutEnd) {
    open({.path = path(), .checkpoint_pages = 200});
    for (int i = 0; i < 2'000; ++i) ASSERT_GT(hear(std::string(4'000, 'x')), 0);
    EXPECT_LT(std::filesystem::file_size(path() + "-wal"), 4U << 20);
}

}  // namespace
}  // namespace crosswalk
