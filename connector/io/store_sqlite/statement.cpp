#include "connector/io/store_sqlite/statement.h"

namespace crosswalk::sqlite {
namespace {

Result<void> check(sqlite3* db, int code) {
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return {};
    return fault_of(db, code);
}

}  // namespace

Fault fault_of(sqlite3* db, int code) {
    const std::string detail = db == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(db);
    switch (code & 0xFF) {
        case SQLITE_FULL:
            return {
                "store.unavailable",
                "The disk that holds the store is full.",
                "Free space on it; Crosswalk goes on by itself."};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {
                "store.corrupt",
                "The store is damaged: " + detail + ".",
                "Stop Crosswalk and restore the store from a backup."};
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
            return {
                "store.unavailable",
                "The store cannot be written: " + detail + ".",
                "Give Crosswalk's user write access to the file and its folder."};
        case SQLITE_CONSTRAINT:
            return {
                "store.unit_broken",
                "A step would have written what is there already: " + detail + ".",
                "Report this; everything else goes on."};
        default:
            return {
                "store.unavailable",
                "The store failed: " + detail + " (" + std::to_string(code) + ").",
                "Check the disk and its messages; Crosswalk tries again by itself."};
    }
}

void SqliteStatement::reset() {
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

bool SqliteStatement::next() {
    if (statement_ == nullptr) code_ = SQLITE_ERROR;
    if (code_ != SQLITE_OK && code_ != SQLITE_ROW) return false;
    code_ = sqlite3_step(statement_);
    if (code_ != SQLITE_ROW && code_ != SQLITE_DONE) code_ = sqlite3_extended_errcode(db_);
    return code_ == SQLITE_ROW;
}

Result<void> SqliteStatement::finish() {
    while (next()) {
    }
    return outcome();
}

Result<void> SqliteStatement::outcome() const { return check(db_, code_); }

std::string_view SqliteStatement::view(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return bytes == nullptr
               ? std::string_view{}
               : std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

// The caller's bytes outlive the cursor: every run() is one full expression, or a cursor beside its
// arguments.
void SqliteStatement::bind(int at, std::string_view value) {
    note(sqlite3_bind_text(
        statement_,
        at,
        value.data() == nullptr ? "" : value.data(),
        static_cast<int>(value.size()),
        SQLITE_STATIC
    ));
}

void SqliteStatement::bind(int at, Blob value) {
    note(sqlite3_bind_blob(
        statement_,
        at,
        value.bytes.data() == nullptr ? "" : value.bytes.data(),
        static_cast<int>(value.bytes.size()),
        SQLITE_STATIC
    ));
}

}  // namespace crosswalk::sqlite
