// connector/crypto/public_key.h - signatures that are checked under a vendor's public key.
#pragma once

#include "connector/crypto/crypto.h"

#include <span>

namespace crosswalk::crypto {

enum class PublicKeyAlgorithm {
    rsa_sha1,      // PKCS#1 v1.5, a key of 2048 bits or more
    rsa_sha256,    // the same
    ecdsa_sha256,  // on P-256; the signature is DER
    ed25519,
};

// A key is one PEM block (a public key or a certificate, whose dates are not looked at), the base64 of a DER
// SubjectPublicKeyInfo, or for Ed25519 the base64 of its 32 bytes.
bool is_public_key(PublicKeyAlgorithm, std::string_view key);

// Over the parts as if they were one text. False for a key that is none.
bool verify_signature(
    PublicKeyAlgorithm,
    std::string_view key,
    std::span<const std::string_view> parts,
    std::string_view signature
);

}  // namespace crosswalk::crypto
