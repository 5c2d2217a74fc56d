// What a tool's own precision makes of a value (translate.h).
#include "connector/mapping/model/translate.h"

#include <charconv>
#include <cmath>

namespace crosswalk {
namespace {

int decimals(const std::string& number) {
    const std::size_t point = number.find('.');
    return point == std::string::npos ? 0 : static_cast<int>(number.size() - point - 1);
}

double number(const std::string& text) {
    double out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

// One of them is the other, rounded to the digits the tool keeps. Two numbers of at most as many digits are
// two values.
bool same_rounded(const std::string& a, const std::string& b, int scale) {
    if (scale < 0 || (decimals(a) > scale) == (decimals(b) > scale)) return false;
    const double unit = std::pow(10.0, -scale);
    const double noise = 1e-12 * std::max({1.0, std::fabs(number(a)), std::fabs(number(b))});
    return std::fabs(number(a) - number(b)) <= unit / 2 + std::min(noise, unit / 10);
}

std::size_t characters(std::string_view utf8) {
    std::size_t out = 0;
    for (const char c : utf8) out += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
    return out;
}

// The longer one, cut at the length of the field; blanks at the cut are trimmed away.
bool same_cut(std::string_view a, std::string_view b, std::size_t length) {
    if (length == 0) return false;
    const std::string_view shorter = a.size() < b.size() ? a : b, longer = a.size() < b.size() ? b : a;
    if (characters(longer) <= length || !longer.starts_with(shorter)) return false;
    std::string_view left = longer.substr(shorter.size());
    std::size_t kept = characters(shorter);
    while (kept < length && !left.empty() && (left.front() == ' ' || left.front() == '\n')) {
        left.remove_prefix(1);
        ++kept;
    }
    return kept == length;
}

// The finer one without its fractions, or without its seconds.
bool same_without_seconds(const std::string& a, const std::string& b) {
    const auto x = parse_iso(a), y = parse_iso(b);
    if (!x || !y) return false;
    const Millis coarser = std::min(x->at, y->at), finer = std::max(x->at, y->at);
    return coarser == std::chrono::floor<std::chrono::seconds>(finer) ||
           coarser == std::chrono::floor<std::chrono::minutes>(finer);
}

}  // namespace

bool same_as_kept(const FieldPlan& field, const Binding& binding, const Value& a, const Value& b) {
    if (a == b) return true;
    if (!a || !b) return false;
    switch (field.type) {
        case FieldType::email:
            return same_value(field, a, b);
        case FieldType::integer:
        case FieldType::decimal:
            return same_rounded(*a, *b, binding.form.scale);
        case FieldType::text:
        case FieldType::person_name:
            return same_cut(*a, *b, binding.form.length);
        case FieldType::datetime:
            return same_without_seconds(*a, *b);
        default:
            return false;
    }
}

}  // namespace crosswalk
