// The same promise when many deliver at once: whoever was told "kept" finds it kept, and a unit is there
// whole or not at all.
#include "connector/io/store_sqlite/sqlite_store.h"
#include "crash_disk.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <thread>

namespace crosswalk {
namespace {

constexpr int kThreads = 6, kCrashes = 60;

class ConcurrentCrash : public testing::Test {
protected:
    ConcurrentCrash() {
        std::string name = (std::filesystem::temp_directory_path() / "crosswalk-crowd.XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no folder can be made";
        folder_ = name;
    }
    ~ConcurrentCrash() override { std::filesystem::remove_all(folder_); }

    std::unique_ptr<Store> open() {
        auto opened = open_sqlite(
            {.path = (folder_ / "crash.db").string(),
             .vfs = "crash-crowd",
             .single_connection = true,
             .checkpoint_pages = 40}
        );
        return opened ? std::move(*opened) : nullptr;
    }
    // One unit writes the event and a setting that names it. True: it was acknowledged.
    static bool deliver(Store& store, const std::string& name) {
        return run_one(
                   store,
                   [&](Transaction& tx) -> Result<void> {
                       const auto kept = tx.journal.append(
                           {.connection = "mail", .delivery = {.method = "POST", .target = "/", .body = name}}
                       );
                       if (!kept) return kept.error();
                       return tx.settings.put("kept/" + name, "1");
                   }
        ).has_value();
    }
    void everybody_delivers(Store& store, int crash, std::set<std::string>& acknowledged) {
        std::vector<std::jthread> threads;
        std::mutex mutex;
        for (int t = 0; t < kThreads; ++t)
            threads.emplace_back([&, t] {
                for (int n = 0; n < 200 && !disk_.dead(); ++n) {
                    const std::string name =
                        std::to_string(crash) + "." + std::to_string(t) + "." + std::to_string(n);
                    if (!deliver(store, name)) continue;
                    const std::lock_guard lock(mutex);
                    acknowledged.insert(name);
                }
            });
    }
    static void audit(Store& store, const std::set<std::string>& acknowledged) {
        std::set<std::string> events, named;
        ASSERT_TRUE(store.read([&](Transaction& tx) -> Result<void> {
            for (Seq mark = 0;;) {
                const auto page = tx.journal.after(mark, 1'000);
                if (!page) return page.error();
                if (page->empty()) break;
                for (const Event& event : *page) {
                    EXPECT_TRUE(event.intact);
                    events.insert(event.delivery.body);
                }
                mark = page->back().seq;
            }
            const auto settings = tx.settings.starting_with("kept/");
            if (!settings) return settings.error();
            for (const auto& [name, value] : *settings) named.insert(name.substr(5));
            const auto books = tx.books.all();
            if (!books) return books.error();
            EXPECT_EQ(imbalance(*books), "");
            return {};
        }));
        EXPECT_EQ(events, named) << "half a unit is on the disk";
        for (const std::string& name : acknowledged)
            EXPECT_TRUE(events.contains(name)) << name << " was lost";
    }

    CrashDisk disk_{"crash-crowd"};
    std::filesystem::path folder_{};
};

TEST_F(ConcurrentCrash, EverybodyWhoWasToldSoFindsTheirEventWhole) {
    std::mt19937_64 chance(99);
    std::set<std::string> acknowledged;
    for (int crash = 0; crash < kCrashes; ++crash) {
        disk_.fail_after(static_cast<int>(20 + chance() % 300));
        if (auto store = open()) everybody_delivers(*store, crash, acknowledged);
        disk_.fail_after(0);
        disk_.come_back(chance);
        if (crash % 6 != 5) continue;
        auto store = open();
        ASSERT_TRUE(store) << "the store must open after crash " << crash;
        audit(*store, acknowledged);
        store.reset();
    }
    EXPECT_GT(acknowledged.size(), 1'000U) << "the crashes must hit a store at work";
}

}  // namespace
}  // namespace crosswalk
