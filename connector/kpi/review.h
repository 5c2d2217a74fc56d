// connector/kpi/review.h - the figures that both sides look at together, of one period beside the one before it. Pure.
#pragma once

#include "connector/kpi/pipeline.h"
#include "connector/kpi/service_level.h"

namespace crosswalk::kpi {

// All that figures are counted from.
struct Everything {
    std::vector<Person> people{};
    std::vector<Cost> costs{};
    std::vector<Deal> deals{};
    std::vector<CampaignTouch> touches{};
    std::vector<Duty> duties{};
    std::vector<HandedOff> handoffs{};
};

enum class Unit { count, share, minutes, money };

struct Figure {
    std::string key{};  // "qualified": never changes
    Unit unit = Unit::count;
    std::optional<double> value{}, before{};  // nothing: nobody to divide by
    bool complete = true;                     // false: it may still rise
    std::vector<std::string> behind{};        // the people, hand-offs or deals that it counts
    std::size_t of = 0;                       // of a share: how many it is a share of
};

// Hand-offs of one team, owner or source.
struct GroupRow {
    std::string by{}, name{};  // "team", "owner", "source"
    HandoffIds made{}, accepted{}, rejected{};
    std::optional<double> median_minutes{}, attainment{};
};

struct Review {
    Period period{}, before{};
    std::vector<Figure> figures{};
    std::vector<std::pair<std::string, HandoffIds>> rejected_by{};  // by reason
    std::vector<GroupRow> groups{};
    std::vector<std::string> without_rate{};  // costs and deals that are counted nowhere
    People undated{}, excluded{};

    const Figure* figure(std::string_view key) const;
};

Review review_of(const KpiPlan&, const Everything&, Period, Millis now);

}  // namespace crosswalk::kpi
