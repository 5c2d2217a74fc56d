// What people ask of the running engine.
#include "connector/run/compare_parts.h"
#include "connector/run/engine.h"
#include "connector/run/erasure.h"
#include "connector/run/loops.h"
#include "connector/run/undelivered.h"

namespace crosswalk {
namespace {

Fault unknown_connection(std::string_view name) {
    return {
        "connection.unknown",
        "There is no connection '" + std::string(name) + "'.",
        "`crosswalk status` lists them."};
}

// A person's word on one parked item, in a unit of its own.
template <class Act>
Result<bool> decide(World& world, Act act) {
    bool there = false;
    const auto mapping = world.mapping();
    const auto done = run_one(world.store, [&](Transaction& tx) -> Result<void> {
        const Result<bool> did = act(tx, world, *mapping);
        if (!did) return did.error();
        there = *did;
        return {};
    });
    ring_all(world);
    if (!done) return done.error();
    return there;
}

std::vector<ReadTrouble> troubles_of(const LiveAccount& account) {
    std::vector<ReadTrouble> out;
    for (const ReadOutage& one : account.outages)
        if (!one.over)
            out.push_back(
                {one.field.empty() ? "kind" : "field",
                 one.kind,
                 one.field,
                 one.code,
                 one.says,
                 one.advice,
                 one.since}
            );
    for (const auto& [kind, poll] : account.poll_troubles)
        out.push_back(
            {"poll",
             {kind},
             {},
             poll.why.vendor_code,
             poll.why.vendor_says,
             poll.why.advice,
             poll.since}
        );
    return out;
}

// A comparison that ended early, until the next one.
std::optional<ReadTrouble> stuck_comparison(Transaction& tx, const std::string& connection) {
    const auto last = load_progress(tx, connection);
    if (!last || !*last || !(*last)->so_far.trouble.starts_with(kCompareStuck)) return std::nullopt;
    return ReadTrouble{
        .what = "comparison",
        .kind = {(*last)->kind},
        .code = std::string(kCompareStuck),
        .says = (*last)->so_far.trouble,
        .advice = "Compare again with `crosswalk compare " + connection +
                  "`. If it stays, ask the vendor's support why its list repeats.",
        .since = (*last)->so_far.began};
}

std::string state_of(const LiveAccount& account, bool troubled) {
    if (!account.paused.empty()) return "paused";
    if (account.state != "ok") return account.state;
    if (troubled) return "degraded";
    return account.setup.mode == Mode::watch ? "watching" : "ok";
}

}  // namespace

std::vector<ConnectionStatus> Engine::status() {
    World& world = loops_->world;
    AllBooks books;
    std::map<std::string, std::int64_t> refused;
    std::map<std::string, ReadTrouble, std::less<>> comparisons;
    const auto mapping = world.mapping();
    (void)world.store.read([&](Transaction& tx) -> Result<void> {
        auto all = tx.books.all();
        if (all) books = std::move(*all);
        const auto opt_outs = undelivered_opt_outs(tx, *mapping);
        if (opt_outs)
            for (const Parked& one : *opt_outs) ++refused[one.connection];
        for (const auto& [name, account] : world.accounts)
            if (auto stuck = stuck_comparison(tx, name)) comparisons.emplace(name, std::move(*stuck));
        return {};
    });
    std::vector<ConnectionStatus> out;
    for (const auto& [name, account] : world.accounts) {
        const std::lock_guard lock(account->mutex);
        ConnectionStatus status{
            .name = name,
            .vendor = std::string(account->manifest().vendor),
            .mode = account->setup.mode,
            .detail = !account->paused.empty() ? account->paused : account->detail,
            .last_heard = account->last_heard,
            .last_written = account->last_written,
            .calls = account->calls,
            .troubles = troubles_of(*account)};
        if (const auto stuck = comparisons.find(name); stuck != comparisons.end())
            status.troubles.push_back(stuck->second);
        status.state = state_of(*account, !status.troubles.empty());
        if (account->waits_until && world.clock.now() < *account->waits_until)
            status.waits_until = account->waits_until;
        const auto& writes = books[name][Book::writes];
        for (const std::string_view not_answered : {books::kWaiting, books::kInFlight})
            if (const auto it = writes.find(not_answered); it != writes.end())
                status.writes_waiting += it->second;
        status.opt_outs_refused = refused[name];
        if (account->setup.mode != Mode::live) status.would_write = status.writes_waiting;
        if (account->quiet) status.quiet_since = account->quiet->since;
        if (account->quiet) status.usually_an_hour = account->quiet->usually;
        out.push_back(std::move(status));
    }
    return out;
}

Result<std::chrono::milliseconds> Engine::take_call(std::string_view connection, std::string_view path) {
    World& world = loops_->world;
    LiveAccount* account = world.account(connection);
    if (account == nullptr) return unknown_connection(connection);
    const std::lock_guard lock(account->mutex);
    return account->budgets.take(path, world.clock.steady());
}

Result<void> Engine::pause(std::string_view connection, std::string_view why) {
    World& world = loops_->world;
    LiveAccount* account = world.account(connection);
    if (account == nullptr) return unknown_connection(connection);
    const std::string reason = why.empty() ? "Paused." : std::string(why);
    const auto kept = run_one(world.store, [&](Transaction& tx) {
        return tx.settings.put(std::string(kPausedPrefix) + std::string(connection), reason);
    });
    if (!kept) return kept;
    const std::lock_guard lock(account->mutex);
    account->paused = reason;
    return {};
}

Result<void> Engine::resume(std::string_view connection) {
    World& world = loops_->world;
    LiveAccount* account = world.account(connection);
    if (account == nullptr) return unknown_connection(connection);
    const auto kept = run_one(world.store, [&](Transaction& tx) {
        return tx.settings.drop(std::string(kPausedPrefix) + std::string(connection));
    });
    if (!kept) return kept;
    {
        const std::lock_guard lock(account->mutex);
        account->paused.clear();
        account->breaker.worked();
        account->budgets.release();
        account->next_polls.clear();
        if (account->waits_until) {
            account->waits_until.reset();
            account->state = "ok";
            account->detail.clear();
        }
    }
    retry_outages(*account);
    ring_all(world);
    return {};
}

Result<std::size_t> Engine::replay(std::optional<std::int64_t> id) {
    World& world = loops_->world;
    std::vector<std::int64_t> ids;
    if (id) {
        ids.push_back(*id);
    } else {
        const auto listed = world.store.read([&](Transaction& tx) -> Result<void> {
            const auto all = tx.parked.list(100'000);
            if (!all) return all.error();
            for (const Parked& parked : *all) ids.push_back(parked.id);
            return {};
        });
        if (!listed) return listed.error();
    }
    const auto mapping = world.mapping();
    std::size_t count = 0;
    for (const std::int64_t one : ids) {
        bool there = false;
        const auto done = run_one(world.store, [&](Transaction& tx) -> Result<void> {
            const auto replayed = replay_one(tx, world, *mapping, one);
            if (!replayed) return replayed.error();
            there = *replayed;
            return {};
        });
        if (!done && id) return done.error();
        if (done && there) ++count;
    }
    ring_all(world);
    return count;
}

Result<bool> Engine::drop(std::int64_t id) {
    return decide(loops_->world, [&](Transaction& tx, World& world, const Mapping& mapping) {
        return drop_one(tx, world, mapping, id);
    });
}

Result<bool> Engine::choose(std::int64_t id, const std::string& chosen) {
    return decide(loops_->world, [&](Transaction& tx, World& world, const Mapping& mapping) {
        return choose_one(tx, world, mapping, id, chosen);
    });
}

Result<bool> Engine::join(std::int64_t id, const std::optional<LeadId>& with) {
    return decide(loops_->world, [&](Transaction& tx, World& world, const Mapping& mapping) {
        return join_parked(tx, world, mapping, id, with);
    });
}

Result<bool> Engine::keep_apart(std::int64_t id, const std::string& record) {
    return decide(loops_->world, [&](Transaction& tx, World& world, const Mapping& mapping) {
        return crosswalk::keep_apart(tx, world, mapping, id, record);
    });
}

Result<void> Engine::erase(const LeadId& lead) {
    World& world = loops_->world;
    const auto mapping = world.mapping();
    const auto erased = run_one(world.store, [&](Transaction& tx) {
        return erase_lead(tx, *mapping, lead, world.clock.now());
    });
    if (erased) finish_erasures(world);
    return erased;
}

Result<void> Engine::sync(const LeadId& lead) {
    World& world = loops_->world;
    const auto mapping = world.mapping();
    const auto done =
        run_one(world.store, [&](Transaction& tx) { return sync_lead(tx, world, *mapping, lead); });
    ring_all(world);
    return done;
}

Result<Comparison> Engine::compare(std::string_view connection, bool fix) {
    LiveAccount* account = loops_->world.account(connection);
    if (account == nullptr) return unknown_connection(connection);
    return crosswalk::compare(loops_->world, *account, fix);
}

Result<std::optional<Comparison>> Engine::comparison(std::string_view connection) {
    if (loops_->world.account(connection) == nullptr) return unknown_connection(connection);
    return last_comparison(loops_->world.store, connection);
}

}  // namespace crosswalk
