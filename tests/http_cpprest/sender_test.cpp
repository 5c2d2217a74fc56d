// Signing in, against a vendor that is both sign-in host and API.
#include "connector/io/http_cpprest/sender.h"

#include "connector/contract/json_read.h"
#include "connector/crypto/crypto.h"
#include "tests/http_cpprest/keys.h"
#include "tests/http_cpprest/raw_vendor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

namespace crosswalk {
namespace {

using namespace std::chrono_literals;
using testing::Peer;
using testing::RawVendor;

class HandClock final : public Clock {
public:
    Millis now() const override { return Millis{1'800'000'000'000ms + steady()}; }
    std::chrono::milliseconds steady() const override { return std::chrono::milliseconds(passed_.load()); }
    std::uint64_t chance() override { return 4; }
    void pass(std::chrono::milliseconds time) { passed_ += time.count(); }

private:
    std::atomic<std::int64_t> passed_{1'000};
};

class KeptLog final : public Log {
public:
    void write(
        Level,
        std::string_view message,
        std::initializer_list<std::pair<std::string_view, std::string_view>> more
    ) override {
        const std::lock_guard lock(mutex_);
        text_ += message;
        for (const auto& [name, value] : more) text_ += std::string(name) + "=" + std::string(value) + "\n";
    }
    std::string text() const {
        const std::lock_guard lock(mutex_);
        return text_;
    }

private:
    mutable std::mutex mutex_{};
    std::string text_{};
};

Manifest crm_manifest() {
    Manifest manifest;
    manifest.vendor = "crm";
    manifest.login_url = "https://login.example.com";
    manifest.auth = {
        {"jwt_bearer",
         OAuth2{
             .grants = {OAuth2::Grant::jwt_bearer},
             .token_path = "/oauth2/token",
             .base_url_field = "instance_url",
             .host_guard = R"(([a-z0-9-]+\.)*crm\.example)"}},
        {"client_credentials",
         OAuth2{
             .grants = {OAuth2::Grant::client_credentials},
             .token_path = "/oauth2/token",
             .base_url_field = "instance_url",
             .host_guard = R"(([a-z0-9-]+\.)*crm\.example)"}}};
    return manifest;
}

Manifest mail_manifest() {
    Manifest manifest;
    manifest.vendor = "mail";
    manifest.auth = {{"", ApiKey{.header = "Api-Token", .setting = "api_key"}}};
    return manifest;
}

// Counts sign-ins and API calls; every token is named after its number.
class Crm {
public:
    Crm() : vendor_([this](Peer& peer) { serve(peer); }) {}

    std::string url() const { return vendor_.url(); }
    int sign_ins() const { return sign_ins_; }
    int api_calls() const { return api_calls_; }
    std::string last_sign_in() const {
        const std::lock_guard lock(mutex_);
        return last_sign_in_;
    }
    std::string last_api_call() const {
        const std::lock_guard lock(mutex_);
        return last_api_call_;
    }
    void sign_ins_answer(int status, std::string body) {
        const std::lock_guard lock(mutex_);
        status_ = status;
        body_ = std::move(body);
    }
    void sign_ins_take(std::chrono::milliseconds time) { slow_ = time.count(); }

private:
    void serve(Peer& peer) {
        const std::string request = peer.read_request();
        if (request.empty()) return;
        std::unique_lock lock(mutex_);
        if (request.starts_with("POST /oauth2/token ")) {
            const int number = ++sign_ins_;
            last_sign_in_ = request;
            const int status = status_;
            const std::string body = body_.empty() ? R"({"access_token":"token-)" + std::to_string(number) +
                                                         R"(","instance_url":")" + url() + R"("})"
                                                   : body_;
            lock.unlock();
            std::this_thread::sleep_for(std::chrono::milliseconds(slow_.load()));
            peer.answer(body, status);
            return;
        }
        ++api_calls_;
        last_api_call_ = request;
        lock.unlock();
        peer.answer("{}");
    }

