// Single rows and queries of the Salesforce double.
#include <algorithm>

#include "tests/support/salesforce_answers.h"
#include "tests/support/salesforce_double.h"
#include "tests/support/soql.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

std::vector<std::string> comma_list(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at <= text.size() && !text.empty();) {
        const auto end = std::min(text.find(',', at), text.size());
        if (end > at) out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

bool is_deleted(const SalesforceRow& row) {
    const auto* deleted = member(row.fields, "IsDeleted");
    return deleted && deleted->get_bool();
}

}  // namespace

json::object SalesforceDouble::shown(
    const std::string& type, const SalesforceRow& row, const std::vector<std::string>& fields
) {
    json::object out{
        {"attributes", {{"type", type}, {"url", "/services/data/v66.0/sobjects/" + type + "/" + row.id}}}};
    for (const auto& name : fields) {
        const auto dot = name.find('.');
        const auto* known = org_.field(type, dot == std::string::npos ? name : name.substr(0, dot) + "Id");
        if (!known) continue;
        const auto* value = member(row.fields, known->name);
        if (dot == std::string::npos) {
            out[known->name] = value ? *value : json::value(nullptr);
            continue;
        }
        const auto relation = name.substr(0, dot);
        const SalesforceRow* other = nullptr;
        for (const char* owner : {"User", "Group", "Account", "Contact"}) {
            if (value && !other) other = org_.find(owner, std::string_view(value->get_string()));
        }
        if (!other) {
            out[relation] = nullptr;
            continue;
        }
        json::object& nested =
            out[relation].is_object() ? out[relation].get_object() : out[relation].emplace_object();
        const auto* far = member(other->fields, name.substr(dot + 1));
        nested[name.substr(dot + 1)] = far ? *far : json::value(nullptr);
    }
    return out;
}

Answer SalesforceDouble::sobject(const Call& call, const std::vector<std::string>& parts) {
    const std::string& type = parts[1];
    if (!org_.has_type(type)) return salesforce_not_found();
    if (parts.size() == 2 && call.method == "POST") {
        const auto body = parse_json(call.body);
        if (!body || !body->is_object())
            return salesforce_error(400, {"JSON_PARSER_ERROR", "Unexpected character", {}});
        if (const auto error = org_.unreadable(type, body->get_object()))
            return salesforce_error(400, *error);
        const auto result = org_.create(type, body->get_object(), writer(call));
        if (!result.ok()) return salesforce_error(result.error->status, *result.error);
        changed(type, result.id, true);
        return salesforce_json(201, salesforce_verdict(result, false));
    }
    if (parts.size() == 3 && parts[2] == "describe" && call.method == "GET")
        return salesforce_json(200, org_.describe(type));
    if (parts.size() == 3) return single_row(call, type, org_.find(type, parts[2]));
    if (parts.size() == 4) return by_external_id(call, type, parts[2], parts[3]);
    return unplanned();
}

Answer SalesforceDouble::single_row(const Call& call, const std::string& type, SalesforceRow* row) {
    if (!row) return salesforce_not_found();
    if (call.method == "GET") {
        if (is_deleted(*row)) return salesforce_error(404, {"ENTITY_IS_DELETED", "entity is deleted", {}});
        std::vector<std::string> fields = comma_list(call.asked("fields").value_or(""));
        if (fields.empty()) {
            for (const auto& known : org_.fields(type)) fields.push_back(known.name);
        }
        for (const auto& name : fields) {
            if (!org_.field(type, name)) {
                return salesforce_error(
                    400, {"INVALID_FIELD", "No such column '" + name + "' on entity '" + type + "'", {}}
                );
            }
        }
        return salesforce_json(200, shown(type, *row, fields));
    }
    if (call.method == "DELETE") {
        if (is_deleted(*row)) return salesforce_error(404, {"ENTITY_IS_DELETED", "entity is deleted", {}});
        org_.remove(type, row->id, writer(call));
        return {204};
    }
    if (call.method != "PATCH") return unplanned();
    const auto body = parse_json(call.body);
    if (!body || !body->is_object())
        return salesforce_error(400, {"JSON_PARSER_ERROR", "Unexpected character", {}});
    if (const auto error = org_.unreadable(type, body->get_object())) return salesforce_error(400, *error);
    const auto result = org_.update(type, row->id, body->get_object(), writer(call));
    if (!result.ok()) return salesforce_error(result.error->status, *result.error);
    changed(type, result.id, true);
    return {204};
}

