#include "connector/io/store_sqlite/database.h"

namespace crosswalk::sqlite {
namespace {

constexpr int kBusyMilliseconds = 2'000;

// SQLite counts its memory under one lock that all threads share, and nobody asks for the count. It may be told so only
// before its first use in a process: later the count just goes on.
void stop_counting_memory() {
    [[maybe_unused]] static const int told = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(
    const std::string& path,
    const std::string& vfs,
    const std::string& synchronous,
    bool exclusive,
    Access access
) {
    stop_counting_memory();
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
    statements_.clear();
    sqlite3_close_v2(db_);
}

sql::Statement& Database::prepared(const char* sql) {
    SqliteStatement& statement = statements_.try_emplace(sql, db_, sql).first->second;
    statement.ready();
    return statement;
}

// After a failed fsync the kernel may have dropped the pages and report success next time: never carry on
// with it.
bool Database::mistrusted() const {
    const int code = sqlite3_extended_errcode(db_) & 0xFF;
    return code == SQLITE_IOERR || code == SQLITE_CORRUPT;
}

Fault Database::transaction_lost() const {
    return {
        "store.unavailable",
        "The store gave up a transaction.",
        "Check the disk; Crosswalk tries again by itself."};
}

Result<void> Database::execute(const char* sql) {
    const int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return fault_of(db_, code);
    return {};
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
