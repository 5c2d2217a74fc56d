// tests/support/wire.h - the small change of HTTP, JSON and time that all vendor doubles use. Pure; any
// thread.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crosswalk::doubles {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// Percent-decoding as in a URL's path, or in a form, where + is a blank. Broken escapes stay as they are.
std::string decode_path(std::string_view);
std::string decode_form(std::string_view);
std::string encode_form(std::string_view);

// a=1&b=2, in order, decoded.
Pairs form_pairs(std::string_view);
std::string form_body(const Pairs&);

// The parts between slashes, decoded, empty ones left out.
std::vector<std::string> path_parts(std::string_view path);

std::string lower(std::string_view);
bool same_text(std::string_view, std::string_view);  // ASCII case aside

// 2026-11-20T10:15:30.000Z; the other two are the vendors' own spellings of the same.
std::string utc_time(std::int64_t ms);
std::string salesforce_time(std::int64_t ms);
std::string offset_time(std::int64_t ms);

// ISO 8601 with Z or an offset, or a date alone (midnight UTC), or nothing.
std::optional<std::int64_t> parse_time(std::string_view);

std::optional<boost::json::value> parse_json(std::string_view);
std::string text_of(const boost::json::object&, std::string_view key);  // "" when absent or not a string
const boost::json::value* member(const boost::json::object&, std::string_view key);  // null when absent

}  // namespace crosswalk::doubles
