// adapters/hubspot/search.h - what is asked of HubSpot's search, and how a sweep goes on. Private to this
// folder.
#pragma once

#include "connector/contract/poll.h"
#include "connector/contract/text.h"

namespace crosswalk::hubspot {

inline constexpr std::size_t kSearchRows = 200;  // a page; 10,000 rows in all, so no sweep pages by number
// The index lags behind writes by an unpublished time (sheet, section 3.3).
inline constexpr PollRule kPoll{
    .order = PollOrder::by_time, .page_rows = kSearchRows, .overlap = std::chrono::minutes{5}};

boost::json::object search_for(std::string_view field, std::span<const std::string> values);
// How far the values from `from` on fit into one search; at least one does.
std::size_t end_of_chunk(std::span<const std::string> values, std::size_t from);

boost::json::object changed_since(const Place&);

}  // namespace crosswalk::hubspot
