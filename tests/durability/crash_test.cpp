// Design promise 1: 200 means on disk. Kill -9 cannot show it, since the system keeps what a dead process
// wrote; a disk that loses what was not synced can, and it also shows that anything less than FULL does not
// keep the promise.
#include "connector/io/store_sqlite/sqlite_store.h"
#include "crash_disk.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>

namespace crosswalk {
namespace {

std::string body_of(int number) {
    return "body " + std::to_string(number) + std::string(static_cast<std::size_t>(number % 700), 'x');
}

// One disk, one store after another on it, and a list of everything that was acknowledged.
class Auditor {
public:
    Auditor(const char* name, std::string synchronous, std::uint64_t seed)
        : disk_(name), name_(name), synchronous_(std::move(synchronous)), chance_(seed) {
        folder_ = std::filesystem::temp_directory_path() /
                  ("crosswalk-crash-" + std::to_string(::getpid()) + "-" + name);
        std::filesystem::create_directories(folder_);
    }
    ~Auditor() { std::filesystem::remove_all(folder_); }

    // Deliveries come in until the power fails at a random point.
    void crash_once() {
        disk_.fail_after(static_cast<int>(chance_() % 220));
        if (auto store = open()) {
            for (int sent = 0; sent < 400 && !disk_.dead(); ++sent) deliver(*store, ++number_);
        }
        disk_.fail_after(0);
        disk_.come_back(chance_);
    }

    // How many acknowledged deliveries are missing or damaged now. A store that cannot be read has lost them
    // all, and books that do not balance count as one more.
    int lost() {
        const int all = static_cast<int>(acknowledged_.size()) + 1;
        auto store = open();
        if (!store) return all;
        int missing = 0;
        std::map<Seq, std::string> kept;
        const auto read = store->read([&](Transaction& tx) -> Result<void> {
            for (Seq mark = 0;;) {
                const auto events = tx.journal.after(mark, 5'000);
                if (!events) return events.error();
                if (events->empty()) break;
                for (const Event& event : *events)
                    kept[event.seq] = event.intact ? event.delivery.body : "damaged";
                mark = events->back().seq;
            }
            const auto books = tx.books.all();
            if (!books) return books.error();
            if (!imbalance(*books).empty()) ++missing;
            return {};
        });
        if (!read) return all;
        for (const auto& [seq, number] : acknowledged_) {
            const auto it = kept.find(seq);
            if (it == kept.end() || it->second != body_of(number)) ++missing;
        }
        return missing;
    }
    std::size_t acknowledged() const { return acknowledged_.size(); }

private:
    std::unique_ptr<Store> open() {
        auto opened = open_sqlite(
            {.path = (folder_ / "crash.db").string(),
             .vfs = name_,
             .synchronous = synchronous_,
             .single_connection = true,
             .checkpoint_pages = 40}
        );
        return opened ? std::move(*opened) : nullptr;
    }
    void deliver(Store& store, int number) {
        const auto seq = std::make_shared<Seq>(0);
        store.submit(
            Lane::intake,
            [number, seq](Transaction& tx) -> Result<void> {
                const auto kept = tx.journal.append(
                    {.connection = "mail",
                     .delivery = {.method = "POST", .target = "/hooks/mail", .body = body_of(number)}}
                );
                if (!kept) return kept.error();
                *seq = **kept;
                return {};
            },
            [this, number, seq](const Result<void>& done) {
                if (!done) return;
                const std::lock_guard lock(mutex_);
                acknowledged_[*seq] = number;
            }
        );
        if (number % 5 == 0)
            store.submit(
                Lane::engine,
                [](Transaction& tx) { return tx.settings.put("applied", "0"); },
                [](const Result<void>&) {}
            );
        if (number % 16 == 0) (void)run_one(store, [](Transaction&) -> Result<void> { return {}; });
    }

    CrashDisk disk_;
    std::string name_, synchronous_;
    std::mt19937_64 chance_;
    std::filesystem::path folder_{};
    std::mutex mutex_{};
    std::map<Seq, int> acknowledged_{};
    int number_ = 0;
};

TEST(Durability, NothingAcknowledgedIsLostInFiveHundredCrashes) {
    Auditor auditor("crash-full", "FULL", 20261123);
    for (int crash = 1; crash <= 500; ++crash) {
        auditor.crash_once();
        if (crash % 25 != 0) continue;
        ASSERT_EQ(auditor.lost(), 0) << "after crash " << crash;
    }
    EXPECT_EQ(auditor.lost(), 0);
    EXPECT_GT(auditor.acknowledged(), 5'000U) << "the crashes must hit a store at work";
}

class LessThanFull : public testing::TestWithParam<const char*> {};

TEST_P(LessThanFull, LosesWhatItAcknowledged) {
    Auditor auditor(GetParam(), std::string(GetParam()) == "crash-normal" ? "NORMAL" : "OFF", 7);
    int lost = 0;
    for (int crash = 0; crash < 40 && lost == 0; ++crash) {
        auditor.crash_once();
        lost = auditor.lost();
    }
    EXPECT_GT(lost, 0) << "this harness would not notice a store that forgets";
}
INSTANTIATE_TEST_SUITE_P(Settings, LessThanFull, testing::Values("crash-normal", "crash-off"));

}  // namespace
}  // namespace crosswalk
