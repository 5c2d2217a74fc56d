// connector/mapping/model/kpi_plan.h - how figures are counted: what both sides agreed to mean by them. Plain data.
#pragma once

#include "connector/mapping/model/condition.h"

#include <chrono>

namespace crosswalk {

// What one unit of a currency is worth in the report's, in one month.
struct ExchangeRate {
    std::chrono::year_month month{};
    std::string currency{};
    double rate = 0;
};

// Money spent on bringing people.
struct CampaignCost {
    std::string campaign{};  // empty: of none
    std::string kind{};      // "media", "tool"
    std::chrono::sys_days first{}, last{};  // both paid for; days of the report's zone
    double amount = 0;
    std::string currency{};
};

// Whose lead a deal counts as: of its primary person, of the one who was known first, or of anybody linked to it.
enum class SourcedBy { primary, earliest, any };

struct KpiPlan {
    std::string zone{};                          // of days, months and reports
    std::string currency{};                      // of reports
    std::vector<ExchangeRate> rates{};
    std::vector<std::string> path{};             // the stages on the way, in order
    std::string qualified{}, accepted{};         // the stages that cost is counted for: "mql", "sal"
    std::vector<std::string> recycled{};         // stages aside that people come back from
    std::chrono::days window{90};                // in which a cohort may arrive
    std::chrono::days touch_window{90};          // before a deal, in which a touch of Marketing counts
    SourcedBy sourced_by = SourcedBy::primary;
    std::vector<std::string> deals_left_out{};   // types of deals that Marketing has no part in: "renewal"
    Condition exclude{};                         // of test addresses; none: nobody is left out
    std::vector<CampaignCost> costs{};           // those that the admin typed in
    bool silence_is_met = false;                 // the agreement says that silence accepts
};

}  // namespace crosswalk
