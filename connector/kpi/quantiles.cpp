#include "connector/kpi/quantiles.h"

#include <algorithm>
#include <cmath>

namespace crosswalk::kpi {

std::optional<double> median(std::vector<double> all) {
    if (all.empty()) return std::nullopt;
    std::ranges::sort(all);
    const std::size_t half = all.size() / 2;
    return all.size() % 2 == 1 ? all[half] : (all[half - 1] + all[half]) / 2;
}

std::optional<double> quantile(std::vector<double> all, double share) {
    if (all.empty()) return std::nullopt;
    std::ranges::sort(all);
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(all.size())));
    return all[std::clamp<std::size_t>(rank, 1, all.size()) - 1];
}

std::optional<double> survival_median(std::vector<Stay> stays) {
    // Who arrived at a time was still at risk of it beside those who were last seen waiting then.
    std::ranges::sort(stays, [](const Stay& a, const Stay& b) {
        return a.length != b.length ? a.length < b.length : a.arrived && !b.arrived;
    });
    double waiting = 1;
    for (std::size_t i = 0; i < stays.size(); ++i) {
        if (!stays[i].arrived) continue;
        const auto at_risk = static_cast<double>(stays.size() - i);
        waiting *= (at_risk - 1) / at_risk;
        if (waiting <= 0.5 + 1e-12) return stays[i].length;
    }
    return std::nullopt;
}

}  // namespace crosswalk::kpi
