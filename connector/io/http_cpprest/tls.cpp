#include "connector/io/http_cpprest/tls.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace crosswalk {
namespace {

// Authenticated encryption under a key that is gone afterwards. TLS 1.3 knows nothing else.
constexpr char kTls12Suites[] = "ECDHE+AESGCM:ECDHE+CHACHA20";

using Held = std::shared_ptr<CallInFlight>;

void let_go(void*, void* held, CRYPTO_EX_DATA*, int, long, void*) { delete static_cast<Held*>(held); }

// The callbacks below may run as long as the connection lives, which is longer than anybody waits for the
// call.
int held_call_index() {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, let_go);
    return index;
}

// The usual check, which also tells the caller why it failed: cpprestsdk says only that the handshake did.
int check_certificate(X509_STORE_CTX* store, void* call) {
    const int passed = X509_verify_cert(store);
    if (passed == 1) return passed;
    const int why = X509_STORE_CTX_get_error(store);
    std::string words =
        "its certificate is not valid for this host name";  // what asio refuses, it does not name
    if (why != X509_V_OK && why != X509_V_ERR_UNSPECIFIED)
        words = std::string("its certificate is not trusted (") + X509_verify_cert_error_string(why) + ")";
    static_cast<CallInFlight*>(call)->note_trouble(words);
    return passed;
}

void count_received(int is_write, int, int content, const void* bytes, std::size_t size, SSL*, void* call) {
    constexpr std::size_t kRecordHeader = 5;
    if (is_write != 0 || content != SSL3_RT_HEADER || size != kRecordHeader) return;
    const auto* header = static_cast<const unsigned char*>(bytes);
    static_cast<CallInFlight*>(call)->note_wire(kRecordHeader + std::size_t{header[3]} * 256 + header[4]);
}

}  // namespace

void prepare_tls(
    boost::asio::ssl::context& context, const std::shared_ptr<CallInFlight>& call, const std::string& ca_file
) {
    SSL_CTX* const tls = context.native_handle();
    SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(tls, kTls12Suites);
    if (!ca_file.empty() && SSL_CTX_load_verify_file(tls, ca_file.c_str()) != 1)
        call->note_trouble("the file of trusted certificates cannot be read: " + ca_file);
    SSL_CTX_set_ex_data(tls, held_call_index(), new Held(call));
    SSL_CTX_set_cert_verify_callback(tls, check_certificate, call.get());
    SSL_CTX_set_msg_callback(tls, count_received);
    SSL_CTX_set_msg_callback_arg(tls, call.get());
}

}  // namespace crosswalk
