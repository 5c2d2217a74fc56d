#include "connector/kpi/cost.h"

#include <algorithm>

namespace crosswalk::kpi {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

std::optional<double> each(double spent, const People& people) {
    if (people.empty()) return std::nullopt;
    return spent / static_cast<double>(people.size());
}

std::string shown(std::string_view currency, std::chrono::year_month month) {
    const int number = static_cast<int>(static_cast<unsigned>(month.month()));
    return std::string(currency) + " " + std::to_string(static_cast<int>(month.year())) + (number < 10 ? "-0" : "-") +
           std::to_string(number);
}

// What of one cost lies in [from, until), month by month.
void spread(const KpiPlan& plan, const Cost& cost, sys_days from, sys_days until, Spent& out) {
    const auto whole = static_cast<double>((cost.last - cost.first).count() + 1);
    const sys_days end = std::min(until, cost.last + days{1});
    for (sys_days day = std::max(from, cost.first); day < end;) {
        const std::chrono::year_month_day here{day};
        const std::chrono::year_month month{here.year(), here.month()};
        const sys_days next = std::min(end, sys_days{(month + std::chrono::months{1}) / std::chrono::day{1}});
        const double part = cost.amount * static_cast<double>((next - day).count()) / whole;
        if (const auto worth = in_report_currency(plan, part, cost.currency, month)) {
            out.total += *worth;
            out.by_campaign[cost.campaign] += *worth;
        } else {
            out.without_rate.push_back(shown(cost.currency, month));
        }
        day = next;
    }
}

}  // namespace

std::optional<double> in_report_currency(
    const KpiPlan& plan, double amount, std::string_view currency, std::chrono::year_month month
) {
    if (currency.empty() || currency == plan.currency) return amount;
    const auto rate = std::ranges::find_if(plan.rates, [&](const ExchangeRate& one) {
        return one.month == month && one.currency == currency;
    });
    if (rate == plan.rates.end()) return std::nullopt;
    return amount * rate->rate;
}

Spent spent_in(const KpiPlan& plan, std::span<const Cost> costs, Period period, std::string_view kind) {
    Spent out;
    const sys_days from = day_of(plan, period.from);
    const sys_days until = day_of(plan, period.until - std::chrono::milliseconds{1}) + days{1};
    for (const Cost& cost : costs)
        if (kind.empty() || cost.kind == kind) spread(plan, cost, from, until, out);
    return out;
}

std::optional<double> CostRow::per_person() const { return each(spent, people); }
std::optional<double> CostRow::per_accepted() const { return each(spent, accepted); }

CostPer cost_per_qualified(const Asked& asked, std::span<const Cost> costs) {
    const KpiPlan& plan = asked.plan;
    Spent spent = spent_in(plan, costs, asked.period);
    std::map<std::string, CostRow, std::less<>> rows;
    for (const auto& [campaign, amount] : spent.by_campaign) rows[campaign].spent = amount;
    CostPer out{.all = {.spent = spent.total}, .without_rate = std::move(spent.without_rate)};
    for (const Person* person : asked.people) {
        if (person->side != "marketing") continue;
        const auto came = first(plan, *person, plan.qualified, asked.now);
        if (!came || !asked.period.holds(*came)) continue;
        const auto taken = first(plan, *person, plan.accepted, asked.now);
        for (CostRow* row : {&out.all, &rows[person->campaign]}) {
            row->people.push_back(person->id);
            if (taken && *taken < *came + plan.window) row->accepted.push_back(person->id);
        }
    }
    for (auto& [campaign, row] : rows) {
        row.campaign = campaign;
        out.rows.push_back(std::move(row));
    }
    return out;
}

}  // namespace crosswalk::kpi
