// connector/kpi/population.h - who is counted, who is not, and when they first came how far. Pure.
#pragma once

#include "connector/kpi/period.h"

#include <span>

namespace crosswalk::kpi {

using People = std::vector<std::string>;  // ids, in the order in which they were given

// Which people a figure is about; what is empty is asked of nobody.
struct Slice {
    std::string side{}, source{}, campaign{}, owner{};
};

struct Population {
    std::vector<const Person*> counted{};  // of the slice
    People undated{};                      // of the slice; they belong to no cohort, but stand where they stand
    People excluded{};                     // by `exclude`
};
// Points into `people`.
Population population(const KpiPlan&, std::span<const Person> people, const Slice& = {});

// The first step into this stage of the path or into any later one, up to `now`.
std::optional<Millis> first(const KpiPlan&, const Person&, std::string_view stage, Millis now);
// True when nobody said that they came into this stage: it lay on the way of a jump. Such a step has no duration.
bool is_filled_in(const Person&, std::string_view stage, Millis at);
// Where somebody stood at a time; empty: nobody knew them.
std::string stage_at(const Person&, Millis at);

// Who stands in the stage at a time, those whom nobody dated among them.
People stock(const KpiPlan&, std::span<const Person>, const Slice&, std::string_view stage, Millis at);

}  // namespace crosswalk::kpi
