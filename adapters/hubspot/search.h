// adapters/hubspot/search.h - what is asked of HubSpot's search, and how a sweep goes on. Private to this
// folder.
#pragma once

#include "connector/contract/adapter.h"
#include "connector/contract/text.h"

namespace crosswalk::hubspot {

inline constexpr std::size_t kSearchRows = 200;  // a page; 10,000 rows in all, so no sweep pages by number
// The index lags behind writes by an unpublished time (sheet, section 3.3).
inline constexpr std::chrono::minutes kOverlap{5};

boost::json::object search_for(std::string_view field, std::span<const std::string> values);
// How far the values from `from` on fit into one search; at least one does.
std::size_t end_of_chunk(std::span<const std::string> values, std::size_t from);

// Where a poll stands. Rows are walked by time; where one millisecond fills a whole page, by id within it.
struct Position {
    std::optional<Millis> from{};   // the sweep's start; empty: everything there is
    std::optional<Millis> at{};     // of a sweep under way: rows from here
    std::string within{};           // of a sweep under way: only rows of exactly `at`, with greater ids
    std::optional<Millis> began{};  // of a sweep under way: the vendor's clock when it began
    bool finished() const { return !at; }
};
std::string text_of(const Position&);
Position position_of(std::string_view cursor);
boost::json::object changed_since(const Position&);
Position next_position(
    Position, bool full, std::optional<Millis> last, const std::string& last_id, std::optional<Millis> now
);

}  // namespace crosswalk::hubspot
