#include "webhooks/verify/signature.h"

#include "connector/crypto/digest.h"

#include <algorithm>
#include <charconv>

namespace crosswalk {
namespace {

constexpr std::int64_t kLastSecond = 253'402'300'799;  // 9999-12-31T23:59:59Z
constexpr std::size_t kDigestBytes = 32;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool starts_alike(std::string_view text, std::string_view with) {
    return text.size() >= with.size() &&
           std::equal(with.begin(), with.end(), text.begin(), [](char a, char b) {
               return lower(a) == lower(b);
           });
}

std::string_view part_of(
    const SignedPart& part,
    const VerifyRequest& request,
    std::string_view url,
    std::string_view timestamp,
    std::string_view id
) {
    switch (part.what) {
        case Signs::literal:
            return part.text;
        case Signs::method:
            return request.method;
        case Signs::url:
            return url;
        case Signs::timestamp:
            return timestamp;
        case Signs::id:
            return id;
        case Signs::body:
            return request.body;
    }
    return {};
}

}  // namespace

std::optional<Millis> read_stamp(Stamp stamp, std::string_view text) {
    if (text.empty() || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
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

std::vector<std::string_view> signed_parts(
    const Signature& scheme,
    const VerifyRequest& request,
    std::string_view url,
    std::string_view timestamp,
    std::string_view id
) {
    std::vector<std::string_view> out;
    for (const SignedPart& part : scheme.over) out.push_back(part_of(part, request, url, timestamp, id));
    return out;
}

std::optional<std::string> claimed_digest(const Signature& scheme, std::string_view header) {
    // In one return, g++ 12 with sanitizers warns of bytes behind an empty optional.
    const auto whole = [](std::optional<std::string> bytes) {
        if (bytes && bytes->size() != kDigestBytes) bytes.reset();
        return bytes;
    };
    if (scheme.encoding == Encoding::hex) return whole(crypto::from_hex(header));
    return whole(crypto::from_base64(header));
}

std::string digest(
    const Signature& scheme, std::string_view secret, std::span<const std::string_view> message
) {
    if (scheme.algorithm == Algorithm::hmac_sha256) return crypto::hmac_sha256_of(secret, message);
    std::vector<std::string_view> all{secret};
    all.insert(all.end(), message.begin(), message.end());
    return crypto::sha256_of(all);
}

}  // namespace crosswalk
