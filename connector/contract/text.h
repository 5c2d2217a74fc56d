// connector/contract/text.h - the few text forms that vendors share: percent-encoding, forms, times. Pure;
// never throws.
#pragma once

#include "connector/contract/values.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crosswalk {

// Everything but letters, digits and "-._~" becomes %XX; fit for any part of a URL.
std::string percent_encode(std::string_view);

// ASCII letters alone; every other byte stays.
constexpr char lower_case(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
std::string lower_case(std::string_view);
bool same_but_for_case(std::string_view, std::string_view);

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view);

// application/x-www-form-urlencoded, in order, keys as they stand: "a[b]" is no structure here, and may come
// twice. Codes: form.encoding (a broken escape, bytes that are not UTF-8, U+0000), form.too_many_fields.
using FormPairs = std::vector<std::pair<std::string, std::string>>;
Result<FormPairs> parse_form(std::string_view body, std::size_t max_pairs = 2'000);

// "2026-11-23T10:15:30.000Z".
std::string iso_text(Millis);
// Reads ISO 8601 with a zone ("2026-03-01T03:00:00-06:00", "...+0000", "...Z"), with or without fractions.
std::optional<When> parse_iso(std::string_view);
// Reads the form of HTTP's Date header ("Sun, 06 Nov 1994 08:49:37 GMT").
std::optional<Millis> parse_http_date(std::string_view);

}  // namespace crosswalk
