// connector/io/store_sqlite/database.h - SQLite's C interface with owners, typed binds and Faults. Not
// thread-safe.
#pragma once

#include "connector/io/store_sqlite/cursor.h"

#include <memory>
#include <unordered_map>
#include <utility>

namespace crosswalk::sqlite {

// Says in the file's header whose it is: "CWST".
inline constexpr std::int32_t kApplicationId = 0x43575354;

enum class Access { write, read };

class Database {
public:
    // Faults also: "store.foreign" (a database of another program; it is left as it was).
    static Result<std::unique_ptr<Database>> open(
        const std::string& path,
        const std::string& vfs,
        const std::string& synchronous,
        bool exclusive,
        Access
    );
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    // `sql` must be a literal: it is prepared once and found again by its address.
    template <class... Args>
    Cursor run(const char* sql, const Args&... args) {
        Cursor cursor(db_, prepared(sql));
        int at = 0;
        (cursor.bind(++at, value_of(args)), ...);
        return cursor;
    }
    Result<void> execute(const char* sql);
    sqlite3* handle() const { return db_; }
    bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
    int wal_pages() const { return wal_pages_; }
    std::int64_t page_size();
    void checkpoint(int mode);
    // Moves everything from the log into the file and cuts the log to nothing. False: another reader needs it
    // still. Waits for nobody.
    bool empty_log();
    // Something was removed that must not be readable any more, neither in the file nor in the log.
    void note_removal() { removed_ = true; }
    bool take_removal() { return std::exchange(removed_, false); }

private:
    explicit Database(sqlite3* db) : db_(db) {}
    Result<void> refuse_foreign();
    Result<std::int64_t> number(const char* sql);
    sqlite3_stmt* prepared(const char* sql);
    static std::int64_t value_of(std::int64_t v) { return v; }
    static std::int64_t value_of(int v) { return v; }
    static std::int64_t value_of(bool v) { return v ? 1 : 0; }
    static std::string_view value_of(std::string_view v) { return v; }
    static std::string_view value_of(const std::string& v) { return v; }
    static std::string_view value_of(const char* v) { return v; }
    static Blob value_of(Blob v) { return v; }
    static std::nullptr_t value_of(std::nullptr_t v) { return v; }
    static const std::optional<std::string>& value_of(const std::optional<std::string>& v) { return v; }
    static const std::optional<std::int64_t>& value_of(const std::optional<std::int64_t>& v) { return v; }
    static const std::optional<std::string_view>& value_of(const std::optional<std::string_view>& v) {
        return v;
    }
    static const Coded& value_of(const Coded& v) { return v; }

    sqlite3* db_;
    int wal_pages_ = 0;
    bool removed_ = false;
    std::unordered_map<const char*, sqlite3_stmt*> statements_{};
};

}  // namespace crosswalk::sqlite
