#include "adapters/mailchimp/internal.h"
#include "connector/contract/ask.h"

namespace crosswalk::mailchimp {
namespace {

// The newest first: who changes while the list is read moves to its front, and pushes nobody out of a page.
constexpr PollRule kPoll{
    .order = PollOrder::by_offset, .page_rows = 1000};  // the most a page holds (sheet, section 2)
constexpr SweepShape kSweep{
    .path = "/members?sort_field=last_changed&sort_dir=DESC&count=1000",
    .offset = "offset",
    .since = "since_last_changed",
    .poll = kPoll};
constexpr PageShape kChanged{.row = members_at("/members"), .poll = kPoll};

}  // namespace

Operation<ChangesQuery, Page> changes_operation() { return {build_sweep<kSweep>, parse_page<kChanged>}; }

}  // namespace crosswalk::mailchimp
