#include "webhooks/verify/verify.h"

#include "connector/crypto/digest.h"
#include "webhooks/verify/signature.h"

#include <algorithm>
#include <array>

namespace crosswalk {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kMostAhead = std::chrono::seconds(300);
constexpr std::size_t kLongestSignature = 512, kLongestStamp = 20, kLongestId = 256;

struct Asked {
    const Webhook& webhook;
    const WebhookEndpoint& hook;
    const VerifyRequest& request;
    std::string_view public_url{};
    Millis now{};
};

Verification forged(std::string_view code, std::string reason, int hashes = 0) {
    return {Authenticity::forged, code, std::move(reason), {}, hashes};
}

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

std::string header_reason(const HeaderFound& found, std::string_view name, std::string_view what) {
    const std::string header = "header " + in_quotes(name);
    if (found.count == 0) return "There is no " + header + ", which carries the " + std::string(what) + ".";
    if (found.count > 1) return "The " + header + " stands " + std::to_string(found.count) + " times.";
    return "The " + header + " is not a readable " + std::string(what) + ".";
}

bool any_fits(const SecretList& secrets, std::string_view given) {
    bool fits = false;
    for (const Secret& secret : secrets) {
        const bool same = crypto::equal_in_constant_time(secret.reveal(), given);
        fits = fits || (same && !secret.empty());
    }
    return fits;
}

Verification verify_path(const Asked& asked, std::string_view given) {
    if (asked.hook.path_secrets.empty()) {
        return forged("verify.no_secret", "No path secret is configured. Set `webhook: path_secret:`.");
    }
    if (given.empty()) return forged("verify.no_path_secret", "The path ends without its secret.");
    if (any_fits(asked.hook.path_secrets, given))
        return {.result = Authenticity::valid, .reason = "path secret"};
    return forged("verify.wrong_path_secret", "The secret in the path is not one of those configured.");
}

bool signs(const Signature& scheme, Signs what) {
    return std::ranges::any_of(scheme.over, [what](const SignedPart& part) { return part.what == what; });
}

// The URL as the vendor may have signed it: first with the declared escapes undone, then as it came.
struct Urls {
    std::array<std::string, 2> forms{};
    std::size_t count = 1;
};
Urls urls_of(const Signature& scheme, const Asked& asked) {
    Urls urls;
    if (!signs(scheme, Signs::url)) return urls;
    std::string_view base = asked.public_url;
    while (base.ends_with('/')) base.remove_suffix(1);
    std::string raw(base);
    raw += asked.request.target;
    if (raw.find('%') != std::string::npos && !scheme.url_unescapes.empty()) {
        urls.forms[0] = unescape_url(raw, scheme);
        if (urls.forms[0] != raw) urls.forms[urls.count++] = std::move(raw);
        return urls;
    }
    urls.forms[0] = std::move(raw);
    return urls;
}

struct Hashed {
    bool fits = false;
    int hashes = 0;
};
// Every secret and every form is hashed, even after one fits or when nothing is claimed: time must not tell.
Hashed hash_all(
    const Signature& scheme,
    const Asked& asked,
    std::string_view claimed,
    std::string_view timestamp,
    std::string_view id
) {
    Hashed out;
    const Urls urls = urls_of(scheme, asked);
    for (std::size_t i = 0; i < urls.count; ++i) {
        const auto message = signed_parts(scheme, asked.request, urls.forms[i], timestamp, id);
        for (const Secret& secret : asked.hook.signing_secrets) {
            const std::string ours = digest(scheme, secret.reveal(), message);
            const bool same = crypto::equal_in_constant_time(ours, claimed);
            out.fits = out.fits || (same && !secret.empty());
            ++out.hashes;
        }
    }
    return out;
}

Verification judge_age(const Signature& scheme, milliseconds age) {
    const std::string seconds = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(age).count());
    if (age < -kMostAhead) {
        return forged("verify.future", "The timestamp is " + seconds.substr(1) + " s ahead of our clock.");
    }
    if (age > scheme.tolerance) {
        const std::string allowed = std::to_string(scheme.tolerance.count());
        std::string reason =
            "The signature is genuine but " + seconds + " s old; " + allowed + " s are allowed.";
        return {Authenticity::stale, "verify.stale", std::move(reason), age, 0};
    }
    return {.result = Authenticity::valid, .reason = "signature " + std::string(scheme.name), .age = age};
}

// What a signature's headers say, before anything is hashed.
struct SignedHead {
    HeaderFound header{}, stamp{}, id{};
    std::optional<std::string> claimed{};
    std::optional<Millis> at{};
};
SignedHead signed_head(const Signature& scheme, const Asked& asked) {
    SignedHead head{
        .header = find_header(asked.request.headers, scheme.header),
        .stamp = find_header(asked.request.headers, scheme.timestamp_header),
        .id = find_header(asked.request.headers, asked.webhook.delivery_id)};
    if (head.header.value.size() <= kLongestSignature)
        head.claimed = claimed_digest(scheme, head.header.value);
    if (head.stamp.value.size() <= kLongestStamp) head.at = read_stamp(scheme.stamp, head.stamp.value);
    return head;
}

