#include "connector/io/store_postgres/statement.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace crosswalk::postgres {
namespace {

constexpr char kNumber = 'n', kText = 't';  // of what is coded

bool only_writes(std::string_view sql) {
    return std::ranges::any_of(std::array{"INSERT", "UPDATE", "DELETE", "SAVEPOINT"}, [&](const char* word) {
        return sql.starts_with(word);
    });
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string big_endian(std::int64_t value) {
    std::string bytes(8, '\0');
    auto left = static_cast<std::uint64_t>(value);
    for (std::size_t i = 8; i-- > 0; left >>= 8U) bytes[i] = static_cast<char>(left & 0xFFU);
    return bytes;
}

}  // namespace

std::string with_numbered_places(std::string_view sql) {
    std::string out;
    bool quoted = false;
    int places = 0;
    for (std::size_t i = 0; i < sql.size(); ++i) {
        if (sql[i] == '\'') quoted = !quoted;
        if (quoted || sql[i] != '?') {
            out += sql[i];
            continue;
        }
        out += '$';
        if (i + 1 == sql.size() || !is_digit(sql[i + 1])) out += std::to_string(++places);
    }
    return out;
}

Parameter& PostgresStatement::place(int at) {
    const auto n = static_cast<std::size_t>(at);
    bound_ = std::max(bound_, n);
    return parameters_.at(n - 1);
}

void PostgresStatement::bind_own(int at, Oid type, std::string bytes) {
    std::string& own = own_.at(static_cast<std::size_t>(at) - 1);
    own = std::move(bytes);
    place(at) = {type, own, false};
}

void PostgresStatement::bind(int at, std::int64_t value) { bind_own(at, kInteger, big_endian(value)); }

void PostgresStatement::bind(int at, const sql::Coded& value) {
    bind_own(
        at, kBytes, value.number ? kNumber + std::to_string(*value.number) : kText + std::string(value.text)
    );
}

void PostgresStatement::bind(int at, std::nullptr_t) {
    Parameter& parameter = place(at);
    parameter.bytes = {};
    parameter.null = true;
}

Result<void> PostgresStatement::ready() {
    if (prepared_) return {};
    const auto done =
        session_.prepare(name_, with_numbered_places(sql_), std::span(parameters_).first(bound_));
    prepared_ = done.has_value();
    return done;
}

// Nobody asks what came of it before the unit ends.
Result<void> PostgresStatement::finish() {
    const bool begins = sql_ == "BEGIN";
    if (!begins && !(only_writes(sql_) && session_.in_transaction())) return Statement::finish();
    if (const auto done = ready(); !done) return done;
    return session_.send(name_, std::span(parameters_).first(bound_));
}

Result<void> PostgresStatement::run() {
    if (sql_.starts_with("ROLLBACK")) (void)session_.settle();  // of what failed
    if (const auto done = ready(); !done) return done;
    auto rows = session_.ask(name_, std::span(parameters_).first(bound_));
    if (!rows) return rows.error();
    rows_ = std::move(*rows);
    // A transaction that failed is ended by COMMIT all the same, and the server calls that well done.
    if (sql_ == "COMMIT" && std::string_view(PQcmdStatus(rows_.get())) != sql_)
        return Fault{
            "store.unavailable",
            "The store gave up a transaction.",
            "Check PostgreSQL and its messages; Crosswalk tries again by itself."};
    return {};
}

bool PostgresStatement::next() {
    if (failed_) return false;
    if (!rows_)
        if (const auto ran = run(); !ran) failed_ = ran.error();
    if (failed_) return false;
    const int count = PQntuples(rows_.get());
    if (row_ < count) ++row_;
    return row_ < count;
}

Result<void> PostgresStatement::outcome() const {
    if (failed_) return *failed_;
    return {};
}

std::int64_t PostgresStatement::integer(int column) const {
    std::int64_t value = 0;
    const std::string_view bytes = view(column);
    for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
    return value;
}

std::string_view PostgresStatement::view(int column) const {
    if (null(column)) return {};
    return {
        PQgetvalue(rows_.get(), row_, column),
        static_cast<std::size_t>(PQgetlength(rows_.get(), row_, column))};
}

sql::Coded PostgresStatement::coded(int column) const {
    const std::string_view form = view(column);
    if (form.empty()) return {};
    const std::string_view value = form.substr(1);
    if (form[0] != kNumber) return {.text = value};
    std::int64_t number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    return {.number = number};
}

std::int64_t PostgresStatement::changed() const {
    const std::string_view rows = rows_ ? PQcmdTuples(rows_.get()) : "";
    std::int64_t count = 0;
    std::from_chars(rows.data(), rows.data() + rows.size(), count);
    return count;
}

void PostgresStatement::reset() {
    rows_.reset();
    failed_.reset();
    row_ = -1;
    for (std::string& own : own_)
        if (own.capacity() > 4'096) own = {};
}

}  // namespace crosswalk::postgres
