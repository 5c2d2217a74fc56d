// Bugs that were found once; each story failed before its fix.
#include "tests/durability/crash_disk.h"
#include "tests/store_sqlite/sqlite_story.h"

#include <sys/stat.h>

#include <atomic>
#include <condition_variable>
#include <functional>

namespace crosswalk {
namespace {


class Regressions : public SqliteStory {
protected:
    std::size_t claimable() {
        std::size_t n = 0;
        (void)run_one(*store, [&](Transaction& tx) -> Result<void> {
            const auto writes = tx.outbox.claim("crm", 5, kNow);
            if (!writes) return writes.error();
            n = writes->size();
            return {};
        });
        return n;
    }
};

TEST_F(Regressions, AHeaderByteOutsideUtf8ComesBack) {
    open();
    const Headers headers{{"X-Name", "Ren\xe9"}, {"Content-Type", "application/json"}};
    ASSERT_GT(hear("one", headers), 0);
    EXPECT_EQ(heard().at(0).delivery.headers, headers);
}

TEST_F(Regressions, AFlippedBitBesideTheBodyIsNoticedToo) {
    open();
    for (int i = 0; i < 4; ++i) ASSERT_GT(hear("one", {{"A", "b"}}, "memo"), 0);
    store.reset();
    tamper("UPDATE journal SET headers='{\"A\":\"c\"}' WHERE seq=1");
    tamper("UPDATE journal SET memo='mem0' WHERE seq=2");
    tamper("UPDATE journal SET kind=1 WHERE seq=3");
    tamper("UPDATE journal SET received_at=received_at+1 WHERE seq=4");
    open();
    for (const Event& event : heard()) EXPECT_FALSE(event.intact) << event.seq;
}

TEST_F(Regressions, ADamagedLeadIsAFaultAndNotAnEmptyPerson) {
    open();
    ASSERT_TRUE(run_one(*store, [](Transaction& tx) {
        return tx.leads.save(Lead{.id = {"ada"}, .keys = {{"email", "ada@example.com"}}});
    }));
    store.reset();
    tamper("UPDATE lead SET doc='{'");
    open();
    const auto read = store->read([](Transaction& tx) -> Result<void> {
        const auto lead = tx.leads.load({"ada"});
        if (!lead) return lead.error();
        return {};
    });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, "store.corrupt");
}

TEST_F(Regressions, AValueAsDeepAsAVendorMayNestItIsRemembered) {
    open();
    boost::json::value deep = "x";
    for (int i = 0; i < 31; ++i) deep = boost::json::array{deep};
    RecordState record{.key = {"crm", {"Lead"}, {"1"}}, .lead = {"ada"}};
    record.fields["Deep"].known = deep;
    ASSERT_TRUE(run_one(*store, [&](Transaction& tx) { return tx.leads.save(record); }));
    ASSERT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        const auto back = tx.leads.record(record.key);
        EXPECT_EQ((*back)->fields.at("Deep").known, deep);
        return {};
    }));
}

TEST_F(Regressions, AClaimThatWasNotAcknowledgedDoesNotStayInFlight) {
    CrashDisk disk("lost-claim");
    open({.path = path(), .vfs = "lost-claim", .single_connection = true});
    ASSERT_TRUE(run_one(*store, [](Transaction& tx) {
        return tx.outbox.add(
            {.connection = "crm",
             .kind = {"Lead"},
             .record = VendorId{"1"},
             .lead = {"ada"},
             .fields = {"f"},
             .due = kNow}
        );
    }));
    disk.answer_syncs_with(SQLITE_IOERR_FSYNC);
    EXPECT_EQ(put("a", "1").error().code, "store.unavailable");
    std::size_t told = 0;
    const auto claimed = run_one(*store, [&](Transaction& tx) -> Result<void> {
        const auto writes = tx.outbox.claim("crm", 5, kNow);
        if (!writes) return writes.error();
        told = writes->size();
        return {};
    });
    ASSERT_FALSE(claimed);
    EXPECT_FALSE(put("a", "2"));
    disk.answer_syncs_with(SQLITE_OK);
    EXPECT_EQ(claimable(), 1U) << "nobody works on it, and nobody else may";
    store.reset();
}

