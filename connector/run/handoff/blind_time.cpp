// Blind time: what Sales does while Crosswalk cannot see it is not counted against them.
#include "connector/run/handoff/clock_step.h"
#include "connector/run/handoff/follow.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kAtOnce = 200;  // hand-offs a unit
constexpr int kFailuresUntilUnseen = 5;  // about half a minute: not every hiccup stops the clocks
constexpr std::chrono::minutes kLongWait{1};

// A vendor that asked us to come again in a quarter of an hour is not seen before a call has worked again.
bool is_unseen(ConnectionRuntime& account, Millis now, bool was_blind) {
    const std::lock_guard lock(account.mutex);
    const bool waits_long = account.waits_until && *account.waits_until > now + kLongWait;
    return account.state == "reconnect" || !account.paused.empty() ||
           (account.state == "limited" && (waits_long || was_blind)) ||
           (account.state == "unreachable" && account.breaker.failures() >= kFailuresUntilUnseen);
}

bool is_blind_now(const EngineContext& context, const Mapping& mapping, bool was_blind) {
    return std::ranges::any_of(mapping.connections, [&](const ConnectionPlan& plan) {
        ConnectionRuntime* account = plan.side == Side::sales ? context.account(plan.name) : nullptr;
        return account != nullptr && is_unseen(*account, context.clock.now(), was_blind);
    });
}

// Some of what is open, from behind `mark`, which moves on; empty when that was the last.
Result<void> tell_some(const HandoffUnit& unit, const handoff::ClockEvent& event, std::string& mark) {
    auto open = unit.tx.handoffs.list(true, mark, kAtOnce);
    if (!open) return open.error();
    mark = open->size() < kAtOnce ? std::string() : open->back().id;
    for (KeptHandoff& kept : *open) {
        auto one = read_handoff(std::move(kept));
        if (!one) return one.error();
        if (const auto done = apply_to_handoff(unit, *one, event); !done) return done.error();
    }
    return {};
}

bool tell_open(EngineContext& context, const Mapping& mapping, const handoff::ClockEvent& event) {
    std::string mark;
    do {
        const auto done = run_one(context.store, [&](Transaction& tx) {
            return tell_some({tx, context, mapping, event.at}, event, mark);
        });
        if (!done) return false;  // looked at again at the next tick
    } while (!mark.empty());
    return true;
}

// What is noted of it: nothing, that it is being told to what is open, or that it was.
constexpr std::string_view kTelling = "telling", kTold = "told";

std::string noted(EngineContext& context) {
    std::string out;
    (void)context.store.read([&](Transaction& tx) -> Result<void> {
        const auto kept = tx.settings.get(kBlindTime);
        if (kept) out = kept->value_or("");
        return {};
    });
    return out;
}

bool note(EngineContext& context, std::string_view what) {
    return run_one(context.store, [&](Transaction& tx) { return tx.settings.put(kBlindTime, what); }).has_value();
}

// Noted before it is told, so that what is made meanwhile begins paused.
bool go_blind(EngineContext& context, const Mapping& mapping, Millis now) {
    const handoff::ClockEvent pause{.kind = handoff::EventKind::pause, .at = now, .reason = std::string(kBlind)};
    return note(context, kTelling) && tell_open(context, mapping, pause) && note(context, kTold);
}

// Told before it is forgotten, so that a process that ends meanwhile tells it again; what is made between the last look
// and that begins paused, and is told at the next tick.
bool see_again(EngineContext& context, const Mapping& mapping, Millis now) {
    const handoff::ClockEvent resume{.kind = handoff::EventKind::resume, .at = now, .reason = std::string(kBlind)};
    if (!tell_open(context, mapping, resume)) return false;
    return run_one(context.store, [](Transaction& tx) { return tx.settings.drop(kBlindTime); }).has_value();
}

}  // namespace

bool watch_blindness(EngineContext& context) {
    const auto mapping = context.mapping();
    if (mapping->handoff == nullptr) return false;
    const std::string before = noted(context);
    const bool blind = is_blind_now(context, *mapping, !before.empty());
    if (before == (blind ? kTold : "")) return false;
    const Millis now = context.clock.now();
    return blind ? go_blind(context, *mapping, now) : see_again(context, *mapping, now);
}

}  // namespace crosswalk
