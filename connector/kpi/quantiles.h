// connector/kpi/quantiles.h - the middle of a set of figures, and how long it takes half of a group to arrive. Pure.
#pragma once

#include <optional>
#include <vector>

namespace crosswalk::kpi {

// The mean of the two in the middle where their number is even. Nothing of nothing.
std::optional<double> median(std::vector<double>);
// The value at the nearest rank: `share` of all are at most this. Nothing of nothing. `share` is in (0, 1].
std::optional<double> quantile(std::vector<double>, double share);

// How long somebody took, or has been waiting.
struct Stay {
    double length = 0;
    bool arrived = false;
};
// The median by Kaplan and Meier: who is still waiting counts for as long as they have. Nothing while half have not arrived.
std::optional<double> survival_median(std::vector<Stay>);

}  // namespace crosswalk::kpi
