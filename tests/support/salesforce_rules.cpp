// What Salesforce refuses, and in which words.
#include <algorithm>
#include <cmath>

#include "tests/support/salesforce_org.h"
#include "tests/support/salesforce_values.h"
#include "tests/support/wire.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

bool is_text(const SalesforceField& field) {
    return field.type != "boolean" && field.type != "int" && field.type != "double" &&
           field.type != "currency";
}

const char* json_kind(const json::value& value) {
    if (value.is_string()) return "VALUE_STRING";
    if (value.is_bool()) return value.get_bool() ? "VALUE_TRUE" : "VALUE_FALSE";
    if (value.is_int64() || value.is_uint64()) return "VALUE_NUMBER_INT";
    return value.is_double() ? "VALUE_NUMBER_FLOAT" : "START_OBJECT";
}

bool readable(const SalesforceField& field, const json::value& value) {
    if (value.is_null()) return true;
    if (field.type == "boolean") {
        return value.is_bool() || value == json::value("true") || value == json::value("false");
    }
    if (value.is_string() && value.get_string().empty()) return true;
    if (is_number(field)) return number_of(value).has_value();
    if (!value.is_string()) return false;
    if (field.type == "datetime" || field.type == "date") {
        return parse_time(std::string_view(value.get_string())).has_value();
    }
    return true;
}

std::string list_of(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
    return "[" + out + "]";
}

bool email_like(std::string_view text) {
    const auto at = text.find('@');
    return at != std::string_view::npos && at > 0 && text.find('.', at) != std::string_view::npos &&
           text.find(' ') == std::string_view::npos && text.back() != '.';
}

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
        return (c & 0xC0) != 0x80;
    }));
}

}  // namespace

std::optional<SalesforceError> SalesforceOrg::unreadable(const std::string& type, const json::object& values)
    const {
    for (const auto& [name, value] : values) {
        const auto* known = field(type, std::string_view(name));
        if (!known || readable(*known, value)) continue;
        std::string shown = value.is_string() ? " value " + std::string(value.get_string()) : "";
        return SalesforceError{
            "JSON_PARSER_ERROR",
            "Cannot deserialize instance of " + known->type + " from " + json_kind(value) + shown +
                " or request may be missing a required field"};
    }
    return std::nullopt;
}

std::optional<SalesforceError> SalesforceOrg::refused_value(
    const SalesforceField& known, const json::value& value
) const {
    if (blank(value)) return std::nullopt;
    if (is_text(known) && value.is_string()) {
        const std::string_view text = value.get_string();
        if (known.length > 0 && known.type != "id" && known.type != "reference" &&
            characters(text) > static_cast<std::size_t>(known.length)) {
            return SalesforceError{
                "STRING_TOO_LONG",
                known.label + ": data value too large: " + std::string(text) +
                    " (max length=" + std::to_string(known.length) + ")",
                {known.name}};
        }
        if (known.type == "email" && !email_like(text)) {
            return SalesforceError{
                "INVALID_EMAIL_ADDRESS", "Email: invalid email address: " + std::string(text), {known.name}};
        }
        if (known.restricted &&
            std::find(known.picklist.begin(), known.picklist.end(), text) == known.picklist.end()) {
            return SalesforceError{
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                known.label + ": bad value for restricted picklist field: " + std::string(text),
                {known.name}};
        }
        if (known.name == "OwnerId") return refused_owner(text);
    }
    if (is_number(known)) {
        const int whole = known.type == "int" ? known.digits : known.precision - known.scale;
        if (std::fabs(*number_of(value)) >= std::pow(10, whole)) {
            return SalesforceError{
                "NUMBER_OUTSIDE_VALID_RANGE",
                known.label + ": value outside of valid range on numeric field: " + json::serialize(value),
                {known.name}};
        }
    }
    return std::nullopt;
}

