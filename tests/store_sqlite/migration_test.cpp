// A file of the first version, opened by today's program: nothing of it is lost, and nothing reads
// differently.
#include "sqlite_story.h"
#include "tests/durability/crash_disk.h"

#include <fstream>

namespace crosswalk {
namespace {

Millis at_second(int second) { return Millis{std::chrono::seconds{1'800'000'000 + second}}; }

class Migration : public SqliteStory {
protected:
    // As it stands on the disk of an installation that is about to be upgraded.
    static void lay_down(const std::string& file, const char* disk = nullptr) {
        std::ifstream dump(std::string(CROSSWALK_SOURCE_DIR) + "/tests/store_sqlite/version_1.sql");
        const std::string sql(std::istreambuf_iterator<char>(dump), {});
        ASSERT_FALSE(sql.empty());
        sqlite3* db = nullptr;
        ASSERT_EQ(
            sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, disk), SQLITE_OK
        );
        const std::string all = "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL;" + sql;
        EXPECT_EQ(sqlite3_exec(db, all.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
        sqlite3_close(db);
    }
    template <class Body>
    void look(Body body) {
        const auto read = store->read([&](Transaction& tx) -> Result<void> {
            body(tx);
            return {};
        });
        EXPECT_TRUE(read) << read.error().what;
    }
};

TEST_F(Migration, LeadsAndRecordsAreWhoTheyWere) {
    lay_down(path());
    open();
    look([](Transaction& tx) {
        const auto lead = tx.leads.load(kAda).value();
        ASSERT_TRUE(lead);
        EXPECT_EQ(lead->value("email"), "ada@example.com");
        EXPECT_EQ(lead->values.at("email").why.connection, "mail");
        EXPECT_EQ(lead->values.at("email").why.rule, "newest");
        EXPECT_EQ(lead->values.at("phone").why.rule, "prefer crm unless blank");
        EXPECT_EQ(lead->values.at("phone").why.mapping_version, 2);
        EXPECT_EQ(lead->values.at("phone").why.at, at_second(0));
        EXPECT_FALSE(lead->value("phone"));
        EXPECT_EQ(lead->absent.at("crm"), at_second(9));
        EXPECT_EQ(tx.leads.matching("email", "bob@example.com").value(), std::vector<LeadId>{kBob});
        const auto record = tx.leads.record({"mail", {"contact"}, {"70"}}).value();
        ASSERT_TRUE(record);
        EXPECT_EQ(record->lead, kAda);
        EXPECT_TRUE(record->stamped);
        EXPECT_EQ(record->fields.at("email").known, boost::json::value("ada@example.com"));
        EXPECT_EQ(tx.leads.records_of(kBob).value().size(), 1U);
        EXPECT_EQ(tx.identities.after({}, 9).value(), (std::vector<LeadId>{kAda, kBob}));
    });
}

TEST_F(Migration, ThePastIsToldAsBefore) {
    lay_down(path());
    open();
    look([](Transaction& tx) {
        const auto rows = tx.history.of(kBob, "", 9).value();
        ASSERT_EQ(rows.size(), 3U);
        EXPECT_EQ(rows[0].field, "email");
        EXPECT_EQ(rows[0].before, "before 2");
        EXPECT_EQ(rows[0].after, "bob@example.com");
        EXPECT_EQ(rows[0].note, "crm=(blank)");
        EXPECT_EQ(rows[0].connection, "mail");
        EXPECT_EQ(rows[0].rule, "newest");
        EXPECT_EQ(rows[0].event, 3);
        EXPECT_EQ(rows[0].at, at_second(2));
        EXPECT_EQ(rows[0].what, HistoryRow::What::value);
        EXPECT_EQ(rows[1].field, "phone");
        EXPECT_EQ(rows[1].note, "");
        EXPECT_FALSE(rows[2].before);
        EXPECT_EQ(tx.history.of(kAda, "phone", 9).value().size(), 1U);
    });
}

TEST_F(Migration, WhatWaitedGoesOnWaitingAndTheBooksBalance) {
    lay_down(path());
    open();
    look([](Transaction& tx) {
        EXPECT_EQ(tx.journal.after(3, 9).value().size(), 1U);
        EXPECT_TRUE(tx.journal.load(1).value()->intact);
        EXPECT_EQ(tx.parked.list(9).value().at(0).lead, kBob);
        EXPECT_EQ(imbalance(tx.books.all().value()), "");
    });
    ASSERT_TRUE(run_one(*store, [](Transaction& tx) -> Result<void> {
        EXPECT_EQ(tx.outbox.claim("crm", 9, at_second(9)).value().at(0).intent.lead, kAda);
        EXPECT_FALSE(tx.journal.mark_seen("mail", "k1", at_second(9)).value());
        EXPECT_TRUE(tx.reads.take({"mail", {"contact"}, {"72"}}).value());
        return {};
    }));
}

TEST_F(Migration, DeliveriesOfThatTimeAreForgottenWithTheirPerson) {
    lay_down(path());
    open();
    ASSERT_TRUE(run_one(*store, [](Transaction& tx) { return tx.identities.erase(kAda); }));
    const auto events = heard();
    ASSERT_EQ(events.size(), 4U);
    EXPECT_EQ(events[0].delivery.body, "") << "the history says that it told of her";
    EXPECT_EQ(events[3].delivery.body, "{\"n\":4}");
}

TEST_F(Migration, APowerCutAtAnyMomentOfTheUpgradeLosesNothing) {
    CrashDisk disk("cut-at-upgrade");
    std::mt19937_64 chance(6);
    int cuts = 0;
    for (int at = 1; at < 600; at += 2) {
        const std::string file = path() + std::to_string(at);
        const SqliteOptions options{.path = file, .vfs = "cut-at-upgrade", .single_connection = true};
        lay_down(file, options.vfs.c_str());
        disk.fail_after(at);
        (void)open_sqlite(options);
        const bool cut = disk.dead();
        disk.fail_after(0);
        disk.come_back(chance);
        auto again = open_sqlite(options);
        ASSERT_TRUE(again) << "cut at operation " << at << ": " << again.error().what;
        store = std::move(*again);
        look([&](Transaction& tx) {
            EXPECT_EQ(tx.history.of(kAda, "", 9).value().size(), 3U) << at;
            EXPECT_EQ(tx.leads.matching("email", "ada@example.com").value().size(), 1U) << at;
        });
        store.reset();
        if (!cut) break;
        ++cuts;
    }
    EXPECT_GT(cuts, 5) << "the cuts must fall into the upgrade";
}

TEST_F(Migration, AKeyOfAnEarlierTimeStillKnowsWhoSaidNo) {
    const auto closed = [&] {
        std::vector<std::string> fields;
        look([&](Transaction& tx) {
            for (const auto& [field, at] : tx.identities.closed_for("ada@example.com").value()) fields.push_back(field);
        });
        return fields;
    };
    const auto remember = [&](std::string field) {
        ASSERT_TRUE(run_one(*store, [&](Transaction& tx) {
            return tx.identities.remember("ada@example.com", field, at_second(1));
        }));
    };
    open();
    remember("own");
    open({.suppression_keys = {"old"}});
    remember("old");
    open({.suppression_keys = {"new", "old"}});
    remember("new");
    EXPECT_EQ(closed(), (std::vector<std::string>{"new", "old", "own"}));
    open({.suppression_keys = {"new"}});
    EXPECT_EQ(closed(), (std::vector<std::string>{"new", "own"}));
}

}  // namespace
}  // namespace crosswalk
