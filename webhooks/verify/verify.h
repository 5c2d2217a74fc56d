// webhooks/verify/verify.h - is this delivery the vendor's own? Runs on the raw bytes, before anything parses
// them.
#pragma once

#include "webhooks/route/endpoints.h"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace crosswalk {

enum class Authenticity { valid, stale, forged, needs_key };
std::string_view to_string(Authenticity);

// Views into the request; nothing is copied.
struct VerifyRequest {
    std::string_view method{}, target{};  // the raw target, with a secret in its path
    std::span<const std::pair<std::string, std::string>> headers{};
    std::string_view body{};
};

struct Verification {
    Authenticity result = Authenticity::forged;
    std::string_view code{};           // "verify.wrong_signature"; empty when valid
    std::string reason{};              // for the admin, never for the caller; names no secret
    std::chrono::milliseconds age{0};  // of the signature, where it carries a time
    int hashes = 0;         // how often the body was hashed: a refusal elsewhere must cost the same
    std::string key_url{};  // of needs_key: what must be fetched before this can be judged
};

// The keys that vendors publish, by address, as far as they are here. Safe to share between threads.
class KnownKeys {
public:
    virtual ~KnownKeys() = default;
    virtual std::optional<std::string> find(const std::string& url) const = 0;
};

struct VerifyContext {
    std::string_view public_url{}, path_secret{};  // the secret as the path gave it
    Millis now{};
    const KnownKeys* keys = nullptr;  // null: none is known
};

// Pure. The strongest scheme present decides; there is no fallback to a weaker one.
// A signature exactly as old as its tolerance is valid, an older one stale, one more than 300 s ahead forged.
// Every secret of a list is tried, in time that depends on lengths only.
// A key is asked for only from addresses that the manifest allows, and only once all else is in order.
Verification verify(const Webhook&, const WebhookEndpoint&, const VerifyRequest&, const VerifyContext&);

// Whether a delivery with this head can be genuine at all, so that its body is worth reading: the path secret
// fits, or a signature with all that belongs to it is there. What would stand in the body counts as there.
// Its time depends on lengths only.
bool may_be_genuine(
    const Webhook&, const WebhookEndpoint&, const VerifyRequest& head, std::string_view path_secret_given
);

// The value of a header that stands exactly once.
struct HeaderFound {
    std::size_t count = 0;
    std::string_view value{};  // of the first one
};
HeaderFound find_header(std::span<const std::pair<std::string, std::string>> headers, std::string_view name);

// Hashes the body as often as `times` says, under a key that fits nothing, so that refusing without a secret
// takes as long as refusing with one.
void equalize_timing(const VerifyRequest&, int times);

}  // namespace crosswalk
