#include "adapters/salesforce/error_table.h"
#include "adapters/salesforce/internal.h"

#include <algorithm>
#include <cctype>

namespace crosswalk::salesforce {
namespace {

namespace json = boost::json;

// DUPLICATE_VALUE names the record that holds the value, in its words only, with 15 characters.
std::optional<VendorId> record_named_in(std::string_view says) {
    constexpr std::string_view kBefore = "on record with id: ";
    const auto at = says.find(kBefore);
    if (at == std::string_view::npos) return std::nullopt;
    const auto rest = says.substr(at + kBefore.size());
    const auto end = std::ranges::find_if_not(rest, [](unsigned char c) { return std::isalnum(c) != 0; });
    const auto length = static_cast<std::size_t>(end - rest.begin());
    if (length != 15 && length != 18) return std::nullopt;
    return VendorId{full_id(rest.substr(0, length))};
}

// One row of the answer. What is neither a clear yes nor a clear no stays unanswered.
Outcome outcome_of(const json::value& row, const Record& record) {
    const auto* success = value_at(row, "/success");
    if (success == nullptr || !success->is_bool()) return {};
    if (success->get_bool()) {
        const auto id = text_at(row, "/id");
        if (id.empty() || (record.id && !same_id(id, record.id->text))) return {};
        return {.verdict = Verdict::applied, .id = VendorId{full_id(id)}};
    }
    const auto* errors = value_at(row, "/errors");
    if (errors == nullptr || !errors->is_array()) return {};
    Outcome out = first_error(*errors);
    if (out.vendor_code == "DUPLICATE_VALUE") out.id = record_named_in(out.vendor_says);
    return out;
}

Outcome whole_refusal(const HttpResponse& response) {
    Outcome out;
    if (const auto body = parse_json(response.body)) out = first_error(*body);
    if (!out.vendor_code.empty()) return out;
    return classify(
        kErrorRules,
        "http_" + std::to_string(response.status),
        "Salesforce refused the call without words we can read."
    );
}

Result<Calls> build_write(const WriteBatch& batch, const Connection& connection, WriteReport&) {
    const bool create = batch.operation == WriteKind::create;
    json::array records;
    for (const Record& record : batch.records) {
        json::object row{{"attributes", {{"type", batch.plan.vendor_object}}}};
        for (const auto& [field, value] : record.fields) row[field] = value;
        if (create)
            row[batch.own_id_field] = record.own_id;
        else if (record.id)
            row["id"] = record.id->text;
        records.emplace_back(std::move(row));
    }
    HttpRequest request{
        .method = "PATCH",
        .path = api_root(connection) + "/composite/sobjects",
        .headers = common_headers(),
        .body = json::serialize(json::object{{"allOrNone", false}, {"records", std::move(records)}})};
    if (create) {
        request.path += '/';
        request.path += batch.plan.vendor_object;
        request.path += '/';
        request.path += batch.own_id_field;
    }
    request.headers["Content-Type"] = "application/json; charset=UTF-8";
    // Without this header the active assignment rule runs, and a new score would change the owner (sheet,
    // section 2.1).
    if (connection.setting("auto_assign") != "true") request.headers["Sforce-Auto-Assign"] = "FALSE";
    return Calls{{.request = std::move(request)}};
}

Result<Calls> parse_write(
    const WriteBatch& batch, const Connection&, const Call&, const HttpResponse& response, WriteReport& report
) {
    if (response.status < 200 || response.status >= 300) {
        report = WriteReport(batch.records.size(), whole_refusal(response));
        return Calls{};
    }
    const auto body = parse_json(response.body);
    // Rows are matched by position alone, so a count that does not fit says nothing about anyone.
    if (!body || !body->is_array() || body->get_array().size() != batch.records.size()) return Calls{};
    for (std::size_t i = 0; i < batch.records.size(); ++i)
        report[i] = outcome_of(body->get_array()[i], batch.records[i]);
    return Calls{};
}

}  // namespace

Operation<WriteBatch, WriteReport> write_operation() { return {build_write, parse_write}; }

}  // namespace crosswalk::salesforce
