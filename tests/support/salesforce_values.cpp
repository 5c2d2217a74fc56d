#include "tests/support/salesforce_values.h"

#include "tests/support/wire.h"

namespace crosswalk::doubles {

namespace json = boost::json;

bool is_number(const SalesforceField& field) {
    return field.type == "int" || field.type == "double" || field.type == "currency";
}

std::optional<double> number_of(const json::value& value) {
    if (value.is_number()) return value.to_number<double>();
    if (!value.is_string()) return std::nullopt;
    const std::string text(value.get_string());
    std::size_t used = 0;
    try {
        const double out = std::stod(text, &used);
        if (used == text.size()) return out;
    } catch (const std::exception&) {
    }
    return std::nullopt;
}

bool blank(const json::value& value) {
    return value.is_null() || (value.is_string() && value.get_string().empty());
}

std::string with_crlf(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n' && !out.ends_with('\r')) out += '\r';
        out += c;
    }
    return out;
}

bool flag(const SalesforceRow& row, std::string_view field) {
    const auto* value = member(row.fields, field);
    return value && value->is_bool() && value->get_bool();
}

}  // namespace crosswalk::doubles
