#include "tests/support/salesforce_org.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "tests/support/wire.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr char kInstance[] = "Ka00000";

bool is_text(const SalesforceField& field) {
    return field.type != "boolean" && field.type != "int" && field.type != "double" &&
           field.type != "currency";
}

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

json::value stored(const SalesforceField& field, const json::value& value) {
    if (field.type == "boolean") return value.is_bool() ? value : json::value(value == json::value("true"));
    if (field.type == "int") return static_cast<std::int64_t>(*number_of(value));
    if (is_number(field)) {
        const double shift = std::pow(10, field.scale);
        return std::round(*number_of(value) * shift) / shift;
    }
    if (field.type == "datetime") {
        return json::value(salesforce_time(*parse_time(std::string_view(value.get_string())) / 1000 * 1000));
    }
    if (field.type == "id" || field.type == "reference")
        return json::value(full_id(std::string_view(value.get_string())));
    return value;
}

bool blank(const json::value& value) {
    return value.is_null() || (value.is_string() && value.get_string().empty());
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

bool flag(const SalesforceRow& row, std::string_view field) {
    const auto* value = member(row.fields, field);
    return value && value->is_bool() && value->get_bool();
}

}  // namespace

std::string full_id(std::string_view id) {
    if (id.size() != 15) return std::string(id);
    static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    std::string out(id);
    for (std::size_t chunk = 0; chunk < 3; ++chunk) {
        unsigned bits = 0;
        for (std::size_t i = 0; i < 5; ++i) {
            const char c = id[chunk * 5 + i];
            if (c >= 'A' && c <= 'Z') bits |= 1u << i;
        }
        out += kAlphabet[bits];
    }
    return out;
}

std::string SalesforceOrg::new_id(const std::string& type) {
    static constexpr char kDigits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string counter(5, '0');
    for (int n = next_id_++, at = 4; n > 0 && at >= 0; n /= 62, --at)
        counter[static_cast<std::size_t>(at)] = kDigits[n % 62];
    return full_id(key_prefix(type) + kInstance + counter);
}

const SalesforceField* SalesforceOrg::field(const std::string& type, std::string_view name) const {
    const auto& all = schema_.at(type);
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return same_text(one.name, name); });
    return found == all.end() ? nullptr : &*found;
}

void SalesforceOrg::add_field(const std::string& type, SalesforceField field) {
    schema_.at(type).push_back(std::move(field));
}

void SalesforceOrg::hide_field(const std::string& type, const std::string& name) {
    auto& all = schema_.at(type);
    all.erase(
        std::remove_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; }), all.end()
    );
}

SalesforceRow* SalesforceOrg::find(const std::string& type, std::string_view id) {
    if (id.size() != 15 && id.size() != 18) return nullptr;
    auto& rows = rows_.at(type);
    const auto found = rows.find(std::string(id.substr(0, 15)));
    return found == rows.end() ? nullptr : &found->second;
}

std::vector<SalesforceRow*> SalesforceOrg::find_by(
    const std::string& type, const std::string& name, std::string_view value
) {
    std::vector<SalesforceRow*> out;
    const bool exact = name == "Crosswalk_Id__c";
    for (auto& [id, row] : rows_.at(type)) {
        const std::string has = text_of(row.fields, name);
        if (!flag(row, "IsDeleted") && !has.empty() && (exact ? has == value : same_text(has, value)))
            out.push_back(&row);
    }
    return out;
}

std::string SalesforceOrg::put(
    const std::string& type, json::object fields, std::int64_t now_ms, const std::string& user
) {
    SalesforceRow row;
    row.id = new_id(type);
    if (type == "Lead" && !fields.contains("Status")) fields["Status"] = "Open - Not Contacted";
    const Writer writer{user, false, true, now_ms};
    row.fields = {
        {"Id", row.id},
        {"IsDeleted", false},
        {"CreatedDate", salesforce_time(now_ms / 1000 * 1000)},
        {"CreatedById", user}};
    if (type == "Lead") row.fields["IsConverted"] = false;
    write(row, type, fields, writer);
    const std::string id = row.id;
    rows_[type][id.substr(0, 15)] = std::move(row);
    return id;
}

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
    const std::string& type, const json::object& values, const SalesforceRow* existing
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
    return refused_duplicate(type, values, existing);
}

