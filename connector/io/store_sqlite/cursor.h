// connector/io/store_sqlite/cursor.h - a statement while it runs, with typed binds and columns.
#pragma once

#include "connector/contract/values.h"

#include <sqlite3.h>

#include <utility>

namespace crosswalk::sqlite {

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

// What an SQLite result code means for a person.
Fault fault_of(sqlite3* db, int code);

}  // namespace crosswalk::sqlite
