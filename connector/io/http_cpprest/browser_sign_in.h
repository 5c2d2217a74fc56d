// connector/io/http_cpprest/browser_sign_in.h - signing in with a browser, from its beginning to its end.
#pragma once

#include "connector/io/http_cpprest/authorization.h"
#include "connector/io/http_cpprest/http_client.h"

namespace crosswalk {

struct SignInSetup {
    std::vector<Account> accounts{};  // those that begin in no browser are left alone
    std::string public_url{};
    std::string ca_file{};            // PEM; trusted beside the system's own
    std::shared_ptr<crypto::Scrubber> scrubber{};
};

// Begins a sign-in, takes the callback, exchanges the code, and keeps what it brought. Safe to share between threads;
// the clock and the grants outlive it. What it was told stays in memory: a restart ends what is under way.
class BrowserSignIns {
public:
    BrowserSignIns(SignInSetup, Clock&, Grants&);

    // Faults: "connection.unknown", "connect.no_browser" (it signs in otherwise), and those of PendingSignIns::begin.
    Result<BegunSignIn> begin(std::string_view connection);
    // Whether the redirect URL leads to this very process, asked over the network. Takes up to five seconds.
    bool reaches_us(const std::string& redirect_url);
    // What is answered to such a question; nothing where the query is none.
    std::optional<std::string> proof_for(std::string_view query) const;

    // What the browser came back with: the account that the connection has now. Faults: "connect.bad_callback",
    // "connect.bad_state", "connect.refused" (the person or the vendor said no), "connect.no_refresh_token",
    // "connect.account_unknown", "connect.wrong_account" (what was given is revoked), those of the sign-in host and of
    // the grants.
    Result<PinnedAccount> finish(std::string_view connection, std::string_view query);
    // How that sign-in ended; nothing while it is under way. Fault "connect.too_late": nobody came back in time.
    std::optional<Result<PinnedAccount>> outcome(std::string_view ticket);

    // Revokes the grant and forgets it. False: there is none. Faults: "connect.not_revoked" (it is kept; `anyway`
    // forgets it all the same), "connect.no_browser", those of the grants.
    Result<bool> disconnect(std::string_view connection, bool anyway);

private:
    struct Way {
        const Account& account;
        AuthorizationCode way{};
    };
    Result<Way> way_of(std::string_view connection) const;
    Result<PinnedAccount> exchange(const Way&, const PendingSignIn&, const Secret& code);
    Result<void> revoke(const Way&, const Secret& refresh_token);
    void settle(const std::string& ticket, Result<PinnedAccount>);

    const SignInSetup setup_;
    Clock& clock_;
    Grants& grants_;
    HttpClient http_;
    const std::string own_key_;  // of the proofs
    PendingSignIns pending_{};
    std::mutex mutex_{};
    struct Ticket {
        Millis expires{};
        std::optional<Result<PinnedAccount>> outcome{};
    };
    std::map<std::string, Ticket, std::less<>> tickets_{};
};

}  // namespace crosswalk
