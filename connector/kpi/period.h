// connector/kpi/period.h - ranges of days in the report's zone. Pure.
#pragma once

#include "connector/kpi/facts.h"

namespace crosswalk::kpi {

// From the first moment to the one before `until`.
struct Period {
    Millis from{}, until{};
    bool holds(Millis at) const { return from <= at && at < until; }
};

// The period that ends where this one begins: of as many months where this one is of whole months, else of as many days,
// as the report's zone counts them.
Period before(const KpiPlan&, Period);
// From the first moment of one day to that of another one, which is not part of it.
Period days_between(const KpiPlan&, std::chrono::year_month_day from, std::chrono::year_month_day until);
Period month_of(const KpiPlan&, std::chrono::year_month);
// The day of a moment, as the report's zone had it.
std::chrono::sys_days day_of(const KpiPlan&, Millis);

}  // namespace crosswalk::kpi
