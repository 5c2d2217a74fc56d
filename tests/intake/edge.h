// An edge with two connections: one whose vendor signs, one with a secret in its path.
#pragma once

#include "connector/crypto/crypto.h"
#include "tests/intake/fake_store.h"
#include "tests/verify/signing_vendor.h"
#include "webhooks/intake/intake.h"

#include <algorithm>

namespace crosswalk::testing {

inline constexpr std::string_view kPublicUrl = "https://crosswalk.example.com";
inline constexpr std::string_view kPathSecret = "Zk3v9QyF0a1b2c3d4e5f6g7h";
inline constexpr std::string_view kSigningSecret = "crosswalk-test-client-secret";

class Edge {
public:
    Edge() {
        signing_.manifest.webhook = signing_webhook();
        signing_.manifest.webhook.delivery_id = "X-Delivery";
        signing_.manifest.webhook.keep_headers = {"X-HubSpot-Request-Timestamp"};
        signing_.manifest.webhook.accept_stale_for = std::chrono::hours(1);
        silent_.manifest.webhook.accept = {SecretInPath{}};
        silent_.manifest.webhook.ok = {.status = 200, .content_type = "text/xml", .body = "<ack/>"};
        silent_.manifest.webhook.busy = {.status = 429, .retry_after = 7};
        silent_.manifest.webhook.max_body = 64;
        silent_.manifest.webhook.secret_elements = {"Session"};
    }

    WebhookEndpoints hooks() const {
        WebhookEndpoints hooks{.public_url = std::string(kPublicUrl)};
        hooks.hooks.push_back(
            {.connection = "signed",
             .adapter = &signing_,
             .secrets = {{"client_secret", {Secret(std::string(kSigningSecret))}}}}
        );
        hooks.hooks.push_back(
            {.connection = "silent", .adapter = &silent_, .secrets = {{"path_secret", {Secret(std::string(kPathSecret))}}}}
        );
        return hooks;
    }
    Intake& intake() {
        if (!intake_)
            intake_ = std::make_unique<Intake>(
                hooks(), store, clock, [this] { ++woken; }, IntakeParts{.pace = &pace}
            );
        return *intake_;
    }
    Adapter& signing() { return signing_; }
    Adapter& silent() { return silent_; }

    // Signed with v3, now.
    ServerRequest signed_request(std::string target, std::string body) const {
        const std::string stamp = std::to_string(clock.millis.load());
        const std::string over = "POST" + std::string(kPublicUrl) + target + body + stamp;
        return {
            .method = "POST",
            .target = std::move(target),
            .headers =
                {{"Host", "crosswalk.example.com"},
                 {"Content-Type", "application/json"},
                 {"X-HubSpot-Signature-v3", crypto::base64(crypto::hmac_sha256(kSigningSecret, over))},
                 {"X-HubSpot-Request-Timestamp", stamp}},
            .body = std::move(body)};
    }

    FakeStore store;
    FakeClock clock;
    Pace pace;
    std::atomic<int> woken = 0;

private:
    Adapter signing_{}, silent_{};
    std::unique_ptr<Intake> intake_{};
};

}  // namespace crosswalk::testing
