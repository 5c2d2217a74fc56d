#include "connector/io/metrics_prometheus/exposition.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace crosswalk {

std::string exposition_text(const std::vector<MetricFamily>& families) {
    std::vector<prometheus::MetricFamily> out;
    for (const MetricFamily& family : families) {
        auto& to = out.emplace_back();
        const bool counts = family.kind == MetricKind::counter;
        to.name = family.name;
        to.help = family.help;
        to.type = counts ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
        for (const MetricSample& sample : family.samples) {
            prometheus::ClientMetric metric;
            for (const auto& [name, value] : sample.labels) metric.label.push_back({name, value});
            (counts ? metric.counter.value : metric.gauge.value) = sample.value;
            to.metric.push_back(std::move(metric));
        }
    }
    return prometheus::TextSerializer().Serialize(out);
}

}  // namespace crosswalk
