#include "connector/run/engine/engine.h"

#include "connector/run/engine/workers.h"
#include "connector/run/handoff/notify.h"
#include "connector/run/inbound/apply.h"
#include "connector/run/inbound/effects.h"
#include "connector/run/inbound/erasure.h"
#include "connector/run/jobs/backfill.h"
#include "connector/run/jobs/clock_watch.h"
#include "connector/run/jobs/operator_alerts.h"
#include "connector/run/jobs/reconciliation.h"
#include "connector/run/jobs/restore_hold.h"
#include "connector/run/jobs/rollout.h"
#include "connector/run/jobs/timers.h"
#include "connector/run/jobs/traffic.h"
#include "connector/run/outbound/deliver.h"
#include "connector/run/vendor/enrich.h"
#include "connector/run/vendor/handshake.h"

#include <algorithm>
#include <limits>

namespace crosswalk {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kLongestNap{500}, kEndingNap{20}, kGather{25};
constexpr int kTimerSteps = 10;  // each half second: what gathered while nothing ran comes bit by bit
constexpr milliseconds kTickEvery{15'000}, kTickOn{500};  // on: a roll-out to many people is under way

// A step that fails unexpectedly, for want of memory say, is tried again like one that found nothing to do.
template <class Step>
bool guarded(EngineContext& context, Step step) {
    try {
        return step();
    } catch (const std::exception& broken) {
        context.log.write(
            Level::error,
            "A step of the engine failed unexpectedly; it is tried again.",
            {{"code", "engine.step_failed"}, {"what", broken.what()}}
        );
        return false;
    }
}

// Runs a step until there is nothing to do, then sleeps until the bell rings or `nap` says.
template <class Step, class Nap>
void loop(EngineContext& context, WakeSignal& signal, Step step, Nap nap) {
    while (!context.stopping) {
        const auto seen = signal.count();
        if (guarded(context, step)) continue;
        if (!context.stopping) signal.wait(seen, nap());
    }
}

std::optional<Millis> next_write(EngineContext& context, ConnectionRuntime& account) {
    std::optional<Millis> due;
    (void)context.store.read([&](Transaction& tx) -> Result<void> {
        const auto next = tx.outbox.next_due(account.name(), gather_until(account));
        if (next) due = *next;
        return {};
    });
    return due;
}

// Until then the deliverer need not be woken for anything that is due later.
milliseconds until_due(EngineContext& context, ConnectionRuntime& account) {
    std::optional<Millis> due;
    account.wakes_at = std::numeric_limits<std::int64_t>::max();
    {
        const std::lock_guard lock(account.mutex);
        const Millis now = context.clock.now();
        if (account.setup.mode == Mode::watch || !account.paused.empty()) return kLongestNap;
        if (!account.breaker.closed(now))
            return std::min(kLongestNap, account.breaker.open_until() - now + milliseconds{1});
    }
    if (account.setup.channel)
        due = next_notice(context, account);
    else
        due = next_write(context, account);
    const Millis now = context.clock.now();
    const auto nap = due ? std::clamp(*due - now, milliseconds{1}, kLongestNap) : kLongestNap;
    account.wakes_at = (now + nap).time_since_epoch().count();
    return nap;
}

Result<void> load_pauses(EngineContext& context) {
    return context.store.read([&](Transaction& tx) -> Result<void> {
        const auto pauses = tx.settings.starting_with(kPausedPrefix);
        if (!pauses) return pauses.error();
        for (const auto& [name, why] : *pauses)
            if (ConnectionRuntime* account = context.speaker(std::string_view(name).substr(kPausedPrefix.size())))
                account->paused = why;
        return {};
    });
}

}  // namespace

Engine::Engine(
    const EnginePorts& ports,
    std::vector<ConnectionSetup> connections,
    std::shared_ptr<const Mapping> mapping,
    ConnectionDelays lingers,
    Telling telling
)
    : loops_(std::make_unique<Workers>(ports)) {
    EngineContext& context = loops_->context;
    context.use(std::move(mapping));
    context.lingering = {lingers.score, lingers.bulk};
    context.telling = std::move(telling);
    for (ConnectionSetup& setup : connections) {
        const std::string name = setup.connection.name;
        auto& kind = setup.channel ? context.channels : context.accounts;
        kind.emplace(name, std::make_unique<ConnectionRuntime>(std::move(setup)));
    }
    (void)load_pauses(context);
    load_restore_hold(context);
    (void)load_outages(context);
    // What was in flight when the process ended got no answer: it is looked at before it is written again.
    (void)run_one(ports.store, [&context, now = ports.clock.now()](Transaction& tx) -> Result<void> {
        const auto released = tx.outbox.release_claims(now);
        if (!released) return released.error();
        const auto mark = applied_mark(tx);
        if (mark) context.pace.start(*mark);
        return {};
    });
}

Engine::~Engine() { stop(milliseconds{0}); }

void Workers::run(std::function<void()> body) {
    threads.emplace_back([this, body = std::move(body)] {
        body();
        ended.fetch_add(1);
    });
}

// Everything that asks one connection for something: each kind of question gets its turn. True: there may be more.
static bool read_step(EngineContext& context, ConnectionRuntime& account) {
    const bool read = confirm_step(context, account) || enrich_step(context, account);
    const bool polled = poll_step(context, account);
    const bool caught_up = catch_up_step(context, account);
    const bool backfilled = backfill_step(context, account);
    return reconcile_step(context, account) || backfilled || caught_up || polled || read;
}

void Workers::serve(ConnectionRuntime& account) {
    for (int beside = 0; beside < account.manifest().writes_in_flight; ++beside)
        run([this, &account] {
            std::unique_lock watch(account.watch);
            loop(
                context,
                account.signal,
                [&] { return deliver_beside(context, account, watch); },
                [&] { return until_due(context, account); }
            );
        });
    run([this, &account] {
        loop(
            context,
            account.reading,
            [&] { return read_step(context, account); },
            [] { return kLongestNap; }
        );
    });
}

void Engine::start() {
    EngineContext& context = loops_->context;
    context.may_wait = true;
    loops_->run([this, &context] {
        loop(
            context,
            context.signal,
            [&] {
                const std::size_t applied = crosswalk::apply_step(context);
                // A moment in which the next news gathers: they then share a commit.
                if (applied > 0 && applied < kApplyBatch && !context.stopping)
                    loops_->ending.wait(loops_->ending.count(), kGather);
                return applied > 0;
            },
            [] { return kLongestNap; }
        );
    });
    for (const auto& [name, account] : context.accounts) loops_->serve(*account);
    for (const auto& [name, channel] : context.channels)
        loops_->run([&context, one = channel.get()] {
            loop(
                context,
                one->signal,
                [&] { return crosswalk::notify_step(context, *one); },
                [&] { return until_due(context, *one); }
            );
        });
    loops_->run([this, &context] {
        while (!context.stopping) {
            const auto seen = loops_->ending.count();
            const bool more = guarded(context, [this] { return tick_step(); });
            // Nothing that is due waits for the next tick.
            for (auto left = more ? kTickOn : kTickEvery; left.count() > 0 && loops_->ending.count() == seen;
                 left -= kLongestNap) {
                loops_->ending.wait(seen, std::min(left, kLongestNap));
                for (int i = 0; i < kTimerSteps && guarded(context, [&] { return timers_step(context); }); ++i) {
                }
            }
        }
    });
}

void Engine::stop(milliseconds patience) {
    EngineContext& context = loops_->context;
    if (context.stopping.exchange(true)) return;
    const auto all_ended = [&] { return loops_->ended.load() == std::ssize(loops_->threads); };
    for (auto left = patience / 2; left.count() > 0 && !all_ended(); left -= kEndingNap) {
        wake();
        loops_->ending.notify();
        loops_->ending.wait(loops_->ending.count(), kEndingNap);
    }
    context.sender.stop();
    wake();
    loops_->ending.notify();
    loops_->threads.clear();
}

void Engine::wake() {
    EngineContext& context = loops_->context;
    context.signal.notify();
    if (context.stopping) wake_all_workers(context);
}

Pace& Engine::pace() { return loops_->context.pace; }

bool Engine::apply_step() { return crosswalk::apply_step(loops_->context) > 0; }

bool Engine::enrich_step(std::string_view connection) {
    ConnectionRuntime* account = loops_->context.account(connection);
    if (account == nullptr) return false;
    return read_step(loops_->context, *account);
}

bool Engine::deliver_step(std::string_view connection) {
    ConnectionRuntime* account = loops_->context.account(connection);
    return account != nullptr && crosswalk::deliver_step(loops_->context, *account);
}

bool Engine::notify_step(std::string_view channel) {
    ConnectionRuntime* one = loops_->context.channel(channel);
    return one != nullptr && crosswalk::notify_step(loops_->context, *one);
}

bool Engine::tick_step() {
    EngineContext& context = loops_->context;
    if (!loops_->standing)
        loops_->standing =
            run_one(context.store, [&](Transaction& tx) { return set_standing_timers(tx, context.clock.now()); })
                .has_value();
    bool more = timers_step(context);
    more = rollout_step(context) || more;
    more = restore_hold_step(context) || more;
    (void)pulse_step(context);
    alerts_step(context);
    finish_erasures(context);
    return more;
}

void Engine::settle_all() {
    const auto round = [&] {
        bool did = apply_step();
        for (const auto& [name, account] : loops_->context.accounts) {
            did = enrich_step(name) || did;
            did = deliver_step(name) || did;
        }
        for (const auto& [name, channel] : loops_->context.channels) did = notify_step(name) || did;
        return did;
    };
    for (int rounds = 0; rounds < 10'000 && round(); ++rounds) {
    }
}

void Engine::use(std::shared_ptr<const Mapping> mapping) {
    loops_->context.use(std::move(mapping));
    wake();
    loops_->ending.notify();
}

std::shared_ptr<const Mapping> Engine::mapping() const { return loops_->context.mapping(); }

}  // namespace crosswalk
