#include "webhooks/verify/verify.h"

#include "connector/contract/text.h"
#include "connector/crypto/digest.h"
#include "webhooks/verify/schemes.h"

#include <algorithm>
#include <array>

namespace crosswalk {
namespace {

bool is_present_one(const Scheme& scheme, const Asked& asked) {
    return std::visit([&](const auto& one) { return is_present(one, asked); }, scheme);
}

// The strongest scheme that is there. Without any, the secret in the path, which needs no header, is what is
// missing. Null when the vendor has none.
const Scheme* deciding_scheme(const Asked& asked) {
    const Scheme* path_secret = nullptr;
    for (const Scheme& scheme : asked.webhook.accept) {
        if (is_present_one(scheme, asked)) return &scheme;
        if (std::holds_alternative<SecretInPath>(scheme)) path_secret = &scheme;
    }
    return path_secret;
}

bool is_of_another_sender(const Scheme& scheme) {
    const auto* header = std::get_if<SecretInHeader>(&scheme);
    return header != nullptr && header->beside;
}

// A stronger scheme that the admin has set up with a secret of its own: leaving it out must not make a
// delivery easier to forge. Null when there is none.
const Scheme* expected_instead(const Scheme& deciding, const Asked& asked) {
    if (is_of_another_sender(deciding)) return nullptr;
    for (const Scheme& scheme : asked.webhook.accept) {
        if (&scheme == &deciding) return nullptr;
        const std::string_view setting = setting_of(scheme);
        if (setting != setting_of(deciding) && is_any_set(secrets_of(asked.hook, setting))) return &scheme;
    }
    return nullptr;
}

Verification missing_stronger(const Scheme& expected) {
    return forged(
        "verify.stronger_missing",
        "The delivery does not carry the proof of `webhook: " + std::string(setting_of(expected)) +
            ":`, which is configured. Set it up at the vendor too, or remove it here."
    );
}

}  // namespace

Verification forged(std::string_view code, std::string reason) {
    return {.result = Authenticity::forged, .code = code, .reason = std::move(reason)};
}

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

const SecretList& secrets_of(const WebhookEndpoint& hook, std::string_view setting) {
    static const SecretList kNone;
    const auto found = hook.secrets.find(setting);
    return found == hook.secrets.end() ? kNone : found->second;
}

bool is_any_set(const SecretList& secrets) {
    return std::ranges::any_of(secrets, [](const Secret& secret) { return !secret.empty(); });
}

std::string_view setting_of(const Scheme& scheme) {
    if (const auto* path = std::get_if<SecretInPath>(&scheme)) return path->setting;
    if (const auto* header = std::get_if<SecretInHeader>(&scheme)) return header->setting;
    if (const auto* basic = std::get_if<BasicLogin>(&scheme)) return basic->password_setting;
    return std::get<Signature>(scheme).secret_setting;
}

std::string_view to_string(Authenticity result) {
    constexpr std::array<std::string_view, 4> kWords = {"valid", "stale", "forged", "needs_key"};
    return kWords.at(static_cast<std::size_t>(result));
}

HeaderFound find_header(std::span<const std::pair<std::string, std::string>> headers, std::string_view name) {
    HeaderFound found;
    if (name.empty()) return found;
    for (const auto& [key, value] : headers) {
        if (!same_but_for_case(key, name)) continue;
        if (found.count++ == 0) found.value = value;
    }
    return found;
}

Verification verify(
    const Webhook& webhook,
    const WebhookEndpoint& hook,
    const VerifyRequest& request,
    const VerifyContext& context
) {
    DeliveryValues values(request, DeliveryValues::Has::body);
    const Asked asked{webhook, hook, values, context};
    const Scheme* const scheme = deciding_scheme(asked);
    if (scheme == nullptr && webhook.accept.empty())
        return forged("verify.not_callable", "This vendor sends no webhooks to Crosswalk.");
    if (scheme == nullptr)
        return forged("verify.no_signature", "No signature that this vendor uses is among the headers.");
    Verification out = std::visit([&](const auto& one) { return judge(one, asked); }, *scheme);
    const Scheme* const expected = expected_instead(*scheme, asked);
    if (expected == nullptr || out.result == Authenticity::forged) return out;
    Verification missing = missing_stronger(*expected);
    missing.hashes = out.hashes;
    return missing;
}

bool may_be_genuine(
    const Webhook& webhook,
    const WebhookEndpoint& hook,
    const VerifyRequest& head,
    std::string_view path_secret_given
) {
    DeliveryValues values(head, DeliveryValues::Has::head);
    const VerifyContext context{.path_secret = path_secret_given};
    const Asked asked{webhook, hook, values, context};
    const Scheme* const scheme = deciding_scheme(asked);
    if (scheme == nullptr) return false;
    if (const auto* signature = std::get_if<Signature>(scheme)) return may_be_genuine(*signature, asked);
    return std::visit([&](const auto& one) { return judge(one, asked); }, *scheme).result ==
           Authenticity::valid;
}

void equalize_timing(const VerifyRequest& request, int times) {
    static const std::string kKey = crypto::random_bytes(32);
    for (int i = 0; i < times; ++i) {
        const std::string_view message[] = {request.target, request.body};
        crypto::equal_in_constant_time(crypto::hmac_sha256_of(kKey, message), kKey);
    }
}

}  // namespace crosswalk
