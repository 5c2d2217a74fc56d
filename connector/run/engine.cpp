#include "connector/run/engine.h"

#include "connector/run/apply.h"
#include "connector/run/clock_watch.h"
#include "connector/run/compare.h"
#include "connector/run/deliver.h"
#include "connector/run/enrich.h"
#include "connector/run/erasure.h"
#include "connector/run/first_read.h"
#include "connector/run/follow.h"
#include "connector/run/loops.h"
#include "connector/run/pulse.h"
#include "connector/run/rollout.h"
#include "connector/run/unclaimed_consent.h"
#include "connector/run/undelivered.h"

#include <algorithm>
#include <limits>

namespace crosswalk {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kLongestNap{500}, kEndingNap{20}, kGather{25};
constexpr std::chrono::hours kKeepFor{24 * 30}, kKeepParkedFor{24 * 90};
constexpr std::chrono::minutes kPruneEvery{10};
constexpr std::chrono::hours kOfferEvery{1};              // an opt-out that a tool refused
constexpr milliseconds kTickEvery{15'000}, kTickOn{500};  // on: a roll-out to many people is under way
constexpr std::size_t kAlarmsATick = 200;

// A step that fails unexpectedly, for want of memory say, is tried again like one that found nothing to do.
template <class Step>
bool guarded(World& world, Step step) {
    try {
        return step();
    } catch (const std::exception& broken) {
        world.log.write(
            Level::error,
            "A step of the engine failed unexpectedly; it is tried again.",
            {{"code", "engine.step_failed"}, {"what", broken.what()}}
        );
        return false;
    }
}

// Runs a step until there is nothing to do, then sleeps until the bell rings or `nap` says.
template <class Step, class Nap>
void loop(World& world, Bell& bell, Step step, Nap nap) {
    while (!world.stopping) {
        const auto seen = bell.count();
        if (guarded(world, step)) continue;
        if (!world.stopping) bell.wait(seen, nap());
    }
}

// Until then the deliverer need not be woken for anything that is due later.
milliseconds until_due(World& world, LiveAccount& account) {
    std::optional<Millis> due;
    account.wakes_at = std::numeric_limits<std::int64_t>::max();
    {
        const std::lock_guard lock(account.mutex);
        const Millis now = world.clock.now();
        if (account.setup.mode == Mode::watch || !account.paused.empty()) return kLongestNap;
        if (!account.breaker.closed(now))
            return std::min(kLongestNap, account.breaker.open_until() - now + milliseconds{1});
    }
    (void)world.store.read([&](Transaction& tx) -> Result<void> {
        const auto next = tx.outbox.next_due(account.name());
        if (next) due = *next;
        return {};
    });
    const Millis now = world.clock.now();
    const auto nap = due ? std::clamp(*due - now, milliseconds{1}, kLongestNap) : kLongestNap;
    account.wakes_at = (now + nap).time_since_epoch().count();
    return nap;
}

Result<void> load_pauses(World& world) {
    return world.store.read([&](Transaction& tx) -> Result<void> {
        const auto pauses = tx.settings.starting_with(kPausedPrefix);
        if (!pauses) return pauses.error();
        for (const auto& [name, why] : *pauses)
            if (LiveAccount* account = world.account(std::string_view(name).substr(kPausedPrefix.size())))
                account->paused = why;
        return {};
    });
}

// Leads whose time is over are looked at. True when there was one.
bool ring_alarms(World& world) {
    std::vector<LeadId> due;
    const auto mapping = world.mapping();
    const auto taken = run_one(world.store, [&](Transaction& tx) -> Result<void> {
        auto leads = tx.alarms.take_due(kAlarmsATick, world.clock.now());
        if (!leads) return leads.error();
        due = std::move(*leads);
        for (const LeadId& lead : due)
            if (const auto looked = look_again(tx, world, *mapping, lead); !looked) return looked;
        return {};
    });
    ring(world);
    return taken.has_value() && !due.empty();
}

}  // namespace

Engine::Engine(
    Store& store,
    Sender& sender,
    Clock& clock,
    Log& log,
    std::vector<ConnectionSetup> connections,
    std::shared_ptr<const Mapping> mapping,
    Lingers lingers
)
    : loops_(std::make_unique<EngineLoops>(store, sender, clock, log)) {
    World& world = loops_->world;
    world.use(std::move(mapping));
    world.lingering = {lingers.score, lingers.bulk};
    for (ConnectionSetup& setup : connections) {
        const std::string name = setup.connection.name;
        world.accounts.emplace(name, std::make_unique<LiveAccount>(std::move(setup)));
    }
    (void)load_pauses(world);
    (void)load_outages(world);
    // What was in flight when the process ended got no answer: it is looked at before it is written again.
    (void)run_one(store, [now = clock.now()](Transaction& tx) -> Result<void> {
        const auto released = tx.outbox.release_claims(now);
        if (!released) return released.error();
        return {};
    });
}

Engine::~Engine() { stop(milliseconds{0}); }

void Engine::start() {
    World& world = loops_->world;
    world.may_wait = true;
    const auto run = [this](auto body) {
        loops_->threads.emplace_back([this, body] {
            body();
            loops_->ended.fetch_add(1);
        });
    };
    run([this, &world] {
        loop(
            world,
            world.bell,
            [&] {
                const std::size_t applied = crosswalk::apply_step(world);
                // A moment in which the next news gathers: they then share a commit.
                if (applied > 0 && applied < kApplyBatch && !world.stopping)
                    loops_->ending.wait(loops_->ending.count(), kGather);
                return applied > 0;
            },
            [] { return kLongestNap; }
        );
    });
    for (const auto& [name, owned] : world.accounts) {
        LiveAccount& account = *owned;
        run([&world, &account] {
            loop(
                world,
                account.bell,
                [&] { return crosswalk::deliver_step(world, account); },
                [&] { return until_due(world, account); }
            );
        });
        run([&world, &account] {
            loop(
                world,
                account.reading,
                [&] {
                    const bool read = crosswalk::enrich_step(world, account);
                    const bool polled = poll_step(world, account);
                    const bool caught_up = catch_up_step(world, account);
                    return compare_step(world, account) || caught_up || polled || read;
                },
                [] { return kLongestNap; }
            );
        });
    }
    run([this, &world] {
        while (!world.stopping) {
            const auto seen = loops_->ending.count();
            const bool more = guarded(world, [this] { return tick_step(); });
            loops_->ending.wait(seen, more ? kTickOn : kTickEvery);
        }
    });
}

void Engine::stop(milliseconds patience) {
    World& world = loops_->world;
    if (world.stopping.exchange(true)) return;
    const auto all_ended = [&] { return loops_->ended.load() == std::ssize(loops_->threads); };
    for (auto left = patience / 2; left.count() > 0 && !all_ended(); left -= kEndingNap) {
        wake();
        loops_->ending.ring();
        loops_->ending.wait(loops_->ending.count(), kEndingNap);
    }
    world.sender.stop();
    wake();
    loops_->ending.ring();
    loops_->threads.clear();
}

void Engine::wake() {
    World& world = loops_->world;
    world.bell.ring();
    if (world.stopping) ring_all(world);
}

bool Engine::apply_step() { return crosswalk::apply_step(loops_->world) > 0; }

bool Engine::enrich_step(std::string_view connection) {
    LiveAccount* account = loops_->world.account(connection);
    if (account == nullptr) return false;
    const bool read = crosswalk::enrich_step(loops_->world, *account);
    const bool polled = poll_step(loops_->world, *account);
    const bool caught_up = catch_up_step(loops_->world, *account);
    return compare_step(loops_->world, *account) || caught_up || polled || read;
}

bool Engine::deliver_step(std::string_view connection) {
    LiveAccount* account = loops_->world.account(connection);
    return account != nullptr && crosswalk::deliver_step(loops_->world, *account);
}

bool Engine::tick_step() {
    World& world = loops_->world;
    watch_clock(world);
    const Millis now = world.clock.now();
    bool rang = ring_alarms(world);
    rang = rollout_step(world) || rang;
    (void)pulse_step(world);
    finish_erasures(world);
    if (!loops_->offered || now >= *loops_->offered + kOfferEvery || now < *loops_->offered) {
        loops_->offered = now;
        offer_opt_outs(world);
    }
    if (loops_->pruned && now < *loops_->pruned + kPruneEvery && now >= *loops_->pruned) return rang;
    if (!may_forget(world)) return rang;
    loops_->pruned = now;
    std::size_t forgotten = 0;
    const auto pruned = run_one(world.store, [&](Transaction& tx) -> Result<void> {
        const auto n = tx.journal.prune(now - kKeepFor, now - kKeepParkedFor);
        if (!n) return n.error();
        forgotten = *n;
        if (const auto first = forget_first_reads(tx); !first) return first;
        return forget_unclaimed_consent(tx, now - kKeepParkedFor);
    });
    return rang || (pruned.has_value() && forgotten > 0);
}

void Engine::settle_all() {
    const auto round = [&] {
        bool did = apply_step();
        for (const auto& [name, account] : loops_->world.accounts) {
            did = enrich_step(name) || did;
            did = deliver_step(name) || did;
        }
        return did;
    };
    for (int rounds = 0; rounds < 10'000 && round(); ++rounds) {
    }
}

void Engine::use(std::shared_ptr<const Mapping> mapping) {
    loops_->world.use(std::move(mapping));
    wake();
    loops_->ending.ring();
}

std::shared_ptr<const Mapping> Engine::mapping() const { return loops_->world.mapping(); }

}  // namespace crosswalk
