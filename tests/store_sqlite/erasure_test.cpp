// What is erased cannot be read in any file of the store's folder: not in the tables, not in free pages, not
// in the log (design promise 12).
#include "sqlite_story.h"

#include <fstream>
#include <thread>

namespace crosswalk {
namespace {

constexpr std::string_view kAddress = "ada.lovelace@example.com";

class Erasure : public SqliteStory {
protected:
    std::size_t occurrences(std::string_view text = kAddress) const {
        std::size_t found = 0;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string bytes(std::istreambuf_iterator<char>(file), {});
            for (auto at = bytes.find(text); at != std::string::npos; at = bytes.find(text, at + 1)) ++found;
        }
        return found;
    }
    // Everything that the engine keeps of a person; long values, so that some stand on pages of their own.
    void keep(const LeadId& id, const std::string& address) {
        const std::string text = address + std::string(6'000, 'x');
        const RecordKey key{"mail", {"contact"}, {"7" + address.substr(0, 1)}};
        ASSERT_TRUE(run_one(*store, [&](Transaction& tx) -> Result<void> {
            Lead lead{.id = id, .keys = {{"email", address}}};
            lead.values["email"].value = address;
            lead.values["note"].value = text;
            RecordState record{.key = key, .lead = id};
            record.fields["email"].known = boost::json::value(text);
            const auto seq = tx.journal.append({.connection = "mail", .delivery = {.body = text}});
            if (!seq) return seq.error();
            for (const auto& done :
                 {tx.leads.save(lead),
                  tx.leads.save(record),
                  tx.journal.link_lead(**seq, id),
                  tx.history.add(HistoryRow{.lead = id, .field = "email", .after = address}),
                  tx.history.add(HistoryRow{
                      .what = HistoryRow::What::write,
      .lead = id,
      .field = "Email",
      .note = "refused (not " + address + ")",
      .record = {"7"}}),
                  tx.history.add(Step{.lead = id, .number = 1, .to = "mql", .reason = "asked by " + address}),
                  tx.outbox.add(
                      {.connection = "crm", .kind = {"Lead"}, .lead = id, .fields = {"email"}, .due = kNow}
                  ),
                  tx.reads.want({.key = key, .changes = 0}, kNow)})
                if (!done) return done;
            const auto parked = tx.parked.park(
                {.what = Parked::What::write, .connection = "crm", .lead = id, .code = "c", .says = address}
            );
            return parked ? Result<void>{} : Result<void>{parked.error()};
        }));
    }
    void erase(const LeadId& id) {
        ASSERT_TRUE(run_one(*store, [&](Transaction& tx) { return tx.identities.erase(id); }));
    }
    bool completes() {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (!store->erasures_complete() && std::chrono::steady_clock::now() < until)
            std::this_thread::yield();
        return store->erasures_complete().has_value();
    }
};

TEST_F(Erasure, ErasedLeadIsInNoFileOfTheFolder) {
    open();
    keep(kAda, std::string(kAddress));
    keep(kBob, "bob@example.com");
    ASSERT_GT(occurrences(), 0U);
    erase(kAda);
    EXPECT_EQ(occurrences(), 0U) << "at the moment the erasure is acknowledged";
    EXPECT_GT(occurrences("bob@example.com"), 0U);
    EXPECT_TRUE(store->erasures_complete());
    store.reset();
    EXPECT_EQ(occurrences(), 0U) << "after the stop";
    EXPECT_FALSE(std::filesystem::exists(path() + "-wal")) << "a stop leaves no log";
    open();
    EXPECT_EQ(occurrences(), 0U) << "after the restart";
}

TEST_F(Erasure, ValueThatWasOverwrittenIsNotInTheLogAfterAStop) {
    open();
    ASSERT_TRUE(put("a", std::string(kAddress)));
    ASSERT_TRUE(put("a", "other"));
    ASSERT_TRUE(store->read([](Transaction& tx) -> Result<void> {
        (void)tx.settings.get("a");
        return {};
    })) << "a reader stays connected";
    store.reset();
    EXPECT_EQ(occurrences(), 0U);
}

TEST_F(Erasure, AReaderThatHoldsTheLogIsToldOfUntilItIsGone) {
    open();
    keep(kAda, std::string(kAddress));
    sqlite3* reader = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &reader), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(reader, "BEGIN; SELECT * FROM lead", nullptr, nullptr, nullptr), SQLITE_OK);
    erase(kAda);
    const auto complete = store->erasures_complete();
    ASSERT_FALSE(complete);
    EXPECT_EQ(complete.error().code, "store.erasure_in_log");
    EXPECT_FALSE(complete.error().remedy.empty());
    EXPECT_GT(hear("goes on"), 0) << "nobody waits for the reader";
    EXPECT_EQ(sqlite3_exec(reader, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
    EXPECT_TRUE(completes()) << "by itself";
    EXPECT_EQ(occurrences(), 0U);
    sqlite3_close(reader);
}

TEST_F(Erasure, UpgradeWipesWhatEarlierBuildsLeftInFreePages) {
    {
        std::ifstream dump(std::string(CROSSWALK_SOURCE_DIR) + "/tests/store_sqlite/version_1.sql");
        const std::string sql(std::istreambuf_iterator<char>(dump), {});
        sqlite3* db = nullptr;
        ASSERT_EQ(sqlite3_open(path().c_str(), &db), SQLITE_OK);
        const std::string gone = "INSERT INTO setting VALUES('gone', '" + std::string(kAddress) +
                                 "' || hex(zeroblob(20000))); DELETE FROM setting WHERE name='gone';";
        const std::string all = "PRAGMA journal_mode=WAL; PRAGMA secure_delete=OFF;" + sql + gone;
        EXPECT_EQ(sqlite3_exec(db, all.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
        sqlite3_close(db);
    }
    ASSERT_GT(occurrences(), 0U);
    open();
    store.reset();
    EXPECT_EQ(occurrences(), 0U);
}

TEST_F(Erasure, WhatWasStillToBeReadOfAnErasedLeadIsForgottenAndBooked) {
    open();
    const RecordKey key{"mail", {"contact"}, {"7"}};
    ASSERT_TRUE(run_one(*store, [&](Transaction& tx) -> Result<void> {
        if (const auto kept = tx.leads.save(Lead{.id = kAda}); !kept) return kept;
        if (const auto kept = tx.leads.save(RecordState{.key = key, .lead = kAda}); !kept) return kept;
        tx.books.add("mail", Book::changes, books::kTotal, 2);
        tx.books.add("mail", Book::changes, books::kWaiting, 2);
        return tx.reads.want({.key = key, .changes = 2}, kNow);
    }));
    erase(kAda);
    ASSERT_TRUE(run_one(*store, [&](Transaction& tx) -> Result<void> {
        EXPECT_FALSE(tx.reads.take(key).value());
        const auto all = tx.books.all().value();
        EXPECT_EQ(imbalance(all), "");
        EXPECT_EQ(all.at("mail").at(Book::changes).at("irrelevant"), 2);
        return {};
    }));
}

}  // namespace
}  // namespace crosswalk
