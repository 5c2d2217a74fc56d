// connector/io/store_sqlite/statement.h - a prepared statement of SQLite.
#pragma once

#include "connector/io/store_sql/cursor.h"

#include <sqlite3.h>

namespace crosswalk::sqlite {

using sql::Blob;
using sql::Coded;
using sql::Cursor;

// `sql` must be a literal.
class SqliteStatement final : public sql::Statement {
public:
    SqliteStatement(sqlite3* db, const char* sql) : db_(db), sql_(sql) {}
    ~SqliteStatement() override { sqlite3_finalize(statement_); }
    // Prepares it, unless it is: what could not be prepared before is tried again.
    void ready() {
        code_ = SQLITE_OK;
        if (statement_ == nullptr)
            sqlite3_prepare_v3(db_, sql_, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
    }

    void bind(int at, std::int64_t value) override { note(sqlite3_bind_int64(statement_, at, value)); }
    void bind(int at, std::string_view value) override;
    void bind(int at, Blob value) override;
    void bind(int at, const Coded& value) override {
        if (value.number)
            bind(at, *value.number);
        else
            bind(at, value.text);
    }
    void bind(int at, std::nullptr_t) override { note(sqlite3_bind_null(statement_, at)); }

    bool next() override;
    Result<void> outcome() const override;
    Result<void> finish() override;
    std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
    std::string_view view(int column) const override;
    bool null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    Coded coded(int column) const override {
        if (sqlite3_column_type(statement_, column) == SQLITE_INTEGER) return {.number = integer(column)};
        return {.text = view(column)};
    }
    std::int64_t changed() const override { return sqlite3_changes(db_); }
    void reset() override;

private:
    void note(int code) {
        if (code != SQLITE_OK && code_ == SQLITE_OK) code_ = code;
    }
    sqlite3* db_;
    const char* sql_;
    sqlite3_stmt* statement_ = nullptr;
    int code_ = SQLITE_OK;
};

// What an SQLite result code means for a person.
Fault fault_of(sqlite3* db, int code);

}  // namespace crosswalk::sqlite