    mutable std::mutex mutex_{};
    std::atomic<int> sign_ins_{0}, api_calls_{0};
    std::atomic<std::int64_t> slow_{0};
    int status_ = 200;
    std::string body_{}, last_sign_in_{}, last_api_call_{};
    RawVendor vendor_;
};

class SenderTest : public ::testing::Test {
protected:
    Account account(std::string_view flow) const {
        return {
            .name = "crm",
            .manifest = &manifest_,
            .flow = std::string(flow),
            .login_url = crm_.url(),
            .settings = {{"client_id", "app-1"}, {"username", "robot@example.com"}},
            .secrets = {
                {"private_key", {Secret(testing::rsa_key().private_pem)}},
                {"client_secret", {Secret("s3cr&t=")}}}};
    }
    Account jwt() const { return account("jwt_bearer"); }
    Account credentials() const { return account("client_credentials"); }

    std::unique_ptr<Sender> sender(Account with, SenderOptions options = {}) {
        std::vector<Account> accounts;
        accounts.push_back(std::move(with));
        return make_cpprest_sender(std::move(accounts), clock_, log_, nullptr, options);
    }

    static Result<HttpResponse> call(Sender& to) { return to.send("crm", {.path = "/data/leads"}); }

    Crm crm_{};
    Manifest manifest_ = crm_manifest();
    HandClock clock_{};
    KeptLog log_{};
};

std::string field(const std::string& request, const std::string& name) {
    auto at = request.find("\r\n\r\n");
    at = at == std::string::npos ? at : request.find(name + "=", at);
    if (at == std::string::npos) return {};
    at += name.size() + 1;
    return request.substr(at, request.find('&', at) - at);
}

void expect_fault(const Result<HttpResponse>& answer, std::string_view code) {
    ASSERT_FALSE(answer.has_value()) << "status " << answer->status;
    EXPECT_EQ(answer.error().code, code) << answer.error().what;
    EXPECT_FALSE(answer.error().remedy.empty());
}

TEST_F(SenderTest, SignsInWithASignedAssertionAndCallsTheHostTheTokenNames) {
    const auto to = sender(jwt());
    const auto answer = call(*to);
    ASSERT_TRUE(answer.has_value()) << answer.error().what;
    EXPECT_NE(crm_.last_api_call().find("Authorization:Bearer token-1\r\n"), std::string::npos);
    EXPECT_TRUE(crm_.last_api_call().starts_with("GET /data/leads HTTP/1.1\r\n"));

    const std::string asked = crm_.last_sign_in();
    EXPECT_EQ(field(asked, "grant_type"), "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer");
    const std::string assertion = field(asked, "assertion");
    const auto dot = assertion.rfind('.');
    ASSERT_NE(dot, std::string::npos) << asked;
    const std::string signed_part = assertion.substr(0, dot);
    const auto signature = crypto::from_base64url(assertion.substr(dot + 1));
    ASSERT_TRUE(signature.has_value());
    EXPECT_TRUE(crypto::verify_rs256(testing::rsa_key().public_pem, signed_part, *signature));
    EXPECT_EQ(crypto::from_base64url(signed_part.substr(0, signed_part.find('.'))), R"({"alg":"RS256"})");
    const auto claims = parse_json(*crypto::from_base64url(signed_part.substr(signed_part.find('.') + 1)));
    ASSERT_TRUE(claims.has_value());
    EXPECT_EQ(text_at(*claims, "/iss"), "app-1");
    EXPECT_EQ(text_at(*claims, "/sub"), "robot@example.com");
    EXPECT_EQ(text_at(*claims, "/aud"), crm_.url());
    EXPECT_EQ(scalar_at(*claims, "/exp"), "1800000181");
}

TEST_F(SenderTest, TheConfiguredAudienceWins) {
    Account with = jwt();
    with.audience = "https://login.example.com";
    ASSERT_TRUE(call(*sender(with)).has_value());
    const std::string assertion = field(crm_.last_sign_in(), "assertion");
    const auto first = assertion.find('.');
    const auto claims =
        parse_json(*crypto::from_base64url(assertion.substr(first + 1, assertion.rfind('.') - first - 1)));
    ASSERT_TRUE(claims.has_value());
    EXPECT_EQ(text_at(*claims, "/aud"), "https://login.example.com");
}

