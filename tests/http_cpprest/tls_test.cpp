#include "connector/io/http_cpprest/http_client.h"

#include "tests/http_cpprest/keys.h"
#include "tests/http_cpprest/raw_vendor.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>

namespace crosswalk {
namespace {

using namespace std::chrono_literals;
using testing::Peer;
using testing::RawVendor;

class Tls : public ::testing::Test {
protected:
    // The vendor's own writes raise it when the caller hangs up.
    void SetUp() override { std::signal(SIGPIPE, SIG_IGN); }
    void TearDown() override { std::filesystem::remove(file_); }

    std::string trust(const testing::Certificate& certificate) {
        file_ = std::filesystem::path(::testing::TempDir()) /
                (std::string("crosswalk_ca_") +
                 ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".pem");
        std::ofstream(file_) << certificate.pem;
        return file_;
    }
    static Result<HttpResponse> post(HttpClient& http, const std::string& url) {
        const auto base = parse_base_url(url);
        EXPECT_TRUE(base.has_value());
        return http.send(
            *base, {.method = "POST", .path = "/x", .body = "{}"}, std::chrono::steady_clock::now() + 10s
        );
    }
    static void expect_unreachable(const Result<HttpResponse>& answer, std::string_view word) {
        ASSERT_FALSE(answer.has_value());
        EXPECT_EQ(answer.error().code, "send.unreachable");
        EXPECT_NE(answer.error().what.find(word), std::string::npos) << answer.error().what;
    }
    static void answers(Peer& peer) {
        if (!peer.read_request().empty()) peer.answer("{}");
    }

private:
    std::filesystem::path file_{};
};

TEST_F(Tls, ACertificateOfATrustedAuthorityIsAccepted) {
    const auto certificate = testing::certificate_for("IP:127.0.0.1");
    RawVendor vendor(answers, certificate.server.get());
    HttpClient http({.ca_file = trust(certificate)});
    const auto answer = post(http, vendor.url());
    ASSERT_TRUE(answer.has_value()) << answer.error().what;
    EXPECT_EQ(answer->body, "{}");
}

TEST_F(Tls, ASelfSignedCertificateIsRefusedInClearWordsAndNothingIsSent) {
    const auto certificate = testing::certificate_for("IP:127.0.0.1");
    std::atomic<bool> heard{false};
    RawVendor vendor([&](Peer& peer) { heard = !peer.read_request().empty(); }, certificate.server.get());
    HttpClient http({});
    expect_unreachable(post(http, vendor.url()), "self-signed");
    EXPECT_FALSE(heard);
}

TEST_F(Tls, ACertificateOfAnotherHostIsRefused) {
    const auto certificate = testing::certificate_for("DNS:other.example.com");
    RawVendor vendor(answers, certificate.server.get());
    HttpClient http({.ca_file = trust(certificate)});
    expect_unreachable(post(http, vendor.url()), "not valid for this host");
}

TEST_F(Tls, AnExpiredCertificateIsRefused) {
    const auto certificate = testing::certificate_for("IP:127.0.0.1", -1);
    RawVendor vendor(answers, certificate.server.get());
    HttpClient http({.ca_file = trust(certificate)});
    expect_unreachable(post(http, vendor.url()), "expired");
}

TEST_F(Tls, OldTlsIsRefused) {
    const auto certificate = testing::certificate_for("IP:127.0.0.1");
    SSL_CTX_set_min_proto_version(certificate.server.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(certificate.server.get(), TLS1_1_VERSION);
    RawVendor vendor(answers, certificate.server.get());
    HttpClient http({.ca_file = trust(certificate)});
    expect_unreachable(post(http, vendor.url()), "TLS");
}

TEST_F(Tls, APortThatDoesNotSpeakTlsIsNamed) {
    RawVendor vendor([](Peer& peer) { peer.say("HTTP/1.1 400 Bad Request\r\n\r\n"); });
    HttpClient http({});
    expect_unreachable(post(http, "https://127.0.0.1:" + std::to_string(vendor.port())), "TLS");
}

TEST_F(Tls, AHandshakeThatNeverEndsIsGivenUpBeforeTheTotalDeadline) {
    RawVendor vendor([](Peer& peer) { peer.linger(); });
    HttpClient http({.connect = 200ms});
    const auto start = std::chrono::steady_clock::now();
    expect_unreachable(post(http, "https://127.0.0.1:" + std::to_string(vendor.port())), "in time");
    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
}

TEST_F(Tls, AMissingFileOfAuthoritiesIsNamed) {
    const auto certificate = testing::certificate_for("IP:127.0.0.1");
    RawVendor vendor(answers, certificate.server.get());
    HttpClient http({.ca_file = "/no/such/file.pem"});
    expect_unreachable(post(http, vendor.url()), "/no/such/file.pem");
}

TEST_F(Tls, AFloodInOneChunkIsCutOff) {
    const auto certificate = testing::certificate_for("IP:127.0.0.1");
    std::atomic<std::size_t> said{0};
    RawVendor vendor(
        [&](Peer& peer) {
            peer.read_request();
            peer.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nc800000\r\n");
            const std::string piece(65'536, 'x');
            while (said < 209'715'200 && peer.say(piece)) said += piece.size();
        },
        certificate.server.get()
    );
    HttpClient http({.max_body = 1'048'576, .ca_file = trust(certificate)});
    const auto answer = post(http, vendor.url());
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().code, "send.no_answer");
    EXPECT_LT(said, 50'000'000u);
}

}  // namespace
}  // namespace crosswalk
