// The store's files: held once under whatever name, not written when they are pulled away, compared with what
// was acknowledged when they are opened, and another program's left alone.
#include "sqlite_story.h"

#include <sys/stat.h>

#include <fstream>
#include <thread>

namespace crosswalk {
namespace {

namespace fs = std::filesystem;

class Files : public SqliteStory {
protected:
    std::string refusal(const std::string& at) const {
        const auto opened = open_sqlite({.path = at});
        if (opened) return "opened";
        EXPECT_FALSE(opened.error().remedy.empty());
        return opened.error().code;
    }
    bool becomes(bool writable) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (store->writable().has_value() != writable && std::chrono::steady_clock::now() < until)
            std::this_thread::yield();
        return store->writable().has_value() == writable;
    }
    // As the disk looks to the next process after a kill -9: the files as they are, without these.
    std::string after_kill(std::initializer_list<const char*> without) const {
        const fs::path there = folder / "killed";
        fs::create_directory(there);
        for (const auto& entry : fs::directory_iterator(folder))
            if (entry.is_regular_file()) fs::copy(entry.path(), there / entry.path().filename());
        for (const char* name : without) fs::remove(there / name);
        return (there / "crosswalk.db").string();
    }
    std::optional<std::string> lost() {
        std::optional<std::string> out;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            out = tx.settings.get(kStoreLost).value();
            return {};
        }));
        return out;
    }
    static std::string bytes(const std::string& file) {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
};

TEST_F(Files, NothingIsAcknowledgedOnceAFileIsRemoved) {
    for (const char* ending : {"", "-wal"}) {
        open();
        ASSERT_GT(hear("before"), 0);
        fs::remove(path() + ending);
        EXPECT_EQ(hear("after"), 0) << ending;
        const auto writable = store->writable();
        ASSERT_FALSE(writable) << ending;
        EXPECT_EQ(writable.error().code, "store.gone");
        store.reset();
        for (const auto& entry : fs::directory_iterator(folder)) fs::remove(entry.path());
    }
}

TEST_F(Files, ARemovedStoreIsNoticedWithoutAnyDelivery) {
    open();
    ASSERT_GT(hear("before"), 0);
    fs::remove(path());
    EXPECT_TRUE(becomes(false));
}

TEST_F(Files, AReplacedOrCutFileIsNoticed) {
    open();
    ASSERT_GT(hear("before"), 0);
    fs::rename(path(), path() + ".away");
    std::ofstream(path()) << "something else";
    EXPECT_EQ(hear("after"), 0);
    fs::rename(path() + ".away", path());
    EXPECT_TRUE(becomes(true)) << "the same file is back";
    ASSERT_GT(hear("again"), 0);
    fs::resize_file(path() + "-wal", 100);
    EXPECT_TRUE(becomes(false));
}

TEST_F(Files, AStoreThatLostAcknowledgedCommitsSaysSo) {
    open();
    for (int i = 0; i < 5; ++i) ASSERT_GT(hear("x"), 0);
    const std::string whole = after_kill({});
    open({.path = whole});
    EXPECT_FALSE(lost()) << "nothing is missing";
    EXPECT_EQ(heard().size(), 5U);
}

TEST_F(Files, AStoreWhoseLogWasRemovedSaysHowMuchIsMissing) {
    open();
    for (int i = 0; i < 5; ++i) ASSERT_GT(hear("x"), 0);
    open();  // what is there now is in the file itself
    for (int i = 0; i < 3; ++i) ASSERT_GT(hear("x"), 0);
    const std::string cut = after_kill({"crosswalk.db-wal", "crosswalk.db-shm"});
    open({.path = cut});
    ASSERT_TRUE(lost());
    EXPECT_NE(lost()->find("\"deliveries\":3"), std::string::npos) << *lost();
    open({.path = cut});
    EXPECT_TRUE(lost()) << "until it was compared";
}

