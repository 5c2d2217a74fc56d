#include "connector/crypto/digest.h"

#include "connector/crypto/openssl.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

namespace crosswalk::crypto {
namespace {

constexpr std::size_t kBlockBytes = 64;

Bytes digest_of(std::string_view first, std::span<const std::string_view> parts) {
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
    must(context && EVP_DigestInit_ex(context.get(), sha256_method(), nullptr) == 1);
    must(EVP_DigestUpdate(context.get(), first.data(), first.size()) == 1);
    for (const std::string_view part : parts)
        must(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
    Bytes out(kDigestBytes, '\0');
    unsigned size = 0;
    must(EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size) == 1);
    return out;
}

}  // namespace

Bytes sha256_of(std::span<const std::string_view> parts) { return digest_of({}, parts); }

// RFC 2104.
Bytes hmac_sha256_of(std::string_view key, std::span<const std::string_view> parts) {
    Bytes block = key.size() > kBlockBytes ? sha256(key) : Bytes(key);
    block.resize(kBlockBytes, '\0');
    Bytes inner = block, outer = block;
    for (char& c : inner) c = static_cast<char>(c ^ 0x36);
    for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
    const Bytes digest = digest_of(inner, parts);
    const std::string_view last[] = {digest};
    return digest_of(outer, last);
}

}  // namespace crosswalk::crypto
