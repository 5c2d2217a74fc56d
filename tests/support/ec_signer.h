// tests/support/ec_signer.h - a key pair on the curve P-256 that was made just now, for doubles that sign with ECDSA.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace crosswalk::doubles {

class EcSigner {
public:
    EcSigner();
    ~EcSigner();
    EcSigner(const EcSigner&) = delete;
    EcSigner& operator=(const EcSigner&) = delete;

    std::string public_key() const;              // base64 of the DER SubjectPublicKeyInfo
    std::string sign(std::string_view text) const;  // base64 of the DER signature over SHA-256

private:
    struct Key;
    std::unique_ptr<Key> key_;
};

}  // namespace crosswalk::doubles