TEST_F(Files, ANewStoreInThePlaceOfALostOneSaysSo) {
    open();
    for (int i = 0; i < 5; ++i) ASSERT_GT(hear("x"), 0);
    const std::string empty = after_kill({"crosswalk.db", "crosswalk.db-wal", "crosswalk.db-shm"});
    open({.path = empty});
    ASSERT_TRUE(lost());
    EXPECT_NE(lost()->find("\"deliveries\":5"), std::string::npos) << *lost();
}

TEST_F(Files, OneStoreIsHeldUnderEveryNameItHas) {
    open();
    fs::create_symlink(path(), folder / "link.db");
    fs::create_directory_symlink(folder, folder / "there");
    EXPECT_EQ(refusal((folder / "link.db").string()), "store.locked");
    EXPECT_EQ(refusal((folder / "there" / "crosswalk.db").string()), "store.locked");
    EXPECT_TRUE(is_locked((folder / "link.db").string()));
    fs::create_hard_link(path(), folder / "hard.db");
    EXPECT_EQ(refusal((folder / "hard.db").string()), "store.linked");
    EXPECT_TRUE(put("a", "1")) << "the refused ones have not disturbed the owner";
    store.reset();
    EXPECT_EQ(refusal(path()), "store.linked");
    fs::remove(folder / "hard.db");
    open({.path = (folder / "link.db").string()});
    EXPECT_TRUE(put("a", "2"));
    EXPECT_EQ(refusal(path()), "store.locked");
}

TEST_F(Files, ALinkToAStoreThatIsNotThereYetLeadsToOneStore) {
    fs::create_symlink("crosswalk.db", folder / "link.db");
    open({.path = (folder / "link.db").string()});
    EXPECT_TRUE(is_locked(path()));
    EXPECT_EQ(refusal(path()), "store.locked");
}

TEST_F(Files, WhatIsNoPlainFileIsRefusedAtOnce) {
    ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
    EXPECT_EQ(refusal(path()), "store.not_a_file");
    fs::remove(path());
    fs::create_directory(path());
    EXPECT_EQ(refusal(path()), "store.not_a_file");
    fs::remove(path());
    open();
    store.reset();
    ASSERT_EQ(::mkfifo((path() + "-wal").c_str(), 0600), 0);
    EXPECT_EQ(refusal(path()), "store.not_a_file");
}

TEST_F(Files, ADatabaseOfAnotherProgramIsLeftAsItWas) {
    for (const char* sql :
         {"CREATE TABLE note(text)",
          "PRAGMA journal_mode=WAL; CREATE TABLE note(text)",
          "PRAGMA application_id=1234",
          "PRAGMA application_id=1234; CREATE TABLE journal(x); CREATE TABLE setting(y)",
          "PRAGMA user_version=2; CREATE TABLE journal(x)"}) {
        fs::remove(path());
        tamper(sql);
        const std::string before = bytes(path());
        EXPECT_EQ(refusal(path()), "store.foreign") << sql;
        EXPECT_EQ(bytes(path()), before) << sql;
    }
}

TEST_F(Files, ARollbackJournalOfAnotherDatabaseIsNotPlayedBack) {
    open();
    ASSERT_GT(hear("kept"), 0);
    store.reset();
    std::ofstream(path() + "-journal") << std::string(4'096, '\xd9');
    EXPECT_EQ(refusal(path()), "store.foreign_log");
    fs::remove(path() + "-journal");
    open();
    EXPECT_EQ(heard().size(), 1U);
}

TEST_F(Files, AStoreOfAnEarlierBuildIsMarkedAsOurs) {
    tamper(
        "PRAGMA journal_mode=WAL;" +
        bytes(std::string(CROSSWALK_SOURCE_DIR) + "/tests/store_sqlite/version_1.sql")
    );
    open();
    store.reset();
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &db), SQLITE_OK);
    sqlite3_stmt* row = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(db, "PRAGMA application_id", -1, &row, nullptr), SQLITE_OK);
    ASSERT_EQ(sqlite3_step(row), SQLITE_ROW);
    EXPECT_EQ(sqlite3_column_int(row, 0), 0x43575354);
    sqlite3_finalize(row);
    sqlite3_close(db);
}

}  // namespace
}  // namespace crosswalk
