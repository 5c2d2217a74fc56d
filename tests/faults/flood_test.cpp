// Strangers who try to use up the memory or the connections of the real program, and a vendor who still gets
// through.
#include "connector/crypto/crypto.h"
#include "tests/server/raw_client.h"
#include "tests/support/service_process.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace crosswalk {
namespace {

using doubles::Pairs;
using testing::RawAnswer;
using testing::RawClient;
using namespace std::chrono_literals;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMemoryIsOurs = false;  // most of it is the sanitizer's
#else
constexpr bool kMemoryIsOurs = true;
#endif
constexpr double kMostMegabytes = 150;
constexpr char kSecret[] = "a-client-secret-of-the-flood";
constexpr char kPathSecret[] = "0123456789abcdef0123456789abcdef01234567";
constexpr char kPublicUrl[] = "https://crosswalk.example.com";
constexpr char kConfig[] = R"(listen: 127.0.0.1:0
admin: 127.0.0.1:0
public_url: https://crosswalk.example.com
store: sqlite:@WORK@/crosswalk.db
mappings: @WORK@/mappings
encryption_keys: [ @KEY@ ]
connections:
  salesforce:
    adapter: salesforce
    base_url: http://127.0.0.1:9
    login_url: http://127.0.0.1:9
    organization_id: 00DKa00000CW1aBMAT
    auth: { flow: client_credentials, client_id: x, client_secret: not-needed-here }
    webhook: { path_secret: 0123456789abcdef0123456789abcdef01234567 }
  hubspot:
    adapter: hubspot
    base_url: http://127.0.0.1:9
    auth: { flow: private_app, token: pat-na1-not-needed }
    webhook: { client_secret: a-client-secret-of-the-flood }
  activecampaign:
    adapter: activecampaign
    base_url: http://127.0.0.1:9
    auth: { api_key: not-needed-here }
    webhook: { path_secret: 0123456789abcdef0123456789abcdef01234567 }
)";

std::string signed_head(const std::string& body, std::size_t length, bool genuine = true) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto stamp = std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
    const std::string over = std::string("POST") + kPublicUrl + "/hooks/hubspot" + body + stamp;
    return "POST /hooks/hubspot HTTP/1.1\r\nHost: x\r\nX-HubSpot-Signature-v3: " +
           crypto::base64(crypto::hmac_sha256(genuine ? kSecret : "a stranger's", over)) +
           "\r\nX-HubSpot-Request-Timestamp: " + stamp + "\r\nContent-Length: " + std::to_string(length) +
           "\r\n\r\n";
}
std::string head(const std::string& target, const std::string& more) {
    return "POST " + target + " HTTP/1.1\r\nHost: x\r\n" + more + "\r\n";
}

class Flood : public ::testing::Test {
protected:
    void SetUp() override {
        rlimit limit{};
        ::getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
        descriptors_ = limit.rlim_cur;
        std::filesystem::copy(
            std::string(CROSSWALK_SOURCE_DIR) + "/mappings", folder_.path() + "/mappings"
        );
        std::string config = kConfig;
        for (const auto& [from, to] :
             Pairs{{"@WORK@", folder_.path()}, {"@KEY@", crypto::base64(crypto::random_bytes(32))}})
            for (auto at = config.find(from); at != std::string::npos; at = config.find(from, at + to.size()))
                config.replace(at, from.size(), to);
        service_ = std::make_unique<doubles::ServiceProcess>(
            std::string(CROSSWALK_BINARY_DIR) + "/crosswalk",
            folder_.write("crosswalk.yaml", config),
            folder_.path(),
            Pairs{}
        );
        ASSERT_TRUE(service_->start()) << service_->log();
        before_ = megabytes();
    }

    std::string public_address() const { return service_->public_url().substr(7); }
    std::string admin_address() const { return service_->admin_url().substr(7); }

    double megabytes() const {
        std::ifstream status("/proc/" + std::to_string(service_->pid()) + "/status");
        for (std::string word; status >> word;)
            if (word == "VmRSS:") {
                double kilobytes = 0;
                status >> kilobytes;
                return kilobytes / 1'024;
            }
        return 0;
    }
    // Opens so many connections from each of so many addresses, and says this on each as far as it is taken.
    void flood(const std::string& to, int addresses, int each, const std::string& bytes) {
        for (int i = 0; i < each; ++i)
            for (int from = 1; from <= addresses; ++from) {
                clients_.push_back(std::make_unique<RawClient>(to, "127.0.1." + std::to_string(from)));
                ::fcntl(clients_.back()->descriptor(), F_SETFL, O_NONBLOCK);
                pour(*clients_.back(), bytes);
                most_ = std::max(most_, megabytes());
            }
        for (int i = 0; i < 10; ++i) {
            most_ = std::max(most_, megabytes());
            std::this_thread::sleep_for(20ms);
        }
    }
    // Waits a little where the other side does not read at once.
    static void pour(RawClient& client, std::string_view bytes) {
        for (int patience = 20; !bytes.empty() && patience > 0;) {
            const ssize_t sent =
                ::send(client.descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno != EAGAIN) return;
            if (sent > 0) {
                bytes.remove_prefix(static_cast<std::size_t>(sent));
                continue;
            }
            pollfd wait{.fd = client.descriptor(), .events = POLLOUT, .revents = 0};
            ::poll(&wait, 1, 50);
            --patience;
        }
    }
    void leave() { clients_.clear(); }

