#include "connector/crypto/signature_v4.h"

#include <algorithm>
#include <vector>

namespace crosswalk::crypto {
namespace {

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~").find(c) != std::string_view::npos;
}

// Encoded once more as it stands: the receiver does the same to the path it got.
std::string encoded_again(std::string_view path) {
    constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_unreserved(c) || c == '/')
            out += c;
        else
            out.append("%").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
    }
    return out.empty() ? "/" : out;
}

// Sorted by name, then by value; a name alone has an empty value.
std::string sorted_query(std::string_view query) {
    std::vector<std::pair<std::string_view, std::string_view>> all;
    while (!query.empty()) {
        const auto one = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(one.size() + 1, query.size()));
        const auto equals = std::min(one.find('='), one.size());
        if (!one.empty()) all.emplace_back(one.substr(0, equals), one.substr(std::min(equals + 1, one.size())));
    }
    std::ranges::sort(all);
    std::string out;
    for (const auto& [name, value] : all)
        out.append(out.empty() ? "" : "&").append(name).append("=").append(value);
    return out;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string signed_headers(std::string_view date_header) { return "host;" + std::string(date_header); }

}  // namespace

std::string signature_v4_canonical(const SignatureV4Request& request, std::string_view date_header) {
    const auto question = std::min(request.target.find('?'), request.target.size());
    const auto query = request.target.substr(std::min(question + 1, request.target.size()));
    return std::string(request.method) + "\n" + encoded_again(request.target.substr(0, question)) + "\n" +
           sorted_query(query) + "\nhost:" + std::string(request.host) + "\n" + std::string(date_header) + ":" +
           std::string(request.time) + "\n\n" + signed_headers(date_header) + "\n" + hex(sha256(request.body));
}

std::string signature_v4(const SignatureV4Key& key, const SignatureV4Request& request) {
    const auto day = request.time.substr(0, request.time.find('T'));
    const std::string algorithm = std::string(key.version) + "-HMAC-SHA256", last = lower(key.version) + "_request";
    const std::string scope = std::string(day) + "/" + std::string(key.region) + "/" + std::string(key.service) + "/" + last;
    const std::string to_sign = algorithm + "\n" + std::string(request.time) + "\n" + scope + "\n" +
                                hex(sha256(signature_v4_canonical(request, key.date_header)));
    Bytes derived = std::string(key.version) + std::string(key.secret);
    for (const std::string_view part : {day, key.region, key.service, std::string_view(last)})
        derived = hmac_sha256(derived, part);
    return algorithm + " Credential=" + std::string(key.id) + "/" + scope +
           ", SignedHeaders=" + signed_headers(key.date_header) + ", Signature=" + hex(hmac_sha256(derived, to_sign));
}

}  // namespace crosswalk::crypto
