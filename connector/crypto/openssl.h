// connector/crypto/openssl.h - what the sources of this room share of OpenSSL. Of this room alone.
#pragma once

#include <openssl/evp.h>

#include <cstdlib>
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

// Fetched once: an implicit fetch for every call costs more than the digest of a small body.
inline const EVP_MD* sha256_method() {
    static EVP_MD* const kMethod = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    must(kMethod != nullptr);
    return kMethod;
}

}  // namespace crosswalk::crypto
