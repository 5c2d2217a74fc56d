// adapters/salesforce/soql.h - the queries this adapter asks, as text. Nobody outside this folder includes
// it.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk::salesforce {

// A name that may stand in a query as it is: letters, digits, "_" and "." only.
bool is_field_name(std::string_view);
// 'O\'Neill': quoted, with `\` and `'` escaped.
std::string soql_text(std::string_view);
// "SELECT Id, SystemModstamp, ... FROM Lead"; a field named twice, in whatever case, stands once. With what
// tells whether a record lives, was deleted, or lives on as another.
std::string select_from(std::string_view object, std::span<const std::string> fields);
// "Email IN ('a', 'b')" for values[from, to).
std::string among(std::string_view field, std::span<const std::string> values);
// How many of the values, at least one, fit into one URL (URI and headers: 16,384 bytes; sheet, section 2).
std::size_t fitting(std::span<const std::string> values, std::size_t rest_of_query);

// Where a poll stands. As text: what the engine keeps for us between polls.
struct Position {
    std::optional<Millis> from{};  // the sweep's start; empty: everything there is
    std::optional<Millis> last{};  // of a sweep under way: the last row seen
    std::string last_id{};
    std::optional<Millis> began{};  // of a sweep under way: the vendor's clock when it began
};
std::string text_of(const Position&);
Position position_of(std::string_view);
std::string changed_since(const Position&);

inline constexpr std::size_t kSweepRows = 500;
// Transactions commit up to minutes after the time they are stamped with (sheet, section 3.5).
inline constexpr std::chrono::minutes kOverlap{5};

}  // namespace crosswalk::salesforce
