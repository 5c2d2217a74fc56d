#include "connector/sync/quota_forecast.h"

namespace crosswalk {
namespace {

constexpr std::chrono::minutes kEachSample{5}, kPaceOf{60}, kSeenFor{30};
constexpr double kWorthTelling = 0.2;

}  // namespace

void note_quota(std::deque<QuotaSample>& samples, QuotaSample now) {
    if (!samples.empty() && (now.used < samples.back().used || now.at < samples.back().at)) samples.clear();
    if (!samples.empty() && now.at < samples.back().at + kEachSample) return;
    samples.push_back(now);
    while (samples.front().at + kPaceOf < now.at) samples.pop_front();
}

std::optional<Millis> quota_ends(const std::deque<QuotaSample>& samples) {
    if (samples.empty() || samples.back().used < kWorthTelling) return std::nullopt;
    const auto& [from, used_then] = samples.front();
    const auto& [now, used_now] = samples.back();
    if (used_now >= kQuotaWeUse) return now;  // nothing more is sent, so it grows no more
    if (now - from < kSeenFor || used_now <= used_then) return std::nullopt;
    const double left = static_cast<double>((now - from).count()) * (kQuotaWeUse - used_now) / (used_now - used_then);
    const Millis ends = now + std::chrono::milliseconds{static_cast<std::int64_t>(left)};
    const Millis midnight = std::chrono::ceil<std::chrono::days>(now);
    return ends < midnight ? std::optional(ends) : std::nullopt;
}

}  // namespace crosswalk
