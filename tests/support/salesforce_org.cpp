#include "tests/support/salesforce_org.h"

#include <algorithm>
#include <cmath>

#include "tests/support/salesforce_values.h"
#include "tests/support/wire.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr char kInstance[] = "Ka00000";

json::value stored(const SalesforceField& field, const json::value& value) {
    if (field.type == "boolean") return value.is_bool() ? value : json::value(value == json::value("true"));
    if (field.type == "int") return static_cast<std::int64_t>(*number_of(value));
    if (is_number(field)) return *number_of(value);  // all digits are kept until somebody saves by hand
    if (field.type == "textarea") return json::value(with_crlf(std::string_view(value.get_string())));
    if (field.type == "datetime") {
        return json::value(salesforce_time(*parse_time(std::string_view(value.get_string())) / 1000 * 1000));
    }
    if (field.type == "id" || field.type == "reference")
        return json::value(full_id(std::string_view(value.get_string())));
    return value;
}

json::value as_the_page_shows(const SalesforceField& field, const json::value& value) {
    const double shift = std::pow(10, field.scale);
    return std::round(value.to_number<double>() * shift) / shift;
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

namespace {

bool move_field(
    std::vector<SalesforceField>& from, std::vector<SalesforceField>& to, const std::string& name
) {
    const auto found =
        std::find_if(from.begin(), from.end(), [&](const auto& one) { return one.name == name; });
    if (found == from.end()) return false;
    to.push_back(std::move(*found));
    from.erase(found);
    return true;
}

}  // namespace

bool SalesforceOrg::hide_field(const std::string& type, const std::string& name) {
    return has_type(type) && move_field(schema_.at(type), hidden_[type], name);
}

bool SalesforceOrg::show_field(const std::string& type, const std::string& name) {
    return has_type(type) && move_field(hidden_[type], schema_.at(type), name);
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
    const Writer writer{.user = user, .allow_duplicates = true, .now_ms = now_ms};
    row.fields = {
        {"Id", row.id}, {"CreatedDate", salesforce_time(now_ms / 1000 * 1000)}, {"CreatedById", user}};
    for (const auto& known : schema_.at(type))
        if (known.type == "boolean") row.fields[known.name] = false;  // a checkbox is never blank
    write(row, type, fields, writer);
    const std::string id = row.id;
    rows_[type][id.substr(0, 15)] = std::move(row);
    return id;
}

void SalesforceOrg::write(
    SalesforceRow& row, const std::string& type, const json::object& values, const Writer& writer
) {
    for (const auto& [name, value] : values) {
        const auto* known = field(type, std::string_view(name));
        if (!known || known->name == "Id") continue;
        if (blank(value) && known->type == "boolean") {
            row.fields[known->name] = false;
        } else if (blank(value)) {
            row.fields.erase(known->name);
        } else {
            row.fields[known->name] = stored(*known, value);
        }
    }
    for (const auto& known : schema_.at(type))
        if (const auto* value = member(row.fields, known.name); value && writer.by_hand && is_number(known))
            row.fields[known.name] = as_the_page_shows(known, *value);
    if (writer.assign && type == "Lead" && !rule_owner_.empty()) row.fields["OwnerId"] = rule_owner_;
    if (type == "Lead" || type == "Contact") {
        const std::string first = text_of(row.fields, "FirstName");
        row.fields["Name"] = first + (first.empty() ? "" : " ") + text_of(row.fields, "LastName");
    }
    stamp(row, writer);
}

RowResult SalesforceOrg::create(const std::string& type, const json::object& values, const Writer& writer) {
    if (auto error = refused(type, values, nullptr, writer)) return {{}, false, std::move(error)};
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
    if (auto error = refused(type, values, row, writer)) return {{}, false, std::move(error)};
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
