#include "connector/app/admin/challenges.h"

#include "connector/crypto/crypto.h"

#include <charconv>

namespace crosswalk {
namespace {

constexpr std::size_t kNonceBytes = 16, kKeyBytes = 32, kLongest = 256;

}  // namespace

Challenges::Challenges() : key_(crypto::random_bytes(kKeyBytes)) {}

std::string Challenges::sign(std::string_view text, std::string_view purpose) const {
    return crypto::hmac_sha256(key_, std::to_string(text.size()) + " " + std::string(text) + std::string(purpose));
}

// The bytes are a text of our own, "END NONCE HMAC", so that they can be read again.
std::string Challenges::issue(std::string_view purpose, Millis now) const {
    const std::string text =
        std::to_string((now + kLast).time_since_epoch().count()) + " " + crypto::hex(crypto::random_bytes(kNonceBytes));
    return crypto::base64url(text + " " + crypto::hex(sign(text, purpose)));
}

bool Challenges::redeem(std::string_view challenge, std::string_view purpose, Millis now) {
    if (challenge.size() > kLongest) return false;
    const auto bytes = crypto::from_base64url(challenge);
    if (!bytes) return false;
    const auto gap = bytes->rfind(' ');
    if (gap == std::string::npos) return false;
    const std::string_view text = std::string_view(*bytes).substr(0, gap), proof = std::string_view(*bytes).substr(gap + 1);
    if (!crypto::equal_in_constant_time(proof, crypto::hex(sign(text, purpose)))) return false;
    std::int64_t end = 0;
    std::from_chars(text.data(), text.data() + text.size(), end);
    const Millis until{std::chrono::milliseconds{end}};
    if (now >= until) return false;
    const std::lock_guard lock(mutex_);
    std::erase_if(used_, [&](const auto& one) { return one.second <= now; });
    return used_.try_emplace(std::string(challenge), until).second;
}

}  // namespace crosswalk