// Why no body can make it genuine; nothing when one could.
std::optional<Verification> unfit(const Signature& scheme, const Asked& asked, const SignedHead& head) {
    if (asked.hook.signing_secrets.empty()) {
        return forged("verify.no_secret", "No signing secret is configured. Set `webhook: client_secret:`.");
    }
    if (!scheme.needs_setting.empty()) {
        const auto on = asked.hook.switches.find(scheme.needs_setting);
        if (on == asked.hook.switches.end() || !on->second) {
            std::string reason = "Signature " + in_quotes(scheme.name) +
                                 " is refused unless `webhook: " + std::string(scheme.needs_setting) +
                                 ": true` is set.";
            return forged("verify.switched_off", std::move(reason));
        }
    }
    if (head.header.count != 1 || !head.claimed) {
        const std::string_view code =
            head.header.count > 1 ? "verify.repeated_header" : "verify.unreadable_signature";
        return forged(code, header_reason(head.header, scheme.header, "signature"));
    }
    if (!scheme.timestamp_header.empty() && (head.stamp.count != 1 || !head.at)) {
        const std::string_view code = head.stamp.count == 0  ? "verify.no_timestamp"
                                      : head.stamp.count > 1 ? "verify.repeated_header"
                                                             : "verify.unreadable_timestamp";
        return forged(code, header_reason(head.stamp, scheme.timestamp_header, "timestamp"));
    }
    if (signs(scheme, Signs::id) && (head.id.count != 1 || head.id.value.size() > kLongestId))
        return forged("verify.no_id", header_reason(head.id, asked.webhook.delivery_id, "id"));
    return std::nullopt;
}

Verification verify_signature(const Signature& scheme, const Asked& asked) {
    const SignedHead head = signed_head(scheme, asked);
    const std::string_view stamp_text = head.at ? head.stamp.value : "";
    const std::string_view id_text = head.id.value.substr(0, kLongestId);
    const Hashed hashed = hash_all(scheme, asked, head.claimed ? *head.claimed : "", stamp_text, id_text);
    if (auto refused = unfit(scheme, asked, head)) {
        refused->hashes = hashed.hashes;
        return std::move(*refused);
    }
    if (!hashed.fits) {
        std::string reason =
            "Signature " + in_quotes(scheme.name) +
            " does not fit the bytes. Check the secret, and that `public_url` is what the vendor calls.";
        return forged("verify.wrong_signature", std::move(reason), hashed.hashes);
    }
    const bool timed = !scheme.timestamp_header.empty();
    Verification out =
        timed
            ? judge_age(scheme, asked.now - *head.at)
            : Verification{.result = Authenticity::valid, .reason = "signature " + std::string(scheme.name)};
    out.hashes = hashed.hashes;
    return out;
}

bool present(const Signature& scheme, const VerifyRequest& request) {
    if (find_header(request.headers, scheme.header).count == 0) return false;
    if (scheme.version_header.empty()) return true;
    const HeaderFound version = find_header(request.headers, scheme.version_header);
    return version.count == 1 && version.value == scheme.name;
}

// The strongest scheme that is there. Null when none is.
const Scheme* deciding_scheme(
    const Webhook& webhook, const VerifyRequest& request, std::string_view path_secret_given
) {
    const Scheme* path_secret = nullptr;
    for (const Scheme& scheme : webhook.accept) {
        if (const auto* signature = std::get_if<Signature>(&scheme)) {
            if (present(*signature, request)) return &scheme;
            continue;
        }
        path_secret = &scheme;
        if (!path_secret_given.empty()) return &scheme;
    }
    return path_secret;
}

}  // namespace

std::string_view to_string(Authenticity result) {
    constexpr std::array<std::string_view, 3> kWords = {"valid", "stale", "forged"};
    return kWords.at(static_cast<std::size_t>(result));
}

HeaderFound find_header(std::span<const std::pair<std::string, std::string>> headers, std::string_view name) {
    HeaderFound found;
    if (name.empty()) return found;
    const auto alike = [](char a, char b) {
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
        return lower(a) == lower(b);
    };
    for (const auto& [key, value] : headers) {
        if (key.size() != name.size() || !std::equal(key.begin(), key.end(), name.begin(), alike)) continue;
        if (found.count++ == 0) found.value = value;
    }
    return found;
}

Verification verify(
    const Webhook& webhook,
    const WebhookEndpoint& hook,
    const VerifyRequest& request,
    std::string_view public_url,
    std::string_view path_secret_given,
    Millis now
) {
    const Asked asked{webhook, hook, request, public_url, now};
    const Scheme* const scheme = deciding_scheme(webhook, request, path_secret_given);
    if (scheme == nullptr && webhook.accept.empty())
        return forged("verify.not_callable", "This vendor sends no webhooks to Crosswalk.");
    if (scheme == nullptr)
        return forged("verify.no_signature", "No signature that this vendor uses is among the headers.");
    if (const auto* signature = std::get_if<Signature>(scheme)) return verify_signature(*signature, asked);
    return verify_path(asked, path_secret_given);
}

bool may_be_genuine(
    const Webhook& webhook, const WebhookEndpoint& hook, const VerifyRequest& head, std::string_view path_secret_given
) {
    const Asked asked{webhook, hook, head, {}, {}};
    const Scheme* const scheme = deciding_scheme(webhook, head, path_secret_given);
    if (scheme == nullptr) return false;
    if (const auto* signature = std::get_if<Signature>(scheme))
        return !unfit(*signature, asked, signed_head(*signature, asked));
    return any_fits(hook.path_secrets, path_secret_given);
}

void equalize_timing(const VerifyRequest& request, int times) {
    static const std::string kKey = crypto::random_bytes(32);
    for (int i = 0; i < times; ++i) {
        const std::string_view message[] = {request.target, request.body};
        crypto::equal_in_constant_time(crypto::hmac_sha256_of(kKey, message), kKey);
    }
}

}  // namespace crosswalk
