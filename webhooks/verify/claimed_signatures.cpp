// What stands in the place of a signature: one, or a list of them, perhaps with its time.
#include "connector/crypto/crypto.h"
#include "webhooks/verify/signature.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kLongestText = 2'048, kMaxItems = 16, kSha256Bytes = 32, kSha1Bytes = 20,
                      kMaxSignature = 1'024;

bool has_right_size(Algorithm algorithm, std::size_t size) {
    if (is_asymmetric(algorithm)) return size > 0 && size <= kMaxSignature;
    return size == (algorithm == Algorithm::hmac_sha1 ? kSha1Bytes : kSha256Bytes);
}

std::optional<std::string> decoded(Encoding encoding, std::string_view text) {
    // In one return, g++ 12 with sanitizers warns of bytes behind an empty optional.
    if (encoding == Encoding::hex) return crypto::from_hex(text);
    if (encoding == Encoding::base64url) return crypto::from_base64url(text);
    return crypto::from_base64(text);
}

void add(const Signature& scheme, std::string_view text, ClaimedSignatures& out) {
    auto bytes = decoded(scheme.encoding, text);
    if (bytes && has_right_size(scheme.algorithm, bytes->size())) out.bytes.push_back(std::move(*bytes));
}

// The items of a list; none when there are too many of them.
std::vector<std::string_view> split(std::string_view text, char between) {
    std::vector<std::string_view> items;
    for (;;) {
        const auto end = std::min(text.find(between), text.size());
        std::string_view item = text.substr(0, end);
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        if (!item.empty()) items.push_back(item);
        if (items.size() > kMaxItems) return {};
        if (end == text.size()) return items;
        text.remove_prefix(end + 1);
    }
}

void read_key_values(const Signature& scheme, std::string_view text, ClaimedSignatures& out) {
    for (const std::string_view item : split(text, ',')) {
        const auto equals = item.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view key = item.substr(0, equals), value = item.substr(equals + 1);
        if (key == scheme.prefix) add(scheme, value, out);
        if (!scheme.timestamp_key.empty() && key == scheme.timestamp_key && out.stamp.count++ == 0)
            out.stamp.text = value;
    }
}

void read_versions(const Signature& scheme, std::string_view text, ClaimedSignatures& out) {
    for (const std::string_view item : split(text, ' ')) {
        const auto comma = item.find(',');
        if (comma != std::string_view::npos && item.substr(0, comma) == scheme.prefix)
            add(scheme, item.substr(comma + 1), out);
    }
}

}  // namespace

ClaimedSignatures read_signatures(const Signature& scheme, std::string_view text) {
    ClaimedSignatures out;
    if (text.size() > kLongestText) return out;
    switch (scheme.layout) {
        case Layout::plain:
            if (text.starts_with(scheme.prefix))
                add(scheme, text.substr(scheme.prefix.size()), out);
            else if (scheme.prefix_optional)
                add(scheme, text, out);
            break;
        case Layout::key_values:
            read_key_values(scheme, text, out);
            break;
        case Layout::versions:
            read_versions(scheme, text, out);
            break;
    }
    return out;
}

}  // namespace crosswalk
