// The calendars that the tests of this room share, and moments written as people write them.
#pragma once

#include "connector/handoff/calendar.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace crosswalk::handoff::test {

// "2026-03-05 10:00" as the clocks of `zone` show it.
inline Millis local(const std::string& text, const std::string& zone) {
    int y = 0, m = 0, d = 0, h = 0, min = 0;
    if (std::sscanf(text.c_str(), "%d-%d-%d %d:%d", &y, &m, &d, &h, &min) != 5) ADD_FAILURE() << text;
    const auto day = std::chrono::sys_days{
        std::chrono::year{y} / std::chrono::month(static_cast<unsigned>(m)) /
        std::chrono::day(static_cast<unsigned>(d))};
    return zone::moment_of(zone, Millis{day} + std::chrono::minutes{h * 60 + min});
}

inline Millis vn(const std::string& text) { return local(text, "Asia/Ho_Chi_Minh"); }

inline std::chrono::year_month_day day_of(const std::string& text) {
    return std::chrono::floor<std::chrono::days>(local(text + " 00:00", "UTC"));
}

inline std::string shown_in(const std::string& zone, std::optional<Millis> at) {
    if (!at) return "never";
    return iso_text(*at + zone::Clocks(zone).ahead_at(*at)).substr(0, 16);
}

constexpr DayHours hours(int from_hour, int from_minute, int until_hour, int until_minute) {
    return {from_hour * 60 + from_minute, until_hour * 60 + until_minute};
}

// Monday to Friday.
inline CalendarPlan weekdays(std::string zone, std::vector<DayHours> each) {
    CalendarPlan plan{.name = "it", .zone = std::move(zone)};
    for (std::size_t day = 0; day < 5; ++day) plan.hours[day] = each;
    return plan;
}

// Monday to Friday 08:30-12:00 and 13:30-17:30 in Vietnam.
inline CalendarPlan saigon() {
    return weekdays("Asia/Ho_Chi_Minh", {hours(8, 30, 12, 0), hours(13, 30, 17, 30)});
}

// As `saigon`, closed for Tết from Friday 5 to Thursday 11 February 2027, worked in on Saturday the 20th.
inline CalendarPlan saigon_with_tet() {
    CalendarPlan plan = saigon();
    plan.closed.push_back({day_of("2027-02-05"), day_of("2027-02-11"), "Tết"});
    plan.worked.push_back({day_of("2027-02-20"), {hours(8, 30, 12, 0)}, "worked in for Tết"});
    return plan;
}

}  // namespace crosswalk::handoff::test
