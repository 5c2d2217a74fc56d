// connector/crypto/openssl.h - what the sources of this room share of OpenSSL. Of this room alone.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace crosswalk::crypto {

inline constexpr std::size_t kDigestBytes = 32;  // of SHA-256

inline const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
inline unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// A digest or a cipher that fails on good input means a broken library: going on would store or accept
// nonsense.
inline void must(bool worked) {
    if (!worked) std::abort();
}

struct FreeOpenSsl {
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Bio = std::unique_ptr<BIO, FreeOpenSsl>;
using Key = std::unique_ptr<EVP_PKEY, FreeOpenSsl>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeOpenSsl>;

// OpenSSL keeps errors per thread; what is left there would be read as the cause of a later TLS failure.
struct ForgetErrors {
    ForgetErrors() = default;
    ForgetErrors(const ForgetErrors&) = delete;
    ForgetErrors& operator=(const ForgetErrors&) = delete;
    ~ForgetErrors() { ERR_clear_error(); }
};

// Fetched once: an implicit fetch for every call costs more than the digest of a small body.
inline const EVP_MD* sha256_method() {
    static EVP_MD* const kMethod = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    must(kMethod != nullptr);
    return kMethod;
}

}  // namespace crosswalk::crypto
