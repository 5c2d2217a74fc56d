#include "adapters/postmark/error_table.h"
#include "adapters/postmark/internal.h"
#include "connector/contract/suppression.h"

#include <algorithm>

namespace crosswalk::postmark {
namespace {

namespace json = boost::json;

HttpRequest suppress(std::span<const std::string> addresses) {
    json::array people;
    for (const std::string& address : addresses) people.push_back(json::object{{kEmail, address}});
    return send_json("POST", "/suppressions", json::object{{"Suppressions", std::move(people)}});
}

constexpr SuppressionShape kStream{
    .address = kEmail, .flag = kOptOut, .spell = id_of, .path = path_of, .suppress = suppress, .words = kOwnWords};

Result<Calls> build_write(const WriteBatch& batch, const Connection&, WriteReport& report) {
    return calls_for(kStream, batch, report);
}

// A row for each address, and a no may stand in it.
void read_suppressed(const WriteBatch& batch, const Call& call, const json::value& body, WriteReport& report) {
    for (const json::value& row : items_at(body, "/Suppressions")) {
        const auto about = std::ranges::find_if(call.rows, [&](std::size_t i) {
            return batch.records[i].id == VendorId{id_of(text_at(row, "/EmailAddress"))};
        });
        if (about == call.rows.end()) continue;
        const auto status = text_at(row, "/Status");
        if (status == "Suppressed")
            report[*about] = suppressed(kStream, batch.records[*about]);
        else if (!status.empty())
            report[*about] = classify(kOwnWords, "suppression_failed", text_at(row, "/Message"));
    }
}

Outcome seen(const Record& record, const json::value& body) {
    const auto* list = value_at(body, "/Suppressions");
    if (list == nullptr || !list->is_array()) return {};
    const auto closed = std::ranges::any_of(items_at(*list, ""), [](const json::value& row) {
        return beside_fields(kSuppressions, row, kOptOut) == true;
    });
    return looked_at(kStream, record, closed);
}

Result<Calls> parse_write(
    const WriteBatch& batch, const Connection&, const Call& call, const Answer& answer, WriteReport& report
) {
    constexpr MatchShape kRefused{.by = MatchShape::By::call};
    if (!answer.ok()) return read_report(kRefused, batch, call, answer, report);
    if (call.step == static_cast<int>(SuppressionStep::suppress))
        read_suppressed(batch, call, answer.body, report);
    else
        for (const std::size_t i : call.rows) report[i] = seen(batch.records[i], answer.body);
    return Calls{};
}

}  // namespace

Operation<WriteBatch, WriteReport> write_operation() { return {build_write, parse_write}; }

}  // namespace crosswalk::postmark
