// connector/mapping/model/message_pattern.h - texts with arguments, in ICU's MessageFormat. Pure.
#pragma once

#include "connector/contract/values.h"

#include <set>

namespace crosswalk::message {

// A text, or a number that a pattern may count or format.
using Argument = std::variant<std::string, double>;
using Arguments = std::map<std::string, Argument, std::less<>>;

// The arguments a pattern names. Code: notice.pattern.
Result<std::set<std::string, std::less<>>> arguments_of(std::string_view pattern);

// The pattern in a language ("vi", "en"). An argument that is not given stands there by its name, in braces.
// Code: notice.pattern.
Result<std::string> format(std::string_view pattern, std::string_view language, const Arguments&);

// A moment as people of this language write it, on the clocks of this zone: "Fri, Feb 12, 10:20".
std::string moment_text(Millis, std::string_view language, const std::string& zone);
// A day, with its weekday and year.
std::string day_text(std::chrono::year_month_day, std::string_view language);
// How the language names a weekday, 1 for Monday.
std::string weekday_text(unsigned iso_weekday, std::string_view language);

}  // namespace crosswalk::message
