#include "connector/io/store_sqlite/schema.h"
#include "sqlite_story.h"
#include "tests/durability/crash_disk.h"

#include <fstream>

namespace crosswalk {
namespace {

std::string refusal(const SqliteOptions& options) {
    const auto opened = open_sqlite(options);
    if (opened) return "opened";
    EXPECT_FALSE(opened.error().what.empty());
    EXPECT_FALSE(opened.error().remedy.empty()) << "a person must learn what to do";
    return opened.error().code;
}

class Opening : public SqliteStory {};

TEST_F(Opening, OneStoreHasOneOwnerAtATime) {
    EXPECT_FALSE(is_locked(path()));
    open();
    EXPECT_TRUE(is_locked(path()));
    EXPECT_EQ(refusal({.path = path()}), "store.locked");
    EXPECT_TRUE(put("a", "1")) << "the refused one has not disturbed the owner";
    store.reset();
    EXPECT_FALSE(is_locked(path()));
    open();
}

TEST_F(Opening, AFileOfANewerProgramIsRefusedAndLeftAlone) {
    open();
    ASSERT_GT(hear("kept"), 0);
    store.reset();
    tamper("PRAGMA user_version=99");
    EXPECT_EQ(refusal({.path = path()}), "store.newer");
    EXPECT_FALSE(is_locked(path())) << "a refusal holds nothing";
    tamper("PRAGMA user_version=" + std::to_string(sqlite::schema_version()));
    open();
    EXPECT_EQ(heard().size(), 1U);
}

TEST_F(Opening, AFolderThatIsNotThereIsNamedWithTheRemedy) {
    EXPECT_EQ(refusal({.path = (folder / "missing" / "crosswalk.db").string()}), "store.unavailable");
}

TEST_F(Opening, AFileThatIsNoStoreIsRefusedUnharmed) {
    const std::string text(5'000, 'x');
    std::ofstream(path()) << text;
    EXPECT_EQ(refusal({.path = path()}), "store.corrupt");
    std::ifstream file(path());
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), text);
}

TEST_F(Opening, APowerCutAtAnyMomentOfTheFirstStartLeavesAStoreThatOpens) {
    CrashDisk disk("cut-at-start");
    std::mt19937_64 chance(4);
    int cuts = 0;
    for (int at = 0; at < 400; ++at) {
        const SqliteOptions options{
            .path = path() + std::to_string(at), .vfs = "cut-at-start", .single_connection = true};
        disk.fail_after(at);
        {
            const auto first = open_sqlite(options);
            if (first) (void)run_one(**first, [](Transaction& tx) { return tx.settings.put("a", "1"); });
        }
        const bool cut = disk.dead();
        disk.fail_after(0);
        disk.come_back(chance);
        auto again = open_sqlite(options);
        ASSERT_TRUE(again) << "cut at operation " << at << ": " << again.error().what;
        ASSERT_TRUE(run_one(**again, [](Transaction& tx) { return tx.settings.put("b", "2"); })) << at;
        if (!cut) break;
        ++cuts;
    }
    EXPECT_GT(cuts, 10) << "the cuts must fall into the first start";
}

}  // namespace
}  // namespace crosswalk
