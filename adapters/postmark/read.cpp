#include "adapters/postmark/internal.h"
#include "connector/contract/ask.h"

namespace crosswalk::postmark {
namespace {

constexpr LookupShape kByAddress{.path = path_of, .field = kEmail, .id_of = id_of, .holds = "@"};
constexpr PageShape kOne{.row = kSuppressions, .absent = {.address = kEmail, .flag = kOptOut}};

}  // namespace

Operation<IdsQuery, Page> read_ids_operation() { return {build_lookup<kByAddress>, parse_page<kOne>}; }
Operation<MatchQuery, Page> find_operation() { return {build_lookup<kByAddress>, parse_page<kOne>}; }

}  // namespace crosswalk::postmark
