#include "tests/support/ec_signer.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "connector/crypto/crypto.h"

namespace crosswalk::doubles {

struct EcSigner::Key {
    EVP_PKEY* pair = EVP_EC_gen("P-256");
    ~Key() { EVP_PKEY_free(pair); }
};

EcSigner::EcSigner() : key_(std::make_unique<Key>()) {}
EcSigner::~EcSigner() = default;

std::string EcSigner::public_key() const {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key_->pair, &der);
    std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return crypto::base64(out);
}

std::string EcSigner::sign(std::string_view text) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_->pair);
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size());
    std::string out(size, '\0');
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes, text.size());
    out.resize(size);
    return crypto::base64(out);
}

}  // namespace crosswalk::doubles
