#include "adapters/salesforce/error_table.h"
#include "adapters/salesforce/internal.h"

#include <algorithm>
#include <cctype>

namespace crosswalk::salesforce {
namespace {

namespace json = boost::json;

// An update whose record is no longer there is refused with the code of a lookup that points nowhere, and no field.
constexpr ErrorRule kRecordNotThere{
    "INVALID_CROSS_REFERENCE_KEY",
    Verdict::merged,
    "Salesforce does not have this record any more, or keeps it from the integration user; Crosswalk asks for it."};

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
    if (record.id && out.field.empty() && out.vendor_code == kRecordNotThere.vendor_code) {
        out.verdict = kRecordNotThere.verdict;
        out.advice = kRecordNotThere.advice;
    }
    if (out.vendor_code == "DUPLICATE_VALUE") out.id = record_named_in(out.vendor_says);
    return out;
}

Outcome whole_refusal(const Answer& answer) {
    Outcome out = first_error(answer.body);
    if (!out.vendor_code.empty()) return out;
    return classify(
        kErrorRules,
        "http_" + std::to_string(answer.status),
        "Salesforce refused the call without words we can read."
    );
}

json::object row_of(const WriteBatch& batch, const Record& record) {
    json::object row{{"attributes", {{"type", batch.plan.vendor_object}}}};
    for (const auto& [field, value] : record.fields) row[field] = value;
    return row;
}

Calls call_for(json::array records, std::string path, const Connection& connection) {
    HttpRequest request{
        .method = "PATCH",
        .path = std::move(path),
        .headers = common_headers(),
        .body = json::serialize(json::object{{"allOrNone", false}, {"records", std::move(records)}})};
    request.headers["Content-Type"] = "application/json; charset=UTF-8";
    // Without this header the active assignment rule runs, and a new score would change the owner (sheet,
    // section 2.1).
    if (connection.setting("auto_assign") != "true") request.headers["Sforce-Auto-Assign"] = "FALSE";
    return {{.request = std::move(request)}};
}

std::string collection(const Connection& connection) { return api_root(connection) + "/composite/sobjects"; }

// An upsert on our own id.
Result<Calls> build_create(const WriteBatch& batch, const Connection& connection, WriteReport&) {
    json::array records;
    for (const Record& record : batch.records) {
        auto row = row_of(batch, record);
        row[batch.own_id_field] = record.own_id;
        records.emplace_back(std::move(row));
    }
    const auto path = collection(connection) + "/" + std::string(batch.plan.vendor_object) + "/";
    return call_for(std::move(records), path + std::string(batch.own_id_field), connection);
}

Result<Calls> build_update(const WriteBatch& batch, const Connection& connection, WriteReport&) {
    json::array records;
    for (const Record& record : batch.records) {
        auto row = row_of(batch, record);
        if (record.id) row["id"] = record.id->text;
        records.emplace_back(std::move(row));
    }
    return call_for(std::move(records), collection(connection), connection);
}

Result<Calls> parse_write(
    const WriteBatch& batch, const Connection&, const Call&, const Answer& answer, WriteReport& report
) {
    if (!answer.ok()) {
        report = WriteReport(batch.records.size(), whole_refusal(answer));
        return Calls{};
    }
    // Rows are matched by position alone, so a count that does not fit says nothing about anyone.
    const auto rows = items_at(answer.body, "");
    if (rows.size() != batch.records.size()) return Calls{};
    for (std::size_t i = 0; i < rows.size(); ++i) report[i] = outcome_of(rows[i], batch.records[i]);
    return Calls{};
}

}  // namespace

Operation<WriteBatch, WriteReport> create_operation() { return {build_create, parse_write}; }
Operation<WriteBatch, WriteReport> update_operation() { return {build_update, parse_write}; }

}  // namespace crosswalk::salesforce
