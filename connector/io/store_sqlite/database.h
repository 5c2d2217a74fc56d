// connector/io/store_sqlite/database.h - SQLite's C interface with owners and Faults. Not thread-safe.
#pragma once

#include "connector/io/store_sql/connection.h"
#include "connector/io/store_sqlite/statement.h"

#include <memory>
#include <unordered_map>

namespace crosswalk::sqlite {

// Says in the file's header whose it is: "CWST".
inline constexpr std::int32_t kApplicationId = 0x43575354;

using sql::Access;

class Database final : public sql::SqlConnection {
public:
    // Faults also: "store.foreign" (a database of another program; it is left as it was).
    static Result<std::unique_ptr<Database>> open(
        const std::string& path,
        const std::string& vfs,
        const std::string& synchronous,
        bool exclusive,
        Access
    );
    ~Database() override;

    Result<void> execute(const char* sql) override;
    Result<void> begin() override { return run("BEGIN IMMEDIATE").finish(); }
    bool in_transaction() const override { return sqlite3_get_autocommit(db_) == 0; }
    Result<std::int64_t> last_id() override { return sqlite3_last_insert_rowid(db_); }
    bool mistrusted() const override;
    Fault transaction_lost() const override;
    int wal_pages() const { return wal_pages_; }
    std::int64_t page_size();
    void checkpoint(int mode);
    // Moves everything from the log into the file and cuts the log to nothing. False: another reader needs it
    // still. Waits for nobody.
    bool empty_log();

private:
    explicit Database(sqlite3* db) : db_(db) {}
    Result<void> refuse_foreign();
    Result<std::int64_t> number(const char* sql);
    sql::Statement& prepared(const char* sql) override;

    sqlite3* db_;
    int wal_pages_ = 0;
    std::unordered_map<const char*, SqliteStatement> statements_{};
};

}  // namespace crosswalk::sqlite