void SalesforceOrg::write(
    SalesforceRow& row, const std::string& type, const json::object& values, const Writer& writer
) {
    for (const auto& [name, value] : values) {
        const auto* known = field(type, std::string_view(name));
        if (!known || known->name == "Id") continue;
        if (blank(value)) {
            row.fields.erase(known->name);
        } else {
            row.fields[known->name] = stored(*known, value);
        }
    }
    if (writer.assign && type == "Lead" && !rule_owner_.empty()) row.fields["OwnerId"] = rule_owner_;
    if (type == "Lead" || type == "Contact") {
        const std::string first = text_of(row.fields, "FirstName");
        row.fields["Name"] = first + (first.empty() ? "" : " ") + text_of(row.fields, "LastName");
    }
    const auto now = salesforce_time(writer.now_ms / 1000 * 1000);
    row.fields["SystemModstamp"] = row.fields["LastModifiedDate"] = now;
    row.fields["LastModifiedById"] = writer.user;
}

RowResult SalesforceOrg::create(const std::string& type, const json::object& values, const Writer& writer) {
    if (auto error = refused(type, values, nullptr)) return {{}, false, std::move(error)};
    if (const auto* email = member(values, "Email");
        duplicate_rule_ && !writer.allow_duplicates && email && email->is_string() &&
        !find_by(type, "Email", std::string_view(email->get_string())).empty()) {
        return {
            {},
            false,
            SalesforceError{
                "DUPLICATES_DETECTED",
                "You're creating a duplicate record. We recommend you use an existing record instead.",
                {}}};
    }
    json::object all = values;
    if (!all.contains("OwnerId") && (type == "Lead" || type == "Contact")) all["OwnerId"] = writer.user;
    const std::string id = put(type, std::move(all), writer.now_ms, writer.user);
    SalesforceRow& row = *find(type, id);
    for (const auto& known : schema_.at(type)) {
        if (known.type == "boolean" && !row.fields.contains(known.name)) row.fields[known.name] = false;
    }
    write(row, type, {}, writer);
    return {id, true, std::nullopt};
}

RowResult SalesforceOrg::update(
    const std::string& type, std::string_view id, const json::object& values, const Writer& writer
) {
    const auto fail = [](const char* code, std::string message, int status) {
        return RowResult{{}, false, SalesforceError{code, std::move(message), {}, status}};
    };
    if (id.size() != 15 && id.size() != 18)
        return fail("MALFORMED_ID", "malformed id " + std::string(id), 400);
    SalesforceRow* row = find(type, id);
    if (!row) return fail("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", 404);
    if (flag(*row, "IsDeleted")) return fail("ENTITY_IS_DELETED", "entity is deleted", 404);
    if (flag(*row, "IsConverted"))
        return fail("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", 400);
    if (auto lock = locks_.find(row->id.substr(0, 15)); lock != locks_.end() && lock->second > 0) {
        --lock->second;
        return fail(
            "UNABLE_TO_LOCK_ROW",
            "unable to obtain exclusive access to this record or 1 records: " + row->id,
            400
        );
    }
    if (auto error = refused(type, values, row)) return {{}, false, std::move(error)};
    write(*row, type, values, writer);
    return {row->id, false, std::nullopt};
}

RowResult SalesforceOrg::upsert(
    const std::string& type, const std::string& key, const json::object& values, const Writer& writer
) {
    if (same_text(key, "Id")) {
        const std::string id = text_of(values, "Id").empty() ? text_of(values, "id") : text_of(values, "Id");
        return id.empty() ? create(type, values, writer) : update(type, id, values, writer);
    }
    const std::string value = text_of(values, key);
    if (value.empty()) {
        return {{}, false, SalesforceError{"MISSING_ARGUMENT", key + " not specified", {}}};
    }
    const auto found = find_by(type, key, value);
    if (found.empty()) return create(type, values, writer);
    if (found.size() > 1) {
        return {
            {},
            false,
            SalesforceError{"DUPLICATE_EXTERNAL_ID", "External id field matches several records", {}, 300}};
    }
    return update(type, found[0]->id, values, writer);
}

}  // namespace crosswalk::doubles