    // From an address that takes part in the flood, and from one that does not.
    void expect_the_vendor_gets_through() {
        for (const char* from : {"127.0.1.1", "127.0.2.1"}) {
            const auto began = std::chrono::steady_clock::now();
            RawClient vendor(public_address(), from);
            const RawAnswer answer = vendor.ask(signed_head("[]", 2) + "[]");
            EXPECT_EQ(answer.status, 200) << from;
            EXPECT_LT(std::chrono::steady_clock::now() - began, 1s) << from;
        }
    }
    void expect_bounded_memory() const {
        if (!kMemoryIsOurs) return;
        EXPECT_LT(most_, kMostMegabytes) << "before: " << before_;
    }
    void expect_memory_is_given_back() const {
        if (!kMemoryIsOurs) return;
        const auto until = std::chrono::steady_clock::now() + 10s;
        while (megabytes() > before_ + 30 && std::chrono::steady_clock::now() < until)
            std::this_thread::sleep_for(100ms);
        EXPECT_LT(megabytes(), before_ + 30) << "before: " << before_ << ", at most: " << most_;
    }

    rlim_t descriptors_ = 0;

private:
    doubles::TemporaryFolder folder_{};
    std::unique_ptr<doubles::ServiceProcess> service_{};
    std::vector<std::unique_ptr<RawClient>> clients_{};
    double before_ = 0, most_ = 0;
};

TEST_F(Flood, HalfSentBodiesThatLookSignedStayWithinTheBudget) {
    const std::string body(400'000, 'b');
    flood(public_address(), 8, 240, signed_head("", 1'048'576, false) + body);
    expect_the_vendor_gets_through();
    expect_bounded_memory();
    leave();
    expect_memory_is_given_back();
}

TEST_F(Flood, HalfSentChunkedBodiesStayWithinTheBudget) {
    const std::string body = "40000\r\n" + std::string(200'000, 'b');
    const std::string target = std::string("/hooks/activecampaign/") + kPathSecret;
    flood(public_address(), 8, 240, head(target, "Transfer-Encoding: chunked\r\n") + body);
    expect_the_vendor_gets_through();
    expect_bounded_memory();
    leave();
    expect_memory_is_given_back();
}

TEST_F(Flood, BodiesNobodyWantsAreNotKept) {
    const std::string length = "Content-Length: 1048576\r\n", body(1'000'000, 'b');
    for (const char* target :
         {"/nowhere", "/hooks/hubspot", "/hooks/nobody", "/hooks/activecampaign/0123456789abcdef", "/hooks/"}) {
        RawClient client(public_address());
        const int status = client.ask(head(target, length)).status;
        EXPECT_EQ(status, std::string_view(target) == "/nowhere" ? 404 : 401) << target;
        flood(public_address(), 8, 10, head(target, length) + body);
    }
    EXPECT_EQ(RawClient(public_address()).ask("PUT /hooks/hubspot HTTP/1.1\r\nHost: x\r\n" + length + "\r\n").status, 405);
    expect_the_vendor_gets_through();
    expect_bounded_memory();
}

TEST_F(Flood, TheAdminSideKeepsNoBodyOfAStranger) {
    const std::string length = "Content-Length: 65536\r\n";
    RawClient client(admin_address());
    EXPECT_EQ(client.ask("POST /api/v1/pause HTTP/1.1\r\nHost: " + admin_address() + "\r\n" + length + "\r\n").status, 401);
    flood(admin_address(), 2, 200, head("/api/v1/pause", length) + std::string(60'000, 'b'));
    EXPECT_EQ(RawClient(admin_address()).ask("GET /healthz HTTP/1.1\r\nHost: " + admin_address() + "\r\n\r\n").status, 200);
    expect_bounded_memory();
}

TEST_F(Flood, FiveThousandIdleConnectionsLockNobodyOut) {
    if (descriptors_ < 6'000) GTEST_SKIP() << "too few file descriptors here";
    flood(public_address(), 25, 200, "");
    expect_the_vendor_gets_through();
    flood(public_address(), 1, 300, "");
    expect_the_vendor_gets_through();
    expect_bounded_memory();
}

TEST_F(Flood, FiveThousandHalfSentHeadsLockNobodyOut) {
    if (descriptors_ < 6'000) GTEST_SKIP() << "too few file descriptors here";
    const std::string half = head("/hooks/hubspot", "X-A: " + std::string(8'000, 'a') + "\r\nX-B: b").substr(0, 8'040);
    flood(public_address(), 25, 210, half);
    expect_the_vendor_gets_through();
    expect_bounded_memory();
    leave();
    expect_memory_is_given_back();
}

TEST_F(Flood, ManySmallHalfSentBodiesLockNobodyOut) {
    if (descriptors_ < 6'000) GTEST_SKIP() << "too few file descriptors here";
    flood(public_address(), 25, 210, signed_head("", 6'000, false) + std::string(5'000, 'b'));
    expect_the_vendor_gets_through();
    expect_bounded_memory();
    leave();
    expect_memory_is_given_back();
}

}  // namespace
}  // namespace crosswalk
