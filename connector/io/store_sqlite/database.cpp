#include "connector/io/store_sqlite/database.h"

namespace crosswalk::sqlite {
namespace {

constexpr int kBusyMilliseconds = 2'000;

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

Cursor::~Cursor() {
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

bool Cursor::next() {
    if (statement_ == nullptr) code_ = SQLITE_ERROR;
    if (code_ != SQLITE_OK && code_ != SQLITE_ROW) return false;
    code_ = sqlite3_step(statement_);
    if (code_ != SQLITE_ROW && code_ != SQLITE_DONE) code_ = sqlite3_extended_errcode(db_);
    return code_ == SQLITE_ROW;
}

Result<void> Cursor::finish() {
    while (next()) {
    }
    return outcome();
}

Result<void> Cursor::outcome() const { return check(db_, code_); }

std::string_view Cursor::view(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return bytes == nullptr
               ? std::string_view{}
               : std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

// The caller's bytes outlive the cursor: every run() is one full expression, or a cursor beside its
// arguments.
void Cursor::bind(int at, std::string_view value) {
    note(sqlite3_bind_text(
        statement_,
        at,
        value.data() == nullptr ? "" : value.data(),
        static_cast<int>(value.size()),
        SQLITE_STATIC
    ));
}

void Cursor::bind(int at, Blob value) {
    note(sqlite3_bind_blob(
        statement_,
        at,
        value.bytes.data() == nullptr ? "" : value.bytes.data(),
        static_cast<int>(value.bytes.size()),
        SQLITE_STATIC
    ));
}

Result<std::unique_ptr<Database>> Database::open(
    const std::string& path,
    const std::string& vfs,
    const std::string& synchronous,
    bool exclusive,
    Access access
) {
    sqlite3* raw = nullptr;
    const int flags =
        (access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
        SQLITE_OPEN_NOMUTEX;
    const int code = sqlite3_open_v2(path.c_str(), &raw, flags, vfs.empty() ? nullptr : vfs.c_str());
    std::unique_ptr<Database> db(new Database(raw));
    if (code != SQLITE_OK) return fault_of(raw, code);
    sqlite3_extended_result_codes(raw, 1);
    sqlite3_busy_timeout(raw, kBusyMilliseconds);
    const auto set = [&](const std::string& pragma) { return db->execute(("PRAGMA " + pragma).c_str()); };
    if (exclusive)
        if (auto done = set("locking_mode=EXCLUSIVE"); !done) return done.error();
    for (const char* pragma :
         {"mmap_size=0",
          "foreign_keys=OFF",
          "temp_store=MEMORY",
          "cache_size=-4096",
          "journal_size_limit=16777216",
          "secure_delete=ON"})
        if (auto done = set(pragma); !done) return done.error();
    if (access == Access::read) return db;
    if (auto ours = db->refuse_foreign(); !ours) return ours.error();
    for (const std::string& pragma :
         {std::string("journal_mode=WAL"), "synchronous=" + synchronous, std::string("wal_autocheckpoint=0")})
        if (auto done = set(pragma); !done) return done.error();
    sqlite3_wal_hook(
        raw,
        [](void* self, sqlite3*, const char*, int pages) {
            static_cast<Database*>(self)->wal_pages_ = pages;
            return SQLITE_OK;
        },
        db.get()
    );
    return db;
}

Result<std::int64_t> Database::number(const char* sql) {
    Cursor cursor = run(sql);
    if (cursor.next()) return cursor.integer(0);
    if (const auto read = cursor.outcome(); !read) return read.error();
    return 0;
}

std::int64_t Database::page_size() {
    const auto size = number("PRAGMA page_size");
    return size ? *size : 0;
}

// Builds before the mark set none: such a file is known by its tables. An empty file is a new store.
Result<void> Database::refuse_foreign() {
    const auto owner = number("PRAGMA application_id");
    if (!owner) return owner.error();
    if (*owner == kApplicationId) return {};
    const auto
        version = number("PRAGMA user_version"),
        all = number("SELECT count(*) FROM sqlite_master"),
        ours = number(
            "SELECT count(*) FROM sqlite_master WHERE type='table' AND name IN ('journal', 'delivery', "
            "'event_key', 'outbox', 'wanted', 'parked', 'books', 'setting')"
        );
    for (const auto* read : {&version, &all, &ours})
        if (!*read) return read->error();
    if (*owner == 0 && (*version == 0 ? *all == 0 : *ours == 8)) return {};
    sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    return Fault{
        "store.foreign",
        "The file is a database of another program.",
        "Name another file under `store:`; this one was left as it was."};
}

Database::~Database() {
    for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close_v2(db_);
}

sqlite3_stmt* Database::prepared(const char* sql) {
    auto& statement = statements_[sql];
    if (statement == nullptr)
        sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    return statement;
}

Result<void> Database::execute(const char* sql) {
    return check(db_, sqlite3_exec(db_, sql, nullptr, nullptr, nullptr));
}

void Database::checkpoint(int mode) {
    int left = 0, moved = 0;
    if (sqlite3_wal_checkpoint_v2(db_, nullptr, mode, &left, &moved) == SQLITE_OK && left == moved)
        wal_pages_ = 0;
}

bool Database::empty_log() {
    int left = 0, moved = 0;
    sqlite3_busy_timeout(db_, 0);
    const int code = sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, &left, &moved);
    sqlite3_busy_timeout(db_, kBusyMilliseconds);
    if (code == SQLITE_OK) wal_pages_ = 0;
    return code == SQLITE_OK;
}

}  // namespace crosswalk::sqlite
