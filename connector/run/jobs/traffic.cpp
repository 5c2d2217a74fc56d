#include "connector/run/jobs/traffic.h"

#include <cstdio>

namespace crosswalk {
namespace {

constexpr std::string_view kPulse = "pulse/";
constexpr std::chrono::minutes kEvery{1};

// Told once when it begins, and once when it is over.
void tell(EngineContext& context, const ConnectionRuntime& account, const std::optional<TrafficGap>& before) {
    const auto& now = account.quiet;
    if (before.has_value() == now.has_value()) return;
    if (!now) {
        context.log.write(
            Level::info, "A connection that was silent speaks again.", {{"connection", account.name()}}
        );
        return;
    }
    char usually[32];
    std::snprintf(usually, sizeof usually, "%.1f", now->usually);
    context.log.write(
        Level::warn,
        "A connection that usually speaks is silent; look whether its webhooks still point here.",
        {{"connection", account.name()},
         {"usually_an_hour", usually},
         {"quiet_since", std::to_string(now->since.time_since_epoch() / std::chrono::seconds{1})}}
    );
}

// True when something new must be kept.
bool take_in(ConnectionRuntime& account, TrafficMonitor& pulse, Millis now) {
    const auto hours = pulse.hours.size();
    const auto newest = pulse.hours.empty() ? 0 : pulse.hours.rbegin()->first;
    const auto heard = account.deliveries.exchange(0);
    listen(pulse, now, heard);
    return heard > 0 || pulse.hours.size() != hours || pulse.hours.rbegin()->first != newest;
}

}  // namespace

Result<TrafficMonitor> load_pulse(Transaction& tx, std::string_view connection) {
    const auto kept = tx.settings.get(std::string(kPulse) + std::string(connection));
    if (!kept) return kept.error();
    return *kept ? pulse_in(**kept) : TrafficMonitor{};
}

bool pulse_step(EngineContext& context) {
    const Millis now = context.clock.now();
    bool wrote = false;
    for (const auto& [name, account] : context.accounts) {
        if (account->pulse_at && now < *account->pulse_at + kEvery && now >= *account->pulse_at) continue;
        if (!account->pulse) {
            const auto loaded = context.store.read([&](Transaction& tx) -> Result<void> {
                auto kept = load_pulse(tx, name);
                if (!kept) return kept.error();
                account->pulse = std::move(*kept);
                return {};
            });
            if (!loaded) continue;
        }
        account->pulse_at = now;
        TrafficMonitor& pulse = *account->pulse;
        if (take_in(*account, pulse, now))
            wrote =
                run_one(
                    context.store,
                    [&](Transaction& tx) { return tx.settings.put(std::string(kPulse) + name, form(pulse)); }
                ).has_value() ||
                wrote;
        const auto before = account->quiet;
        {
            const std::lock_guard lock(account->mutex);
            account->quiet = silence(pulse, now);
        }
        tell(context, *account, before);
    }
    return wrote;
}

}  // namespace crosswalk
