#include "tests/bench/numbers.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace crosswalk::bench {

double milliseconds_between(Steady::time_point from, Steady::time_point to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
}

Spread spread_of(std::vector<double>& values) {
    if (values.empty()) return {};
    std::ranges::sort(values);
    const auto at = [&](double share) {
        return values[std::min(
            values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size()))
        )];
    };
    return {at(0.50), at(0.99), values.back()};
}

double rounded(double value) {
    return std::abs(value) < 100 ? std::round(value * 1000) / 1000 : std::round(value * 10) / 10;
}

void add_spread(boost::json::object& to, std::vector<double>& milliseconds) {
    const Spread spread = spread_of(milliseconds);
    to["p50_ms"] = rounded(spread.p50);
    to["p99_ms"] = rounded(spread.p99);
    to["max_ms"] = rounded(spread.max);
}

void report(std::string_view name, boost::json::object figures) {
    // The library writes 0.134 as 1.34E-1, which nobody reads.
    std::ostringstream line;
    line << "{\"bench\":" << boost::json::serialize(boost::json::string(name));
    for (const auto& [key, value] : figures) {
        line << ",\"" << key << "\":";
        if (value.is_double())
            line << std::setprecision(10) << value.get_double();
        else
            line << boost::json::serialize(value);
    }
    line << '}';
    std::cout << line.str() << std::endl;
}

}  // namespace crosswalk::bench
