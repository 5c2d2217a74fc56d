#include "connector/sync/traffic_monitor.h"

#include "connector/contract/json_read.h"

#include <algorithm>

namespace crosswalk {
namespace {

namespace json = boost::json;

constexpr std::int64_t kMillisAnHour = 3'600'000, kDay = 24, kWeek = 7 * kDay;
constexpr std::int64_t kKept = 15 * kDay, kEnough = kDay, kKnowsItsWeek = 2 * kWeek;
constexpr double kMissed = 8, kLongerThanEver = 1.5;
constexpr std::int64_t kBusy = 3;  // times what an hour usually brings

using Hours = std::map<std::int64_t, std::int64_t>;

std::int64_t hour_of(Millis at) { return at.time_since_epoch().count() / kMillisAnHour; }
double into_hour(Millis at) {
    return static_cast<double>(at.time_since_epoch().count() % kMillisAnHour) / kMillisAnHour;
}

// Hours before the silence, none of them counted above three times what a busy one usually brings.
Hours usual_hours(const Hours& all, std::int64_t from, std::int64_t to) {
    Hours out(all.lower_bound(from), all.lower_bound(to));
    std::vector<std::int64_t> busy;
    for (const auto& [hour, n] : out)
        if (n > 0) busy.push_back(n);
    if (busy.empty()) return out;
    const auto middle = busy.begin() + std::ssize(busy) / 2;
    std::ranges::nth_element(busy, middle);
    for (auto& [hour, n] : out) n = std::min(n, kBusy * *middle);
    return out;
}

double mean(const Hours& hours) {
    std::int64_t sum = 0;
    for (const auto& [hour, n] : hours) sum += n;
    return hours.empty() ? 0 : static_cast<double>(sum) / static_cast<double>(hours.size());
}

// What this hour of the week brings, its neighbours half counted: two weeks are few.
double at_this_hour(const Hours& hours, std::int64_t hour, double otherwise) {
    double sum = 0, weight = 0;
    for (const auto& [offset, share] : {std::pair{-1, 0.5}, std::pair{0, 1.0}, std::pair{1, 0.5}})
        for (std::int64_t before = hour + offset - kWeek; before >= hour - kKept; before -= kWeek)
            if (const auto it = hours.find(before); it != hours.end()) {
                sum += share * static_cast<double>(it->second);
                weight += share;
            }
    return weight == 0 ? otherwise : sum / weight;
}

// How much of an hour somebody listened in vain, for each hour of the silence.
std::vector<std::pair<std::int64_t, double>> gap(const TrafficMonitor& pulse, Millis now) {
    std::vector<std::pair<std::int64_t, double>> out;
    const auto first = hour_of(*pulse.last), last = hour_of(now);
    for (auto it = pulse.hours.lower_bound(first); it != pulse.hours.end() && it->first <= last; ++it) {
        double share = 1;
        if (it->first == first) share -= into_hour(*pulse.last);
        if (it->first == last) share -= 1 - into_hour(now);
        out.emplace_back(it->first, share);
    }
    return out;
}

double longest_gap(const Hours& hours) {
    double longest = 0, run = 0;
    for (const auto& [hour, n] : hours) {
        run = n > 0 ? 0 : run + 1;
        longest = std::max(longest, run + 1);
    }
    return longest;
}

}  // namespace

void listen(TrafficMonitor& pulse, Millis now, std::int64_t deliveries) {
    const auto hour = hour_of(now);
    if (!pulse.began) pulse.began = now;
    pulse.hours[hour] += deliveries;
    pulse.hours.erase(pulse.hours.begin(), pulse.hours.lower_bound(hour - kKept));
    if (deliveries > 0 && (!pulse.last || now > *pulse.last)) pulse.last = now;
}

std::optional<TrafficGap> silence(const TrafficMonitor& pulse, Millis now) {
    if (!pulse.last || now <= *pulse.last || pulse.hours.empty()) return std::nullopt;
    const auto began = hour_of(*pulse.last);
    const Hours before = usual_hours(pulse.hours, began - kKept, began + 1);
    if (std::ssize(before) < kEnough) return std::nullopt;
    const double usually = mean(usual_hours(pulse.hours, began - kWeek, began + 1));
    const bool knows_its_week = hour_of(now) - before.begin()->first >= kKnowsItsWeek;
    double missed = 0, listened = 0;
    for (const auto& [hour, share] : gap(pulse, now)) {
        missed += share * (knows_its_week ? at_this_hour(before, hour, usually) : usually);
        listened += share;
    }
    if (missed < kMissed) return std::nullopt;
    if (!knows_its_week && listened < kLongerThanEver * longest_gap(before)) return std::nullopt;
    return TrafficGap{*pulse.last, usually};
}

std::string form(const TrafficMonitor& pulse) {
    json::array hours;
    for (const auto& [hour, n] : pulse.hours) hours.push_back(json::array{hour, n});
    json::object out{{"hours", std::move(hours)}};
    if (pulse.last) out["last"] = pulse.last->time_since_epoch().count();
    if (pulse.began) out["began"] = pulse.began->time_since_epoch().count();
    return json::serialize(out);
}

TrafficMonitor pulse_in(std::string_view text) {
    TrafficMonitor out;
    const auto read = parse_json(text);
    if (!read) return out;
    for (const json::value& row : items_at(*read, "/hours"))
        if (const auto pair = items_at(row, ""); pair.size() == 2 && pair[0].is_int64() && pair[1].is_int64())
            out.hours[pair[0].get_int64()] = pair[1].get_int64();
    const auto time = [&](std::string_view at) -> std::optional<Millis> {
        const auto* value = value_at(*read, at);
        if (value == nullptr || !value->is_int64()) return std::nullopt;
        return Millis{std::chrono::milliseconds{value->get_int64()}};
    };
    out.last = time("/last");
    out.began = time("/began");
    return out;
}

}  // namespace crosswalk
