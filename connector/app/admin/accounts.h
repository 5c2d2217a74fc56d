// connector/app/admin/accounts.h - users, their invites and sessions, and the tokens of programs.
#pragma once

#include "connector/app/admin/admin_service.h"
#include "connector/console/access/session.h"

namespace crosswalk {

CommandAnswer command_user_invite(AdminService&, const CommandRequest&);
CommandAnswer command_user_list(AdminService&, const CommandRequest&);
CommandAnswer command_user_disable(AdminService&, const CommandRequest&);
CommandAnswer command_user_enable(AdminService&, const CommandRequest&);
CommandAnswer command_token_create(AdminService&, const CommandRequest&);
CommandAnswer command_token_list(AdminService&, const CommandRequest&);
CommandAnswer command_token_end(AdminService&, const CommandRequest&);
// Those of the caller.
CommandAnswer command_session_list(AdminService&, const CommandRequest&);
CommandAnswer command_session_end(AdminService&, const CommandRequest&);

// The kinds of credentials.
inline constexpr std::string_view kInvite = "invite", kSession = "session", kToken = "token", kPasskey = "passkey",
                                  kChallenge = "challenge";

// How a secret is kept.
std::string hash_of_secret(std::string_view secret);
// 256 bits from the operating system, as a text that fits in a header and in a URL.
std::string new_secret();
std::string new_account_id(Clock&);

// Somebody who is let in.
struct SignedIn {
    User user{};
    std::string secret{};  // of the session: what the cookie holds
    access::Session session{};
    std::string hash{};    // of the secret
};

// Where somebody asks from.
struct Whence {
    std::string browser{}, origin{};
};

// Uses an invite up: of two at once, one is let in. Ends the sessions and passkeys that the user had. Fault:
// "session.refused", which does not say why.
Result<SignedIn> accept_invite(AdminService&, std::string_view token, const Whence&);
// A new session for this user, in place of `instead` (a hash; empty: of none). One unit of the caller's.
Result<SignedIn> begin_session(Transaction&, Clock&, User, const Whence&, std::string_view instead);
// Who is signed in by this secret; noted as seen. Nothing: nobody, or not any more.
Result<std::optional<SignedIn>> find_session(AdminService&, std::string_view secret);
Result<void> end_session(AdminService&, const SignedIn&);

// All sessions and invites of everybody: what a backup holds of them may have ended since.
Result<void> end_all_sessions(Store&);

// A program by its bearer token.
struct TokenHolder {
    std::string name{};
    access::Role role = access::Role::admin;
};
Result<std::optional<TokenHolder>> find_token(AdminService&, std::string_view token);

boost::json::object json_of(const SignedIn&);

}  // namespace crosswalk
