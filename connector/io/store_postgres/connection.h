// connector/io/store_postgres/connection.h - a connection as the tables know it.
#pragma once

#include "connector/io/store_postgres/statement.h"
#include "connector/io/store_sql/connection.h"

#include <unordered_map>

namespace crosswalk::postgres {

class PostgresConnection final : public sql::SqlConnection {
public:
    // Writing: held by nobody else, and in this form. Faults: "store.unavailable", "store.locked" (another
    // Crosswalk has it), "store.foreign" (tables of another program), "store.newer".
    static Result<std::unique_ptr<PostgresConnection>> open(const Address&, sql::Access);

    Result<void> execute(const char* sql) override;
    Result<void> begin() override { return run("BEGIN").finish(); }
    bool in_transaction() const override { return session_->in_transaction(); }
    Result<std::int64_t> last_id() override;
    std::int64_t rows_at_once() const override { return 32; }
    bool mistrusted() const override { return session_->lost(); }
    Fault transaction_lost() const override;
    Result<std::int64_t> number(const char* sql);

private:
    explicit PostgresConnection(std::unique_ptr<Session> session) : session_(std::move(session)) {}
    Result<void> hold();
    sql::Statement& prepared(const char* sql) override;

    std::unique_ptr<Session> session_;
    std::unordered_map<const char*, PostgresStatement> statements_{};
};

}  // namespace crosswalk::postgres
