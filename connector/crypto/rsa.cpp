#include "connector/crypto/crypto.h"

#include "connector/crypto/openssl.h"

#include <openssl/pem.h>

#include <climits>

namespace crosswalk::crypto {
namespace {

// Without it OpenSSL would ask for the passphrase on the terminal, and a service would hang.
int no_passphrase(char*, int, int, void*) { return -1; }

using ReadPem = EVP_PKEY* (*)(BIO*, EVP_PKEY**, pem_password_cb*, void*);

Key read_key(std::string_view pem, ReadPem read) {
    if (pem.empty() || pem.size() > INT_MAX) return nullptr;
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    Key key(bio ? read(bio.get(), nullptr, no_passphrase, nullptr) : nullptr);
    if (key && EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) key.reset();
    return key;
}

}  // namespace

std::optional<Bytes> sign_rs256(std::string_view pem_private_key, std::string_view message) {
    const ForgetErrors forget;
    const Key key = read_key(pem_private_key, PEM_read_bio_PrivateKey);
    const DigestContext context(EVP_MD_CTX_new());
    if (!key || !context) return std::nullopt;
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1)
        return std::nullopt;
    std::size_t size = 0;
    if (EVP_DigestSign(context.get(), nullptr, &size, bytes_of(message), message.size()) != 1)
        return std::nullopt;
    Bytes out(size, '\0');
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    if (EVP_DigestSign(context.get(), to, &size, bytes_of(message), message.size()) != 1) return std::nullopt;
    out.resize(size);
    return out;
}

bool verify_rs256(std::string_view pem_public_key, std::string_view message, std::string_view signature) {
    const ForgetErrors forget;
    const Key key = read_key(pem_public_key, PEM_read_bio_PUBKEY);
    const DigestContext context(EVP_MD_CTX_new());
    if (!key || !context) return false;
    if (EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1) return false;
    return EVP_DigestVerify(
               context.get(), bytes_of(signature), signature.size(), bytes_of(message), message.size()
           ) == 1;
}

}  // namespace crosswalk::crypto
