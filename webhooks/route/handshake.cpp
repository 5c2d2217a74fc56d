#include "webhooks/route/handshake.h"

#include "connector/contract/json_read.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kLongestEcho = 512, kLongestGreeting = 16'384;

std::optional<std::string> harmless(std::string text) {
    const bool printable = std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7f'; });
    if (text.empty() || text.size() > kLongestEcho || !printable) return std::nullopt;
    return text;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
            hex_digit(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

}  // namespace

std::optional<std::string> echo_of_query(const HandshakeRule& rule, std::string_view target) {
    const std::size_t question = target.find('?');
    if (rule.style != HandshakeStyle::echo_query || question == std::string_view::npos) return std::nullopt;
    std::string_view rest = target.substr(question + 1);
    while (!rest.empty()) {
        const std::string_view pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || unescaped(pair.substr(0, equals)) != rule.key) continue;
        return harmless(unescaped(pair.substr(equals + 1)));
    }
    return std::nullopt;
}

std::optional<std::string> echo_of_body(const HandshakeRule& rule, std::string_view body) {
    if (rule.style != HandshakeStyle::echo_json || body.size() > kLongestGreeting) return std::nullopt;
    const auto parsed = parse_json(body);
    if (!parsed || !parsed->is_object()) return std::nullopt;
    const boost::json::value* said = parsed->as_object().if_contains(rule.key);
    if (said == nullptr || !said->is_string()) return std::nullopt;
    return harmless(std::string(said->as_string()));
}

}  // namespace crosswalk
