// connector/contract/webhook.h - how a vendor proves that a delivery is its own, as data.
#pragma once

#include "connector/contract/values.h"

namespace crosswalk {

enum class Algorithm {
    hmac_sha256,          // keyed with the secret
    sha256_after_secret,  // plain SHA-256; the secret is the first part of what is hashed
};
enum class Encoding { base64, hex };
enum class Stamp { none, seconds, milliseconds };

// What a signature covers, in order.
enum class Signs { literal, method, url, timestamp, id, body };
struct SignedPart {
    Signs what = Signs::body;
    std::string_view text{};  // of a literal
};

// One way of signing. The strongest one present in a delivery decides; there is no fallback to a weaker one.
struct Signature {
    std::string_view name{};              // "v3"
    std::string_view header{};            // where the signature stands
    std::string_view version_header{};    // optional: only applies when this header says `name`
    Algorithm algorithm = Algorithm::hmac_sha256;
    Encoding encoding = Encoding::base64;
    std::vector<SignedPart> over{};
    std::string_view timestamp_header{};  // empty: the signature carries no time
    Stamp stamp = Stamp::none;
    std::chrono::seconds tolerance{300};
    std::string_view needs_setting{};     // optional: refused unless this webhook setting is true ("allow_v1")
    std::span<const std::pair<std::string_view, std::string_view>> url_unescapes{};  // "%3A" -> ":" before hashing
};

// The vendor does not sign: we mint an unguessable path, at least 128 bits.
struct SecretInPath {};

using Scheme = std::variant<SecretInPath, Signature>;

enum class HandshakeStyle { none, echo_query, echo_json };
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
    std::vector<Scheme> accept{};  // strongest first; empty: the vendor cannot call us
    HandshakeRule handshake{};
    Reply ok{};
    Reply busy{.status = 503, .retry_after = 5};
    std::size_t max_body = 1'048'576;
    std::string_view delivery_id{};                // header naming the delivery; empty: none
    std::vector<std::string_view> keep_headers{};  // kept in the journal; all others are dropped
    std::vector<std::string_view> secret_elements{};  // of an XML body: emptied before anything is kept
    std::chrono::seconds accept_stale_for{0};      // a genuine but old delivery is taken this long (our outage)
};

}  // namespace crosswalk
