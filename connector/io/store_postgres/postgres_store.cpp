#include "connector/io/store_postgres/postgres_store.h"

#include "connector/io/store_postgres/connection.h"
#include "connector/io/store_sql/sql_store.h"

namespace crosswalk {
namespace {

using postgres::Address;
using postgres::PostgresConnection;
using sql::Access;

constexpr std::size_t kMostIdleReaders = 4;

class PostgresHost final : public sql::Host {
public:
    PostgresHost(Address address, std::unique_ptr<PostgresConnection> writing)
        : address_(std::move(address)), writing_(std::move(writing)) {}
    sql::SqlConnection* writing() override { return writing_.get(); }

    // Whoever had the store meanwhile may have changed it: open() looks at its form again.
    Result<void> reopen() override {
        writing_.reset();
        auto opened = PostgresConnection::open(address_, Access::write);
        if (!opened) return opened.error();
        writing_ = std::move(*opened);
        return {};
    }

    Result<std::unique_ptr<sql::SqlConnection>> open_reader() override {
        auto opened = PostgresConnection::open(address_, Access::read);
        if (!opened) return opened.error();
        return std::unique_ptr<sql::SqlConnection>(std::move(*opened));
    }

    const char* begin_read() const override { return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"; }

private:
    Address address_;
    std::unique_ptr<PostgresConnection> writing_;
};

}  // namespace

Result<PostgresAddress> read_postgres_address(const std::string& uri) {
    const auto address = Address::of(uri);
    if (!address) return address.error();
    return PostgresAddress{address->place(), address->secrets()};
}

Result<std::unique_ptr<Store>> open_postgres(const PostgresOptions& options) {
    const auto address = Address::of(options.uri);
    if (!address) return address.error();
    auto writing = PostgresConnection::open(*address, Access::write);
    if (!writing) return writing.error();
    auto keys = sql::suppression_keys(**writing, options.suppression_keys);
    if (!keys) return keys.error();
    const sql::WriterOptions writer{
        .suppression_keys = std::move(*keys),
        .max_units_per_commit = options.max_units_per_commit,
        .max_commit_time = options.max_commit_time,
        .max_queue = options.max_queue,
        .idle_after = options.idle_after,
        .most_idle_readers = kMostIdleReaders};
    return std::unique_ptr<Store>(
        std::make_unique<sql::SqlStore>(writer, std::make_unique<PostgresHost>(*address, std::move(*writing)))
    );
}

}  // namespace crosswalk