TEST_F(SenderTest, SignsInWithClientCredentials) {
    ASSERT_TRUE(call(*sender(credentials())).has_value());
    EXPECT_EQ(field(crm_.last_sign_in(), "grant_type"), "client_credentials");
    EXPECT_EQ(field(crm_.last_sign_in(), "client_id"), "app-1");
    EXPECT_EQ(field(crm_.last_sign_in(), "client_secret"), "s3cr%26t%3D");
}

TEST_F(SenderTest, ThirtyThreadsThatNeedATokenCauseOneSignIn) {
    crm_.sign_ins_take(100ms);
    const auto to = sender(jwt());
    std::atomic<int> fine{0};
    std::vector<std::thread> callers;
    for (int i = 0; i < 30; ++i) callers.emplace_back([&] { fine += call(*to).has_value() ? 1 : 0; });
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(fine, 30);
    EXPECT_EQ(crm_.sign_ins(), 1);
    EXPECT_EQ(crm_.api_calls(), 30);
}

TEST_F(SenderTest, ThirtyThreadsThatSawA401OfOneTokenCauseOneSignIn) {
    const auto to = sender(jwt());
    ASSERT_TRUE(call(*to).has_value());
    std::vector<std::thread> callers;
    std::atomic<int> ready{0};
    for (int i = 0; i < 30; ++i)
        callers.emplace_back([&] {
            call(*to);
            ++ready;
            while (ready < 30) std::this_thread::yield();
            to->forget_credential("crm");
            call(*to);
        });
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(crm_.sign_ins(), 2);
}

TEST_F(SenderTest, AForgottenTokenIsReplacedByTheNextCall) {
    const auto to = sender(jwt());
    ASSERT_TRUE(call(*to).has_value());
    to->forget_credential("crm");
    ASSERT_TRUE(call(*to).has_value());
    EXPECT_NE(crm_.last_api_call().find("Bearer token-2\r\n"), std::string::npos);
    EXPECT_EQ(crm_.sign_ins(), 2);
}

TEST_F(SenderTest, ATokenIsRenewedBeforeItEnds) {
    crm_.sign_ins_answer(
        200, R"({"access_token":"t","expires_in":600,"instance_url":")" + crm_.url() + "\"}"
    );
    const auto to = sender(jwt());
    ASSERT_TRUE(call(*to).has_value());
    clock_.pass(500s);
    ASSERT_TRUE(call(*to).has_value());
    EXPECT_EQ(crm_.sign_ins(), 1);
    clock_.pass(60s);
    ASSERT_TRUE(call(*to).has_value());
    EXPECT_EQ(crm_.sign_ins(), 2);
}

TEST_F(SenderTest, ARefusedSignInTellsTheVendorsWordsAndIsNotStormed) {
    crm_.sign_ins_answer(
        400, R"({"error":"invalid_grant","error_description":"user hasn't approved this consumer"})"
    );
    const auto to = sender(jwt());
    const auto answer = call(*to);
    expect_fault(answer, "send.sign_in");
    EXPECT_NE(
        answer.error().what.find("invalid_grant: user hasn't approved this consumer"), std::string::npos
    );
    EXPECT_NE(answer.error().what.find("'crm'"), std::string::npos);
    for (int i = 0; i < 20; ++i) expect_fault(call(*to), "send.sign_in");
    EXPECT_EQ(crm_.sign_ins(), 1);
    EXPECT_EQ(crm_.api_calls(), 0);
    clock_.pass(31s);
    crm_.sign_ins_answer(200, "");
    EXPECT_TRUE(call(*to).has_value());
}

