// connector/contract/webhook.h - how a vendor proves that a delivery is its own, as data.
//
// Where a text says at which place of a delivery something stands, it is the name of a header, or, when it
// begins with '/', a JSON Pointer into the body.
#pragma once

#include "connector/contract/signature.h"

namespace crosswalk {

// The vendor does not sign: we mint an unguessable path, at least 128 bits.
struct SecretInPath {
    std::string_view setting = "path_secret";
};

// The vendor does not sign, and sends what we have told it: "Authorization: Bearer SECRET".
struct SecretInHeader {
    std::string_view header{}, setting{};
    std::string_view prefix{};  // "Bearer "; its letters match in either case
    bool beside = false;  // of another sender of the vendor's, which has no stronger proof to leave out
};
struct BasicLogin {
    std::string_view user_setting = "user", password_setting = "password";
};

using Scheme = std::variant<SecretInPath, SecretInHeader, BasicLogin, Signature>;

// confirm: a delivery asks for a call, and `decode` says which.
enum class HandshakeStyle { none, echo_query, echo_json, confirm };
struct HandshakeRule {
    HandshakeStyle style = HandshakeStyle::none;
    std::string_view key{};  // the query parameter or JSON key that is echoed
};

struct Reply {
    int status = 200;
    std::string_view content_type = "text/plain", body{};
    int retry_after = 0;  // seconds; 0: no Retry-After header
};

struct Webhook {
    // Strongest first; empty: the vendor cannot call us. One that has secrets of its own is not left out in
    // favour of a weaker one once the admin has set them.
    std::vector<Scheme> accept{};
    HandshakeRule handshake{};
    Reply ok{};
    Reply busy{.status = 503, .retry_after = 5};
    Reply forged{.status = 401, .body = "Unauthorized\n"};  // nothing proves that it is the vendor's
    bool comes_again = true;  // what was answered busy is delivered once more; else all is taken that can be kept
    std::size_t max_body = 1'048'576;
    std::string_view delivery_id{};                   // the place that names the delivery; empty: none
    std::vector<std::string_view> keep_headers{};     // kept in the journal; all others are dropped
    std::vector<std::string_view> secret_elements{};  // of an XML body: emptied before anything is kept
    std::chrono::seconds accept_stale_for{0};  // a genuine but old delivery is taken this long (our outage)
};

}  // namespace crosswalk
