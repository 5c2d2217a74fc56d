// connector/contract/auth.h - how a vendor is signed in to, and where it is called, as data.
#pragma once

#include "connector/contract/authorization.h"

namespace crosswalk {

// ---- how we prove who we are -------------------------------------------------
struct ApiKey {
    std::string_view header{}, prefix{}, setting{};  // setting: where the admin put the key under `auth:`
    // Instead of the header, for vendors who know no better; such a request line is never logged.
    std::string_view query{};        // a parameter of every request: "api_key"
    std::string_view path_prefix{};  // before every path, followed by the key: "/bot"
    std::string_view body_member{};  // of the JSON object that every request's body is: "routing_key"
};
struct BasicCredentials {
    std::string_view user{};              // the same for everybody: "api"
    std::string_view user_setting{};      // or where the admin put it
    std::string_view password_setting{};  // empty: it is blank, and the user is the secret
};
// The whole address, its path and query included, is the secret, and all that is called.
struct SecretUrl {
    std::string_view setting{};
    std::string_view host_guard{};  // regular expression its host must match, loopback excepted
};
// As SecretUrl, and each request is signed: HMAC-SHA256 over "ID.TIME.BODY", where the request carries its id in a
// header and TIME is when it is sent, in epoch seconds. The signatures of all secrets in rotation stand side by side:
// "v1,BASE64 v1,BASE64".
struct SignedRequest {
    SecretUrl endpoint{};
    std::string_view id_header{}, timestamp_header{}, signature_header{};
    std::string_view version{};         // "v1"
    std::string_view secret_setting{};
    std::string_view secret_prefix{};   // stripped if it is there; the key is what the rest decodes to from base64
};
struct OAuth2 {
    enum class Grant { client_credentials, jwt_bearer, refresh_token };
    std::vector<Grant> grants{};
    std::string_view token_path{};      // below the sign-in host
    std::string_view base_url_field{};  // token answer field that names the account's own API host
    std::string_view host_guard{};      // regular expression every such host must match, loopback excepted
    std::chrono::seconds lifetime{0};   // when the answer has no expires_in; 0: until the vendor says 401
    std::chrono::seconds assertion_lifetime{180};
};
// Each request is signed by Signature Version 4, as connector/crypto/signature_v4.h spells it: `version` is its first
// word ("AWS4"), `service` what is called ("ses"), and the region a setting of the connection that an address holds.
struct SignatureV4 {
    std::string_view version{}, service{}, region_setting{}, date_header{};
    std::string_view key_id_setting{}, secret_setting{};  // under `auth:`; they go together
};
struct NoCredentials {};  // of a host where an address says enough
using AuthWay = std::variant<
    ApiKey,
    OAuth2,
    BasicCredentials,
    SecretUrl,
    SignedRequest,
    AuthorizationCode,
    SignatureV4,
    NoCredentials>;
struct AuthFlow {
    std::string_view flow{};  // what the admin writes as `flow:`; the first one is the default
    AuthWay way{};
};

// ---- where it is called ------------------------------------------------------
// What stands for {name} in an address of the manifest: one label of a host name or of a path, or the text of
// a choice.
struct HostPart {
    std::string_view name{};
    std::string_view setting{};    // of the connection; wins over all that follows
    char key_suffix_after = '\0';  // else what follows the last one of these in the key: "us6" of "...-us6"
    std::string_view otherwise{};  // else
    std::span<const std::pair<std::string_view, std::string_view>>
        choices{};  // "eu" -> ".eu"; empty: any label
    bool dotted = false;  // several labels with points between: a domain that stands in the path
};
struct ApiHost {  // beside the account's own; a request says which
    std::string_view name{}, base_url{};
    std::optional<AuthWay> auth{};  // where it is not the account's
};

// The address with its {placeholders} filled from the connection's settings and the key. Fault "send.bad_url"
// names the setting that is missing or no part of a host name, or says that the host is none the guard lets
// through.
struct HostFacts {
    std::span<const HostPart> parts{};
    std::string_view guard{};
};
using HostSettings = std::map<std::string, std::string, std::less<>>;
Result<std::string> fill_base_url(
    std::string_view url, const HostFacts&, const HostSettings&, std::string_view key
);

// Whether a word of the admin's can stand for the part.
bool fits(const HostPart&, std::string_view word);

// Whether the guard, a regular expression, lets the whole host through. An empty or broken one lets none.
bool guard_lets(std::string_view guard, std::string_view host);

}  // namespace crosswalk