Answer SalesforceDouble::by_external_id(
    const Call& call, const std::string& type, const std::string& field, const std::string& value
) {
    const auto* known = org_.field(type, field);
    if (!known || (!known->external_id && known->name != "Email")) {
        return salesforce_error(
            404, {"NOT_FOUND", "Provided external ID field does not exist or is not accessible: " + field, {}}
        );
    }
    const auto found = org_.find_by(type, known->name, value);
    if (found.size() > 1) {
        json::array uris;
        for (const auto* row : found)
            uris.emplace_back("/services/data/v66.0/sobjects/" + type + "/" + row->id);
        return salesforce_json(300, uris);
    }
    if (call.method != "PATCH")
        return found.empty() ? salesforce_not_found() : single_row(call, type, found[0]);
    const auto body = parse_json(call.body);
    if (!body || !body->is_object())
        return salesforce_error(400, {"JSON_PARSER_ERROR", "Unexpected character", {}});
    json::object values = body->get_object();
    if (values.contains(known->name) || values.contains("Id")) {
        return salesforce_error(
            400,
            {"INVALID_FIELD",
             "The " + known->name + " field should not be specified in the sobject data.",
             {}}
        );
    }
    if (const auto error = org_.unreadable(type, values)) return salesforce_error(400, *error);
    if (found.empty() && call.asked("updateOnly").value_or("") == "true") return salesforce_not_found();
    values[known->name] = value;
    const auto result = found.empty() ? org_.create(type, values, writer(call))
                                      : org_.update(type, found[0]->id, values, writer(call));
    if (!result.ok()) return salesforce_error(result.error->status, *result.error);
    changed(type, result.id, true);
    return salesforce_json(result.created ? 201 : 200, salesforce_verdict(result, true));
}

Answer SalesforceDouble::query(const Call& call, bool deleted_too) {
    const auto text = call.asked("q");
    if (!text || call.method != "GET")
        return salesforce_error(400, {"MALFORMED_QUERY", "A query string has to be specified", {}});
    const auto parsed = parse_soql(*text);
    if (const auto* error = std::get_if<SalesforceError>(&parsed)) return salesforce_error(400, *error);
    const auto& soql = std::get<Soql>(parsed);
    if (const auto error = check_soql(soql, org_)) return salesforce_error(400, *error);
    const auto rows = run_soql(soql, org_, deleted_too);
    if (soql.fields.empty()) {
        return salesforce_json(
            200, json::object{{"totalSize", rows.size()}, {"done", true}, {"records", json::array()}}
        );
    }
    json::array records;
    for (const auto* row : rows) records.push_back(shown(soql.type, *row, soql.fields));
    std::size_t size = page_size_;
    const auto options = call.header("Sforce-Query-Options");
    if (const auto at = options.find("batchSize="); at != std::string::npos) {
        size = std::min<std::size_t>(size, std::max(200, std::atoi(options.c_str() + at + 10)));
    }
    return page(std::move(records), 0, "01gKa0000000000" + std::to_string(cursors_.size() + 1), size);
}

Answer SalesforceDouble::page(
    json::array records, std::size_t at, const std::string& cursor, std::size_t size
) {
    const std::size_t total = records.size(), end = std::min(at + size, total);
    json::object body{{"totalSize", total}, {"done", end == total}};
    if (end < total) {
        cursors_[cursor] = records;
        body["nextRecordsUrl"] =
            "/services/data/v66.0/query/" + cursor + "-" + std::to_string(end) + "-" + std::to_string(size);
    }
    json::array some;
    for (std::size_t i = at; i < end; ++i) some.push_back(std::move(records[i]));
    body["records"] = std::move(some);
    return salesforce_json(200, body);
}

Answer SalesforceDouble::more(const std::string& locator) {
    const auto dash = locator.find('-'),
               second = locator.find('-', dash == std::string::npos ? dash : dash + 1);
    const auto found = cursors_.find(locator.substr(0, dash));
    if (found == cursors_.end() || second == std::string::npos) {
        return salesforce_error(400, {"INVALID_QUERY_LOCATOR", "invalid query locator", {}});
    }
    const auto at = static_cast<std::size_t>(std::atoi(locator.c_str() + dash + 1));
    const auto size = static_cast<std::size_t>(std::atoi(locator.c_str() + second + 1));
    return page(found->second, at, found->first, std::max<std::size_t>(size, 1));
}

}  // namespace crosswalk::doubles
