#include "connector/contract/text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace crosswalk {
namespace {

// Reads exactly `digits` digits, or nothing.
std::optional<int> number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) return std::nullopt;
    int out = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        out = out * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return out;
}

bool skip(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

// Milliseconds after ".", any number of digits; nothing when there is no fraction.
std::optional<int> fraction(std::string_view& text) {
    if (!skip(text, ".")) return std::nullopt;
    int millis = 0, digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (digits < 3) millis = millis * 10 + (text.front() - '0');
        ++digits;
        text.remove_prefix(1);
    }
    for (; digits < 3; ++digits) millis *= 10;
    return millis;
}

std::optional<std::chrono::minutes> zone(std::string_view text) {
    if (text == "Z" || text == "z") return std::chrono::minutes{0};
    const int sign = !text.empty() && text.front() == '-' ? -1 : 1;
    if (!skip(text, "+-")) return std::nullopt;
    const auto hours = number(text, 2);
    skip(text, ":");
    const auto minutes = text.empty() ? std::optional<int>{0} : number(text, 2);
    if (!hours || !minutes || !text.empty() || *hours > 18 || *minutes > 59) return std::nullopt;
    return std::chrono::minutes{sign * (*hours * 60 + *minutes)};
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// One key or value of a form; nothing when an escape is broken.
std::optional<std::string> form_text(std::string_view in) {
    std::string out;
    out.reserve(in.size());
    for (std::size_t i = 0; i < in.size(); ++i) {
        if (in[i] != '%') {
            out += in[i] == '+' ? ' ' : in[i];
            continue;
        }
        const int high = i + 2 < in.size() ? hex_digit(in[i + 1]) : -1;
        const int low = high >= 0 ? hex_digit(in[i + 2]) : -1;
        if (low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

}  // namespace

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = lower_case(c);
    return out;
}

bool same_but_for_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower_case(x) == lower_case(y); });
}

std::string percent_encode(std::string_view in) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    out.reserve(in.size() + in.size() / 4);
    for (const char c : in) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '.' || c == '_' || c == '~';
        if (plain)
            out += c;
        else
            out.append({'%', kHex[byte >> 4U], kHex[byte & 15U]});
    }
    return out;
}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto at = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
        const unsigned first = at(i);
        const std::size_t length = first < 0x80   ? 1
                                   : first < 0xC2 ? 0
                                   : first < 0xE0 ? 2
                                   : first < 0xF0 ? 3
                                   : first < 0xF5 ? 4
                                                  : 0;
        if (length == 0 || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((at(i + k) & 0xC0U) != 0x80U) return false;
        if (length > 2) {
            const unsigned second = at(i + 1);
            const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
            const bool outside = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
            if (overlong || outside) return false;
        }
        i += length;
    }
    return true;
}

Result<FormPairs> parse_form(std::string_view body, std::size_t max_pairs) {
    FormPairs out;
    while (!body.empty()) {
        const auto end = std::min(body.find('&'), body.size());
        const auto piece = body.substr(0, end);
        body.remove_prefix(std::min(end + 1, body.size()));
        if (piece.empty()) continue;
        if (out.size() == max_pairs)
            return Fault{
                "form.too_many_fields",
                "The form holds more than " + std::to_string(max_pairs) + " fields.",
                std::string(kCompareThenDrop)};
        const auto split = std::min(piece.find('='), piece.size());
        auto key = form_text(piece.substr(0, split));
        auto value = form_text(piece.substr(std::min(split + 1, piece.size())));
        const auto sound = [](const std::optional<std::string>& text) {
            return text && is_utf8(*text) && text->find('\0') == std::string::npos;
        };
        if (!sound(key) || !sound(value))
            return Fault{
                "form.encoding",
                "The form holds a broken escape or bytes that are not UTF-8 text.",
                std::string(kCompareThenDrop)};
        out.emplace_back(std::move(*key), std::move(*value));
    }
    return out;
}

std::string iso_text(Millis at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{at - day};
    std::array<char, 40> text{};
    std::snprintf(
        text.data(),
        text.size(),
        "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count()),
        static_cast<int>(time.subseconds().count())
    );
    return text.data();
}

std::optional<When> parse_iso(std::string_view text) {
    const auto year = number(text, 4);
    if (!year || !skip(text, "-")) return std::nullopt;
    const auto month = number(text, 2);
    if (!month || !skip(text, "-")) return std::nullopt;
    const auto day = number(text, 2);
    if (!day || !skip(text, "Tt ")) return std::nullopt;
    const auto hour = number(text, 2);
    if (!hour || !skip(text, ":")) return std::nullopt;
    const auto minute = number(text, 2);
    if (!minute || !skip(text, ":")) return std::nullopt;
    const auto second = number(text, 2);
    if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    const auto millis = fraction(text);
    const auto offset = zone(text);
    const std::chrono::year_month_day date{
        std::chrono::year{*year},
        std::chrono::month{static_cast<unsigned>(*month)},
        std::chrono::day{static_cast<unsigned>(*day)}};
    if (!offset || !date.ok()) return std::nullopt;
    const Millis at = std::chrono::sys_days{date} + std::chrono::hours{*hour} +
                      std::chrono::minutes{*minute} + std::chrono::seconds{*second} +
                      std::chrono::milliseconds{millis.value_or(0)} - *offset;
    return When{at, millis ? Precision::milliseconds : Precision::seconds};
}

std::optional<Millis> parse_http_date(std::string_view text) {
    constexpr std::array<std::string_view, 12> kMonths = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
    auto rest = text.substr(5);
    const auto day = number(rest, 2);
    if (!day || !skip(rest, " ")) return std::nullopt;
    const auto month = std::ranges::find(kMonths, rest.substr(0, 3));
    rest.remove_prefix(3);
    if (month == kMonths.end() || !skip(rest, " ")) return std::nullopt;
    const auto year = number(rest, 4);
    if (!year || !skip(rest, " ")) return std::nullopt;
    const auto hour = number(rest, 2);
    if (!hour || !skip(rest, ":")) return std::nullopt;
    const auto minute = number(rest, 2);
    if (!minute || !skip(rest, ":")) return std::nullopt;
    const auto second = number(rest, 2);
    const std::chrono::year_month_day date{
        std::chrono::year{*year},
        std::chrono::month{static_cast<unsigned>(month - kMonths.begin() + 1)},
        std::chrono::day{static_cast<unsigned>(*day)}};
    if (!second || !date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           std::chrono::seconds{*second};
}

}  // namespace crosswalk
