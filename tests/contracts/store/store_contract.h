// What every store keeps, whatever is below it. A new one joins with one row in store_kinds.cpp.
#pragma once

#include "connector/ports/store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <ostream>

namespace crosswalk {

struct StoreKind {
    std::string name{};
    std::string missing{};      // why it cannot be tried on this machine; empty: it can
    std::size_t max_queue = 0;  // what its `open` sets
    Result<std::unique_ptr<Store>> (*open)(const std::filesystem::path& folder) = nullptr;
};
inline std::ostream& operator<<(std::ostream& out, const StoreKind& kind) { return out << kind.name; }
std::vector<StoreKind> all_stores();
inline std::string store_name(const testing::TestParamInfo<StoreKind>& info) { return info.param.name; }

inline Millis at_second(std::int64_t second) { return Millis{std::chrono::seconds{1'800'000'000 + second}}; }

class StoreContract : public testing::TestWithParam<StoreKind> {
protected:
    void SetUp() override;
    void TearDown() override;
    void reopen();  // as after a restart

    // Runs what must work, and hands back what it answers.
    template <class Body>
    auto change(Body body) {
        return checked(body, [this](const Unit& unit) { return run_one(*store, unit); });
    }
    template <class Body>
    auto look(Body body) {
        return checked(body, [this](const Unit& unit) { return store->read(unit); });
    }
    // The words that are not zero.
    Counts book(std::string_view connection, Book);

    std::unique_ptr<Store> store{};

private:
    template <class Body, class Run>
    auto checked(Body& body, Run run) {
        typename decltype(body(std::declval<Transaction&>()))::value_type out{};
        const auto done = run([&](Transaction& tx) -> Result<void> {
            auto answer = body(tx);
            if (!answer) return answer.error();
            out = std::move(*answer);
            return {};
        });
        EXPECT_TRUE(done) << (done ? "" : done.error().code + ": " + done.error().what);
        return out;
    }
    std::filesystem::path folder_{};
};

// For units that answer nothing.
struct Nothing {};
inline Result<Nothing> nothing(const Result<void>& done) {
    if (!done) return done.error();
    return Nothing{};
}

NewEvent event_of(std::string connection, std::string body, std::int64_t second = 0, std::string id = "");
WriteIntent touch_of(std::string lead, FieldSet fields, Urgency = Urgency::bulk, std::int64_t due = 0);

}  // namespace crosswalk
