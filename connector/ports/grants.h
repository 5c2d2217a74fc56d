// connector/ports/grants.h - what a person's sign-in with a browser left us: the tokens, and whose account they open.
#pragma once

#include "connector/ports/secrets.h"

namespace crosswalk {

struct StoredGrant {
    Secret refresh_token{}, access_token{};
    std::string base_url{};           // the account's own API host; empty: the vendor's
    std::optional<Millis> expires{};  // of the access token; nothing: when the vendor says so
    Millis since{};                   // when the person signed in
    std::string dead{};               // why the vendor takes it no more; empty: it lives
};

// The account at the vendor that a connection belongs to, for ever: its records are linked to our leads.
struct PinnedAccount {
    std::string id{}, name{};  // the name may be unknown
};

// Kept by connection, on disk when a call returns. Safe to share between threads. Faults: those of the store and of the
// vault.
class Grants {
public:
    virtual ~Grants() = default;
    // Nothing when nobody signed in.
    virtual Result<std::optional<StoredGrant>> load(std::string_view connection) = 0;
    virtual Result<void> keep(std::string_view connection, const StoredGrant&) = 0;
    // Only where the refresh token `replaced` is still the one that is kept; false: somebody was faster.
    virtual Result<bool> renew(std::string_view connection, const Secret& replaced, const StoredGrant&) = 0;
    virtual Result<void> forget(std::string_view connection) = 0;
    virtual Result<std::optional<PinnedAccount>> account(std::string_view connection) = 0;
    virtual Result<void> pin(std::string_view connection, const PinnedAccount&) = 0;
};

}  // namespace crosswalk
