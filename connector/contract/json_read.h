// connector/contract/json_read.h - read vendor JSON without trusting it.
// Absent and wrong-typed both read as empty. Never throws, never inserts.
#pragma once

#include "connector/contract/values.h"

#include <boost/json.hpp>

#include <span>
#include <string_view>

namespace crosswalk {

// Parses what a vendor sent, strictly: a key twice in one object, an integer outside int64, a number that is
// not finite, a depth over 32 and bytes that are not UTF-8 are Faults, since the library would accept or bend
// each of them. Codes: json.syntax, json.duplicate_key, json.number, json.depth, json.encoding.
Result<boost::json::value> parse_json(std::string_view bytes);

// The elements of a JSON array as they stand in the text, not parsed: one that parse_json refuses takes
// nothing from the others. A Fault (json.syntax) when the text is no array, or its strings and brackets do
// not end.
Result<std::vector<std::string_view>> split_json_array(std::string_view bytes);

// The string at a JSON Pointer such as "/context/id".
std::string_view text_at(const boost::json::value& in, std::string_view pointer);

// A string or a number at a JSON Pointer, as text; vendors change their minds about ids.
std::string scalar_at(const boost::json::value& in, std::string_view pointer);

// All of them at a pointer in which a segment "*" stands for every element or member, and a last segment "#" for
// the name of the first member; at most eight.
std::vector<std::string> scalars_at(const boost::json::value& in, std::string_view pattern);

// The elements of the array at a JSON Pointer.
std::span<const boost::json::value> items_at(const boost::json::value& in, std::string_view pointer);

// Null when nothing is there.
const boost::json::value* value_at(const boost::json::value& in, std::string_view pointer);

}  // namespace crosswalk
