// connector/io/store_sqlite/database.h - SQLite's C interface with owners, typed binds and Faults. Not
// thread-safe.
#pragma once

#include "connector/contract/values.h"

#include <sqlite3.h>

#include <memory>
#include <unordered_map>
#include <utility>

namespace crosswalk::sqlite {

// Says in the file's header whose it is: "CWST".
inline constexpr std::int32_t kApplicationId = 0x43575354;

// Bytes that are not text.
struct Blob {
    std::string_view bytes{};
};

// A number that stands for a text, or the text.
struct Coded {
    std::optional<std::int64_t> number{};
    std::string_view text{};
};

// A prepared statement while it runs; the statement goes back to its database afterwards. Text and bytes are
// bound by reference: what was given to run() must outlive the cursor.
class Cursor {
public:
    Cursor(sqlite3* db, sqlite3_stmt* statement) : db_(db), statement_(statement) {}
    Cursor(Cursor&& other) noexcept
        : db_(other.db_), statement_(std::exchange(other.statement_, nullptr)), code_(other.code_) {}
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;
    Cursor& operator=(Cursor&&) = delete;
    ~Cursor();

    bool next();                   // false: no more rows, or failed
    Result<void> finish();         // runs to the end
    Result<void> outcome() const;  // of what ran so far
    std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
    std::string_view view(int column) const;
    std::string text(int column) const { return std::string(view(column)); }
    bool null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    bool is_integer(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_INTEGER; }

    void bind(int at, std::int64_t value) { note(sqlite3_bind_int64(statement_, at, value)); }
    void bind(int at, std::string_view value);
    void bind(int at, Blob value);
    void bind(int at, const Coded& value) {
        if (value.number)
            bind(at, *value.number);
        else
            bind(at, value.text);
    }
    void bind(int at, std::nullptr_t) { note(sqlite3_bind_null(statement_, at)); }
    template <class T>
    void bind(int at, const std::optional<T>& value) {
        if (value)
            bind(at, *value);
        else
            bind(at, nullptr);
    }

private:
    void note(int code) {
        if (code != SQLITE_OK && code_ == SQLITE_OK) code_ = code;
    }
    sqlite3* db_;
    sqlite3_stmt* statement_;
    int code_ = SQLITE_OK;
};

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

// What an SQLite result code means for a person.
Fault fault_of(sqlite3* db, int code);

}  // namespace crosswalk::sqlite
