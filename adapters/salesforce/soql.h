// adapters/salesforce/soql.h - the queries this adapter asks, as text. Nobody outside this folder includes
// it.
#pragma once

#include "connector/contract/poll.h"

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

std::string changed_since(const Place&);

// Transactions commit up to minutes after the time they are stamped with (sheet, section 3.5).
inline constexpr PollRule kPoll{
    .order = PollOrder::by_time_and_id, .page_rows = 500, .overlap = std::chrono::minutes{5}};

}  // namespace crosswalk::salesforce
