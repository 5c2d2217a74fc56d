// webhooks/server/characters.h - the classes of bytes that RFC 9110 and 9112 name.
#pragma once

#include <string_view>

namespace crosswalk {

inline bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_token(char c) {
    return is_alphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
inline bool is_visible(char c) { return c >= '!' && c < '\x7f'; }
inline bool is_text(char c) { return is_visible(c) || c == ' ' || c == '\t'; }

inline bool alike(std::string_view a, std::string_view lower_case) {
    if (a.size() != lower_case.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const char c = a[i] >= 'A' && a[i] <= 'Z' ? static_cast<char>(a[i] - 'A' + 'a') : a[i];
        if (c != lower_case[i]) return false;
    }
    return true;
}

}  // namespace crosswalk
