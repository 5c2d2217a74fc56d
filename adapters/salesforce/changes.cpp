#include "adapters/salesforce/rows.h"
#include "adapters/salesforce/soql.h"
#include "connector/contract/text.h"

namespace crosswalk::salesforce {
namespace {

Result<Calls> build_changes(const ChangesQuery& query, const Connection& connection, Page&) {
    if (const auto checked = check_names(query.fields); !checked) return checked.error();
    const auto soql =
        select_from(query.plan.vendor_object, query.fields) + changed_since(place_of(query.what.cursor));
    return Calls{get(api_root(connection) + "/queryAll?q=" + percent_encode(soql))};
}

Result<Calls> parse_changes(
    const ChangesQuery& query, const Connection& connection, const Call&, const Answer& answer, Page& page
) {
    if (!answer.ok()) return refusal(answer, "a query");
    const auto rows = add_rows(asked(query), connection, answer.body, page);
    if (!rows) return rows.error();
    const PageEnd end{
        .rows = rows->ids.size(),
        .more_told = !says_yes(answer.body, "/done"),
        .time = rows->last,
        .id = rows->ids.empty() ? "" : rows->ids.back().text,
        .clock = clock_of(answer)};
    set_next(page, next_place(kPoll, place_of(query.what.cursor), end));
    return Calls{};
}

}  // namespace

Operation<ChangesQuery, Page> changes_operation() { return {build_changes, parse_changes}; }

}  // namespace crosswalk::salesforce
