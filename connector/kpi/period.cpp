#include "connector/kpi/period.h"

#include "connector/mapping/model/zone.h"

namespace crosswalk::kpi {

Period days_between(const KpiPlan& plan, std::chrono::year_month_day from, std::chrono::year_month_day until) {
    return {zone::start_of(plan.zone, from), zone::start_of(plan.zone, until)};
}

Period before(const KpiPlan& plan, Period period) {
    using namespace std::chrono;
    const year_month_day from{day_of(plan, period.from)}, until{day_of(plan, period.until)};
    if (from.day() == day{1} && until.day() == day{1}) {
        const months length = (until.year() / until.month()) - (from.year() / from.month());
        return {zone::start_of(plan.zone, (from.year() / from.month() - length) / day{1}), period.from};
    }
    const days length = sys_days{until} - sys_days{from};
    return {zone::start_of(plan.zone, sys_days{from} - length), period.from};
}

Period month_of(const KpiPlan& plan, std::chrono::year_month month) {
    const auto next = month + std::chrono::months{1};
    return days_between(plan, month / std::chrono::day{1}, next / std::chrono::day{1});
}

std::chrono::sys_days day_of(const KpiPlan& plan, Millis at) { return zone::day_at(plan.zone, at); }

}  // namespace crosswalk::kpi
