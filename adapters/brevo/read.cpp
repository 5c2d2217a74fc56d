#include "adapters/brevo/internal.h"
#include "connector/contract/ask.h"

namespace crosswalk::brevo {
namespace {

constexpr LookupShape kByAddress{.path = path_of, .field = kEmail, .id_of = id_of, .holds = "@"};
constexpr PageShape kOne{.row = contacts_at(""), .gone = {.at = "/code", .says = "document_not_found"}};

}  // namespace

Operation<IdsQuery, Page> read_ids_operation() { return {build_lookup<kByAddress>, parse_page<kOne>}; }
Operation<MatchQuery, Page> find_operation() { return {build_lookup<kByAddress>, parse_page<kOne>}; }

}  // namespace crosswalk::brevo
