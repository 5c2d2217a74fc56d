#include "adapters/brevo/internal.h"
#include "connector/contract/ask.h"

namespace crosswalk::brevo {
namespace {

// In the order in which they were made, so that whoever is modified meanwhile joins the list and nobody
// leaves it.
constexpr PollRule kPoll{
    .order = PollOrder::by_offset, .page_rows = 1000};  // the most a page holds (sheet, section 2)
constexpr SweepShape kSweep{
    .path = "/v3/contacts?limit=1000&sort=asc", .offset = "offset", .since = "modifiedSince", .poll = kPoll};
constexpr PageShape kChanged{.row = contacts_at("/contacts"), .poll = kPoll};

}  // namespace

Operation<ChangesQuery, Page> changes_operation() { return {build_sweep<kSweep>, parse_page<kChanged>}; }

}  // namespace crosswalk::brevo
