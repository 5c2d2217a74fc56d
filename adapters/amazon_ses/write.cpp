#include "adapters/amazon_ses/error_table.h"
#include "adapters/amazon_ses/internal.h"
#include "connector/contract/suppression.h"

namespace crosswalk::amazon_ses {
namespace {

namespace json = boost::json;

constexpr int kConfirm = 7;  // beside the steps of a suppression: the answer to it says nothing, so it is looked at

// One address a call. Of the two reasons there are, a bounce would be untrue.
HttpRequest suppress(std::span<const std::string> addresses) {
    return send_json("PUT", std::string(kList), json::object{{kEmail, addresses.front()}, {kReason, kTheirWord[0]}});
}

constexpr SuppressionShape kSuppression{
    .address = kEmail, .flag = kOptOut, .spell = id_of, .path = path_of, .suppress = suppress, .words = kOwnWords};

Result<Calls> build_write(const WriteBatch& batch, const Connection&, WriteReport& report) {
    return calls_for(kSuppression, batch, report);
}

Result<Calls> parse_write(
    const WriteBatch& batch, const Connection&, const Call& call, const Answer& answer, WriteReport& report
) {
    constexpr MatchShape kRefused{.by = MatchShape::By::call};
    const bool not_listed = answer.status == 404 && call.step != static_cast<int>(SuppressionStep::suppress);
    if (!answer.ok() && !not_listed) return read_report(kRefused, batch, call, answer, report);
    Calls further;
    for (const std::size_t i : call.rows) {
        const Record& record = batch.records[i];
        if (call.step == static_cast<int>(SuppressionStep::suppress)) {
            further.push_back({.request = get_json(path_of(record.id->text)), .rows = {i}, .step = kConfirm});
            continue;
        }
        const auto* row = value_at(answer.body, "/SuppressedDestination");
        if (row == nullptr && !not_listed) continue;
        if (call.step == kConfirm)
            report[i] = row == nullptr ? Outcome{} : suppressed(kSuppression, record);
        else
            report[i] = looked_at(
                kSuppression, record, row != nullptr && beside_fields(rows_at(""), *row, kOptOut) == true
            );
    }
    return further;
}

}  // namespace

Operation<WriteBatch, WriteReport> write_operation() { return {build_write, parse_write}; }

}  // namespace crosswalk::amazon_ses
