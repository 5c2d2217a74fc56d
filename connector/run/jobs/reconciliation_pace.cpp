// When a comparison begins, who joins it, and where it goes on.
#include "connector/run/inbound/apply.h"
#include "connector/run/jobs/reconciliation_parts.h"

namespace crosswalk {
namespace {

constexpr std::string_view kDue = "compare_due/";
constexpr std::chrono::milliseconds kPatience{5'000}, kLook{100};

// A new comparison; one that is under way goes on, unless more is asked of this one.
Result<void> begin(
    Transaction& tx, const Mapping& mapping, const ConnectionRuntime& account, bool fix, Millis now
) {
    const auto before = load_progress(tx, account.name());
    if (!before) return before.error();
    const bool runs = *before && !(*before)->so_far.finished;
    if (runs && ((*before)->so_far.fix || !fix)) return {};
    if (const auto dropped = drop_drifts(tx, account.name()); !dropped) return dropped;
    const auto recovered = recovered_of(tx, account.name());
    if (!recovered) return recovered.error();
    const auto kinds = comparable_kinds(mapping, account);
    Progress next{
        .run = *before ? (*before)->run + 1 : 1,
        .kind = kinds.empty() ? "" : kinds.front()->kind.text,
        .recovered_before = *recovered};
    next.so_far = {.connection = account.name(), .fix = fix, .began = now};
    return save_progress(tx, next);
}

Result<Comparison> outcome_of(EngineContext& context, const ConnectionRuntime& account) {
    auto last = last_comparison(context.store, account.name());
    if (!last) return last.error();
    return last->value_or(Comparison{.connection = account.name()});
}

// A restored store is compared with every tool once.
bool begin_after_restore(EngineContext& context, const ConnectionRuntime& account, Comparing& state) {
    const Millis since{std::chrono::milliseconds{context.held_since}};
    if (context.held_since == 0 || (state.progress && state.progress->so_far.began >= since)) return false;
    const auto mapping = context.mapping();
    if (comparable_kinds(*mapping, account).empty()) return false;
    (void)run_one(context.store, [&](Transaction& tx) {
        return begin(tx, *mapping, account, false, context.clock.now());
    });
    state.look = true;
    return true;
}

}  // namespace

Comparing& comparing(ConnectionRuntime& account) {
    const std::lock_guard lock(account.mutex);
    if (!account.comparing) account.comparing = std::make_shared<Comparing>();
    return *account.comparing;
}

Result<std::int64_t> recovered_of(Transaction& tx, std::string_view connection) {
    const auto all = tx.books.all();
    if (!all) return all.error();
    const auto books = all->find(connection);
    if (books == all->end()) return std::int64_t{0};
    const auto changes = books->second.find(Book::changes);
    if (changes == books->second.end()) return std::int64_t{0};
    const auto it = changes->second.find(books::kRecovered);
    return it == changes->second.end() ? std::int64_t{0} : it->second;
}

void begin_when_due(EngineContext& context, ConnectionRuntime& account, Comparing& state) {
    if (begin_after_restore(context, account, state)) return;
    if (!account.setup.compare) return;
    const Millis now = context.clock.now();
    if (state.due && !is_due(*state.due, now, *account.setup.compare)) return;
    const auto mapping = context.mapping();
    if (comparable_kinds(*mapping, account).empty()) return;
    const std::string name = std::string(kDue) + account.name();
    const Millis next = now + *account.setup.compare;
    const auto done = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        const auto kept = tx.settings.get(name);
        if (!kept) return kept.error();
        const Millis due =
            *kept ? std::min(next, Millis{std::chrono::milliseconds{std::stoll(**kept)}}) : next;
        state.due = due;
        if (now < due)
            return *kept ? Result<void>{}
                         : tx.settings.put(name, std::to_string(due.time_since_epoch().count()));
        if (const auto begun = begin(tx, *mapping, account, false, now); !begun) return begun;
        state.due = next;
        return tx.settings.put(name, std::to_string(next.time_since_epoch().count()));
    });
    if (!done) state.due = now + kTryAgain;
    state.look = true;
}

void load(EngineContext& context, const ConnectionRuntime& account, Comparing& state) {
    if (!state.look.exchange(false)) return;
    std::optional<Progress> there;
    const auto loaded = context.store.read([&](Transaction& tx) -> Result<void> {
        auto progress = load_progress(tx, account.name());
        if (!progress) return progress.error();
        there = std::move(*progress);
        return {};
    });
    if (!loaded) {
        state.look = true;
        return;
    }
    if (!there || !state.progress || there->run != state.progress->run) {
        state.page.reset();
        state.again.reset();
        state.list = {};
    }
    state.progress = std::move(there);
}

Result<void> keep_on(Transaction& tx, Comparing& state, const Progress& progress) {
    const auto now_there = load_progress(tx, progress.so_far.connection);
    if (!now_there) return now_there.error();
    if (!*now_there || (*now_there)->run != progress.run) {
        state.look = true;
        return Fault{"compare.replaced", "Another comparison has begun.", "This one is given up."};
    }
    return save_progress(tx, progress);
}

std::vector<const ObjectPlan*> comparable_kinds(const Mapping& mapping, const ConnectionRuntime& account) {
    std::vector<const ObjectPlan*> out;
    const ConnectionPlan* connection = mapping.connection(account.name());
    if (connection == nullptr || !account.setup.adapter->reads()) return out;
    for (const auto& [canonical, kind] : connection->kinds)
        if (const ObjectPlan* plan = account.manifest().plan(kind.text);
            plan != nullptr && reads_by(*plan, Reading::since))
            out.push_back(plan);
    return out;
}

Result<Comparison> compare(EngineContext& context, ConnectionRuntime& account, bool fix) {
    const auto mapping = context.mapping();
    if (comparable_kinds(*mapping, account).empty())
        return Fault{
            "compare.not_possible",
            "'" + account.name() +
                "' cannot tell what changed since a moment, so it cannot be read as a whole.",
            "Compare single people with `crosswalk lead sync EMAIL`."};
    if (const std::lock_guard lock(account.mutex); !account.paused.empty())
        return Fault{
            "compare.paused",
            "'" + account.name() + "' is paused: " + account.paused,
            "Let it go on with `crosswalk resume " + account.name() + "`, then compare."};
    Comparing& state = comparing(account);
    const auto seen = state.ended.count();
    const auto begun = run_one(context.store, [&](Transaction& tx) {
        return begin(tx, *mapping, account, fix, context.clock.now());
    });
    if (!begun) return begun.error();
    state.look = true;
    account.reading.notify();
    if (context.may_wait) {
        for (auto left = kPatience; left.count() > 0 && state.ended.count() == seen && !context.stopping;
             left -= kLook)
            state.ended.wait(seen, kLook);
        return outcome_of(context, account);
    }
    while (state.ended.count() == seen) {
        const bool compared = reconcile_step(context, account);
        const bool applied = apply_step(context) > 0;
        if (!compared && !applied) break;
    }
    return outcome_of(context, account);
}

}  // namespace crosswalk
