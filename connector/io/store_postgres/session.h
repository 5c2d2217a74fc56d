// connector/io/store_postgres/session.h - libpq's C interface with owners and Faults. Not thread-safe.
#pragma once

#include "connector/io/store_postgres/address.h"

#include <memory>
#include <span>

namespace crosswalk::postgres {

struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Rows = std::unique_ptr<PGresult, Clear>;

// What is bound to one `?`. Bytes are the caller's; all is sent as it is, never as text to be read.
struct Parameter {
    Oid type = 0;  // 0: none was said yet
    std::string_view bytes{};
    bool null = true;
};

inline constexpr std::size_t kMostParameters = 16;

// One connection. What is sent waits with all that was sent before it for the next question, in the pipeline
// of libpq: one way there and back for all of them.
class Session {
public:
    // Fault: "store.unavailable".
    static Result<std::unique_ptr<Session>> open(const Address&);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // Several statements at once, without parameters; the rows are the last one's. What failed before is let
    // go.
    Result<Rows> execute(const char* sql);
    Result<void> prepare(const std::string& name, const std::string& sql, std::span<const Parameter>);
    Result<void> send(const std::string& name, std::span<const Parameter>);
    // Fails also when something that was sent before has failed.
    Result<Rows> ask(const std::string& name, std::span<const Parameter>);
    // Reads the answers of all that was sent.
    Result<void> settle();

    bool in_transaction() const;
    // The connection is gone: whether the last commit is on the disk is not known.
    bool lost() const { return lost_ || PQstatus(connection_) != CONNECTION_OK; }

private:
    Session(Address address, PGconn* connection) : address_(std::move(address)), connection_(connection) {}
    Result<Rows> checked(PGresult*);
    Result<Rows> collect();
    Fault gone();
    Fault fault_of(const PGresult*) const;

    Address address_;
    PGconn* connection_;
    std::size_t unread_ = 0;  // answers
    bool lost_ = false;
};

}  // namespace crosswalk::postgres
