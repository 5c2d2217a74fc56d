// connector/io/store_sql/json_document.h - what the documents of leads and records are read and written
// with. Whatever is missing, or of another type, reads as empty. Of this room alone.
#pragma once

#include "connector/lead/record.h"

#include <boost/json.hpp>

#include <set>

namespace crosswalk::sql::document {

namespace json = boost::json;

// Fault: "store.corrupt"; `what` it is of, for a person.
Result<json::object> parsed(std::string_view doc, std::string_view what);

Millis at_ms(const json::value&);
std::string text(const json::value&);
std::int64_t number(const json::value&);
json::value form(const Value&);
const json::object& object_in(const json::object&, std::string_view key);
bool flag(const json::object&, std::string_view key);
// The array under a key when it has at least this many items.
const json::array* row_in(const json::object&, std::string_view key, std::size_t items);

int digit(Precision);
Precision precision_of(const json::value& digit);

using KeySets = std::map<std::string, std::set<std::string>, std::less<>>;
json::object form(const KeySets&);
KeySets key_sets_in(const json::object&, std::string_view name);
json::array form(const RecordKey&);

}  // namespace crosswalk::sql::document
