// tests/bench/numbers.h - percentiles, and one JSON line for each measurement.
#pragma once

#include <boost/json.hpp>

#include <chrono>
#include <string_view>
#include <vector>

namespace crosswalk::bench {

using Steady = std::chrono::steady_clock;

double milliseconds_between(Steady::time_point from, Steady::time_point to);

// Sorts in place. 0 when nothing was measured.
struct Spread {
    double p50 = 0, p99 = 0, max = 0;
};
Spread spread_of(std::vector<double>& values);

// Adds p50_ms, p99_ms and max_ms.
void add_spread(boost::json::object& to, std::vector<double>& milliseconds);

double rounded(double value);

// One line on standard output, flushed: a measurement that was cut short leaves the ones before it readable.
void report(std::string_view name, boost::json::object figures);

}  // namespace crosswalk::bench
