// connector/kpi/pipeline.h - what of the deals goes back to Marketing. Pure.
#pragma once

#include "connector/kpi/cost.h"

namespace crosswalk::kpi {

struct PipelinePart {
    double amount = 0;
    std::vector<std::string> deals{};
};
// The four parts are disjoint and sum to `total`.
struct Pipeline {
    PipelinePart sourced{};       // Marketing brought the deciding person before the deal was made
    PipelinePart influenced{};    // it did not, and somebody linked had a touch of Marketing in time
    PipelinePart neither{};
    PipelinePart unattributed{};  // nobody is linked to the deal
    PipelinePart total{};
    std::map<std::string, double, std::less<>> influenced_by{};  // by campaign touched, in equal parts
    std::vector<std::string> left_out{}, without_rate{};         // deals
};
// Of the deals made in the period. A deal that was lost since stays: it was made.
Pipeline pipeline(
    const KpiPlan&, std::span<const Person>, std::span<const Deal>, std::span<const CampaignTouch>, Period
);

}  // namespace crosswalk::kpi
