#include "adapters/postmark/internal.h"
#include "connector/contract/ask.h"

namespace crosswalk::postmark {
namespace {

// The dump comes in one piece. It is asked for by the day, and whose day that is was not seen, so two days overlap.
constexpr PageShape kChanged{
    .row = kSuppressions, .poll = {.order = PollOrder::by_token, .overlap = std::chrono::hours{48}}};

Result<Calls> build_changes(const ChangesQuery& query, const Connection&, Page&) {
    constexpr std::size_t kDay = std::string_view("2026-03-01").size();
    std::string path = "/suppressions/dump";
    if (const auto since = place_of(query.what.cursor).since(kChanged.poll))
        path = with_parameter(path, "fromdate", iso_text(*since).substr(0, kDay));
    return Calls{{.request = get_json(std::move(path))}};
}

}  // namespace

Operation<ChangesQuery, Page> changes_operation() { return {build_changes, parse_page<kChanged>}; }

}  // namespace crosswalk::postmark
