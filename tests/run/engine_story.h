// The whole engine on one thread: two CRMs and an email tool at the toy vendor, a store in a folder of its
// own.
#pragma once

#include "connector/io/store_sqlite/sqlite_store.h"
#include "connector/run/engine/engine.h"
#include "tests/sync/small_mapping.h"
#include "toy_vendor.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace crosswalk {

inline const Fields kAnn = {{"address", "ann@example.com"}, {"score", 73}},
                    kColdAnn = {{"address", "ann@example.com"}, {"score", 22}};

class EngineStory : public testing::Test {
protected:
    EngineStory() {
        folder_ = std::filesystem::temp_directory_path() /
                  ("crosswalk-" + std::to_string(::getpid()) + "-" + std::to_string(++counter_));
        std::filesystem::create_directories(folder_);
        reopen();
    }
    ~EngineStory() override {
        engine.reset();
        store.reset();
        std::filesystem::remove_all(folder_);
    }

    // As after a restart of the process.
    void reopen() {
        engine.reset();
        store.reset();
        auto opened = open_sqlite({.path = (folder_ / "crosswalk.db").string()});
        ASSERT_TRUE(opened) << opened.error().what;
        store = std::move(*opened);
        start();
    }
    void start() {
        std::vector<ConnectionSetup> setups;
        for (const ConnectionPlan& plan : mapping.connections) {
            setups.push_back({.connection = {.name = plan.name}, .adapter = &toy_adapter()});
            setups.back().mode = modes.contains(plan.name) ? modes[plan.name] : Mode::live;
            setups.back().only = only;
            if (polls.contains(plan.name)) setups.back().poll = polls[plan.name];
            if (compares.contains(plan.name)) setups.back().compare = compares[plan.name];
        }
        engine = std::make_unique<Engine>(
            EnginePorts{*store, cloud, clock, log},
            std::move(setups),
            std::make_shared<const Mapping>(mapping)
        );
    }

    Seq hears(std::string connection, std::string body) {
        clock.pass(std::chrono::milliseconds{10});
        account(connection).holds(body);
        Seq seq = 0;
        const NewEvent event{
            .connection = std::move(connection),
            .delivery = {
                .method = "POST", .target = "/", .body = std::move(body), .received_at = clock.now()}};
        const auto kept = run_one(*store, [&](Transaction& tx) -> Result<void> {
            const auto appended = tx.journal.append(event);
            if (!appended) return appended.error();
            seq = appended->value_or(0);
            return {};
        });
        EXPECT_TRUE(kept);
        return seq;
    }
    // Lets everything that is due, or falls due within `time`, happen.
    void settle(std::chrono::seconds time = std::chrono::seconds{20}) {
        for (auto left = time; left.count() > 0; left -= std::chrono::seconds{1}) {
            engine->settle_all();
            clock.pass(std::chrono::seconds{1});
        }
        engine->settle_all();
        EXPECT_EQ(imbalance(books()), "");
    }
    AllBooks books() {
        AllBooks all;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            auto read = tx.books.all();
            if (!read) return read.error();
            all = std::move(*read);
            return {};
        }));
        return all;
    }
    std::int64_t booked(std::string_view connection, Book book, std::string_view word) {
        const auto all = books();
        const auto it = all.find(connection);
        if (it == all.end()) return 0;
        const auto& counts = it->second.at(book);
        const auto count = counts.find(word);
        return count == counts.end() ? 0 : count->second;
    }
    // Whoever is known by this address.
    Lead lead(const std::string& email) {
        Lead out;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            const auto ids = tx.leads.matching("email", email);
            if (!ids) return ids.error();
            EXPECT_EQ(ids->size(), 1U) << email;
            if (ids->empty()) return {};
            auto loaded = tx.leads.load(ids->front());
            if (loaded && *loaded) out = **loaded;
            return {};
        }));
        return out;
    }
    std::vector<HistoryRow> history(const LeadId& id) {
        std::vector<HistoryRow> out;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            auto rows = tx.history.of(id, "", 1'000);
            if (rows) out = std::move(*rows);
            return {};
        }));
        return out;
    }
    std::vector<Parked> parked() {
        std::vector<Parked> list;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            auto all = tx.parked.list(100);
            if (!all) return all.error();
            list = std::move(*all);
            return {};
        }));
        return list;
    }
    ToyAccount& account(std::string_view name) { return cloud.accounts[std::string(name)]; }
    boost::json::value at(std::string_view connection, const std::string& id, std::string_view field) {
        const auto& records = account(connection).records;
        const auto record = records.find(id);
        if (record == records.end() || !record->second.contains(std::string(field))) return "(nothing)";
        return record->second.find(field)->second;
    }
    std::size_t calls(std::string_view connection, std::string_view path) {
        std::size_t n = 0;
        for (const std::string& call : account(connection).calls) n += call.starts_with(path) ? 1 : 0;
        return n;
    }

    Mapping mapping = small_mapping();
    std::map<std::string, Mode> modes{};
    std::set<std::string, std::less<>> only{};
    std::map<std::string, std::chrono::milliseconds> polls{}, compares{};
    FakeClock clock{};
    SilentLog log{};
    ToyCloud cloud{};
    std::unique_ptr<Store> store{};
    std::unique_ptr<Engine> engine{};

private:
    inline static int counter_ = 0;
    std::filesystem::path folder_{};
};

}  // namespace crosswalk
