#include "adapters/mailerlite/rows.h"

namespace crosswalk::mailerlite {
namespace {

constexpr PageShape kOne{.row = kSubscriber, .gone = kGone};

Result<Calls> build_ids(const IdsQuery& query, const Connection&, Page&) {
    Calls out;
    for (std::size_t i = 0; i < query.what.ids.size(); ++i)
        out.push_back({.request = get(path_of(query.what.ids[i].text)), .rows = {i}});
    return out;
}

// Nothing but an address can be looked for; what is none would be taken for an id.
Result<Calls> build_find(const MatchQuery& query, const Connection&, Page&) {
    Calls out;
    if (query.what.field != "email") return out;
    for (std::size_t i = 0; i < query.what.values.size(); ++i)
        if (query.what.values[i].find('@') != std::string::npos)
            out.push_back({.request = get(path_of(query.what.values[i])), .rows = {i}});
    return out;
}

}  // namespace

Operation<IdsQuery, Page> read_ids_operation() { return {build_ids, parse_rows<kOne, ByIds>}; }
Operation<MatchQuery, Page> find_operation() { return {build_find, parse_rows<kOne, ByMatch>}; }

}  // namespace crosswalk::mailerlite
