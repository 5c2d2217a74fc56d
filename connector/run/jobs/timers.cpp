#include "connector/run/jobs/timers.h"

#include "connector/run/handoff/answer.h"
#include "connector/run/handoff/clock_step.h"
#include "connector/run/handoff/follow.h"
#include "connector/run/handoff/hand_over.h"
#include "connector/run/inbound/effects.h"
#include "connector/run/inbound/erased_record.h"
#include "connector/run/inbound/first_read.h"
#include "connector/run/inbound/unclaimed_consent.h"
#include "connector/run/inbound/undelivered.h"
#include "connector/run/jobs/clock_watch.h"

#include <algorithm>
#include <array>

namespace crosswalk {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kPrune = "prune", kOffer = "offer_opt_outs";
constexpr std::chrono::hours kKeepFor{24 * 30}, kKeepParkedFor{24 * 90};
constexpr std::chrono::minutes kPruneEvery{10};
constexpr std::chrono::hours kPlanAwaited{1};   // by what is due while there is no plan for it
constexpr milliseconds kPruneOn{500};          // there was more than one unit forgets
constexpr std::chrono::hours kOfferEvery{1};   // an opt-out that a tool refused
constexpr std::size_t kMostAtOnce = 200;       // what gathered while nothing ran comes bit by bit
constexpr std::chrono::minutes kTryAgain{1};

struct DueTimer {
    Transaction& tx;
    EngineContext& engine;
    const Mapping& mapping;
    const Timer& timer;
    Millis now{};
};

// True: there may be more of it.
Result<bool> reenter_lead(const DueTimer& due) {
    const auto looked = on_timer(due.tx, due.engine, due.mapping, {due.timer.subject});
    if (!looked) return looked.error();
    return true;
}

Result<bool> fade_score(const DueTimer& due) {
    const Cause cause{0, "", due.now, due.mapping.version};
    const auto told = rescore({due.tx, due.engine, due.mapping, cause}, {due.timer.subject}, {});
    if (!told) return told.error();
    return true;
}

Result<bool> prune(const DueTimer& due) {
    std::size_t forgotten = 0;
    if (may_forget(due.engine)) {
        const auto n = due.tx.journal.prune(due.now - kKeepFor, due.now - kKeepParkedFor);
        if (!n) return n.error();
        forgotten = *n;
        if (const auto first = forget_first_reads(due.tx); !first) return first.error();
        if (const auto done = forget_unclaimed_consent(due.tx, due.now - kKeepParkedFor); !done) return done.error();
        if (const auto done = forget_erased_records(due.tx, due.now - kKeepParkedFor); !done) return done.error();
    }
    const auto again = due.tx.timers.set(
        {std::string(kPrune), "", due.now + (forgotten > 0 ? kPruneOn : milliseconds{kPruneEvery}), ""}
    );
    if (!again) return again.error();
    return forgotten > 0;
}

Result<bool> offer(const DueTimer& due) {
    if (const auto offered = offer_opt_outs(due.tx, due.engine, due.mapping); !offered) return offered.error();
    if (const auto again = due.tx.timers.set({std::string(kOffer), "", due.now + kOfferEvery, ""}); !again)
        return again.error();
    return false;
}

// Of those that are about hand-offs. While the mapping in force has no plan for them they wait: an earlier mapping may
// come back.
template <class Act>
Result<bool> of_handoffs(const DueTimer& due, Act act) {
    if (due.mapping.handoff == nullptr) {
        Timer later = due.timer;
        later.due = due.now + kPlanAwaited;
        const auto waits = due.tx.timers.set(later);
        return waits ? Result<bool>(false) : waits.error();
    }
    const Result<void> done = act(HandoffUnit{due.tx, due.engine, due.mapping, due.now});
    if (!done) return done.error();
    return true;
}

Result<bool> tick_handoff(const DueTimer& due) {
    return of_handoffs(due, [&](const HandoffUnit&) {
        return let_time_pass(due.tx, due.engine, due.mapping, due.timer.subject);
    });
}

Result<bool> tell_stuck(const DueTimer& due) {
    return of_handoffs(due, [&](const HandoffUnit& unit) { return on_stuck_timer(unit, due.timer); });
}

// The quiet period of a lead that was rejected is over.
Result<bool> end_quiet(const DueTimer& due) {
    return of_handoffs(due, [&](const HandoffUnit& unit) -> Result<void> {
        const auto lead = unit.tx.leads.load({due.timer.subject});
        if (!lead) return lead.error();
        return *lead ? hand_over_now(unit, **lead) : Result<void>{};
    });
}

struct Handler {
    std::string_view kind{};
    Result<bool> (*act)(const DueTimer&) = nullptr;
};
constexpr std::array kHandlers{
    Handler{kReentryTimer, reenter_lead},
    Handler{kScoreTimer, fade_score},
    Handler{kPrune, prune},
    Handler{kOffer, offer},
    Handler{kHandoffTimer, tick_handoff},
    Handler{kStuckTimer, tell_stuck},
    Handler{kQuietTimer, end_quiet}};

// One of a kind that nobody knows was set by a later version: it ends, as that one would set it again.
Result<bool> handle(const DueTimer& due) {
    const auto there = due.tx.timers.end(due.timer);
    if (!there) return there.error();
    const auto handler = std::ranges::find(kHandlers, due.timer.kind, &Handler::kind);
    if (!*there || handler == kHandlers.end()) return false;
    return handler->act(due);
}

std::vector<Timer> claim_due(EngineContext& context, Millis now) {
    std::optional<Millis> next;
    const auto looked = context.store.read([&](Transaction& tx) -> Result<void> {
        const auto due = tx.timers.next_due(now);
        if (!due) return due.error();
        next = *due;
        return {};
    });
    if (!looked || !next || *next > now) return {};
    std::vector<Timer> claimed;
    const auto held = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        auto due = tx.timers.claim(kMostAtOnce, now, now + kTryAgain);
        if (!due) return due.error();
        claimed = std::move(*due);
        return {};
    });
    return held ? claimed : std::vector<Timer>{};
}

}  // namespace

bool timers_step(EngineContext& context) {
    watch_clock(context);  // before anything is forgotten by what it says
    (void)watch_blindness(context);
    const Millis now = context.clock.now();
    const std::vector<Timer> claimed = claim_due(context, now);
    if (claimed.empty()) return false;
    const auto mapping = context.mapping();
    std::vector<char> more(claimed.size());
    std::vector<Unit> units;
    for (std::size_t i = 0; i < claimed.size(); ++i)
        units.emplace_back([&, i](Transaction& tx) -> Result<void> {
            const auto done = handle({tx, context, *mapping, claimed[i], now});
            if (!done) return done.error();
            more[i] = *done ? 1 : 0;
            return {};
        });
    const auto done = context.store.run(std::move(units));
    for (std::size_t i = 0; i < claimed.size(); ++i)
        if (!done[i])
            context.log.write(
                Level::error,
                "What was due could not be done; it is tried again in a minute.",
                {{"kind", claimed[i].kind}, {"code", done[i].error().code}, {"what", done[i].error().what}}
            );
    wake_workers(context);
    return claimed.size() == kMostAtOnce || std::ranges::count(more, 1) > 0;
}

Result<void> set_standing_timers(Transaction& tx, Millis now) {
    for (const std::string_view kind : {kPrune, kOffer})
        if (const auto set = tx.timers.set({std::string(kind), "", now, ""}); !set) return set;
    return {};
}

}  // namespace crosswalk
