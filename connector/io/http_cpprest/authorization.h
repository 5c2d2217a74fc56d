// connector/io/http_cpprest/authorization.h - the authorization code grant: what the browser is sent to, what comes back,
// and what it is exchanged for.
#pragma once

#include "connector/contract/authorization.h"
#include "connector/io/http_cpprest/oauth.h"

#include <mutex>

namespace crosswalk {

inline constexpr std::chrono::minutes kSignInWithin{10};

// What must stay with us between the browser's leaving and its coming back.
struct PendingSignIn {
    std::string connection{}, redirect_url{};
    Secret verifier{};
    Millis expires{};
};
// One begun sign-in: the address for the browser. It holds the state, and must not be logged.
struct BegunSignIn {
    std::string url{}, redirect_url{};
    std::string ticket{};  // names this sign-in, and tells nothing of the state
    Millis expires{};
};
// The ticket of the sign-in with this state.
std::string ticket_of(std::string_view state);

// The query of the callback, decoded once.
struct Callback {
    std::string state{}, code{}, error{};
};

// The sign-ins that are under way; in memory alone, so a restart ends them. Safe to share between threads.
class PendingSignIns {
public:
    // Faults: "connect.no_public_url", "send.sign_in" (client_id is missing), "connect.too_many".
    Result<BegunSignIn> begin(const Account&, const AuthorizationCode&, std::string_view public_url, Millis now);
    // Whatever comes back, a state counts once. One fault for a state that is forged, used, too late or of another
    // connection, so that nobody learns which: "connect.bad_state".
    Result<PendingSignIn> take(std::string_view connection, std::string_view state, Millis now);

private:
    std::mutex mutex_{};
    std::map<std::string, PendingSignIn, std::less<>> pending_{};  // by the SHA-256 of its state
};

// "https://crosswalk.example.com/oauth/crm/callback". Empty where no public URL is set.
std::string redirect_url(std::string_view public_url, std::string_view connection);

// Fault "connect.bad_callback": a parameter is there twice, is too long, or both code and error are missing.
Result<Callback> read_callback(std::string_view query);

// RFC 6749 4.1.3 with RFC 7636 4.5, and 6. Fault "send.sign_in" names the setting that is missing.
Result<HttpRequest> code_request(
    const Account&, const AuthorizationCode&, const PendingSignIn&, const Secret& code
);
Result<HttpRequest> refresh_request(const Account&, const AuthorizationCode&, const Secret& refresh_token);
// RFC 7009.
HttpRequest revoke_request(const Account&, const AuthorizationCode&, const Secret& refresh_token);

// What the sign-in host gave for a code or a refresh token.
struct GrantAnswer {
    TokenAnswer access{};
    Secret refresh_token{};  // empty: the one before stays
    std::string account{};   // the vendor's id of the account; empty: not told
};
// Faults: those of read_token.
Result<GrantAnswer> read_grant(const Account&, const AuthorizationCode&, const HttpResponse&);
// Completes what the token answer told of the account.
void read_about(const AuthorizationCode&, const HttpResponse&, PinnedAccount&);

// Whether a connection may go on with this account: the one that is configured, else the one that it had before, else
// any. Faults: "connect.wrong_account", "connect.account_unknown".
Result<void> check_account(const Account&, const std::optional<PinnedAccount>& before, const PinnedAccount& now);

}  // namespace crosswalk
