// HubSpot's webhooks: signed lists of events, which go astray, come twice or come in another order when told.
#include <algorithm>

#include "connector/crypto/crypto.h"
#include "tests/support/hubspot_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostEvents = 100;

std::string decode_for_v3(std::string url) {
    static const Pairs kEscapes{
        {"%3A", ":"},
        {"%2F", "/"},
        {"%3F", "?"},
        {"%40", "@"},
        {"%21", "!"},
        {"%24", "$"},
        {"%27", "'"},
        {"%28", "("},
        {"%29", ")"},
        {"%2A", "*"},
        {"%2C", ","},
        {"%3B", ";"}};
    for (const auto& [from, to] : kEscapes) {
        for (auto at = url.find(from); at != std::string::npos; at = url.find(from, at + 1))
            url.replace(at, 3, to);
    }
    return url;
}

}  // namespace

void HubSpotDouble::lose_hooks(int next) {
    const std::scoped_lock lock(mutex_);
    to_lose_ = next;
}

void HubSpotDouble::repeat_hooks(int next) {
    const std::scoped_lock lock(mutex_);
    to_repeat_ = next;
}

void HubSpotDouble::hold_hooks() {
    const std::scoped_lock lock(mutex_);
    holding_ = true;
}

void HubSpotDouble::release_hooks(bool reversed) {
    const std::scoped_lock lock(mutex_);
    holding_ = false;
    if (reversed) std::reverse(held_.begin(), held_.end());
    for (auto& events : held_) post_events(std::move(events));
    held_.clear();
}

void HubSpotDouble::send_events(const json::array& events) {
    const std::scoped_lock lock(mutex_);
    for (std::size_t at = 0; at < events.size(); at += kMostEvents) {
        json::array some;
        for (std::size_t i = at; i < events.size() && i < at + kMostEvents; ++i) some.push_back(events[i]);
        if (to_lose_ > 0) {
            --to_lose_;
            continue;
        }
        const int copies = to_repeat_ > 0 ? 2 : 1;
        if (to_repeat_ > 0) --to_repeat_;
        for (int copy = 0; copy < copies; ++copy) {
            if (holding_)
                held_.push_back(some);
            else
                post_events(some);
        }
    }
}

// Signed anew for every attempt.
void HubSpotDouble::post_events(json::array events) {
    webhooks_.send([this, some = std::move(events)](int attempt) mutable {
        for (auto& one : some)
            if (one.is_object()) one.get_object()["attemptNumber"] = attempt;
        return signed_hook(json::serialize(some));
    });
}

void HubSpotDouble::send_body(std::string body) {
    webhooks_.send([this, body = std::move(body)](int) { return signed_hook(body); });
}

Hook HubSpotDouble::signed_hook(std::string body) const {
    const std::scoped_lock lock(mutex_);
    Hook hook;
    hook.url = hook_url_;
    hook.body = std::move(body);
    const auto stamp = std::to_string(now_ms());
    const auto text = "POST" + decode_for_v3(signed_url_) + hook.body + stamp;
    hook.headers = {
        {"X-HubSpot-Signature", crypto::hex(crypto::sha256(hook_secret_ + hook.body))},
        {"X-HubSpot-Signature-Version", "v1"},
        {"X-HubSpot-Signature-v3", crypto::base64(crypto::hmac_sha256(hook_secret_, text))},
        {"X-HubSpot-Request-Timestamp", stamp}};
    return hook;
}

}  // namespace crosswalk::doubles
