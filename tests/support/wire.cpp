#include "tests/support/wire.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <ctime>

namespace crosswalk::doubles {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string decode(std::string_view text, bool plus_is_blank) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
            hex_digit(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i] == '+' && plus_is_blank ? ' ' : text[i];
        }
    }
    return out;
}

std::string spell_time(std::int64_t ms, const char* zone) {
    const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
    std::tm tm{};
    gmtime_r(&seconds, &tm);
    char text[64];
    std::snprintf(
        text,
        sizeof text,
        "%04d-%02d-%02dT%02d:%02d:%02d.%03d%s",
        tm.tm_year + 1900,
        tm.tm_mon + 1,
        tm.tm_mday,
        tm.tm_hour,
        tm.tm_min,
        tm.tm_sec,
        static_cast<int>(ms % 1000),
        zone
    );
    return text;
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return std::nullopt;
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (!std::isdigit(static_cast<unsigned char>(text[i]))) return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

// "Z", "+0000", "+00:00" or nothing at all when the text is something else.
std::optional<int> offset_minutes(std::string_view zone) {
    if (zone == "Z") return 0;
    if (zone.size() < 5 || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
    const auto hours = digits(zone, 1, 2);
    const auto minutes = digits(zone, zone[3] == ':' ? 4 : 3, 2);
    if (!hours || !minutes) return std::nullopt;
    return (zone[0] == '-' ? -1 : 1) * (*hours * 60 + *minutes);
}

}  // namespace

std::string decode_path(std::string_view text) { return decode(text, false); }
std::string decode_form(std::string_view text) { return decode(text, true); }

std::string encode_form(std::string_view text) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || c == '-' || c == '_' || c == '.' || c == '~') {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            out += '%';
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        }
    }
    return out;
}

Pairs form_pairs(std::string_view text) {
    Pairs out;
    while (!text.empty()) {
        const auto end = text.find('&');
        const auto part = text.substr(0, end);
        const auto equals = part.find('=');
        if (!part.empty()) {
            out.emplace_back(
                decode_form(part.substr(0, equals)),
                equals == std::string_view::npos ? "" : decode_form(part.substr(equals + 1))
            );
        }
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return out;
}

std::string form_body(const Pairs& pairs) {
    std::string out;
    for (const auto& [name, value] : pairs) {
        if (!out.empty()) out += '&';
        out += encode_form(name) + '=' + encode_form(value);
    }
    return out;
}

std::vector<std::string> path_parts(std::string_view path) {
    std::vector<std::string> out;
    while (!path.empty()) {
        const auto end = path.find('/');
        if (const auto part = path.substr(0, end); !part.empty()) out.push_back(decode_path(part));
        if (end == std::string_view::npos) break;
        path.remove_prefix(end + 1);
    }
    return out;
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return out;
}

bool same_text(std::string_view a, std::string_view b) {
    return a.size() == b.size() && lower(a) == lower(b);
}

std::string utc_time(std::int64_t ms) { return spell_time(ms, "Z"); }
std::string salesforce_time(std::int64_t ms) { return spell_time(ms, "+0000"); }

std::string offset_time(std::int64_t ms) {
    std::string text = spell_time(ms, "");
    return text.substr(0, text.find('.')) + "+00:00";
}

std::optional<std::int64_t> parse_time(std::string_view text) {
    const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
    if (!year || !month || !day || text[4] != '-' || text[7] != '-' || *month < 1 || *month > 12)
        return std::nullopt;
    std::tm tm{};
    tm.tm_year = *year - 1900;
    tm.tm_mon = *month - 1;
    tm.tm_mday = *day;
    if (text.size() == 10) return static_cast<std::int64_t>(timegm(&tm)) * 1000;
    const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
    if (text[10] != 'T' || !hour || !minute || !second) return std::nullopt;
    tm.tm_hour = *hour;
    tm.tm_min = *minute;
    tm.tm_sec = *second;
    std::size_t at = 19;
    int ms = 0;
    if (at < text.size() && text[at] == '.') {
        int weight = 100;
        for (++at; at < text.size() && std::isdigit(static_cast<unsigned char>(text[at]));
             ++at, weight /= 10) {
            ms += (text[at] - '0') * weight;
        }
    }
    const auto offset = offset_minutes(text.substr(at));
    if (!offset) return std::nullopt;
    return (static_cast<std::int64_t>(timegm(&tm)) - *offset * 60) * 1000 + ms;
}

std::optional<boost::json::value> parse_json(std::string_view text) {
    boost::system::error_code error;
    auto value = boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
    if (error) return std::nullopt;
    return value;
}

std::string text_of(const boost::json::object& object, std::string_view key) {
    const auto* value = member(object, key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

const boost::json::value* member(const boost::json::object& object, std::string_view key) {
    return object.if_contains(boost::json::string_view(key.data(), key.size()));
}

}  // namespace crosswalk::doubles
