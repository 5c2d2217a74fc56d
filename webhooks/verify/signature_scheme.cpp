// A delivery that carries a signature.
#include "connector/crypto/crypto.h"
#include "webhooks/verify/schemes.h"
#include "webhooks/verify/signature.h"

#include <algorithm>
#include <array>
#include <regex>

namespace crosswalk {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kMostAhead = std::chrono::seconds(300);
constexpr std::size_t kLongestId = 256, kLongestKeyUrl = 512;

// What a delivery says about its signature, before anything is hashed.
struct Claims {
    FoundValue header{}, stamp{}, id{};
    ClaimedSignatures signatures{};
    std::optional<Millis> at{};
};

bool is_timed(const Signature& scheme) { return scheme.stamp != Stamp::none; }

Claims claims_of(const Signature& scheme, const Asked& asked) {
    Claims claims{.header = asked.values.at(scheme.header), .id = asked.values.at(asked.webhook.delivery_id)};
    claims.signatures = read_signatures(scheme, claims.header.text);
    claims.stamp =
        scheme.timestamp_key.empty() ? asked.values.at(scheme.timestamp_header) : claims.signatures.stamp;
    claims.at = read_stamp(scheme.stamp, claims.stamp.text);
    return claims;
}

std::string place_name(std::string_view place) {
    return (in_body(place) ? "body's " : "header ") + in_quotes(place);
}

std::string place_reason(const FoundValue& found, std::string_view place, std::string_view what) {
    const std::string name = place_name(place);
    if (found.count == 0) return "There is no " + name + ", which carries the " + std::string(what) + ".";
    if (found.count > 1) return "The " + name + " stands " + std::to_string(found.count) + " times.";
    return "The " + name + " is not a readable " + std::string(what) + ".";
}

bool covers(const Signature& scheme, Signs what) {
    return std::ranges::any_of(scheme.over, [what](const SignedPart& part) { return part.what == what; });
}

bool is_switched_on(const Signature& scheme, const Asked& asked) {
    if (scheme.needs_setting.empty()) return true;
    const auto on = asked.hook.switches.find(scheme.needs_setting);
    return on != asked.hook.switches.end() && on->second;
}

// Empty where it is for this account.
std::string foreign_reason(const Signature& scheme, const Asked& asked) {
    for (const AccountCheck& check : scheme.account_checks) {
        FoundValue found = asked.values.at(check.at);
        if (found.count == 0 && !check.or_at.empty()) found = asked.values.at(check.or_at);
        const auto ours = asked.hook.texts.find(check.setting);
        if (found.unseen) continue;
        if (ours == asked.hook.texts.end() || std::ranges::count(ours->second, found.text) == 0 ||
            found.count != 1)
            return "The " + place_name(check.at) + " is not what `webhook: " + std::string(check.setting) +
                   ":` says.";
    }
    return {};
}

std::optional<Verification> unreadable(const Signature& scheme, const Asked& asked, const Claims& claims) {
    if (claims.header.unseen) return std::nullopt;
    if (claims.header.count != 1 || claims.signatures.bytes.empty()) {
        const std::string_view code =
            claims.header.count > 1 ? "verify.repeated_header" : "verify.unreadable_signature";
        return forged(code, place_reason(claims.header, scheme.header, "signature"));
    }
    if (is_timed(scheme) && !claims.stamp.unseen && (claims.stamp.count != 1 || !claims.at)) {
        const std::string_view code = claims.stamp.count == 0  ? "verify.no_timestamp"
                                      : claims.stamp.count > 1 ? "verify.repeated_header"
                                                               : "verify.unreadable_timestamp";
        const auto place = scheme.timestamp_key.empty() ? scheme.timestamp_header : scheme.header;
        return forged(code, place_reason(claims.stamp, place, "timestamp"));
    }
    if (covers(scheme, Signs::id) && (claims.id.count != 1 || claims.id.text.size() > kLongestId))
        return forged("verify.no_id", place_reason(claims.id, asked.webhook.delivery_id, "id"));
    return std::nullopt;
}

// Why no body can make it genuine; nothing when one could.
std::optional<Verification> unfit(const Signature& scheme, const Asked& asked, const Claims& claims) {
    if (scheme.published_key.at.empty() && secrets_of(asked.hook, scheme.secret_setting).empty()) {
        return forged(
            "verify.no_secret",
            "No signing secret is configured. Set `webhook: " + std::string(scheme.secret_setting) + ":`."
        );
    }
    if (!is_switched_on(scheme, asked)) {
        std::string reason = "Signature " + in_quotes(scheme.name) +
                             " is refused unless `webhook: " + std::string(scheme.needs_setting) +
                             ": true` is set.";
        return forged("verify.switched_off", std::move(reason));
    }
    if (auto bad = unreadable(scheme, asked, claims)) return bad;
    if (auto foreign = foreign_reason(scheme, asked); !foreign.empty())
        return forged("verify.not_for_this_account", std::move(foreign));
    return std::nullopt;
}

// The URL as the vendor may have signed it: first with the declared escapes undone, then as it came.
struct Urls {
    std::array<std::string, 2> forms{};
    std::size_t count = 1;
};
Urls urls_of(const Signature& scheme, const Asked& asked) {
    Urls urls;
    if (!covers(scheme, Signs::url)) return urls;
    std::string_view base = asked.context.public_url;
    while (base.ends_with('/')) base.remove_suffix(1);
    std::string raw(base);
    raw += asked.values.request().target;
    if (raw.find('%') != std::string::npos && !scheme.url_unescapes.empty()) {
        urls.forms[0] = unescape_url(raw, scheme);
        if (urls.forms[0] != raw) urls.forms[urls.count++] = std::move(raw);
        return urls;
    }
    urls.forms[0] = std::move(raw);
    return urls;
}

bool fits_any(const ClaimedSignatures& claimed, std::string_view ours) {
    bool fits = false;
    for (const std::string& one : claimed.bytes) fits = crypto::equal_in_constant_time(ours, one) || fits;
    return fits;
}

struct Hashed {
    bool fits = false;
    int hashes = 0;
};
// Every secret and every form is hashed, even after one fits or when nothing is claimed: time must not tell.
Hashed hash_all(const Signature& scheme, const Asked& asked, const Claims& claims) {
    Hashed out;
    const Urls urls = urls_of(scheme, asked);
    SignedWith with{
        .timestamp = claims.at ? claims.stamp.text : std::string_view{},
        .id = claims.id.text.substr(0, kLongestId)};
    for (std::size_t i = 0; i < urls.count; ++i) {
        with.url = urls.forms[i];
        for (const Secret& secret : secrets_of(asked.hook, scheme.secret_setting)) {
            const std::string key = key_bytes(scheme.secret_form, secret.reveal());
            with.secret = key;
            const SignedMessage message(scheme, asked.hook, asked.values, with);
            bool same = false;
            if (is_asymmetric(scheme.algorithm)) {
                for (const std::string& one : claims.signatures.bytes)
                    same = is_signed(scheme, key, message.parts(), one) || same;
            } else {
                same = fits_any(claims.signatures, digest(scheme, key, message.parts()));
            }
            out.fits = out.fits || (same && !key.empty());
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
        return {
            .result = Authenticity::stale, .code = "verify.stale", .reason = std::move(reason), .age = age};
    }
    return {.result = Authenticity::valid, .reason = "signature " + std::string(scheme.name), .age = age};
}

Verification genuine(const Signature& scheme, const Asked& asked, const Claims& claims) {
    if (is_timed(scheme)) return judge_age(scheme, asked.context.now - *claims.at);
    return {.result = Authenticity::valid, .reason = "signature " + std::string(scheme.name)};
}

Verification wrong_signature(const Signature& scheme) {
    return forged(
        "verify.wrong_signature",
        "Signature " + in_quotes(scheme.name) +
            " does not fit the bytes. Check the secret, and that `public_url` is what the vendor calls."
    );
}

// The address of the key; empty when it is none that may be fetched.
std::string key_url_of(const PublishedKey& published, std::string_view at, const Asked& asked) {
    const FoundValue found = asked.values.at(at);
    if (found.count != 1 || found.text.size() > kLongestKeyUrl) return {};
    std::string url = std::string(published.base) + std::string(found.text);
    try {
        const std::regex allowed(published.pattern.begin(), published.pattern.end());
        if (std::regex_match(url, allowed)) return url;
    } catch (const std::regex_error&) {
        return {};
    }
    return {};
}

struct UnderPublishedKey {
    std::string_view key_at{};
    const ClaimedSignatures& signatures;
};
Verification judge_under(
    const Signature& scheme, const Asked& asked, const Claims& claims, const UnderPublishedKey& under
) {
    const std::string url = key_url_of(scheme.published_key, under.key_at, asked);
    if (url.empty())
        return forged(
            "verify.foreign_key", "The delivery names a key at an address that is not the vendor's."
        );
    const auto key = asked.context.keys == nullptr ? std::nullopt : asked.context.keys->find(url);
    if (!key) {
        Verification out{
            .result = Authenticity::needs_key,
            .code = "verify.needs_key",
            .reason = "The vendor's key " + url + " is not here yet."};
        out.key_url = url;
        return out;
    }
    const SignedWith with{.timestamp = claims.stamp.text, .id = claims.id.text};
    const SignedMessage message(scheme, asked.hook, asked.values, with);
    const bool fits = std::ranges::any_of(under.signatures.bytes, [&](const std::string& one) {
        return is_signed(scheme, *key, message.parts(), one);
    });
    return fits ? genuine(scheme, asked, claims) : wrong_signature(scheme);
}

bool is_proven(const Verification& out) {
    return out.result == Authenticity::valid || out.result == Authenticity::stale;
}

Verification judge_published(const Signature& scheme, const Asked& asked, const Claims& claims) {
    const PublishedKey& published = scheme.published_key;
    Verification first = judge_under(scheme, asked, claims, {published.at, claims.signatures});
    const FoundValue found = asked.values.at(published.second_header);
    if (is_proven(first) || found.count != 1) return first;
    const ClaimedSignatures signatures = read_signatures(scheme, found.text);
    Verification second = judge_under(scheme, asked, claims, {published.second_at, signatures});
    const bool tell_second = is_proven(second) || first.result == Authenticity::forged;
    return tell_second ? second : first;
}

}  // namespace

bool is_present(const Signature& scheme, const Asked& asked) {
    const FoundValue found = asked.values.at(scheme.header);
    if (found.count == 0) return false;
    if (scheme.layout == Layout::versions && !found.unseen) {
        const std::string item = std::string(scheme.prefix) + ",", later = " " + item;
        if (!found.text.starts_with(item) && found.text.find(later) == std::string_view::npos) return false;
    }
    if (scheme.version_header.empty()) return true;
    const FoundValue version = asked.values.at(scheme.version_header);
    return version.unseen || (version.count == 1 && version.text == scheme.name);
}

Verification judge(const Signature& scheme, const Asked& asked) {
    const Claims claims = claims_of(scheme, asked);
    const bool published = !scheme.published_key.at.empty();
    const Hashed hashed = published ? Hashed{} : hash_all(scheme, asked, claims);
    Verification out;
    if (auto refused = unfit(scheme, asked, claims))
        out = std::move(*refused);
    else if (published)
        out = judge_published(scheme, asked, claims);
    else
        out = hashed.fits ? genuine(scheme, asked, claims) : wrong_signature(scheme);
    out.hashes = hashed.hashes;
    return out;
}

bool may_be_genuine(const Signature& scheme, const Asked& asked) {
    return !unfit(scheme, asked, claims_of(scheme, asked));
}

}  // namespace crosswalk
