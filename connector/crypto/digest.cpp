#include "connector/crypto/digest.h"

#include "connector/crypto/openssl.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

namespace crosswalk::crypto {
namespace {

constexpr std::size_t kBlockBytes = 64;

Bytes digest_of(const EVP_MD* method, std::string_view first, std::span<const std::string_view> parts) {
    const DigestContext context(EVP_MD_CTX_new());
    must(context && EVP_DigestInit_ex(context.get(), method, nullptr) == 1);
    must(EVP_DigestUpdate(context.get(), first.data(), first.size()) == 1);
    for (const std::string_view part : parts)
        must(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
    Bytes out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    must(EVP_DigestFinal_ex(context.get(), bytes_of(out), &size) == 1);
    out.resize(size);
    return out;
}

// RFC 2104; both digests have blocks of one size.
Bytes hmac_of(const EVP_MD* method, std::string_view key, std::span<const std::string_view> parts) {
    Bytes block = key.size() > kBlockBytes ? digest_of(method, key, {}) : Bytes(key);
    block.resize(kBlockBytes, '\0');
    Bytes inner = block, outer = block;
    for (char& c : inner) c = static_cast<char>(c ^ 0x36);
    for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
    const Bytes digest = digest_of(method, inner, parts);
    const std::string_view last[] = {digest};
    return digest_of(method, outer, last);
}

}  // namespace

Bytes sha256_of(std::span<const std::string_view> parts) { return digest_of(sha256_method(), {}, parts); }

Bytes hmac_sha256_of(std::string_view key, std::span<const std::string_view> parts) {
    return hmac_of(sha256_method(), key, parts);
}

Bytes hmac_sha1_of(std::string_view key, std::span<const std::string_view> parts) {
    return hmac_of(EVP_sha1(), key, parts);
}

}  // namespace crosswalk::crypto
