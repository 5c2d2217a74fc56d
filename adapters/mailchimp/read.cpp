#include "adapters/mailchimp/internal.h"
#include "connector/contract/ask.h"

namespace crosswalk::mailchimp {
namespace {

constexpr LookupShape kByAddress{.path = path_of, .field = kEmail, .id_of = id_of, .holds = "@"};
// A wrong audience is "not found" as well, and would make everybody one who is gone.
constexpr PageShape kOne{
    .row = members_at(""),
    .gone = {
        .at = "/title",
        .says = "Resource Not Found",
        .ask = "/members?count=1&fields=total_items",
        .confirms = "/total_items"}};

}  // namespace

Operation<IdsQuery, Page> read_ids_operation() { return {build_lookup<kByAddress>, parse_page<kOne>}; }
Operation<MatchQuery, Page> find_operation() { return {build_lookup<kByAddress>, parse_page<kOne>}; }

}  // namespace crosswalk::mailchimp
