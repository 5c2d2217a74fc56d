#include "adapters/amazon_ses/internal.h"

namespace crosswalk::amazon_ses {
namespace {

constexpr PageShape kChanged{
    .row = rows_at("/SuppressedDestinationSummaries"),
    .paging = {.by = Paging::By::token, .next = "/NextToken", .param = "NextToken"},
    .poll = {.order = PollOrder::by_token}};

Result<Calls> build_changes(const ChangesQuery& query, const Connection&, Page&) {
    const auto place = place_of(query.what.cursor);
    auto path = with_parameter(kList, "PageSize", "1000");
    if (const auto since = place.since(kChanged.poll)) path = with_parameter(path, "StartDate", iso_text(*since));
    if (!place.behind.empty()) path = with_parameter(path, kChanged.paging.param, place.behind);
    return Calls{{.request = get_json(std::move(path))}};
}

}  // namespace

Operation<ChangesQuery, Page> changes_operation() { return {build_changes, parse_page<kChanged>}; }

}  // namespace crosswalk::amazon_ses