TEST_F(SenderTest, WhatPassesByItselfIsToldApart) {
    const std::pair<int, const char*> passing[] = {
        {500, "oops"}, {503, "{}"}, {429, "{}"}, {400, R"({"error":"rate_limit_exceeded"})"}};
    for (const auto& [status, body] : passing) {
        crm_.sign_ins_answer(status, body);
        expect_fault(call(*sender(jwt())), "send.sign_in_later");
    }
    const std::pair<int, const char*> lasting[] = {
        {401, R"({"error":"invalid_client"})"},
        {404, "<html>"},
        {302, ""},
        {200, "<html>sign in</html>"},
        {200, "{}"}};
    for (const auto& [status, body] : lasting) {
        crm_.sign_ins_answer(status, body);
        expect_fault(call(*sender(jwt())), "send.sign_in");
    }
}

TEST_F(SenderTest, AnUnreachableSignInHostIsTriedAgainLater) {
    Account with = jwt();
    with.login_url = "http://127.0.0.1:" + std::to_string(testing::closed_port());
    const auto answer = call(*sender(with));
    expect_fault(answer, "send.sign_in_later");
    EXPECT_NE(answer.error().what.find(with.login_url.substr(7)), std::string::npos) << answer.error().what;
}

TEST_F(SenderTest, ATokenThatNamesAStrangersHostIsNotUsed) {
    for (const char* host :
         {"https://crm.example.evil.example",
          "https://evil.example",
          "http://eu.crm.example",
          "https://user@eu.crm.example",
          "https://evil.example/eu.crm.example",
          "not a url"}) {
        crm_.sign_ins_answer(200, R"({"access_token":"t","instance_url":")" + std::string(host) + "\"}");
        expect_fault(call(*sender(jwt())), "send.sign_in");
    }
}

