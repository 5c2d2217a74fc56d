// connector/io/store_postgres/statement.h - a prepared statement of PostgreSQL.
#pragma once

#include "connector/io/store_postgres/session.h"
#include "connector/io/store_sql/cursor.h"

#include <array>

namespace crosswalk::postgres {

// `?` and `?1` as PostgreSQL writes them: $1. What stands between quotes stays.
std::string with_numbered_places(std::string_view sql);

// The answer is fetched whole. Integers are bigint and every text is bytea, since a text of PostgreSQL holds
// no NUL, and what vendors send may.
class PostgresStatement final : public sql::Statement {
public:
    PostgresStatement(Session& session, const char* sql, std::size_t number)
        : session_(session), sql_(sql), name_("s" + std::to_string(number)) {}

    void bind(int at, std::int64_t) override;
    void bind(int at, std::string_view value) override { place(at) = {kBytes, value, false}; }
    void bind(int at, sql::Blob value) override { place(at) = {kBytes, value.bytes, false}; }
    void bind(int at, const sql::Coded&) override;
    void bind(int at, std::nullptr_t) override;

    bool next() override;
    Result<void> outcome() const override;
    Result<void> finish() override;
    std::int64_t integer(int column) const override;
    std::string_view view(int column) const override;
    bool null(int column) const override { return PQgetisnull(rows_.get(), row_, column) != 0; }
    sql::Coded coded(int column) const override;
    std::int64_t changed() const override;
    void reset() override;

private:
    static constexpr Oid kInteger = 20, kBytes = 17;
    Parameter& place(int at);
    void bind_own(int at, Oid type, std::string bytes);
    Result<void> ready();
    Result<void> run();

    Session& session_;
    std::string_view sql_;
    std::string name_;
    bool prepared_ = false;
    std::array<Parameter, kMostParameters> parameters_{};
    std::array<std::string, kMostParameters> own_{};  // what was put into another form to be bound
    std::size_t bound_ = 0;
    std::optional<Fault> failed_{};
    Rows rows_{};
    int row_ = -1;
};

}  // namespace crosswalk::postgres
