// A store in a schema of its own on the server of this process.
#pragma once

#include "connector/io/store_postgres/postgres_store.h"
#include "postgres_server.h"

#include <gtest/gtest.h>

namespace crosswalk {

inline constexpr Millis kNow{std::chrono::seconds{1'800'000'000}};

class PostgresStory : public testing::Test {
protected:
    void SetUp() override {
        if (const auto missing = PostgresServer::missing(); !missing.empty()) GTEST_SKIP() << missing;
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        schema = test->name();
        uri = server().store(schema);
    }
    static PostgresServer& server() { return PostgresServer::shared(); }
    void open() {
        store.reset();
        auto opened = open_postgres({.uri = uri, .idle_after = std::chrono::milliseconds{20}});
        ASSERT_TRUE(opened) << opened.error().what;
        store = std::move(*opened);
    }
    std::string refusal() const {
        const auto opened = open_postgres({.uri = uri});
        if (opened) return "opened";
        EXPECT_FALSE(opened.error().remedy.empty()) << "a person must learn what to do";
        return opened.error().code;
    }
    std::string put(std::string name, std::string value) {
        const auto done = run_one(*store, [&](Transaction& tx) { return tx.settings.put(name, value); });
        return done ? "ok" : done.error().code;
    }
    std::optional<std::string> get(std::string name) {
        std::optional<std::string> value;
        const auto read = store->read([&](Transaction& tx) -> Result<void> {
            auto found = tx.settings.get(name);
            if (!found) return found.error();
            value = std::move(*found);
            return {};
        });
        EXPECT_TRUE(read) << read.error().what;
        return value;
    }
    bool becomes_writable() {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (!store->writable() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
        return store->writable().has_value();
    }

    std::string schema{}, uri{};
    std::unique_ptr<Store> store{};
};

}  // namespace crosswalk
