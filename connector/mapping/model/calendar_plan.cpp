#include "connector/mapping/model/calendar_plan.h"

#include <algorithm>

namespace crosswalk {
namespace {

std::string counted(int number, std::string_view one) {
    return std::to_string(number) + " " + std::string(one) + (number == 1 ? "" : "s");
}

}  // namespace

int CalendarPlan::minutes_a_day() const {
    int longest = 0;
    for (const std::vector<DayHours>& day : hours) {
        int minutes = 0;
        for (const DayHours& each : day) minutes += each.until - each.from;
        longest = std::max(longest, minutes);
    }
    return longest;
}

std::chrono::milliseconds WorkSpan::in(const CalendarPlan& calendar) const {
    return std::chrono::minutes{std::int64_t{days} * calendar.minutes_a_day() + minutes};
}

std::string WorkSpan::text() const {
    std::string out;
    const auto add = [&](int number, std::string_view unit) {
        if (number != 0) out += (out.empty() ? "" : " ") + counted(number, unit);
    };
    add(days, "day");
    add(minutes / 60, "hour");
    add(minutes % 60, "minute");
    return out.empty() ? "0 minutes" : out;
}

}  // namespace crosswalk
