// connector/mapping/model/calendar_text.h - days, times and moments as people write them in files. Pure.
#pragma once

#include "connector/mapping/model/calendar_plan.h"

namespace crosswalk::calendar_text {

// A number of nothing but digits, at most six.
std::optional<int> digits(std::string_view);
// "08:30", up to "24:00".
std::optional<int> clock_minutes(std::string_view);
// "2027-02-05".
std::optional<std::chrono::year_month_day> day(std::string_view);
// "2027-03-08 13:30", as if it were UTC.
std::optional<Millis> moment(std::string_view);
// The way back: "2027-03-08 13:30".
std::string moment_text(Millis shown);

}  // namespace crosswalk::calendar_text
