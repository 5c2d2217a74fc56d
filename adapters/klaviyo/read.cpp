#include "adapters/klaviyo/internal.h"
#include "connector/contract/ask.h"
#include "connector/contract/text.h"

namespace crosswalk::klaviyo {
namespace {

std::string path_with(std::string_view email) {
    // A quote inside would end the value.
    std::string quoted;
    for (const char c : email) quoted += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    return with_consent(
        std::string(kProfiles) + "?filter=" + percent_encode("equals(email,\"" + quoted + "\")")
    );
}

constexpr LookupShape kById{.path = path_of};
constexpr LookupShape kByAddress{.path = path_with, .field = kEmail, .holds = "@"};
constexpr PageShape kOne{.row = profiles_at("/data"), .gone = {.at = "/errors/0/code", .says = "not_found"}};
constexpr PageShape kFound{.row = profiles_at("/data")};

Calls all_as_api(Calls calls) {
    for (Call& call : calls) call.request = as_api(std::move(call.request));
    return calls;
}

Result<Calls> build_ids(const IdsQuery& query, const Connection&, Page&) {
    return all_as_api(calls_for(kById, query.what));
}

Result<Calls> build_find(const MatchQuery& query, const Connection&, Page&) {
    return all_as_api(calls_for(kByAddress, query.what));
}

}  // namespace

Operation<IdsQuery, Page> read_ids_operation() { return {build_ids, parse_page<kOne>}; }
Operation<MatchQuery, Page> find_operation() { return {build_find, parse_page<kFound>}; }

}  // namespace crosswalk::klaviyo
