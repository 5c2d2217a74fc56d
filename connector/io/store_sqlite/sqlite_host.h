// connector/io/store_sqlite/sqlite_host.h - the embedded store's connections, log and files.
#pragma once

#include "connector/io/store_sql/host.h"
#include "connector/io/store_sqlite/database.h"
#include "connector/io/store_sqlite/sqlite_store.h"
#include "connector/io/store_sqlite/store_files.h"

#include <atomic>

namespace crosswalk::sqlite {

// What was erased is out of the log before the erasure is acknowledged, unless another reader holds the log:
// then it is tried again until it is.
class SqliteHost final : public sql::Host {
public:
    // `log_empty`: nothing of earlier runs is left in the log.
    SqliteHost(SqliteOptions, std::unique_ptr<StoreFiles>, std::unique_ptr<Database>, bool log_empty);
    sql::SqlConnection* writing() override { return db_.get(); }
    Result<void> reopen() override;
    Result<std::unique_ptr<sql::SqlConnection>> open_reader() override;
    const char* begin_read() const override { return "BEGIN"; }
    Result<void> intact() override;
    Result<void> before_commit(sql::Tables&) override;
    void committed(sql::Tables&) override;
    void tend(bool idle) override;
    void closing() override;
    Result<void> erasures_complete() const override;

private:
    using Steady = std::chrono::steady_clock;
    Result<std::unique_ptr<Database>> open(bool exclusive, Access) const;
    void empty_log();

    SqliteOptions options_;
    std::unique_ptr<StoreFiles> files_;  // held until the database is closed
    std::unique_ptr<Database> db_;
    std::string store_id_{};
    std::int64_t commits_ = 0;          // in the store, that of the commit in hand among them
    std::atomic<bool> removed_in_log_;  // what was erased may still be read there
    Steady::time_point log_emptied_{};  // when it was tried last
};

}  // namespace crosswalk::sqlite
