// What looks like a credential in a message, whoever's it is.
#include "connector/crypto/text_spans.h"

#include <algorithm>
#include <array>

namespace crosswalk::crypto {
namespace {

constexpr std::size_t kShortestNamed = 6, kShortest = 8, kRandomByLength = 20;

// How sure a name makes us that a credential follows.
enum class Hint { scheme, bearer, named, vague };
struct Name {
    std::string_view text{};
    Hint hint = Hint::named;
};
constexpr std::array kNames = {
    Name{"bearer", Hint::bearer},
    Name{"basic", Hint::scheme},
    Name{"oauth", Hint::scheme},
    Name{"authorization"},
    Name{"access_token"},
    Name{"access-token"},
    Name{"accesstoken"},
    Name{"refresh_token"},
    Name{"refreshtoken"},
    Name{"id_token"},
    Name{"auth_token"},
    Name{"auth-token"},
    Name{"x-auth-token"},
    Name{"api_token"},
    Name{"api-token"},
    Name{"apitoken"},
    Name{"api_key"},
    Name{"api-key"},
    Name{"apikey"},
    Name{"x-api-key"},
    Name{"hapikey"},
    Name{"client_secret"},
    Name{"client-secret"},
    Name{"clientsecret"},
    Name{"client_assertion"},
    Name{"assertion"},
    Name{"private_key"},
    Name{"session_id"},
    Name{"sessionid"},
    Name{"token", Hint::vague},
    Name{"secret", Hint::vague},
    Name{"password", Hint::vague},
    Name{"passwd", Hint::vague},
    Name{"sid", Hint::vague},
};

// Words that stand where a credential could, and are none.
constexpr std::array<std::string_view, 45> kWords = {
    "authentication", "authorization", "authenticated", "unauthenticated", "authenticate", "credential",
    "credentials",    "required",      "requested",     "expired",         "invalid",      "missing",
    "incorrect",      "unknown",       "revoked",       "malformed",       "unsupported",  "disabled",
    "unauthorized",   "forbidden",     "rejected",      "provided",        "supplied",     "mismatch",
    "undefined",      "redacted",      "[redacted]",    "[secret]",        "challenge",    "permission",
    "permissions",    "expected",      "received",      "inactive",        "scheme",       "format",
    "header",         "string",        "invalid_token", "session",         "tokens",       "accepted",
    "necessary",      "included",      "contained"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool same_start(std::string_view text, std::string_view lower_case) {
    return text.size() >= lower_case.size() &&
           std::equal(lower_case.begin(), lower_case.end(), text.begin(), [](char a, char b) {
               return a == lower(b);
           });
}
bool is_word(char c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        if (text[at] == ' ' || text[at] == '\t') {
            ++at;
        } else if (text.substr(at).starts_with("%20")) {
            at += 3;
        } else {
            break;
        }
    }
    return at;
}

// A quotation mark in any of its spellings.
std::size_t skip_quote(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && text[end] == '\\') ++end;
    if (end < text.size() && (text[end] == '"' || text[end] == '\'')) return end + 1;
    for (const std::string_view mark : {"&quot;", "&#34;", "&#39;", "%22", "%27"})
        if (text.substr(at).starts_with(mark)) return at + mark.size();
    return at;
}

std::size_t end_of_value(std::string_view text, std::size_t at) {
    for (; at < text.size(); ++at) {
        const auto c = static_cast<unsigned char>(text[at]);
        if (c <= ' ' || std::string_view("\"'\\,;&<>(){}").find(text[at]) != std::string_view::npos) break;
        const std::string_view escape = text.substr(at, 3);
        if (escape == "%26" || escape == "%22" || escape == "%20" || escape == "%2C" || escape == "%7D") break;
    }
    return at;
}

bool looks_random(std::string_view value) {
    const bool inner_capital = std::ranges::any_of(value.substr(1), [](char c) { return c >= 'A' && c <= 'Z'; });
    const bool small = std::ranges::any_of(value, [](char c) { return c >= 'a' && c <= 'z'; });
    return value.size() >= kRandomByLength || value.find_first_of("0123456789=") != std::string_view::npos ||
           (inner_capital && small);
}

bool is_credential(std::string_view value, Hint hint, bool exact) {
    const bool word = std::ranges::any_of(kWords, [&](std::string_view one) {
        return one.size() == value.size() && same_start(value, one);
    });
    if (word || value.size() < (exact ? kShortestNamed : kShortest)) return false;
    if (hint == Hint::bearer) return value.find("=\"") == std::string_view::npos && !value.ends_with('=');
    return exact || hint == Hint::named || looks_random(value);
}

// What follows a name that ends at `at`; an empty span where no credential does.
Span behind(std::string_view text, std::size_t at, Hint hint) {
    bool exact = false;
    if (hint == Hint::named || hint == Hint::vague) {
        std::size_t sign = skip_blanks(text, skip_quote(text, at));
        const std::string_view rest = text.substr(sign);
        const bool escaped = rest.starts_with("%3D") || rest.starts_with("%3A");
        if (!escaped && !rest.starts_with('=') && !rest.starts_with(':')) return {};
        const bool equals = rest.starts_with('=') || rest.starts_with("%3D");
        sign = skip_blanks(text, sign + (escaped ? 3 : 1));
        at = skip_quote(text, sign);
        exact = equals || at != sign;
        for (const std::string_view scheme : {"bearer", "basic", "oauth", "token"})
            if (const auto blank = at + scheme.size();
                same_start(text.substr(at), scheme) && skip_blanks(text, blank) != blank)
                at = skip_blanks(text, blank);
    } else {
        const std::size_t blank = at;
        at = skip_blanks(text, at);
        if (at == blank) return {};
        at = skip_quote(text, at);
    }
    Span span{at, end_of_value(text, at)};
    while (span.end > span.begin && std::string_view(".:?!").find(text[span.end - 1]) != std::string_view::npos)
        --span.end;
    if (!is_credential(text.substr(span.begin, span.end - span.begin), hint, exact)) return {};
    return span;
}

// Three parts in base64url, the first of which begins a JSON object.
Span jwt_at(std::string_view text, std::size_t at) {
    std::size_t end = at;
    int dots = 0;
    for (; end < text.size() && (is_word(text[end]) || text[end] == '-' || text[end] == '.'); ++end)
        if (text[end] == '.') ++dots;
    constexpr std::size_t kShortestJwt = 30;
    return dots >= 2 && end - at >= kShortestJwt ? Span{at, end} : Span{};
}

Span private_key_at(std::string_view text, std::size_t at) {
    constexpr std::string_view kEnd = "-----END";
    const std::string_view rest = text.substr(at);
    if (rest.substr(0, 48).find("PRIVATE KEY") == std::string_view::npos) return {};
    const std::size_t end = rest.find(kEnd);
    return {at, end == std::string_view::npos ? text.size() : at + end};
}

Span credential_at(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("-----BEGIN")) return private_key_at(text, at);
    if (at > 0 && (is_word(text[at - 1]) || text[at - 1] == '-')) return {};
    if (rest.starts_with("eyJ"))
        if (const Span jwt = jwt_at(text, at); jwt.end > jwt.begin) return jwt;
    for (const Name& name : kNames) {
        if (!same_start(rest, name.text)) continue;
        const std::size_t end = at + name.text.size();
        if (end < text.size() && (is_word(text[end]) || text[end] == '-')) continue;
        if (const Span span = behind(text, end, name.hint); span.end > span.begin) return span;
    }
    return {};
}

}  // namespace

std::vector<Span> credentials_in(std::string_view text) {
    std::vector<Span> found;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const Span span = credential_at(text, at);
        if (span.end <= span.begin) continue;
        found.push_back(span);
        at = span.end - 1;
    }
    return found;
}

}  // namespace crosswalk::crypto