TEST_F(SenderTest, AHostOfTheVendorIsCalledWhateverTheSignInHost) {
    crm_.sign_ins_answer(200, R"({"access_token":"t","instance_url":"https://no-such-org.crm.example"})");
    const auto answer = sender(jwt(), {.connect_deadline = 5s})->send("crm", {.path = "/x"});
    expect_fault(answer, "send.unreachable");
    EXPECT_NE(answer.error().what.find("no-such-org.crm.example:443"), std::string::npos)
        << answer.error().what;
}

TEST_F(SenderTest, TheAdminsBaseUrlWinsOverTheTokens) {
    crm_.sign_ins_answer(200, R"({"access_token":"t","instance_url":"https://no-such-org.crm.example"})");
    Account with = jwt();
    with.base_url = crm_.url() + "/proxy";
    ASSERT_TRUE(call(*sender(with)).has_value());
    EXPECT_TRUE(crm_.last_api_call().starts_with("GET /proxy/data/leads "));
}

TEST_F(SenderTest, PlainHttpToAnotherMachineIsRefusedBeforeAnythingIsSent) {
    Account with = jwt();
    with.login_url = "http://login.example.com";
    expect_fault(call(*sender(with)), "send.insecure");
    Account keyed{
        .name = "crm", .base_url = "http://mail.example.com", .secrets = {{"api_key", {Secret("k")}}}};
    const Manifest mail = mail_manifest();
    keyed.manifest = &mail;
    expect_fault(call(*sender(keyed)), "send.insecure");
}

TEST_F(SenderTest, AnApiKeyIsTheWholeSignInAndTheNextOneIsTriedAfterARefusal) {
    const Manifest mail = mail_manifest();
    const auto to = sender(
        {.name = "crm",
         .manifest = &mail,
         .base_url = crm_.url(),
         .secrets = {{"api_key", {Secret("new"), Secret("old")}}}}
    );
    const auto used = [&] {
        EXPECT_TRUE(call(*to).has_value());
        const std::string request = crm_.last_api_call();
        const auto at = request.find("Api-Token:");
        return at == std::string::npos ? "" : request.substr(at + 10, 3);
    };
    EXPECT_EQ(used(), "new");
    to->forget_credential("crm");
    EXPECT_EQ(used(), "old");
    EXPECT_EQ(used(), "old");
    to->forget_credential("crm");
    EXPECT_EQ(used(), "new");
    EXPECT_EQ(crm_.sign_ins(), 0);
}

TEST_F(SenderTest, TheOtherSecretInRotationIsTriedWhenTheFirstIsRefused) {
    Account with = credentials();
    with.secrets["client_secret"] = {Secret("first"), Secret("second")};
    crm_.sign_ins_answer(401, R"({"error":"invalid_client"})");
    expect_fault(call(*sender(with)), "send.sign_in");
    EXPECT_EQ(crm_.sign_ins(), 2);
    EXPECT_EQ(field(crm_.last_sign_in(), "client_secret"), "second");
}

TEST_F(SenderTest, WhatIsMissingInTheConfigurationIsNamed) {
    Account no_id = jwt(), no_user = jwt(), no_key = jwt(), bad_key = jwt(), no_flow = jwt();
    no_id.settings.erase("client_id");
    no_user.settings.erase("username");
    no_key.secrets.clear();
    bad_key.secrets["private_key"] = {Secret("-----BEGIN NONSENSE-----")};
    no_flow.flow = "magic";
    const std::pair<Account, const char*> cases[] = {
        {no_id, "client_id"},
        {no_user, "username"},
        {no_key, "private_key"},
        {bad_key, "private_key"},
        {no_flow, "flow"}};
    for (const auto& [with, word] : cases) {
        const auto answer = call(*sender(with));
        expect_fault(answer, "send.sign_in");
        EXPECT_NE(answer.error().what.find(word), std::string::npos) << answer.error().what;
    }
    EXPECT_EQ(crm_.sign_ins(), 0);
}

TEST_F(SenderTest, NoSecretShowsInAnyMessageOrLog) {
    crm_.sign_ins_answer(400, R"({"error":"s3cr&t=","error_description":"no such secret: s3cr&t=\r\nline"})");
    const auto to = sender(credentials());
    const auto refused = call(*to);
    expect_fault(refused, "send.sign_in");
    EXPECT_EQ((refused.error().what + refused.error().remedy).find("s3cr&t="), std::string::npos);
    EXPECT_EQ(refused.error().what.find('\n'), std::string::npos);
    crm_.sign_ins_answer(200, "");
    clock_.pass(31s);
    ASSERT_TRUE(call(*to).has_value());
    for (const char* secret : {"s3cr&t=", "s3cr%26t", "token-", "PRIVATE KEY"})
        EXPECT_EQ(log_.text().find(secret), std::string::npos) << secret;
}

TEST_F(SenderTest, StopEndsAllWhoWaitForASignIn) {
    RawVendor silent([](Peer& peer) { peer.linger(); });
    Account with = jwt();
    with.login_url = silent.url();
    const auto to = sender(with);
    std::atomic<int> stopped{0};
    std::vector<std::thread> callers;
    for (int i = 0; i < 4; ++i)
        callers.emplace_back([&] {
            const auto answer = call(*to);
            stopped += !answer && answer.error().code == "send.stopped" ? 1 : 0;
        });
    ASSERT_TRUE(silent.wait_for_connections(1));
    const auto start = std::chrono::steady_clock::now();
    to->stop();
    for (std::thread& caller : callers) caller.join();
    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
    EXPECT_EQ(stopped, 4);
}

TEST_F(SenderTest, TheDeadlineCoversSignInAndCallTogether) {
    crm_.sign_ins_take(3s);
    const auto start = std::chrono::steady_clock::now();
    expect_fault(call(*sender(jwt(), {.total_deadline = 300ms})), "send.sign_in_later");
    EXPECT_LT(std::chrono::steady_clock::now() - start, 2500ms);
}

TEST_F(SenderTest, AConnectionThatIsNotConfiguredIsNamed) {
    const auto answer = sender(jwt())->send("nobody", {.path = "/x"});
    expect_fault(answer, "send.bad_request");
    EXPECT_NE(answer.error().what.find("'nobody'"), std::string::npos);
}

}  // namespace
}  // namespace crosswalk
