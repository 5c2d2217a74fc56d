// connector/kpi/cost.h - what it costs to bring somebody. Pure.
#pragma once

#include "connector/kpi/funnel.h"

namespace crosswalk::kpi {

// In the report's currency, at the rate of the month. Nothing where no rate is known.
std::optional<double> in_report_currency(const KpiPlan&, double amount, std::string_view currency, std::chrono::year_month);

struct Spent {
    double total = 0;
    std::map<std::string, double, std::less<>> by_campaign{};  // "" is of no campaign
    std::vector<std::string> without_rate{};                   // "USD 2026-03": counted nowhere
};
// What of the costs lies in the period: each is spread evenly over its days. `kind` empty: every kind.
Spent spent_in(const KpiPlan&, std::span<const Cost>, Period, std::string_view kind = {});

struct CostRow {
    std::string campaign{};
    double spent = 0;
    People people{}, accepted{};
    std::optional<double> per_person() const;
    std::optional<double> per_accepted() const;
};
struct CostPer {
    CostRow all{};                // counted from the people, not from the rows
    std::vector<CostRow> rows{};  // by first campaign, by name; that of no campaign first
    std::vector<std::string> without_rate{};
};
// Of the people of Marketing who were first qualified in the period, and of those among them whom Sales accepted within
// the window.
CostPer cost_per_qualified(const Asked&, std::span<const Cost>);

}  // namespace crosswalk::kpi
