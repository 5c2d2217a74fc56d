// connector/ports/accounts.h - who may use the admin side, by what, and what they did there.
#pragma once

#include "connector/contract/values.h"

namespace crosswalk {

struct User {
    std::string id{}, name{}, role{}, email{};
    bool disabled = false;
    Millis made{}, seen{};  // seen: the latest sign-in; the epoch before the first
};

// What lets somebody in. Of a secret only the hash is kept.
struct Credential {
    std::string kind{};             // "session", "invite", "token", "passkey", "challenge"
    std::string hash{};             // of the secret; of a passkey its id
    std::string id{};               // by which it is listed and ended
    std::string user{};             // whose; empty: nobody's
    std::optional<Millis> until{};  // from then on it is none
    std::string doc{};              // JSON of whoever made it
};

class Accounts {
public:
    virtual ~Accounts() = default;
    virtual Result<void> save(const User&) = 0;  // by its id; names are unique
    virtual Result<std::optional<User>> user(std::string_view id) = 0;
    virtual Result<std::optional<User>> user_named(std::string_view name) = 0;
    // In the order of their names, from the one behind `after`.
    virtual Result<std::vector<User>> users(std::string_view after, std::size_t limit) = 0;

    // In place of the one of this kind and hash.
    virtual Result<void> keep(const Credential&) = 0;
    virtual Result<std::optional<Credential>> find(std::string_view kind, std::string_view hash) = 0;
    // Removes it and answers with it: of several who ask, one gets it.
    virtual Result<std::optional<Credential>> take(std::string_view kind, std::string_view hash) = 0;
    // Of one user, or (`user` empty) those that are nobody's; in the order of their ids, from the one behind `after`.
    virtual Result<std::vector<Credential>> of(
        std::string_view kind, std::string_view user, std::string_view after, std::size_t limit
    ) = 0;
    // False when there was none.
    virtual Result<bool> end(std::string_view kind, std::string_view user, std::string_view id) = 0;
    virtual Result<void> end_all(std::string_view kind, std::string_view user) = 0;
    virtual Result<void> forget_expired(Millis now) = 0;
};

// One act, sign-in, refusal or look at somebody's contact data. Never a secret.
struct AuditRow {
    std::int64_t n = 0;  // given by the store
    Millis at{};
    std::string who{}, what{}, about{}, origin{};  // origin: the address it came from
    std::string detail{};                          // JSON
    std::string hash{};                            // of this row and the one before it; given by the store
};

struct AuditFilter {
    std::string who{}, what{};  // empty: all
};

// Rows are added and, when they are old enough, forgotten; nothing else is done to them.
class AuditLog {
public:
    virtual ~AuditLog() = default;
    virtual Result<void> add(const AuditRow&) = 0;
    // Newest first, those before `n`.
    virtual Result<std::vector<AuditRow>> before(std::int64_t n, const AuditFilter&, std::size_t limit) = 0;
    // The first row that does not follow from the one before it, or behind which one is missing; nothing: all is whole.
    virtual Result<std::optional<std::int64_t>> broken_at() = 0;
    virtual Result<void> forget(Millis before) = 0;
};

}  // namespace crosswalk
