#include "adapters/klaviyo/internal.h"
#include "connector/contract/text.h"

namespace crosswalk::klaviyo {
namespace {

// Its own links lead through a sweep; whoever is updated meanwhile stands at its end once more.
constexpr PageShape kChanged{
    .row = profiles_at("/data"),
    .paging = {.by = Paging::By::token, .next = "/links/next"},
    .poll = {.order = PollOrder::by_token}};

// Of a link only path and query count: whose host it is, the connection knows.
std::string path_in(std::string_view link) {
    const auto host = link.find("://");
    return std::string(
        link.substr(std::min(link.find('/', host == std::string_view::npos ? 0 : host + 3), link.size()))
    );
}

Result<Calls> build_changes(const ChangesQuery& query, const Connection&, Page&) {
    const auto place = place_of(query.what.cursor);
    if (const auto next = path_in(place.behind); next.starts_with(kProfiles))
        return Calls{{.request = as_api(get_json(next))}};
    auto list = with_consent(std::string(kProfiles) + "?sort=updated&page%5Bsize%5D=100");
    if (const auto since = place.since(kChanged.poll))
        list = with_parameter(list, "filter", "greater-than(updated," + iso_text(*since) + ")");
    return Calls{{.request = as_api(get_json(std::move(list)))}};
}

}  // namespace

Operation<ChangesQuery, Page> changes_operation() { return {build_changes, parse_page<kChanged>}; }

}  // namespace crosswalk::klaviyo
