// connector/io/http_cpprest/token_source.h - one account's credential, had once for everybody who needs it.
#pragma once

#include "connector/io/http_cpprest/http_client.h"
#include "connector/io/http_cpprest/oauth.h"
#include "connector/io/http_cpprest/request_signer.h"

#include <condition_variable>
#include <mutex>

namespace crosswalk {

struct VendorCredential {
    std::string header{};          // "Authorization"; empty: the credential stands in the request line
    Secret value{};                // "Bearer ..."
    Secret query{};                // "api_key=...", percent-encoded; added to every query
    Secret path_prefix{};          // "/bot..."; stands before every path
    Secret path{};                 // takes the place of every path and query
    Secret body_member{};          // "\"name\":\"key\""; stands first in the JSON object of every body
    std::optional<RequestSigner> signer{};
    std::optional<SignatureV4Signer> v4{};
    std::string base_url{};        // as the token answer named it, or with its placeholders filled
    std::uint64_t generation = 0;  // grows with every new credential of this account
};

// What all accounts of a sender share.
struct SenderServices {
    HttpClient& http;
    crypto::Scrubber& scrubber;
    Clock& clock;
    Log& log;
    Grants* grants = nullptr;  // of flows that begin in a browser
};

// Signs in when there is no credential, however many threads ask: one of them does it, the others wait for
// it. A sign-in that failed is not tried again for a while. Safe to share between threads; all it is given
// outlives it. Faults: "send.sign_in", "send.not_connected", "send.sign_in_later", "send.stopped", "send.insecure".
class TokenSource {
public:
    // The scrubber learns every token, and every assertion that is sent for one.
    TokenSource(const Account&, const SenderServices&, std::chrono::milliseconds refusal_memory);

    Result<VendorCredential> get(HttpClient::Deadline);
    // Drops the credential of this generation; a newer one stays. The next api key in rotation takes its
    // place.
    void forget(std::uint64_t generation);
    std::uint64_t generation() const;
    // Wakes those who wait.
    void stop();

private:
    struct Got {
        VendorCredential credential{};
        std::chrono::seconds lifetime{0};
        std::size_t secret = 0;
    };
    bool fresh() const;
    void keep(const Result<Got>&);
    Result<Got> sign_in(HttpClient::Deadline, std::size_t first_secret);
    Result<Got> sign_in_with(const ApiKey&, std::size_t secret) const;
    Result<Got> sign_in_with(const BasicCredentials&, std::size_t secret) const;
    Result<Got> sign_in_with(const SecretUrl&, std::size_t secret) const;
    Result<Got> sign_in_with(const SignedRequest&, std::size_t secret) const;
    Result<Got> sign_in_with(const SignatureV4&, std::size_t secret) const;
    Result<Got> sign_in_with(const NoCredentials&, std::size_t secret) const;
    Result<std::string> text_of(std::string_view setting) const;
    // One of the secrets in rotation, and which one it is.
    Result<std::pair<std::string_view, std::size_t>> secret_of(std::string_view setting, std::size_t secret) const;
    Result<void> fill_base_url(VendorCredential&, std::string_view key) const;
    Result<Got> signed_in(Result<Got>) const;  // with a token, which may be good at another host
    // What a person's sign-in left (granted_token.cpp). A refresh token that came is on disk before it is used.
    Result<Got> sign_in_with(const AuthorizationCode&, HttpClient::Deadline);
    Result<HttpResponse> ask_to_refresh(const AuthorizationCode&, const Secret& refresh_token, HttpClient::Deadline);
    // Nothing, and false: somebody else put another grant there meanwhile.
    Result<std::optional<Got>> keep_refreshed(const AuthorizationCode&, const StoredGrant& before, const HttpResponse&);
    Result<bool> keep_at_last();
    bool is_usable(const StoredGrant&) const;
    Got got_of(const StoredGrant&) const;
    Result<Got> token(const OAuth2&, HttpClient::Deadline, std::size_t first_secret);
    Result<TokenAnswer> ask(const OAuth2&, OAuth2::Grant, const Secret&, HttpClient::Deadline);

    const Account& account_;
    HttpClient& http_;
    crypto::Scrubber& scrubber_;
    Clock& clock_;
    Log& log_;
    Grants* const grants_;
    const std::chrono::milliseconds refusal_memory_;

    mutable std::mutex mutex_{};
    std::condition_variable changed_{};
    bool signing_in_ = false, stopped_ = false;
    std::optional<VendorCredential> credential_{};
    std::optional<std::chrono::milliseconds> expires_{};
    std::uint64_t generation_ = 0;
    std::size_t secret_ = 0;  // which of the secrets in rotation is in use
    std::optional<Fault> refusal_{};
    std::chrono::milliseconds refused_until_{};
    Secret rejected_{};  // the access token that the vendor took no more
    // A refresh token that the store would not take yet, and the one it came for. Of the thread that signs in.
    std::optional<std::pair<Secret, StoredGrant>> unkept_{};
};

}  // namespace crosswalk