std::optional<SalesforceError> SalesforceOrg::refused_owner(std::string_view id) const {
    for (const char* type : {"User", "Group"}) {
        const auto& owners = rows_.at(type);
        const auto found = owners.find(std::string(id.substr(0, 15)));
        if (found == owners.end()) continue;
        const auto* active = member(found->second.fields, "IsActive");
        if (!active || active->get_bool()) return std::nullopt;
        return SalesforceError{
            "INACTIVE_OWNER_OR_USER",
            "operation performed with inactive user [" + std::string(id) + "] as owner of lead",
            {"OwnerId"}};
    }
    return SalesforceError{"INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", {"OwnerId"}};
}

std::optional<SalesforceError> SalesforceOrg::refused_duplicate(
    const std::string& type, const json::object& values, const SalesforceRow* existing
) const {
    for (const auto& known : schema_.at(type)) {
        const auto* value = known.unique ? member(values, known.name) : nullptr;
        if (!value || blank(*value)) continue;
        for (const auto& [id, row] : rows_.at(type)) {
            const auto* other = member(row.fields, known.name);
            if (!other || *other != *value || flag(row, "IsDeleted") || (existing && existing->id == row.id))
                continue;
            return SalesforceError{
                "DUPLICATE_VALUE",
                "duplicate value found: " + known.name + " duplicates value on record with id: " + id,
                {}};
        }
    }
    return std::nullopt;
}

std::optional<SalesforceError> SalesforceOrg::refused(
    const std::string& type, const json::object& values, const SalesforceRow* existing, const Writer& writer
) const {
    std::vector<std::string> locked, missing;
    for (const auto& [name, value] : values) {
        if (same_text(name, "attributes") || same_text(name, "Id")) continue;
        const auto* known = field(type, std::string_view(name));
        if (!known) {
            return SalesforceError{
                "INVALID_FIELD", "No such column '" + std::string(name) + "' on sobject of type " + type, {}};
        }
        if (existing ? !known->updateable : !known->createable) locked.push_back(known->name);
        if (existing && !known->nillable && known->type != "boolean" && blank(value))
            missing.push_back(known->name);
        if (known->type == "boolean" && blank(value) && !writer.by_hand)
            return SalesforceError{
                "INVALID_TYPE_ON_FIELD_IN_RECORD",
                known->label + ": value not of required type: ",
                {known->name}};
    }
    if (!locked.empty()) {
        std::string names = list_of(locked);
        return SalesforceError{
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            "Unable to create/update fields: " + names.substr(1, names.size() - 2) +
                ". Please check the security settings of this field and verify that it is read/write for "
                "your profile "
                "or permission set.",
            locked};
    }
    for (const auto& known : schema_.at(type)) {
        if (existing || !known.createable || known.nillable || known.defaulted) continue;
        const auto* value = member(values, known.name);
        if (!value || blank(*value)) missing.push_back(known.name);
    }
    if (!missing.empty()) {
        return SalesforceError{
            "REQUIRED_FIELD_MISSING", "Required fields are missing: " + list_of(missing), missing};
    }
    for (const auto& [name, value] : values) {
        const auto* known = field(type, std::string_view(name));
        if (!known) continue;
        if (auto error = refused_value(*known, value)) return error;
    }
    if (auto error = refused_by_rule(type, values, existing)) return error;
    return refused_duplicate(type, values, existing);
}

std::optional<SalesforceError> SalesforceOrg::refused_by_rule(
    const std::string& type, const json::object& values, const SalesforceRow* existing
) const {
    const auto after = [&](const std::string& field) {
        const auto* value = member(values, field);
        if (!value && existing) value = member(existing->fields, field);
        if (!value || blank(*value)) return std::string();
        return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
    };
    for (const auto& rule : rules_) {
        const auto now = rule.type == type ? after(rule.field) : std::string();
        if (!now.empty() && lower(now).find(lower(rule.holds)) != std::string::npos)
            return SalesforceError{rule.code, rule.message, rule.fields};
    }
    return std::nullopt;
}

}  // namespace crosswalk::doubles
