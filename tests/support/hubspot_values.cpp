#include "tests/support/hubspot_values.h"

#include <algorithm>
#include <sstream>

#include "tests/support/wire.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::int64_t kDay = 86'400'000;

bool is_number(const std::string& text) {
    std::size_t used = 0;
    try {
        std::stod(text, &used);
    } catch (const std::exception&) {
        return false;
    }
    return used == text.size() && text.find_first_not_of("0123456789.-+eE") == std::string::npos;
}

bool is_address(const std::string& text) {
    const auto at = text.find('@');
    return at != 0 && at != std::string::npos && text.find('.', at) != std::string::npos &&
           text.back() != '.' && text.find_first_of(" \t") == std::string::npos &&
           text.find('@', at + 1) == std::string::npos;
}

bool several(const HubSpotProperty& property) { return property.field_type == "checkbox"; }

std::vector<std::string> parts_of(const std::string& value) {
    std::vector<std::string> out;
    std::istringstream all(value);
    for (std::string one; std::getline(all, one, ';');)
        if (!one.empty()) out.push_back(one);
    return out;
}

}  // namespace

HubSpotError hubspot_invalid(
    const std::string& code,
    const std::string& message,
    const HubSpotProperty* property,
    const std::string& name,
    const std::string& value
) {
    json::object one{
        {"isValid", false},
        {"message", message},
        {"error", code},
        {"name", name},
        {"localizedErrorMessage", message}};
    if (property) one["propertyValue"] = value;
    one["portalId"] = HubSpotPortal::kPortal;
    json::array all;
    all.push_back(std::move(one));
    return {400, "VALIDATION_ERROR", "Property values were not valid: " + json::serialize(all), {code}};
}

std::optional<std::int64_t> hubspot_moment(const std::string& text) {
    if (text.find_first_not_of("0123456789") == std::string::npos && text.size() <= 15 && !text.empty())
        return std::stoll(text);
    return parse_time(text);
}

std::string HubSpotPortal::kept(
    const HubSpotProperty& property, const std::string& value, const std::string& before
) {
    if (const auto at = hubspot_moment(value); at && !value.empty()) {
        if (property.type == "date") return utc_time(*at).substr(0, 10);
        if (property.type == "datetime") return utc_time(*at);
    }
    if (!several(property)) return value;
    auto chosen = parts_of(value);
    if (value.starts_with(';'))
        for (auto& one : parts_of(before)) chosen.push_back(std::move(one));
    std::string out;
    for (const auto& option : property.options)
        if (std::find(chosen.begin(), chosen.end(), option) != chosen.end())
            out += (out.empty() ? "" : ";") + option;
    return property.options.empty() ? value : out;
}

std::string HubSpotPortal::told(const HubSpotProperty& property, const std::string& value) {
    const bool timed = property.type == "date" || property.type == "datetime";
    const auto at = timed && !value.empty() ? hubspot_moment(value) : std::nullopt;
    return at ? std::to_string(*at) : value;
}

std::optional<HubSpotError> HubSpotPortal::refused_value(
    const HubSpotProperty& property, const std::string& value
) const {
    if (value.empty()) return std::nullopt;
    if (property.name == "email") {
        if (!is_address(value)) {
            return hubspot_invalid(
                "INVALID_EMAIL", "Email address " + value + " is invalid", &property, property.name, value
            );
        }
    }
    if (property.type == "number" && !is_number(value)) {
        return hubspot_invalid(
            "INVALID_INTEGER", value + " was not a valid number.", &property, property.name, value
        );
    }
    if (property.type == "date" || property.type == "datetime") {
        const auto at = hubspot_moment(value);
        if (!at)
            return hubspot_invalid(
                "INVALID_DATE", value + " was not a valid long.", &property, property.name, value
            );
        if (property.type == "date" && *at % kDay != 0)
            return hubspot_invalid(
                "INVALID_DATE",
                value + " is at " + utc_time(*at).substr(11, 12) + " UTC, not midnight!",
                &property,
                property.name,
                value
            );
    }
    if (property.type == "bool" && value != "true" && value != "false") {
        return hubspot_invalid(
            "INVALID_OPTION",
            value + " was not one of the allowed options: [true, false]",
            &property,
            property.name,
            value
        );
    }
    const auto chosen = several(property) ? parts_of(value) : std::vector{value};
    const bool listed = std::all_of(chosen.begin(), chosen.end(), [&](const auto& one) {
        return std::find(property.options.begin(), property.options.end(), one) != property.options.end();
    });
    if (!property.options.empty() && !listed) {
        return hubspot_invalid(
            "INVALID_OPTION", value + " was not one of the allowed options", &property, property.name, value
        );
    }
    if (value.size() > 65536)
        return hubspot_invalid("INVALID_LENGTH", "The value is too long", &property, property.name, "");
    return std::nullopt;
}

}  // namespace crosswalk::doubles
