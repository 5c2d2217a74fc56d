// connector/io/http_cpprest/oauth.h - what is asked of a sign-in host, and what its answer means. Pure.
#pragma once

#include "connector/io/http_cpprest/sender.h"

namespace crosswalk {

struct TokenAnswer {
    Secret token{};
    std::string base_url{};            // the account's own API host, checked against the manifest's guard
    std::chrono::seconds lifetime{0};  // 0: until the vendor says 401
};

// The way this account signs in. Fault "send.sign_in" when the vendor knows no such flow.
Result<AuthWay> auth_way(const Account&);

// Where the account signs in: the configuration's host before the manifest's.
std::string login_url(const Account&);

// The grant whose secret is configured, and the secrets in rotation. Fault "send.sign_in" names the missing
// setting.
struct Grant {
    OAuth2::Grant kind{};
    SecretList secrets{};
};
Result<Grant> grant_of(const Account&, const OAuth2&);

// Of `auth:`; empty where it is not set, which `missing_setting` tells a person.
std::string_view auth_setting(const Account&, std::string_view name);
Fault missing_setting(const Account&, std::string_view name);
// A form of these fields for a token endpoint; a field without a value is left out.
using FormFields = std::initializer_list<std::pair<std::string_view, std::string_view>>;
std::string form_body(FormFields);
HttpRequest token_post(std::string_view path, FormFields);

// RFC 6749 4.4 and RFC 7523 2.1. Fault "send.sign_in" names the setting that is missing or unfit.
Result<HttpRequest> token_request(const Account&, const OAuth2&, OAuth2::Grant, const Secret&, Millis now);

// What proves who we are in such a request, besides the secret itself; empty where nothing does.
std::string_view assertion_of(const HttpRequest& token_request);

// "send.sign_in_later" when the refusal passes by itself, else "send.sign_in". A refusal must be scrubbed
// before.
Result<TokenAnswer> read_token(const Account&, const OAuth2&, const HttpResponse&);

// The code where a person has to sign in with a browser, for the first time or again.
inline constexpr std::string_view kNotConnected = "send.not_connected";
// A vendor's words, fit for a line: short, and on one line.
std::string in_one_line(std::string_view words);

// A Fault that a person must see to: "Connection 'crm' cannot sign in: WHY."
Fault sign_in_fault(const Account&, std::string_view why, std::string_view remedy);
Fault sign_in_later_fault(const Account&, std::string_view why);

}  // namespace crosswalk
