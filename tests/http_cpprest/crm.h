// tests/http_cpprest/crm.h - a vendor that is both sign-in host and API, and a sender that calls it.
#pragma once

#include "connector/io/http_cpprest/sender.h"
#include "tests/http_cpprest/keys.h"
#include "tests/http_cpprest/raw_vendor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

namespace crosswalk::testing {

class HandClock final : public Clock {
public:
    Millis now() const override { return Millis{std::chrono::seconds(1'800'000'000) + steady()}; }
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

inline constexpr ErrorRule kCrmSignInRules[] = {
    {"invalid_grant", Verdict::reconnect, "Let this user use the app.", {}, "approved this consumer"}};

inline Manifest crm_manifest() {
    Manifest manifest;
    manifest.vendor = "crm";
    manifest.login_url = "https://login.example.com";
    manifest.sign_in_rules = kCrmSignInRules;
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

inline Manifest mail_manifest() {
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
                {"private_key", {Secret(rsa_key().private_pem)}}, {"client_secret", {Secret("s3cr&t=")}}}};
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

inline std::string field(const std::string& request, const std::string& name) {
    auto at = request.find("\r\n\r\n");
    at = at == std::string::npos ? at : request.find(name + "=", at);
    if (at == std::string::npos) return {};
    at += name.size() + 1;
    return request.substr(at, request.find('&', at) - at);
}

inline void expect_fault(const Result<HttpResponse>& answer, std::string_view code) {
    ASSERT_FALSE(answer.has_value()) << "status " << answer->status;
    EXPECT_EQ(answer.error().code, code) << answer.error().what;
    EXPECT_FALSE(answer.error().remedy.empty());
}

}  // namespace crosswalk::testing
