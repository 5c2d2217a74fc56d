// connector/mapping/model/calendar_plan.h - when people work, as handoff.yaml says it. Plain data.
#pragma once

#include "connector/contract/values.h"

#include <array>

namespace crosswalk {

// From and until on the clock of the calendar's zone, in minutes since midnight; until is at most 24 * 60.
struct DayHours {
    int from = 0, until = 0;
    auto operator<=>(const DayHours&) const = default;
};

inline constexpr int kMinutesADay = 24 * 60;

// Both days belong to it.
struct ClosedDays {
    std::chrono::year_month_day from{}, until{};
    std::string name{};  // "Tết"
};

// A day with hours of its own, whatever the weekday or `closed` say.
struct WorkedDay {
    std::chrono::year_month_day day{};
    std::vector<DayHours> hours{};
    std::string name{};
};

struct CalendarPlan {
    std::string name{};
    std::string zone{};                           // of the IANA data base
    std::array<std::vector<DayHours>, 7> hours{};  // from Monday; of one day sorted, none overlapping another
    std::vector<ClosedDays> closed{};
    std::vector<WorkedDay> worked{};

    // How long the longest day of the week is worked: what "1 day" means in an agreement.
    int minutes_a_day() const;
};

// Working time as an agreement says it: "4 hours", "1 day 30 minutes". A day is the calendar's.
struct WorkSpan {
    int days = 0, minutes = 0;
    auto operator<=>(const WorkSpan&) const = default;

    std::chrono::milliseconds in(const CalendarPlan&) const;
    std::string text() const;
};

// While this lasts a member does not work. What the clocks of the member's zone show, as if it were UTC; `until`
// is the first moment that does not belong to it.
struct Absence {
    Millis from{}, until{};
    std::string name{};
};

}  // namespace crosswalk
