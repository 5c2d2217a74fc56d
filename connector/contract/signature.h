// connector/contract/signature.h - how a vendor signs what it sends, as data.
//
// Where a text says at which place of a delivery something stands, it is the name of a header, or, when it
// begins with '/', a JSON Pointer into the body.
#pragma once

#include "connector/contract/values.h"

namespace crosswalk {

enum class Algorithm {
    hmac_sha256,          // keyed with the secret
    hmac_sha1,            // the same, for vendors who never changed
    sha256_after_secret,  // plain SHA-256; the secret is the first part of what is hashed
    sha256,               // plain SHA-256; the secret is where `over` puts it
    rsa_sha1,             // these are checked under the vendor's public key
    rsa_sha256,
    ecdsa_sha256,
    ed25519,
};
enum class Encoding { base64, base64url, hex };
enum class Stamp { none, seconds, milliseconds, http_date, iso };

// How a signature stands in its place.
enum class Layout {
    plain,       // PREFIX and the signature
    key_values,  // "t=1772355600,v1=SIGNATURE,v1=SIGNATURE": PREFIX is the key of the signatures
    versions,    // "v1,SIGNATURE v1a,SIGNATURE": PREFIX is the version
};

// What a signature covers, in order.
enum class Signs {
    literal,
    method,
    url,
    timestamp,
    id,
    body,
    secret,
    text_setting,  // the admin's setting that `text` names
    value,         // what stands at the place `text`
    named_value,   // if the body has the key `text`: "KEY\nVALUE\n"
};
struct SignedPart {
    Signs what = Signs::body;
    std::string_view text{};
};

// The secret as the admin has it from the vendor: "whsec_" and base64.
struct SecretForm {
    std::string_view prefix{};  // stripped if it is there
    bool base64 = false;        // the key is what the rest decodes to
};

// The vendor publishes its key at an address that the delivery names.
struct PublishedKey {
    std::string_view at{};       // the place of the address; empty: the admin sets the key
    std::string_view base{};     // stands before it, where the delivery names a path only
    std::string_view pattern{};  // regular expression of the whole addresses that may be fetched
    std::string_view host{};     // optional: one of Manifest::hosts; where the admin names another address of it, the
                                 // key is fetched from there
    // Optional: a second signature and the place of its address; one of the two suffices.
    std::string_view second_header{}, second_at{};
};

// A delivery is the vendor's, but is it for this account? One of the texts of the setting must stand there.
struct AccountCheck {
    std::string_view at{}, setting{};
    std::string_view or_at{};  // optional: where it stands in a body that is a list
};

// One way of signing. The strongest one present in a delivery decides; there is no fallback to a weaker one.
struct Signature {
    std::string_view name{};            // "v3"
    std::string_view header{};          // the place of the signature
    std::string_view version_header{};  // optional: a place; only applies when it says `name`
    Layout layout = Layout::plain;
    std::string_view prefix{};
    bool prefix_optional = false;  // of a plain one
    Algorithm algorithm = Algorithm::hmac_sha256;
    Encoding encoding = Encoding::base64;
    std::vector<SignedPart> over{};
    std::string_view timestamp_header{};  // a place; empty: none outside the signature's own
    std::string_view timestamp_key{};     // of Layout::key_values: "t"
    Stamp stamp = Stamp::none;
    std::chrono::seconds tolerance{300};
    std::string_view needs_setting{};  // optional: refused unless this webhook setting is true ("allow_v1")
    std::span<const std::pair<std::string_view, std::string_view>>
        url_unescapes{};                                // "%3A" -> ":" before hashing
    std::string_view secret_setting = "client_secret";  // or the public key
    SecretForm secret_form{};
    PublishedKey published_key{};
    std::vector<AccountCheck> account_checks{};
};

}  // namespace crosswalk
