#include "connector/io/store_postgres/session.h"

#include <array>

namespace crosswalk::postgres {
namespace {

constexpr int kBinary = 1;
constexpr std::size_t kMostUnread = 64;

Fault unavailable(const std::string& said) {
    return {
        "store.unavailable",
        "The store cannot be reached: " + said + ".",
        "Check that PostgreSQL runs and that `store:` names it; Crosswalk tries again by itself."};
}

// By the first two signs of the SQLSTATE.
Fault fault_for(std::string_view state, const std::string& said) {
    const auto of = state.substr(0, 2);
    if (state == "53100")
        return {
            "store.unavailable",
            "The disk that holds the store is full.",
            "Free space on PostgreSQL's disk; Crosswalk goes on by itself."};
    if (of == "XX")
        return {
            "store.corrupt",
            "The store is damaged: " + said + ".",
            "Stop Crosswalk and restore the database from a backup."};
    if (of == "23" || of == "54")
        return {
            "store.unit_broken",
            "A step would have written what cannot stand there: " + said + ".",
            "Report this; everything else goes on."};
    if (of == "25" || of == "42")
        return {
            "store.unavailable",
            "The store cannot be written: " + said + ".",
            "Give Crosswalk's user all rights on its database, on the server that takes writes."};
    return {
        "store.unavailable",
        "The store failed: " + said + " (" + std::string(state) + ").",
        "Check PostgreSQL and its messages; Crosswalk tries again by itself."};
}

// The server says that it ends this connection.
bool ends_connection(std::string_view state) { return state.starts_with("57P0") || state.starts_with("08"); }

}  // namespace

Result<std::unique_ptr<Session>> Session::open(const Address& address) {
    PGconn* connection = address.connect();
    std::unique_ptr<Session> session(new Session(address, connection));
    if (PQstatus(connection) != CONNECTION_OK) return unavailable(address.said(PQerrorMessage(connection)));
    PQsetNoticeProcessor(
        connection, [](void*, const char*) {}, nullptr
    );
    return session;
}

// The server notices later that a connection was closed: who comes next must not wait for that to have the
// lock.
Session::~Session() {
    if (!lost()) (void)execute("ROLLBACK");
    if (!lost()) (void)execute("SELECT pg_advisory_unlock_all()");
    PQfinish(connection_);
}

bool Session::in_transaction() const {
    const auto status = PQtransactionStatus(connection_);
    return !lost() && (status == PQTRANS_INTRANS || status == PQTRANS_INERROR || unread_ > 0);
}

Fault Session::fault_of(const PGresult* result) const {
    const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (state == nullptr) return unavailable(address_.said(PQerrorMessage(connection_)));
    return fault_for(state, address_.said(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)));
}

Result<Rows> Session::checked(PGresult* raw) {
    Rows rows(raw);
    const auto status = PQresultStatus(raw);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return rows;
    const char* state = raw == nullptr ? nullptr : PQresultErrorField(raw, PG_DIAG_SQLSTATE);
    lost_ = lost_ || state == nullptr || ends_connection(state);
    return fault_of(raw);
}

Fault Session::gone() {
    lost_ = true;
    unread_ = 0;
    return unavailable(address_.said(PQerrorMessage(connection_)));
}

Result<Rows> Session::execute(const char* sql) {
    (void)settle();
    PQexitPipelineMode(connection_);
    return checked(PQexec(connection_, sql));
}

Result<void> Session::prepare(
    const std::string& name, const std::string& sql, std::span<const Parameter> parameters
) {
    if (const auto before = settle(); !before) return before;
    PQexitPipelineMode(connection_);
    std::array<Oid, kMostParameters> types{};
    std::ranges::transform(parameters, types.begin(), &Parameter::type);
    const auto done = checked(
        PQprepare(connection_, name.c_str(), sql.c_str(), static_cast<int>(parameters.size()), types.data())
    );
    if (!done) return done.error();
    return {};
}

Result<void> Session::send(const std::string& name, std::span<const Parameter> parameters) {
    // The server must never stand still because nobody takes its answers.
    if (unread_ >= kMostUnread)
        if (const auto before = settle(); !before) return before;
    if (lost()) return gone();
    PQenterPipelineMode(connection_);
    std::array<const char*, kMostParameters> values{};
    std::array<int, kMostParameters> lengths{}, formats{};
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const Parameter& one = parameters[i];
        const char* bytes = one.bytes.data() == nullptr ? "" : one.bytes.data();
        values.at(i) = one.null ? nullptr : bytes;
        lengths.at(i) = static_cast<int>(one.bytes.size());
        formats.at(i) = kBinary;
    }
    const int sent = PQsendQueryPrepared(
        connection_,
        name.c_str(),
        static_cast<int>(parameters.size()),
        values.data(),
        lengths.data(),
        formats.data(),
        kBinary
    );
    if (sent != 1) return gone();
    ++unread_;
    return {};
}

// The first failure counts: what was sent behind it was not carried out.
Result<Rows> Session::collect() {
    if (PQpipelineSync(connection_) != 1) return gone();
    std::optional<Fault> failed;
    Rows last;
    for (; unread_ > 0; --unread_) {
        PGresult* raw = PQgetResult(connection_);
        if (raw != nullptr && PQresultStatus(raw) == PGRES_PIPELINE_ABORTED) {
            PQclear(raw);
        } else {
            auto rows = checked(raw);
            if (rows)
                last = std::move(*rows);
            else if (!failed)
                failed = rows.error();
        }
        if (lost()) break;
        PQclear(PQgetResult(connection_));  // nothing: the end of this answer
    }
    unread_ = 0;
    if (!lost()) PQclear(PQgetResult(connection_));  // the end of them all
    if (failed) return *failed;
    return last;
}

Result<Rows> Session::ask(const std::string& name, std::span<const Parameter> parameters) {
    if (const auto sent = send(name, parameters); !sent) return sent.error();
    return collect();
}

Result<void> Session::settle() {
    if (unread_ == 0) return {};
    const auto all = collect();
    if (!all) return all.error();
    return {};
}

}  // namespace crosswalk::postgres
