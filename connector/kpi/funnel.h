// connector/kpi/funnel.h - how many people come how far, and how fast. Pure.
//
// Every figure carries the people behind it. A ratio of nobody has no value.
#pragma once

#include "connector/kpi/population.h"

namespace crosswalk::kpi {

struct Asked {
    const KpiPlan& plan;
    std::span<const Person* const> people{};  // what a `population` counted
    Period period{};
    Millis now{};
};

struct Ratio {
    People of{}, hit{};
    std::optional<double> value() const;  // nothing where `of` is empty
};

struct Conversion {
    Ratio ratio{};
    People later{};         // arrived behind the window
    bool complete = false;  // everybody had the whole window; before that it may still rise
};
// Of those who first came to `from` in the period, who came to `to` within the window.
Conversion conversion(const Asked&, std::string_view from, std::string_view to);

// Who came to `to` in the period over who came to `from` in it: two flows, whose ratio may pass 1 and whose people differ.
Ratio period_view(const Asked&, std::string_view from, std::string_view to);

// Who first came to the stage, or past it, in the period.
People reached(const Asked&, std::string_view stage);

struct Velocity {
    std::optional<double> days{};          // the median, who is still on the way counted; nothing: half are not there yet
    std::optional<double> of_arrived{};    // the median of those who arrived alone, which flatters
    People arrived{}, waiting{}, left_out{};  // left out: the step was filled in
};
Velocity velocity(const Asked&, std::string_view from, std::string_view to);

// How long people stay in a stage, of the stays that began in the period, in days. One that ends with nothing said is left out.
Velocity time_in_stage(const Asked&, std::string_view stage);

struct Recycled {
    Ratio returned{};  // of those who were given back in the period, who came back onto the path within the window
    People requalified{};  // who came back in the period: never a new one
};
Recycled recycled(const Asked&);

}  // namespace crosswalk::kpi
