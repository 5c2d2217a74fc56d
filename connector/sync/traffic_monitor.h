// connector/sync/traffic_monitor.h - how often a connection usually speaks, and when its silence is no accident. Pure.
#pragma once

#include "connector/contract/values.h"

#include <map>

namespace crosswalk {

// Deliveries by hour since 1970, of the last 15 days. Hours in which nobody listened are not there: their
// silence says nothing.
struct TrafficMonitor {
    std::map<std::int64_t, std::int64_t> hours{};
    std::optional<Millis> last{};   // when it spoke last
    std::optional<Millis> began{};  // when somebody listened for the first time
};

struct TrafficGap {
    Millis since{};
    double usually = 0;  // deliveries an hour
};

// Somebody listens now, and heard so many deliveries.
void listen(TrafficMonitor&, Millis now, std::int64_t deliveries);

// The alarm: at least 8 deliveries failed to come that usually would have. Needs a day of listening. Within
// the first two weeks the rate of the last 7 days counts, and a gap half as long again as the longest before
// it; after that what this hour of the week usually brings, so that nights and weekends are quiet by right.
// One busy hour (an import) does not raise what is usual.
std::optional<TrafficGap> silence(const TrafficMonitor&, Millis now);

// As it is kept: small JSON. What cannot be read is an empty pulse.
std::string form(const TrafficMonitor&);
TrafficMonitor pulse_in(std::string_view text);

}  // namespace crosswalk
