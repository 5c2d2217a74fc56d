#include "tests/http_cpprest/keys.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace crosswalk::testing {
namespace {

using Key = std::shared_ptr<EVP_PKEY>;

const Key& key() {
    static const Key made(EVP_RSA_gen(2048), EVP_PKEY_free);
    return made;
}

template <class Write>
std::string pem(Write write) {
    const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
    write(out.get());
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

void add_extension(X509* certificate, int what, const std::string& value) {
    X509V3_CTX context{};
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

}  // namespace

const RsaKey& rsa_key() {
    static const RsaKey made{
        pem([](BIO* out) {
            PEM_write_bio_PrivateKey(out, key().get(), nullptr, nullptr, 0, nullptr, nullptr);
        }),
        pem([](BIO* out) { PEM_write_bio_PUBKEY(out, key().get()); })};
    return made;
}

Certificate certificate_for(const std::string& subject_alt_name, int days) {
    const std::shared_ptr<X509> made(X509_new(), X509_free);
    constexpr long kDay = 86'400;
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 7);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -10 * kDay);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), days * kDay);
    X509_set_pubkey(made.get(), key().get());
    X509_NAME* name = X509_get_subject_name(made.get());
    const auto* text = reinterpret_cast<const unsigned char*>("crosswalk test");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(made.get(), name);
    add_extension(made.get(), NID_subject_alt_name, subject_alt_name);
    add_extension(made.get(), NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(made.get(), key().get(), EVP_sha256());

    const std::shared_ptr<SSL_CTX> server(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    SSL_CTX_use_certificate(server.get(), made.get());
    SSL_CTX_use_PrivateKey(server.get(), key().get());
    return {pem([&](BIO* out) { PEM_write_bio_X509(out, made.get()); }), server};
}

}  // namespace crosswalk::testing
