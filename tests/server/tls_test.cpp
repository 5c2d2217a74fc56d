#include "tests/server/raw_client.h"
#include "webhooks/server/http_server.h"

#include <gtest/gtest.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace crosswalk {
namespace {

using namespace std::chrono_literals;
using testing::RawClient;

// A certificate for "localhost" and its key, made for this run.
class Certificate {
public:
    explicit Certificate(const std::string& kind = "EC")
        : folder_(
              std::filesystem::temp_directory_path() / ("crosswalk-tls-" + kind + std::to_string(::getpid()))
          ) {
        std::filesystem::create_directories(folder_);
        EVP_PKEY* key = kind == "RSA" ? EVP_RSA_gen(2'048) : EVP_EC_gen("P-256");
        X509* certificate = X509_new();
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3'600);
        X509_set_pubkey(certificate, key);
        X509_NAME* name = X509_get_subject_name(certificate);
        const auto* host = reinterpret_cast<const unsigned char*>("localhost");
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, host, -1, -1, 0);
        X509_set_issuer_name(certificate, name);
        X509_sign(certificate, key, EVP_sha256());
        std::FILE* file = std::fopen(files().certificate_file.c_str(), "w");
        PEM_write_X509(file, certificate);
        std::fclose(file);
        file = std::fopen(files().key_file.c_str(), "w");
        PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(file);
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
    Certificate(const Certificate&) = delete;
    Certificate& operator=(const Certificate&) = delete;
    ~Certificate() { std::filesystem::remove_all(folder_); }

    ServerTls files() const {
        return {(folder_ / "certificate.pem").string(), (folder_ / "key.pem").string()};
    }
    std::string broken() const {
        const std::string path = (folder_ / "broken.pem").string();
        std::ofstream(path) << "not a certificate";
        return path;
    }

private:
    std::filesystem::path folder_;
};

class TlsClient {
public:
    TlsClient(const std::string& address, int highest_version, const char* suites = nullptr)
        : raw_(address), context_(SSL_CTX_new(TLS_client_method())) {
        if (suites != nullptr) SSL_CTX_set_cipher_list(context_, suites);
        SSL_CTX_set_security_level(context_, 0);
        SSL_CTX_set_min_proto_version(context_, TLS1_VERSION);
        SSL_CTX_set_max_proto_version(context_, highest_version);
        tls_ = SSL_new(context_);
        SSL_set_fd(tls_, raw_.descriptor());
        connected_ = SSL_connect(tls_) == 1;
    }
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;
    ~TlsClient() {
        SSL_free(tls_);
        SSL_CTX_free(context_);
    }

    bool connected() const { return connected_; }
    std::string ask(std::string_view bytes, std::string_view until) {
        SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()));
        std::string got;
        char some[4'096];
        while (got.find(until) == std::string::npos) {
            const int read = SSL_read(tls_, some, sizeof some);
            if (read <= 0) break;
            got.append(some, static_cast<std::size_t>(read));
        }
        return got;
    }

private:
    RawClient raw_;
    SSL_CTX* context_;
    SSL* tls_ = nullptr;
    bool connected_ = false;
};

void say_length(ServerRequest request, Respond respond) {
    respond({.body = std::string(request.tls ? "tls " : "plain ") + std::to_string(request.body.size()) + "!"}
    );
}

std::unique_ptr<HttpServer> started(const ServerTls& files) {
    ServerLimits limits;
    limits.header_deadline = 300ms;
    limits.idle = 2s;
    auto server = HttpServer::start("127.0.0.1:0", say_length, limits, files);
    EXPECT_TRUE(server) << (server ? "" : server.error().what);
    return std::move(*server);
}

TEST(Tls, ServesVersions12And13) {
    const Certificate certificate;
    const auto server = started(certificate.files());
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        TlsClient client(server->address(), version);
        ASSERT_TRUE(client.connected());
        EXPECT_NE(client.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "!").find("tls 0!"), std::string::npos);
        const std::string body(300'000, 'b');
        const std::string large = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" + body;
        EXPECT_NE(client.ask(large, "!").find("tls 300000!"), std::string::npos);
        EXPECT_NE(client.ask("GET / HTTP/1.1\r\n\r\n", "no Host").find("400 Bad Request"), std::string::npos);
    }
}

TEST(Tls, RefusesOlderVersions) {
    const Certificate certificate;
    const auto server = started(certificate.files());
    EXPECT_FALSE(TlsClient(server->address(), TLS1_1_VERSION).connected());
    EXPECT_TRUE(TlsClient(server->address(), TLS1_2_VERSION).connected());
}

TEST(Tls, Version12NeedsForwardSecrecyAndAuthenticatedEncryption) {
    const Certificate elliptic, rsa("RSA");
    for (const Certificate* certificate : {&elliptic, &rsa}) {
        const auto server = started(certificate->files());
        for (const char* weak :
             {"AES128-SHA", "AES128-GCM-SHA256", "AES256-SHA256", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES128-SHA256",
              "ECDHE-RSA-AES256-SHA384", "DHE-RSA-AES128-SHA"})
            EXPECT_FALSE(TlsClient(server->address(), TLS1_2_VERSION, weak).connected()) << weak;
        EXPECT_TRUE(TlsClient(server->address(), TLS1_2_VERSION, "ECDHE+AESGCM").connected());
        EXPECT_TRUE(TlsClient(server->address(), TLS1_2_VERSION, "ECDHE+CHACHA20").connected());
    }
}

TEST(Tls, UnfinishedHandshakesMakeRoomForTheNextOne) {
    const Certificate certificate;
    ServerLimits limits;
    limits.connections = 3;
    auto server = HttpServer::start("127.0.0.1:0", say_length, limits, certificate.files());
    ASSERT_TRUE(server);
    std::vector<std::unique_ptr<RawClient>> silent;
    for (int i = 0; i < 3; ++i) {
        silent.push_back(std::make_unique<RawClient>((*server)->address()));
        silent.back()->send("\x16\x03\x01");
    }
    EXPECT_TRUE(TlsClient((*server)->address(), TLS1_3_VERSION).connected());
    EXPECT_TRUE(silent.front()->closed(2s));
}

TEST(Tls, ClosesOnPlainTextAndOnHandshakesThatNeverEnd) {
    const Certificate certificate;
    const auto server = started(certificate.files());
    RawClient plain(server->address()), silent(server->address()), half(server->address());
    plain.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    half.send("\x16\x03\x01");
    EXPECT_TRUE(plain.closed(2s));
    EXPECT_TRUE(silent.closed(2s));
    EXPECT_TRUE(half.closed(2s));
    EXPECT_TRUE(TlsClient(server->address(), TLS1_3_VERSION).connected());
}

TEST(Tls, SaysWhichFileIsNoGood) {
    const Certificate certificate;
    const ServerTls good = certificate.files();
    const std::string broken = certificate.broken();
    const std::vector<std::pair<ServerTls, std::string>> all = {
        {{broken, good.key_file}, broken},
        {{"/nowhere/certificate.pem", good.key_file}, "/nowhere/certificate.pem"},
        {{good.certificate_file, broken}, broken},
        {{good.certificate_file, ""}, "''"},
    };
    for (const auto& [files, named] : all) {
        const auto server = HttpServer::start("127.0.0.1:0", say_length, {}, files);
        ASSERT_FALSE(server) << named;
        EXPECT_EQ(server.error().code, "server.certificate");
        EXPECT_NE(server.error().what.find(named), std::string::npos);
    }
}

}  // namespace
}  // namespace crosswalk
