#include "connector/crypto/crypto.h"

#include "connector/crypto/openssl.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <cassert>
#include <climits>
#include <cstdlib>
#include <memory>

namespace crosswalk::crypto {
namespace {

constexpr std::size_t kKeyBytes = 32, kNonceBytes = 12, kTagBytes = 16;

struct FreeCipher {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const EVP_CIPHER* gcm_method() {
    static EVP_CIPHER* const kMethod = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    must(kMethod != nullptr);
    return kMethod;
}

}  // namespace

Bytes sha256(std::string_view message) {
    Bytes out(kDigestBytes, '\0');
    unsigned size = 0;
    must(EVP_Digest(message.data(), message.size(), bytes_of(out), &size, sha256_method(), nullptr) == 1);
    return out;
}

Bytes hmac_sha256(std::string_view key, std::string_view message) {
    assert(key.size() <= INT_MAX);
    Bytes out(kDigestBytes, '\0');
    unsigned size = 0;
    // An empty key of an empty view may be a null pointer, which OpenSSL reads as "the key from before".
    const void* key_bytes = key.empty() ? "" : key.data();
    must(
        HMAC(
            sha256_method(),
            key_bytes,
            static_cast<int>(key.size()),
            bytes_of(message),
            message.size(),
            bytes_of(out),
            &size
        ) != nullptr
    );
    return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Bytes random_bytes(std::size_t count) {
    assert(count <= INT_MAX);
    Bytes out(count, '\0');
    must(RAND_priv_bytes(bytes_of(out), static_cast<int>(count)) == 1);
    return out;
}

Bytes seal(std::string_view key, std::string_view plain, std::string_view about) {
    assert(key.size() == kKeyBytes && plain.size() <= INT_MAX && about.size() <= INT_MAX);
    Bytes out = random_bytes(kNonceBytes);
    out.resize(kNonceBytes + plain.size() + kTagBytes);
    const CipherContext context(EVP_CIPHER_CTX_new());
    must(context != nullptr);
    must(EVP_EncryptInit_ex2(context.get(), gcm_method(), bytes_of(key), bytes_of(out), nullptr) == 1);
    int size = 0;
    if (!about.empty()) {
        const auto about_size = static_cast<int>(about.size());
        must(EVP_EncryptUpdate(context.get(), nullptr, &size, bytes_of(about), about_size) == 1);
    }
    unsigned char* to = bytes_of(out) + kNonceBytes;
    if (!plain.empty()) {
        const auto plain_size = static_cast<int>(plain.size());
        must(EVP_EncryptUpdate(context.get(), to, &size, bytes_of(plain), plain_size) == 1);
    }
    must(EVP_EncryptFinal_ex(context.get(), to + plain.size(), &size) == 1);
    must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, to + plain.size()) == 1);
    return out;
}

std::optional<Bytes> open(std::string_view key, std::string_view sealed, std::string_view about) {
    constexpr std::size_t kOverhead = kNonceBytes + kTagBytes;
    if (key.size() != kKeyBytes || sealed.size() < kOverhead) return std::nullopt;
    if (sealed.size() > INT_MAX || about.size() > INT_MAX) return std::nullopt;
    const std::string_view hidden = sealed.substr(kNonceBytes, sealed.size() - kOverhead);
    Bytes tag(sealed.substr(sealed.size() - kTagBytes)), out(hidden.size(), '\0');
    const CipherContext context(EVP_CIPHER_CTX_new());
    must(context != nullptr);
    must(EVP_DecryptInit_ex2(context.get(), gcm_method(), bytes_of(key), bytes_of(sealed), nullptr) == 1);
    int size = 0;
    if (!about.empty()) {
        const auto about_size = static_cast<int>(about.size());
        must(EVP_DecryptUpdate(context.get(), nullptr, &size, bytes_of(about), about_size) == 1);
    }
    if (!hidden.empty()) {
        const auto hidden_size = static_cast<int>(hidden.size());
        must(EVP_DecryptUpdate(context.get(), bytes_of(out), &size, bytes_of(hidden), hidden_size) == 1);
    }
    must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1);
    if (EVP_DecryptFinal_ex(context.get(), bytes_of(out) + hidden.size(), &size) != 1) return std::nullopt;
    return out;
}

}  // namespace crosswalk::crypto
