// A store in a folder of its own, and its file seen from outside.
#pragma once

#include "connector/io/store_sqlite/sqlite_store.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>

namespace crosswalk {

inline constexpr Millis kNow{std::chrono::seconds{1'800'000'000}};
inline const LeadId kAda{"019af0c0-0000-7000-8000-000000000001"}, kBob{"019af0c0-0000-7000-8000-000000000002"};

class SqliteStory : public testing::Test {
protected:
    SqliteStory();
    ~SqliteStory() override;
    std::string path() const { return (folder / "crosswalk.db").string(); }
    void open(SqliteOptions options = {});
    // What somebody does to the file behind the store's back.
    void tamper(const std::string& sql) const;

    // One event on disk, or 0.
    Seq hear(std::string body, Headers headers = {}, std::string memo = "");
    std::vector<Event> heard();
    Result<void> put(std::string name, std::string value);

    std::filesystem::path folder{};
    std::unique_ptr<Store> store{};
};

// Every statement that any connection runs from now on, in its own words, and how many steps it took.
class StatementWatch {
public:
    StatementWatch();
    ~StatementWatch();
    std::map<std::string, int> most_steps() const;
};

}  // namespace crosswalk
