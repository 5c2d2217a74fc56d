#include "webhooks/verify/signature.h"

#include "connector/contract/text.h"
#include "connector/crypto/digest.h"
#include "connector/crypto/public_key.h"

#include <algorithm>
#include <charconv>

namespace crosswalk {
namespace {

constexpr std::int64_t kLastSecond = 253'402'300'799;  // 9999-12-31T23:59:59Z
constexpr std::size_t kLongestNumber = 20, kLongestDate = 40;

bool starts_alike(std::string_view text, std::string_view with) {
    return same_but_for_case(text.substr(0, with.size()), with);
}

std::optional<Millis> read_number(Stamp stamp, std::string_view text) {
    const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (text.empty() || text.size() > kLongestNumber || !digits) return std::nullopt;
    std::int64_t number = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc{})
        return std::nullopt;
    if (stamp == Stamp::seconds) {
        if (number > kLastSecond) return std::nullopt;
        return Millis(std::chrono::seconds(number));
    }
    if (number > kLastSecond * 1'000) return std::nullopt;
    return Millis(std::chrono::milliseconds(number));
}

crypto::PublicKeyAlgorithm public_key_algorithm(Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::rsa_sha1:
            return crypto::PublicKeyAlgorithm::rsa_sha1;
        case Algorithm::rsa_sha256:
            return crypto::PublicKeyAlgorithm::rsa_sha256;
        case Algorithm::ecdsa_sha256:
            return crypto::PublicKeyAlgorithm::ecdsa_sha256;
        default:
            return crypto::PublicKeyAlgorithm::ed25519;
    }
}

}  // namespace

std::optional<Millis> read_stamp(Stamp stamp, std::string_view text) {
    if (text.size() > kLongestDate) return std::nullopt;
    switch (stamp) {
        case Stamp::none:
            return std::nullopt;
        case Stamp::http_date:
            return parse_http_date(text);
        case Stamp::iso:
            if (const auto when = parse_iso(text)) return when->at;
            return std::nullopt;
        case Stamp::seconds:
        case Stamp::milliseconds:
            break;
    }
    return read_number(stamp, text);
}

std::string unescape_url(std::string_view url, const Signature& scheme) {
    std::string out;
    out.reserve(url.size());
    while (!url.empty()) {
        const auto fits = [url](const auto& pair) {
            return !pair.first.empty() && starts_alike(url, pair.first);
        };
        const auto it = std::ranges::find_if(scheme.url_unescapes, fits);
        if (it == scheme.url_unescapes.end()) {
            out += url.front();
            url.remove_prefix(1);
        } else {
            out += it->second;
            url.remove_prefix(it->first.size());
        }
    }
    return out;
}

SignedMessage::SignedMessage(
    const Signature& scheme, const WebhookEndpoint& hook, DeliveryValues& values, const SignedWith& with
) {
    for (const SignedPart& part : scheme.over) add(part, hook, values, with);
}

void SignedMessage::add(
    const SignedPart& part, const WebhookEndpoint& hook, DeliveryValues& values, const SignedWith& with
) {
    switch (part.what) {
        case Signs::literal:
            return parts_.push_back(part.text);
        case Signs::method:
            return parts_.push_back(values.request().method);
        case Signs::url:
            return parts_.push_back(with.url);
        case Signs::timestamp:
            return parts_.push_back(with.timestamp);
        case Signs::id:
            return parts_.push_back(with.id);
        case Signs::body:
            return parts_.push_back(values.request().body);
        case Signs::secret:
            return parts_.push_back(with.secret);
        case Signs::text_setting: {
            const auto found = hook.texts.find(part.text);
            if (found != hook.texts.end() && !found->second.empty()) parts_.push_back(found->second.front());
            return;
        }
        case Signs::value:
            return parts_.push_back(values.at(part.text).text);
        case Signs::named_value: {
            const FoundValue found = values.at("/" + std::string(part.text));
            if (found.count > 0) parts_.insert(parts_.end(), {part.text, "\n", found.text, "\n"});
            return;
        }
    }
}

bool is_asymmetric(Algorithm algorithm) {
    return algorithm == Algorithm::rsa_sha1 || algorithm == Algorithm::rsa_sha256 ||
           algorithm == Algorithm::ecdsa_sha256 || algorithm == Algorithm::ed25519;
}

std::string digest(const Signature& scheme, std::string_view key, std::span<const std::string_view> message) {
    switch (scheme.algorithm) {
        case Algorithm::hmac_sha256:
            return crypto::hmac_sha256_of(key, message);
        case Algorithm::hmac_sha1:
            return crypto::hmac_sha1_of(key, message);
        case Algorithm::sha256_after_secret: {
            std::vector<std::string_view> all{key};
            all.insert(all.end(), message.begin(), message.end());
            return crypto::sha256_of(all);
        }
        default:
            return crypto::sha256_of(message);
    }
}

bool is_public_key_for(const Signature& scheme, std::string_view key) {
    return crypto::is_public_key(public_key_algorithm(scheme.algorithm), key);
}

bool is_signed(
    const Signature& scheme,
    std::string_view key,
    std::span<const std::string_view> message,
    std::string_view signature
) {
    return crypto::verify_signature(public_key_algorithm(scheme.algorithm), key, message, signature);
}

std::string key_bytes(const SecretForm& form, std::string_view secret) {
    if (secret.starts_with(form.prefix)) secret.remove_prefix(form.prefix.size());
    if (!form.base64) return std::string(secret);
    std::string padded(secret);
    while (padded.size() % 4 != 0 && !padded.ends_with("==")) padded += '=';
    auto bytes = crypto::from_base64(padded);
    if (!bytes) return {};
    return std::move(*bytes);
}

}  // namespace crosswalk
