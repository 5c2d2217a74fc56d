// connector/io/store_postgres/address.h - where a PostgreSQL store is, and what must never be said of it.
#pragma once

#include "connector/contract/values.h"

#include <libpq-fe.h>

namespace crosswalk::postgres {

// A connection URI as libpq reads it. Not one of its faults repeats a password.
class Address {
public:
    // Fault: "store.bad_address". The text itself is not in it: whatever is wrong with it may be in the
    // password.
    static Result<Address> of(const std::string& uri);
    // All it says but the secrets.
    std::string place() const;
    const std::vector<std::string>& secrets() const { return secrets_; }
    PGconn* connect() const;  // the caller ends it, whether it is connected or not
    // What the server or libpq said, without the secrets of the address and without line breaks.
    std::string said(const char* message) const;

private:
    std::vector<std::pair<std::string, std::string>> given_{}, options_{};
    std::vector<std::string> secrets_{};
};

}  // namespace crosswalk::postgres
