#include "connector/contract/taken.h"

#include "connector/contract/json_read.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace crosswalk {
namespace {

Outcome no(const TakenShape& shape, std::string_view code, std::string_view field) {
    return classify(shape.words, code, "The answer does not show this as it was sent.", field);
}

std::optional<Outcome> flag_not_taken(
    const TakenShape& shape,
    std::string_view field,
    const boost::json::value& sent,
    const boost::json::value& shown
) {
    const auto told = beside_fields(shape.row, shown, field);
    const bool is_flag = std::ranges::count(shape.row.flags, field, &WordFlag::field) > 0;
    const bool is_in_set = std::ranges::any_of(shape.row.sets, [&](const NameSet& set) {
        return field.starts_with(set.prefix);
    });
    if ((!is_flag && !is_in_set) || (told && boost::json::value(*told) == sent)) return std::nullopt;
    if (is_flag)
        return no(shape, sent == boost::json::value(true) ? "opt_out_not_taken" : "opt_in_not_taken", field);
    return told ? no(shape, "membership_not_taken", field) : Outcome{};
}

bool is_blank(const boost::json::value* value) {
    return value == nullptr || value->is_null() || *value == boost::json::value("");
}

bool is_exact(const boost::json::value& value) { return value.is_bool() || value.is_int64(); }

std::optional<double> number_in(std::string_view text) {
    double out = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), out);
    return bad == std::errc{} && end == text.data() + text.size() ? std::optional(out) : std::nullopt;
}

// "2026-03-01" of a day, or of a moment; empty for any other text.
std::string_view day_in(std::string_view text) {
    const auto day = text.substr(0, 10);
    const bool is_day = day.size() == 10 && day[4] == '-' && day[7] == '-' &&
                        day.find_first_not_of("0123456789-") == std::string_view::npos;
    return is_day ? day : std::string_view();
}

std::string letters_and_digits(std::string_view text) {
    std::string out;
    for (const unsigned char c : text)
        if (c >= 0x80 || std::isalnum(c)) out += static_cast<char>(c);
    return lower_case(out);
}

// Vendors trim texts, group the digits of a phone number, and round.
bool reads_the_same(const boost::json::value& sent, const boost::json::value& shown) {
    constexpr double kRounded = 0.01;
    if (!sent.is_primitive() || !shown.is_primitive()) return true;
    const std::string a = scalar_at(sent, ""), b = scalar_at(shown, "");
    const auto x = number_in(a), y = number_in(b);
    if (x && y) return sent.is_int64() && shown.is_int64() ? *x == *y : std::abs(*x - *y) < kRounded;
    if (!x && sent.is_string() && shown.is_number()) return true;  // a choice may be shown by its number
    if (const auto day = day_in(a); !day.empty() && !day_in(b).empty()) return day == day_in(b);
    const auto written = letters_and_digits(a);
    return written.empty() ? a == b : written == letters_and_digits(b);
}

std::optional<Outcome> value_not_taken(
    const TakenShape& shape,
    std::string_view field,
    const boost::json::value& sent,
    const boost::json::value& shown
) {
    const auto* there = field_in(shape.row, shown, field);
    if (is_blank(&sent))
        return is_blank(there) ? std::nullopt : std::optional(no(shape, "value_not_taken", field));
    if (there == nullptr) return no(shape, "unknown_field", field);
    if (shape.all_compared && !reads_the_same(sent, *there)) return no(shape, "value_not_taken", field);
    const bool compared =
        std::ranges::count(shape.compared, field) > 0 || (is_exact(sent) && is_exact(*there));
    if (!compared || same_but_for_case(scalar_at(*there, ""), scalar_at(sent, ""))) return std::nullopt;
    return no(shape, "value_not_taken", field);
}

}  // namespace

std::optional<Outcome> not_taken(
    const TakenShape& shape, const Record& record, const boost::json::value& shown
) {
    for (const std::string_view at : shape.row.fields_at)
        if (const auto* there = value_at(shown, at); there == nullptr || !there->is_object())
            return Outcome{};
    for (const auto& [field, value] : record.fields) {
        const auto bad = is_kept_beside_fields(field) ? flag_not_taken(shape, field, value, shown)
                                                      : value_not_taken(shape, field, value, shown);
        if (bad) return bad;
    }
    return std::nullopt;
}

}  // namespace crosswalk
