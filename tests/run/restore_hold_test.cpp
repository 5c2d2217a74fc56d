// A store that was put back from a backup: it asks every tool before it tells any of them anything.
#include "engine_story.h"

#include "connector/ports/restored.h"

#include <unistd.h>

namespace crosswalk {
namespace {

using namespace std::chrono_literals;

class RestoredStore : public EngineStory {
protected:
    // Ann is known in all three tools; then the store is put back from a backup of now.
    RestoredStore() {
        crm = account("crm").add({{"Email", "ann@example.com"}});
        hub = account("hub").add({{"email", "ann@example.com"}});
        account("mail").records["m1"] = kAnn;
        hears("mail", toy_event("m1", kAnn));
        settle();
        clock.pass(1h);
        const auto now = std::to_string(clock.now().time_since_epoch().count());
        EXPECT_TRUE(run_one(*store, [&](Transaction& tx) { return tx.settings.put(kRestored, now); }));
        reopen();
    }
    int all_writes() {
        return account("crm").written_rows + account("hub").written_rows + account("mail").written_rows;
    }
    bool held() {
        bool there = false;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            const auto since = tx.settings.get(kRestored);
            there = since && since->has_value();
            return {};
        }));
        return there;
    }

    std::string crm{}, hub{};
};

TEST_F(RestoredStore, SendsNothingBeforeEveryConnectionWasCompared) {
    const int before = all_writes();
    ASSERT_TRUE(engine->pause("hub", "for a while"));
    account("mail").records["m1"] = kColdAnn;
    hears("mail", toy_event("m1", kColdAnn));
    settle();
    engine->tick_step();
    settle();
    EXPECT_EQ(all_writes(), before);
    EXPECT_TRUE(held()) << "hub was not compared";
    ASSERT_TRUE(engine->resume("hub"));
    settle();
    engine->tick_step();
    settle();
    EXPECT_FALSE(held());
    EXPECT_GT(all_writes(), before);
    EXPECT_EQ(at("crm", crm, "Score"), boost::json::value(22));
}

TEST_F(RestoredStore, GoesOnHoldingAfterARestart) {
    reopen();
    const int before = all_writes();
    hears("mail", toy_event("m1", kColdAnn));
    for (int i = 0; i < 20; ++i) engine->deliver_step("crm");
    EXPECT_EQ(all_writes(), before);
}

TEST_F(RestoredStore, IsComparedOnceAndNotAgain) {
    settle();
    engine->tick_step();
    EXPECT_FALSE(held());
    const auto last = engine->comparison("crm");
    ASSERT_TRUE(last && *last);
    reopen();
    clock.pass(1h);
    settle();
    EXPECT_EQ((*engine->comparison("crm"))->began, (*last)->began);
}

}  // namespace
}  // namespace crosswalk
