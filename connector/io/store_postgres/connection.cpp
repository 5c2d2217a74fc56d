#include "connector/io/store_postgres/connection.h"

#include "connector/io/store_postgres/schema.h"

namespace crosswalk::postgres {
namespace {

// Nothing that the server's administrator sets for others may weaken a promise of ours, or end a session at
// rest. A session whose machine is gone must let go of the lock soon.
constexpr const char* kWriting =
    "SET synchronous_commit=on; SET statement_timeout=0; SET idle_in_transaction_session_timeout=0; "
    "SET default_transaction_read_only=off; SET default_transaction_isolation='read committed'; SET jit=off; "
    "SET tcp_keepalives_idle=30; SET tcp_keepalives_interval=10; SET tcp_keepalives_count=3; "
    "SET tcp_user_timeout=30000; SET lock_timeout='1s'";
constexpr const char* kReading = "SET statement_timeout=0; SET default_transaction_read_only=on; SET jit=off";

// Whose lock it is ("CWST"), and which store's: a database may hold one in each schema.
constexpr const char* kLock = "SELECT pg_advisory_lock(1129796436, hashtext(current_schema()::text))";

}  // namespace

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(
    const Address& address, sql::Access access
) {
    auto session = Session::open(address);
    if (!session) return session.error();
    std::unique_ptr<PostgresConnection> connection(new PostgresConnection(std::move(*session)));
    const bool writes = access == sql::Access::write;
    if (const auto set = connection->execute(writes ? kWriting : kReading); !set) return set.error();
    if (!writes) return connection;
    if (const auto held = connection->hold(); !held) return held.error();
    if (const auto migrated = migrate(*connection); !migrated) return migrated.error();
    return connection;
}

// Who went away without a word is gone from the server within the second that is waited for.
Result<void> PostgresConnection::hold() {
    const auto schema = number("SELECT count(*) FROM pg_namespace WHERE nspname=current_schema()");
    if (!schema) return schema.error();
    if (*schema == 0)
        return Fault{
            "store.unavailable",
            "The database has no schema for the store's tables.",
            "Create the schema that the search path of Crosswalk's user names, or the schema public."};
    if (const auto locked = execute(kLock); !locked) {
        if (mistrusted()) return locked;
        return Fault{
            "store.locked",
            "Another Crosswalk uses this store.",
            "Let the running service do the work, or stop it first."};
    }
    return execute("SET lock_timeout=0");
}

Result<void> PostgresConnection::execute(const char* sql) {
    const auto done = session_->execute(sql);
    if (!done) return done.error();
    return {};
}

Result<std::int64_t> PostgresConnection::number(const char* sql) {
    sql::Cursor cursor = run(sql);
    if (cursor.next()) return cursor.integer(0);
    if (const auto read = cursor.outcome(); !read) return read.error();
    return 0;
}

Result<std::int64_t> PostgresConnection::last_id() { return number("SELECT lastval()"); }

Fault PostgresConnection::transaction_lost() const {
    return {
        "store.unavailable",
        "PostgreSQL ended the connection in a transaction.",
        "Check PostgreSQL and its messages; Crosswalk tries again by itself."};
}

sql::Statement& PostgresConnection::prepared(const char* sql) {
    return statements_.try_emplace(sql, *session_, sql, statements_.size() + 1).first->second;
}

}  // namespace crosswalk::postgres
