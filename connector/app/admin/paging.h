// connector/app/admin/paging.h - a list is shown page by page: at most so many rows, from a place on.
#pragma once

#include "connector/app/admin/admin_service.h"

namespace crosswalk {

inline constexpr std::size_t kRowsByDefault = 50, kMostRows = 200;

// What `limit` asks for; a command that does not say it is shown `for_commands` rows.
std::size_t page_limit(const CommandRequest&, std::size_t for_commands = kMostRows);
// The number that `after` holds; `first` where it is not given. Fault: "api.query".
Result<std::int64_t> place_in(const CommandRequest&, std::int64_t first);

// One row more than the page was asked for: true says that there is more, and it is cut off.
template <class Row>
bool cut_to_page(std::vector<Row>& rows, std::size_t limit) {
    const bool more = rows.size() > limit;
    if (more) rows.resize(limit);
    return more;
}

// What `next` says: where to go on, or null at the end.
boost::json::value next_place(bool more, std::int64_t last);
boost::json::value next_place(bool more, std::string_view last);

}  // namespace crosswalk
