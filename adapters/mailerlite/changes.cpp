#include "adapters/mailerlite/rows.h"

namespace crosswalk::mailerlite {
namespace {

// The list knows no "since" and no order, so each sweep goes through all of it (NOTES.md).
constexpr PageShape kAll{
    .row = kSubscriber,
    .paging = {.by = Paging::By::token, .next = "/meta/next_cursor", .param = "cursor"},
    .poll = {.order = PollOrder::by_token}};

Result<Calls> build_changes(const ChangesQuery& query, const Connection&, Page&) {
    const auto place = place_of(query.what.cursor);
    auto path = with_parameter(kSubscribers, "limit", std::to_string(kAll.poll.page_rows));
    path = with_parameter(path, "include", "groups");  // else everybody may be shown as in none
    if (!place.behind.empty()) path = with_parameter(path, kAll.paging.param, place.behind);
    return Calls{{.request = get_json(std::move(path))}};
}

}  // namespace

Operation<ChangesQuery, Page> changes_operation() { return {build_changes, parse_page<kAll>}; }

}  // namespace crosswalk::mailerlite