TEST_F(Regressions, ForgettingLooksAtLittleWhenNothingIsOld) {
    const StatementWatch watch;
    open();
    std::vector<Unit> units;
    for (int i = 0; i < 100; ++i)
        units.push_back([i](Transaction& tx) -> Result<void> {
            for (int n = i * 100; n < i * 100 + 100; ++n) {
                const std::string name = std::to_string(n);
                EXPECT_TRUE(tx.journal.append(
                    {.connection = "mail", .delivery = {.received_at = kNow}, .delivery_id = name}
                ));
                EXPECT_TRUE(tx.journal.mark_seen("mail", name, kNow));
            }
            return tx.settings.put("applied", "10000");
        });
    for (const auto& done : store->run(std::move(units))) ASSERT_TRUE(done);
    ASSERT_TRUE(run_one(*store, [](Transaction& tx) -> Result<void> {
        EXPECT_EQ(*tx.journal.prune(kNow - std::chrono::hours{1}, kNow - std::chrono::hours{2}), 0U);
        return {};
    }));
    for (const auto& [sql, steps] : watch.most_steps())
        if (sql.starts_with("DELETE")) {
            EXPECT_LT(steps, 1'000) << sql;
        }
}

TEST_F(Regressions, AfterHandsOutLargeEventsAFewAtATime) {
    open();
    for (int i = 0; i < 40; ++i) ASSERT_GT(hear(std::string(1 << 20, 'x')), 0);
    const auto events = heard();
    EXPECT_FALSE(events.empty());
    EXPECT_LT(events.size(), 40U) << "a backlog of the largest bodies must not be in memory at once";
}

TEST_F(Regressions, TheEngineGetsItsTurnHoweverMuchComesIn) {
    open();
    std::mutex mutex;
    std::condition_variable changed;
    int left = 20'000, running = 200, before_engine = -1;
    std::function<void()> again = [&] {
        store->submit(
            Lane::intake,
            [](Transaction&) -> Result<void> { return {}; },
            [&](const Result<void>&) {
                std::unique_lock lock(mutex);
                if (left-- > 0) {
                    lock.unlock();
                    return again();
                }
                if (--running == 0) changed.notify_all();
            }
        );
    };
    for (int i = 0; i < 200; ++i) again();
    store->submit(
        Lane::engine,
        [](Transaction&) -> Result<void> { return {}; },
        [&](const Result<void>&) {
            const std::lock_guard lock(mutex);
            before_engine = 20'000 - left;
            changed.notify_all();
        }
    );
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return running == 0 && before_engine >= 0; });
    EXPECT_LT(before_engine, 10'000) << "intake units that went before one engine unit";
}

TEST_F(Regressions, TheLogGivesItsRoomBackAfterALongRead) {
    open({.path = path(), .checkpoint_pages = 200});
    ASSERT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        (void)tx.settings.get("a");
        for (int i = 0; i < 3'000; ++i) EXPECT_GT(hear(std::string(4'000, 'x')), 0);
        return {};
    }));
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    const auto size = [&] { return std::filesystem::file_size(path() + "-wal"); };
    while (size() > (17U << 20) && std::chrono::steady_clock::now() < until) ASSERT_GT(hear("y"), 0);
    EXPECT_LE(size(), 17U << 20);
}

TEST_F(Regressions, TheFileIsForItsOwnerAlone) {
    open();
    ASSERT_GT(hear("one"), 0);
    for (const char* suffix : {"", "-wal", "-shm"}) {
        struct stat about {};
        ASSERT_EQ(::stat((path() + suffix).c_str(), &about), 0);
        EXPECT_EQ(about.st_mode & 077U, 0U) << suffix << " holds people";
    }
}

TEST_F(Regressions, WantedFieldsAreUnitedAlsoWhenOneNameEndsLikeAnother) {
    open();
    const RecordKey key{"crm", {"Lead"}, {"1"}};
    ASSERT_TRUE(run_one(*store, [&](Transaction& tx) -> Result<void> {
        EXPECT_TRUE(tx.reads.want({.key = key, .fields = {"lead_score"}}, kNow));
        EXPECT_TRUE(tx.reads.want({.key = key, .fields = {"score"}}, kNow));
        EXPECT_EQ((*tx.reads.take(key))->fields, (FieldSet{"lead_score", "score"}));
        return {};
    }));
}

}  // namespace
}  // namespace crosswalk
