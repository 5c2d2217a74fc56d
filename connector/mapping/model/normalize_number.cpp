#include "connector/mapping/model/normalizers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace crosswalk::forms {
namespace {

constexpr std::size_t kMostDigits = 38;                     // what databases of the vendors hold
constexpr double kExactIntegers = 9'007'199'254'740'992.0;  // 2^53

bool digits_only(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// A double as people write it: fifteen digits are exact for every decimal a person typed, the rest is noise.
std::optional<std::string> without_noise(double number) {
    if (!std::isfinite(number)) return std::nullopt;
    std::array<char, 400> buffer{};
    const auto rough = std::to_chars(
        buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::scientific, 14
    );
    double rounded = 0;
    std::from_chars(buffer.data(), rough.ptr, rounded);
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), rounded, std::chars_format::fixed);
    if (end.ec != std::errc{}) return std::nullopt;
    std::string out(buffer.data(), end.ptr);
    return out == "-0" ? "0" : out;
}

// Sign, digits before and after the point; nothing when it is no plain decimal.
struct Parts {
    bool negative = false;
    std::string_view whole{}, fraction{};
};
std::optional<Parts> decimal_parts(std::string_view text) {
    Parts out;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        out.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    const std::size_t point = text.find('.');
    out.whole = text.substr(0, point);
    if (point != std::string_view::npos) out.fraction = text.substr(point + 1);
    if ((out.whole.empty() && out.fraction.empty()) || !digits_only(out.whole) || !digits_only(out.fraction))
        return std::nullopt;
    while (out.whole.size() > 1 && out.whole.front() == '0') out.whole.remove_prefix(1);
    if (out.whole == "0") out.whole = {};
    while (!out.fraction.empty() && out.fraction.back() == '0') out.fraction.remove_suffix(1);
    if (out.whole.size() + out.fraction.size() > kMostDigits) return std::nullopt;
    return out;
}

std::string text_of(const Parts& parts) {
    std::string out;
    if (parts.negative && !(parts.whole.empty() && parts.fraction.empty())) out += '-';
    out += parts.whole.empty() ? std::string_view("0") : parts.whole;
    if (!parts.fraction.empty()) out.append(".").append(parts.fraction);
    return out;
}

// "7.3e1", as some vendors print large numbers.
std::optional<std::string> from_exponent(std::string_view text) {
    if (text.find_first_of("eE") == std::string_view::npos) return std::nullopt;
    double number = 0;
    const auto [ptr, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || ptr != text.data() + text.size()) return std::nullopt;
    return without_noise(number);
}

}  // namespace

std::string_view without_blanks(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

std::optional<std::string> scalar_text(const boost::json::value& raw) {
    switch (raw.kind()) {
        case boost::json::kind::null:
            return std::string();
        case boost::json::kind::string:
            return std::string(raw.get_string());
        case boost::json::kind::bool_:
            return raw.get_bool() ? "true" : "false";
        case boost::json::kind::int64:
            return std::to_string(raw.get_int64());
        case boost::json::kind::uint64:
            return std::to_string(raw.get_uint64());
        case boost::json::kind::double_:
            return without_noise(raw.get_double());
        default:
            return std::nullopt;
    }
}

Parsed integer(std::string_view text) {
    text = without_blanks(text);
    if (text.empty()) return {};
    std::string scratch;
    if (auto plain_digits = from_exponent(text)) {
        scratch = std::move(*plain_digits);
        text = scratch;
    }
    const auto parts = decimal_parts(text);
    if (!parts) return unreadable("It is not a whole number.");
    if (!parts->fraction.empty())
        return unreadable("It is not a whole number, and rounding would be a guess.");
    std::string out = text_of(*parts);
    std::int64_t number = 0;
    if (std::from_chars(out.data(), out.data() + out.size(), number).ec != std::errc{})
        return unreadable("It is too large.");
    return value(std::move(out));
}

Parsed decimal(std::string_view text) {
    text = without_blanks(text);
    if (text.empty()) return {};
    std::string scratch;
    if (auto plain_digits = from_exponent(text)) {
        scratch = std::move(*plain_digits);
        text = scratch;
    }
    const auto parts = decimal_parts(text);
    if (!parts) return unreadable("It is not a number of at most 38 digits.");
    return value(text_of(*parts));
}

Parsed boolean(std::string_view text) {
    text = without_blanks(text);
    if (text.empty()) return {};
    if (text.size() > 5) return unreadable("It is neither true nor false.");
    std::string word(text);
    for (char& c : word)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (word == "true" || word == "1" || word == "yes") return value("true");
    if (word == "false" || word == "0" || word == "no") return value("false");
    return unreadable("It is neither true nor false.");
}

}  // namespace crosswalk::forms
