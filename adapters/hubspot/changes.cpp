#include "adapters/hubspot/contacts.h"
#include "adapters/hubspot/search.h"

namespace crosswalk::hubspot {
namespace {

Result<Calls> build_changes(const ChangesQuery& query, const Connection& connection, Page&) {
    return Calls{
        {.request =
             search_request(asked(query), connection, changed_since(place_of(query.what.cursor)))}};
}

// A sweep goes on behind the last row that says when it changed.
Result<PageEnd> end_of(const Answer& answer, const Page& page) {
    PageEnd out{
        .rows = page.changes.size() + page.unreadable.size(),
        .more_told = !scalar_at(answer.body, "/paging/next/after").empty(),
        .clock = clock_of(answer)};
    for (const Change& change : page.changes) {
        if (!change.occurred_at) continue;
        out.time = change.occurred_at->at;
        out.id = change.id.text;
    }
    if (!page.changes.empty() && !out.time) return unreadable();
    return out;
}

Result<Calls> parse_changes(
    const ChangesQuery& query, const Connection&, const Call&, const Answer& answer, Page& page
) {
    if (!answer.ok()) return refusal_fault(answer, "a search");
    auto told = page_of(asked(query), answer.body);
    if (!told) return told.error();
    const auto end = end_of(answer, *told);
    if (!end) return end.error();
    page = std::move(*told);
    set_next(page, next_place(kPoll, place_of(query.what.cursor), *end));
    return Calls{};
}

}  // namespace

Operation<ChangesQuery, Page> changes_operation() { return {build_changes, parse_changes}; }

}  // namespace crosswalk::hubspot
