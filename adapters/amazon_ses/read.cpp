#include "adapters/amazon_ses/internal.h"
#include "connector/contract/ask.h"

namespace crosswalk::amazon_ses {
namespace {

constexpr LookupShape kByAddress{.path = path_of, .field = kEmail, .id_of = id_of, .holds = "@"};
constexpr PageShape kOne{
    .row = rows_at("/SuppressedDestination"),
    .absent = {.address = kEmail, .flag = kOptOut}};

}  // namespace

Operation<IdsQuery, Page> read_ids_operation() { return {build_lookup<kByAddress>, parse_page<kOne>}; }
Operation<MatchQuery, Page> find_operation() { return {build_lookup<kByAddress>, parse_page<kOne>}; }

}  // namespace crosswalk::amazon_ses
