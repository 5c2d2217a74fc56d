// connector/console/access/webauthn.h - passkeys (WebAuthn level 2): what an authenticator says, checked. Pure.
#pragma once

#include "connector/contract/values.h"
#include "connector/crypto/public_key.h"

namespace crosswalk::access {

// Who asks for a touch.
struct RelyingParty {
    std::string id{};      // the host without its port; never an address of numbers
    std::string origin{};  // "https://crosswalk.example.com:8443"
};

struct Passkey {
    std::string id{};  // bytes
    crypto::PublicKeyAlgorithm algorithm = crypto::PublicKeyAlgorithm::ecdsa_sha256;
    std::string key{};  // as crypto::verify_signature takes it
    std::uint32_t counter = 0;
};

// What a browser hands over, all of it bytes.
struct NewPasskey {
    std::string client_data{}, attestation{};
};
struct Assertion {
    std::string client_data{}, authenticator_data{}, signature{};
};

// The challenge that the browser's part names, so that it can be looked for; empty: none.
std::string challenge_in(std::string_view client_data);

// A passkey that was made for this challenge, by somebody who was there and proved who they are. Who made the
// authenticator is not asked. Fault: "passkey.refused", which says what does not fit.
Result<Passkey> accept_new_passkey(const RelyingParty&, std::string_view challenge, const NewPasskey&);

// The counter after a touch that is good. A counter that does not grow means that the key was copied. Fault:
// "passkey.refused".
Result<std::uint32_t> accept_touch(
    const RelyingParty&, std::string_view challenge, const Passkey&, const Assertion&
);

std::string to_json(const Passkey&);
std::optional<Passkey> passkey_from(std::string_view doc);

}  // namespace crosswalk::access
