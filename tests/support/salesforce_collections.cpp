// sObject Collections of the Salesforce double: up to 200 rows a call, one verdict a row, in the order of the
// request.
#include <algorithm>

#include "tests/support/salesforce_answers.h"
#include "tests/support/salesforce_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostRows = 200;
constexpr std::size_t kMostChunks = 10;

std::vector<std::string> texts(const json::object& body, std::string_view key) {
    std::vector<std::string> out;
    const auto* list = member(body, key);
    if (!list || !list->is_array()) return out;
    for (const auto& one : list->get_array())
        out.push_back(one.is_string() ? std::string(one.get_string()) : "");
    return out;
}

std::string type_of(const json::object& record) {
    const auto* attributes = member(record, "attributes");
    return attributes && attributes->is_object() ? text_of(attributes->get_object(), "type") : "";
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> out(1);
    for (const char c : text) {
        if (c == ',')
            out.emplace_back();
        else
            out.back() += c;
    }
    return out;
}

}  // namespace

Answer SalesforceDouble::collections(const Call& call, const std::vector<std::string>& parts) {
    if (call.method == "DELETE" && parts.size() == 2) return delete_many(call);
    if (call.method == "GET" && parts.size() == 3) {
        return read_many(
            parts[2], split(call.asked("ids").value_or("")), split(call.asked("fields").value_or(""))
        );
    }
    const auto body = parse_json(call.body);
    if (!body || !body->is_object())
        return salesforce_error(400, {"JSON_PARSER_ERROR", "Unexpected character", {}});
    const auto& object = body->get_object();
    if (call.method == "POST" && parts.size() == 3) {
        return read_many(parts[2], texts(object, "ids"), texts(object, "fields"));
    }
    if ((call.method == "POST" || call.method == "PATCH") && parts.size() == 2)
        return write_all(call, object, "", "");
    if (call.method != "PATCH" || parts.size() != 4) return unplanned();
    if (!org_.has_type(parts[2])) return salesforce_not_found();
    const auto* key = org_.field(parts[2], parts[3]);
    if (!key || (!key->external_id && key->name != "Id")) {
        return salesforce_error(
            404,
            {"NOT_FOUND", "Provided external ID field does not exist or is not accessible: " + parts[3], {}}
        );
    }
    return write_all(call, object, parts[2], key->name);
}

Answer SalesforceDouble::write_all(
    const Call& call, const json::object& body, const std::string& upsert_type, const std::string& key
) {
    const auto* list = member(body, "records");
    if (!list || !list->is_array() || list->get_array().empty()) {
        return salesforce_error(400, {"REQUIRED_FIELD_MISSING", "At least 1 record is required", {}});
    }
    const auto& records = list->get_array();
    if (records.size() > kMostRows) {
        return salesforce_error(
            400,
            {"EXCEEDED_ID_LIMIT",
             "record limit reached. cannot submit more than 200 records in this request",
             {}}
        );
    }
    std::map<std::string, int> seen;
    std::size_t chunks = 0;
    std::string last_type;
    for (const auto& record : records) {
        const std::string type = record.is_object() ? type_of(record.get_object()) : "";
        if (!org_.has_type(type) || (!upsert_type.empty() && type != upsert_type)) {
            return salesforce_error(
                400, {"INVALID_TYPE", "sObject type '" + type + "' is not supported.", {}}
            );
        }
        if (const auto error = org_.unreadable(type, record.get_object()))
            return salesforce_error(400, *error);
        if (type != last_type && ++chunks > kMostChunks) {
            return salesforce_error(
                400, {"LIMIT_EXCEEDED", "The request can't be split into more than 10 chunks", {}}
            );
        }
        last_type = type;
        if (!key.empty()) ++seen[text_of(record.get_object(), key)];
    }
    const bool all_or_none = member(body, "allOrNone") && *member(body, "allOrNone") == json::value(true);
    const auto before = org_.copy();
    std::vector<RowResult> results;
    for (const auto& record : records) {
        const auto value = key.empty() ? "" : text_of(record.get_object(), key);
        if (!value.empty() && seen[value] > 1) {
            results.push_back(
                {{},
                 false,
                 SalesforceError{"DUPLICATE_VALUE", "Duplicate external id specified: " + value, {}}}
            );
        } else {
            results.push_back(write_one(call, record.get_object(), upsert_type, key));
        }
    }
    const bool any_failed =
        std::any_of(results.begin(), results.end(), [](const auto& one) { return !one.ok(); });
    json::array verdicts;
    if (all_or_none && any_failed) {
        org_.restore(before);
        for (auto& result : results) {
            if (!result.ok()) continue;
            result.error = SalesforceError{
                "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                "Record rolled back because not all records were valid and the request was using AllOrNone "
                "header",
                {}};
        }
    }
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (results[i].ok()) changed(type_of(records[i].get_object()), results[i].id, true);
        verdicts.push_back(salesforce_verdict(results[i], !upsert_type.empty()));
    }
    return salesforce_json(200, verdicts);
}

RowResult SalesforceDouble::write_one(
    const Call& call, const json::object& record, const std::string& upsert_type, const std::string& key
) {
    const std::string type = type_of(record);
    if (!upsert_type.empty()) return org_.upsert(type, key, record, writer(call));
    if (call.method == "POST") return org_.create(type, record, writer(call));
    const std::string id = text_of(record, "id").empty() ? text_of(record, "Id") : text_of(record, "id");
    if (id.empty()) {
        return {{}, false, SalesforceError{"MISSING_ARGUMENT", "Id not specified in an update call", {}}};
    }
    return org_.update(type, id, record, writer(call));
}

Answer SalesforceDouble::read_many(
    const std::string& type, const std::vector<std::string>& ids, const std::vector<std::string>& fields
) {
    if (!org_.has_type(type)) return salesforce_not_found();
    if (ids.size() > 2000) return salesforce_error(400, {"EXCEEDED_ID_LIMIT", "more than 2000 ids", {}});
    for (const auto& name : fields) {
        if (!org_.field(type, name)) {
            return salesforce_error(
                400, {"INVALID_FIELD", "No such column '" + name + "' on entity '" + type + "'", {}}
            );
        }
    }
    json::array out;
    for (const auto& id : ids) {
        if (id.size() != 15 && id.size() != 18)
            return salesforce_error(400, {"MALFORMED_ID", "malformed id " + id, {}});
        const auto* row = org_.find(type, id);
        const auto* deleted = row ? member(row->fields, "IsDeleted") : nullptr;
        if (!row || (deleted && deleted->get_bool())) {
            out.emplace_back(nullptr);
        } else {
            auto asked = fields;
            if (std::find(asked.begin(), asked.end(), "Id") == asked.end()) asked.push_back("Id");
            out.push_back(shown(type, *row, asked));
        }
    }
    return salesforce_json(200, out);
}

Answer SalesforceDouble::delete_many(const Call& call) {
    json::array out;
    for (const auto& id : split(call.asked("ids").value_or(""))) {
        RowResult result;
        for (const char* type : {"Lead", "Contact"}) {
            if (const auto* row = org_.find(type, id)) {
                result.id = row->id;
                org_.remove(type, row->id, writer(call));
            }
        }
        if (result.id.empty())
            result.error = SalesforceError{"INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", {}};
        out.push_back(salesforce_verdict(result, false));
    }
    return salesforce_json(200, out);
}

}  // namespace crosswalk::doubles
