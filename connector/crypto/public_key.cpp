#include "connector/crypto/public_key.h"

#include "connector/crypto/openssl.h"

#include <openssl/core_names.h>
#include <openssl/pem.h>

namespace crosswalk::crypto {
namespace {

constexpr std::size_t kMaxKey = 16'384, kEd25519Bytes = 32;
constexpr int kMinRsaBits = 2'048;
constexpr std::string_view kBlanks = " \t\r\n";

std::string_view without_blanks(std::string_view text) {
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// A second block, or anything around the first one, is refused: it would be unclear which key is meant.
bool is_one_block(std::string_view pem) {
    constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ", kDashes = "-----";
    if (!pem.starts_with(kBegin) || !pem.ends_with(kDashes)) return false;
    const auto end = pem.find(kEnd);
    const auto rest = end == std::string_view::npos ? std::string_view{} : pem.substr(end + kEnd.size());
    return pem.find(kBegin, 1) == std::string_view::npos &&
           rest.find(kDashes) + kDashes.size() == rest.size();
}

Key from_pem(std::string_view pem) {
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    if (!bio) return nullptr;
    if (!pem.starts_with("-----BEGIN CERTIFICATE-----"))
        return Key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
    const std::unique_ptr<X509, FreeOpenSsl> certificate(
        PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)
    );
    return Key(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
}

Key from_der(std::string_view der) {
    const unsigned char* at = bytes_of(der);
    Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
    if (at != bytes_of(der) + der.size()) key.reset();
    return key;
}

bool is_p256(EVP_PKEY* key) {
    char name[32] = {};
    std::size_t size = 0;
    return EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name, sizeof name, &size) == 1 &&
           std::string_view(name, size) == "prime256v1";
}

bool fits(PublicKeyAlgorithm algorithm, EVP_PKEY* key) {
    switch (algorithm) {
        case PublicKeyAlgorithm::rsa_sha1:
        case PublicKeyAlgorithm::rsa_sha256:
            return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) >= kMinRsaBits;
        case PublicKeyAlgorithm::ecdsa_sha256:
            return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && is_p256(key);
        case PublicKeyAlgorithm::ed25519:
            return EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519;
    }
    return false;
}

Key read_public_key(PublicKeyAlgorithm algorithm, std::string_view text) {
    text = without_blanks(text);
    if (text.empty() || text.size() > kMaxKey) return nullptr;
    Key key;
    if (text.starts_with("-----")) {
        if (is_one_block(text)) key = from_pem(text);
    } else if (const auto bytes = from_base64(text)) {
        key =
            algorithm == PublicKeyAlgorithm::ed25519 && bytes->size() == kEd25519Bytes
                ? Key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(*bytes), bytes->size()))
                : from_der(*bytes);
    }
    if (key && !fits(algorithm, key.get())) key.reset();
    return key;
}

const EVP_MD* digest_for(PublicKeyAlgorithm algorithm) {
    if (algorithm == PublicKeyAlgorithm::ed25519) return nullptr;  // it hashes by itself
    return algorithm == PublicKeyAlgorithm::rsa_sha1 ? EVP_sha1() : EVP_sha256();
}

}  // namespace

bool is_public_key(PublicKeyAlgorithm algorithm, std::string_view key) {
    const ForgetErrors forget;
    return read_public_key(algorithm, key) != nullptr;
}

bool verify_signature(
    PublicKeyAlgorithm algorithm,
    std::string_view key_text,
    std::span<const std::string_view> parts,
    std::string_view signature
) {
    const ForgetErrors forget;
    const Key key = read_public_key(algorithm, key_text);
    const DigestContext context(EVP_MD_CTX_new());
    if (!key || !context) return false;
    if (EVP_DigestVerifyInit(context.get(), nullptr, digest_for(algorithm), nullptr, key.get()) != 1)
        return false;
    if (algorithm == PublicKeyAlgorithm::ed25519) {
        Bytes whole;
        for (const std::string_view part : parts) whole += part;
        return EVP_DigestVerify(
                   context.get(),
                   bytes_of(signature),
                   signature.size(),
                   bytes_of(std::string_view(whole)),
                   whole.size()
               ) == 1;
    }
    for (const std::string_view part : parts)
        if (EVP_DigestVerifyUpdate(context.get(), part.data(), part.size()) != 1) return false;
    return EVP_DigestVerifyFinal(context.get(), bytes_of(signature), signature.size()) == 1;
}

}  // namespace crosswalk::crypto
