// connector/io/store_sql/codec.h - leads, records and sets as the text that stands in their columns.
#pragma once

#include "connector/ports/store.h"

namespace crosswalk::sql {

std::string encode(const Lead&);
// Fault "store.corrupt": the text is not what was written.
Result<Lead> decode_lead(std::string id, std::string_view doc);
// The key under which names stand: no field can be called so.
inline constexpr std::string_view kCalled = "~called";
// Every key by which the lead is found.
std::set<std::pair<std::string, std::string>> keys_of(const Lead&);
std::string encode_keys(const Lead&);

std::string encode(const RecordState&);
Result<RecordState> decode_record(RecordKey, std::string lead, std::string_view doc);

// "name: value" lines: HTTP lets bytes through that are no UTF-8, but no line breaks.
std::string encode(const Headers&);
Headers decode_headers(std::string_view);

// Field names hold no line breaks.
std::string encode(const FieldSet&);
FieldSet decode_fields(std::string_view);

}  // namespace crosswalk::sql
