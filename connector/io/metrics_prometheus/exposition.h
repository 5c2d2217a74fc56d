// connector/io/metrics_prometheus/exposition.h - numbers in the text form that Prometheus reads.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace crosswalk {

enum class MetricKind { counter, gauge };

struct MetricSample {
    std::vector<std::pair<std::string, std::string>> labels{};
    double value = 0;
};
struct MetricFamily {
    std::string name{}, help{};  // name: letters, digits and '_'
    MetricKind kind = MetricKind::gauge;
    std::vector<MetricSample> samples{};
};

// Pure. Label values are escaped; families come out in the order given.
std::string exposition_text(const std::vector<MetricFamily>&);

}  // namespace crosswalk
