#include "connector/run/jobs/clock_watch.h"

#include "connector/run/handoff/alert_memory.h"

#include <charconv>

namespace crosswalk {
namespace {

using std::chrono::milliseconds;
constexpr std::string_view kClockSeen = "clock_seen";
constexpr milliseconds kStep{5'000};            // less is a clock that is trimmed
constexpr std::chrono::minutes kNoteEvery{10};  // in the store, for the next run
constexpr std::chrono::hours kFarAhead{24 * 3}, kKeepAllFor{24};

std::optional<Millis> clock_seen(EngineContext& context) {
    std::optional<Millis> out;
    (void)context.store.read([&](Transaction& tx) -> Result<void> {
        const auto kept = tx.settings.get(kClockSeen);
        std::int64_t ms = 0;
        if (kept && *kept &&
            std::from_chars((*kept)->data(), (*kept)->data() + (*kept)->size(), ms).ec == std::errc{})
            out = Millis{milliseconds{ms}};
        return {};
    });
    return out;
}

void set_back(ConnectionRuntime& account, milliseconds by) {
    const std::lock_guard lock(account.mutex);
    account.breaker.clock_set_back(by);
    for (auto& [kind, next] : account.next_polls) next -= by;
    for (ReadOutage& outage : account.outages) outage.next_try -= by;
    if (account.waits_until) *account.waits_until -= by;
}

void set_back(EngineContext& context, Millis now, milliseconds by) {
    const auto moved = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        if (const auto done = tx.outbox.clock_set_back(now, by); !done) return done;
        if (const auto done = tx.reads.clock_set_back(now, by); !done) return done;
        if (const auto done = tx.notices.clock_set_back(now, by); !done) return done;
        if (const auto done = alerts_clock_set_back(tx, now, by); !done) return done;
        return tx.timers.clock_set_back(now, by);
    });
    for (const auto* all : {&context.accounts, &context.channels})
        for (const auto& [name, account] : *all) set_back(*account, by);
    context.log.write(
        moved ? Level::warn : Level::error,
        "The clock of this machine was set back; what waits is due as it was meant.",
        {{"code", "clock.set_back"}, {"seconds", std::to_string(by.count() / 1'000)}}
    );
    wake_all_workers(context);
}

}  // namespace

void watch_clock(EngineContext& context) {
    ClockWatch& watch = context.clock_watch;
    const Millis now = context.clock.now();
    const milliseconds steady = context.clock.steady();
    const bool first = !watch.now;
    if (first) watch.now = clock_seen(context);
    // Where the clock would stand had nobody set it; after a restart, at least where it stood then.
    const auto expected = !watch.now ? now : first ? *watch.now : *watch.now + (steady - watch.steady);
    if (now + kStep < expected) set_back(context, now, expected - now);
    if (now > expected + kFarAhead) watch.keep_all_until = steady + kKeepAllFor;
    watch.now = now;
    watch.steady = steady;
    if (watch.noted && !is_due(*watch.noted + kNoteEvery, now, kNoteEvery)) return;
    const std::string text = std::to_string(now.time_since_epoch().count());
    if (run_one(context.store, [&](Transaction& tx) { return tx.settings.put(kClockSeen, text); }))
        watch.noted = now;
}

bool may_forget(const EngineContext& context) {
    return !context.clock_watch.keep_all_until || context.clock.steady() >= *context.clock_watch.keep_all_until;
}

}  // namespace crosswalk
