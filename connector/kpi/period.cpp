#include "connector/kpi/period.h"

#include "connector/mapping/model/zone.h"

namespace crosswalk::kpi {

Period days_between(const KpiPlan& plan, std::chrono::year_month_day from, std::chrono::year_month_day until) {
    return {zone::start_of(plan.zone, from), zone::start_of(plan.zone, until)};
}

Period before(Period period) { return {period.from - (period.until - period.from), period.from}; }

Period month_of(const KpiPlan& plan, std::chrono::year_month month) {
    const auto next = month + std::chrono::months{1};
    return days_between(plan, month / std::chrono::day{1}, next / std::chrono::day{1});
}

std::chrono::sys_days day_of(const KpiPlan& plan, Millis at) { return zone::day_at(plan.zone, at); }

}  // namespace crosswalk::kpi
