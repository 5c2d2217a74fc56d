#include "adapters/mailerlite/rows.h"
#include "connector/contract/ask.h"

namespace crosswalk::mailerlite {
namespace {

// An address does for an id; nothing else can be looked for.
constexpr LookupShape kByAddress{.path = path_of, .field = "email", .holds = "@"};
constexpr PageShape kOne{.row = kSubscriber, .gone = kGone};

}  // namespace

Operation<IdsQuery, Page> read_ids_operation() { return {build_lookup<kByAddress>, parse_page<kOne>}; }
Operation<MatchQuery, Page> find_operation() { return {build_lookup<kByAddress>, parse_page<kOne>}; }

}  // namespace crosswalk::mailerlite
