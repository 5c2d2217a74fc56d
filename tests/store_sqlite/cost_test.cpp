// What a statement costs must not grow with what the store holds. Steps are counted, so that no clock is
// asked.
#include "sqlite_story.h"

namespace crosswalk {
namespace {


class Cost : public SqliteStory {
protected:
    // One of everything the engine does all day.
    void day(Transaction& tx, const std::string& name) {
        const RecordKey key{"crm", {"Lead"}, {name}};
        EXPECT_TRUE(tx.journal.append({.connection = "mail", .delivery_id = name}));
        EXPECT_TRUE(tx.journal.mark_seen("mail", name, kNow));
        EXPECT_TRUE(tx.leads.save(Lead{.id = {name}, .keys = {{"email", name}}}));
        EXPECT_TRUE(tx.leads.save(Lead{.id = {name}, .keys = {{"email", name + "x"}}}));
        EXPECT_TRUE(tx.leads.save(RecordState{.key = key, .lead = {name}}));
        EXPECT_TRUE(tx.leads.load({name}));
        EXPECT_TRUE(tx.leads.record(key));
        EXPECT_TRUE(tx.leads.records_of({name}));
        EXPECT_TRUE(tx.leads.matching("email", name));
        EXPECT_TRUE(tx.history.add(HistoryRow{.lead = {name}, .field = "email"}));
        EXPECT_TRUE(tx.history.add(HistoryRow{
            .what = HistoryRow::What::write,
            .lead = {name},
            .field = "Email",
            .record = {name},
            .mapping_version = 1}));
        EXPECT_TRUE(tx.history.add(Step{.lead = {name}, .number = 1, .to = "mql", .at = kNow}));
        EXPECT_TRUE(tx.history.steps({name}, 0, true));
        EXPECT_TRUE(tx.history.written_under(1, 0, 1));
        EXPECT_TRUE(tx.history.promoted_since("mql", kNow, kNow));
        EXPECT_TRUE(tx.journal.link_lead(1, {name}));
        EXPECT_TRUE(tx.timers.set({"reentry", name, kNow, ""}));
        EXPECT_TRUE(tx.timers.next_due(kNow));
        for (const Timer& due : *tx.timers.claim(1, kNow, kNow)) EXPECT_TRUE(tx.timers.end(due));
        EXPECT_TRUE(tx.timers.cancel("reentry", name));
        EXPECT_TRUE(tx.identities.after({name}, 1));
        EXPECT_TRUE(tx.identities.closed_for(name));
        EXPECT_TRUE(tx.identities.remember(name, "consent", kNow));
        EXPECT_TRUE(tx.outbox.waiting("crm", {name}));
        EXPECT_TRUE(tx.history.of({name}, "email", 5));
        EXPECT_TRUE(tx.reads.want({.key = key}, kNow));
        EXPECT_TRUE(tx.reads.next_due("crm"));
        EXPECT_TRUE(tx.reads.due("crm", 5, kNow));
        EXPECT_TRUE(tx.reads.postpone(key, kNow + std::chrono::hours{1}));
        EXPECT_TRUE(tx.outbox.add(intent(name)));
        EXPECT_TRUE(tx.outbox.next_due("crm"));
        EXPECT_TRUE(tx.settings.put("applied", "1"));
        EXPECT_TRUE(tx.settings.get("applied"));
    }
    static WriteIntent intent(const std::string& name) {
        return {
            .connection = "crm",
            .kind = {"Lead"},
            .record = VendorId{name},
            .lead = {name},
            .fields = {"f"},
            .due = kNow};
    }
    void fill(int rows) {
        std::vector<Unit> units;
        for (int i = 0; i < rows; i += 100)
            units.push_back([this, i](Transaction& tx) -> Result<void> {
                for (int row = i; row < i + 100; ++row) day(tx, "n" + std::to_string(row));
                return {};
            });
        for (const auto& done : store->run(std::move(units))) ASSERT_TRUE(done);
    }
    void claim_and_settle() {
        ASSERT_TRUE(run_one(*store, [](Transaction& tx) -> Result<void> {
            const auto writes = tx.outbox.claim("crm", 100, kNow);
            if (!writes) return writes.error();
            EXPECT_EQ(writes->size(), 100U);
            for (const ClaimedWrite& write : *writes)
                if (const auto done = tx.outbox.settle({.write = write.id}, kNow); !done) return done;
            return {};
        }));
    }
};

TEST_F(Cost, NoStatementOfTheDayLooksThroughAWholeTable) {
    open();
    store.reset();  // migrated, which is done once and not every day
    const StatementWatch watch;
    open();
    fill(100);
    claim_and_settle();
    const auto statements = watch.most_steps();
    store.reset();
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &db), SQLITE_OK);
    int looked_at = 0;
    for (const auto& [sql, steps] : statements) {
        if (!sql.starts_with("SELECT") && !sql.starts_with("UPDATE") && !sql.starts_with("DELETE")) continue;
        sqlite3_stmt* plan = nullptr;
        ASSERT_EQ(
            sqlite3_prepare_v2(db, ("EXPLAIN QUERY PLAN " + sql).c_str(), -1, &plan, nullptr), SQLITE_OK
        );
        while (sqlite3_step(plan) == SQLITE_ROW) {
            const std::string line = reinterpret_cast<const char*>(sqlite3_column_text(plan, 3));
            for (const char* table :
                 {"journal",
                  "delivery",
                  "event_key",
                  "lead",
                  "record",
                  "history",
                  "step",
                  "joined",
                  "timer",
                  "closed",
                  "outbox",
                  "wanted"})
                EXPECT_FALSE(line.starts_with("SCAN " + std::string(table))) << sql << "\n" << line;
            EXPECT_EQ(line.find("TEMP B-TREE"), std::string::npos) << sql << "\n" << line;
        }
        sqlite3_finalize(plan);
        ++looked_at;
    }
    sqlite3_close(db);
    EXPECT_GT(looked_at, 15) << "the watch must have seen the day";
}

// Rare, but in a store that holds everybody, and while nobody is acknowledged.
TEST_F(Cost, ToJoinAndToEraseSomebodyLooksAtNobodyElse) {
    const StatementWatch watch;
    open();
    fill(3'000);
    ASSERT_TRUE(run_one(*store, [](Transaction& tx) -> Result<void> {
        if (const auto joined = tx.identities.join({"n1"}, {"n2"}); !joined) return joined;
        if (const auto joined = tx.identities.join({"n2"}, {"n3"}); !joined) return joined;
        return tx.identities.erase({"n1"});
    }));
    for (const auto& [sql, steps] : watch.most_steps()) {
        EXPECT_LT(steps, 1'000) << sql;
    }
}

TEST_F(Cost, AClaimIsAsCheapWithManyWaitingAsWithFew) {
    const auto steps_with = [&](int rows) {
        store.reset();
        std::filesystem::remove(path());
        const StatementWatch watch;
        open();
        fill(rows);
        claim_and_settle();
        int most = 0;
        for (const auto& [sql, steps] : watch.most_steps())
            if (sql.find("outbox") != std::string::npos) most = std::max(most, steps);
        return most;
    };
    const int few = steps_with(200), many = steps_with(10'000);
    EXPECT_LT(many, few * 2) << few << " steps with few";
}

}  // namespace
}  // namespace crosswalk
