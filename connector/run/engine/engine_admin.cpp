// What people ask of the running engine.
#include "connector/run/jobs/reconciliation_parts.h"
#include "connector/run/engine/engine.h"
#include "connector/run/inbound/erasure.h"
#include "connector/run/engine/workers.h"
#include "connector/run/handoff/answer.h"
#include "connector/run/inbound/undelivered.h"

namespace crosswalk {
namespace {

// A person's word on one parked item, in a unit of its own.
template <class Act>
Result<bool> decide(EngineContext& context, Act act) {
    bool there = false;
    const auto mapping = context.mapping();
    const auto done = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        const Result<bool> did = act(tx, context, *mapping);
        if (!did) return did.error();
        there = *did;
        return {};
    });
    wake_all_workers(context);
    if (!done) return done.error();
    return there;
}

std::vector<ReadTrouble> troubles_of(const ConnectionRuntime& account) {
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
    if (const auto& one = account.unconfirmed)
        out.push_back(
            {.what = "webhook",
             .code = one->why.vendor_code,
             .says = one->why.vendor_says,
             .advice = one->why.advice,
             .since = one->since}
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

std::string state_of(const ConnectionRuntime& account, bool troubled) {
    if (!account.paused.empty()) return "paused";
    if (account.state != "ok") return account.state;
    if (troubled) return "degraded";
    return account.setup.mode == Mode::watch ? "watching" : "ok";
}

void try_at_once(EngineContext& context, ConnectionRuntime& account) {
    {
        const std::lock_guard lock(account.mutex);
        account.breaker.worked();
        account.waits_until.reset();
    }
    retry_outages(account);
    wake_all_workers(context);
}

// The accounts, then the channels.
std::vector<std::pair<std::string, ConnectionRuntime*>> everybody(const EngineContext& context) {
    std::vector<std::pair<std::string, ConnectionRuntime*>> out;
    for (const auto* some : {&context.accounts, &context.channels})
        for (const auto& [name, account] : *some) out.emplace_back(name, account.get());
    return out;
}

}  // namespace

std::vector<ConnectionStatus> Engine::status() {
    EngineContext& context = loops_->context;
    AllBooks books;
    std::map<std::string, std::int64_t> refused;
    std::map<std::string, ReadTrouble, std::less<>> comparisons;
    const auto mapping = context.mapping();
    (void)context.store.read([&](Transaction& tx) -> Result<void> {
        if (auto all = tx.books.all()) books = std::move(*all);
        if (const auto opt_outs = undelivered_opt_outs(tx, *mapping))
            for (const Parked& one : *opt_outs) ++refused[one.connection];
        for (const auto& [name, account] : context.accounts)
            if (auto stuck = stuck_comparison(tx, name)) comparisons.emplace(name, std::move(*stuck));
        return {};
    });
    std::vector<ConnectionStatus> out;
    for (const auto& [name, account] : everybody(context)) {
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
        if (account->waits_until && context.clock.now() < *account->waits_until)
            status.waits_until = account->waits_until;
        const auto& writes = books[name][Book::writes];
        for (const std::string_view not_answered : {books::kWaiting, books::kInFlight})
            if (const auto it = writes.find(not_answered); it != writes.end()) status.writes_waiting += it->second;
        const auto& notices = books[name][Book::notices];
        if (const auto it = notices.find(books::kWaiting); it != notices.end()) status.writes_waiting += it->second;
        status.opt_outs_refused = refused[name];
        if (account->setup.mode != Mode::live) status.would_write = status.writes_waiting;
        if (account->quiet) status.quiet_since = account->quiet->since;
        if (account->quiet) status.usually_an_hour = account->quiet->usually;
        out.push_back(std::move(status));
    }
    return out;
}

Result<std::chrono::milliseconds> Engine::take_call(std::string_view connection, std::string_view path) {
    EngineContext& context = loops_->context;
    ConnectionRuntime* account = context.account(connection);
    if (account == nullptr) return unknown_connection(connection);
    const std::lock_guard lock(account->mutex);
    // Another process makes the call, and does not tell when it ends.
    const HttpRequest request{.path = std::string(path)};
    const auto wait = account->budgets.take(request, context.clock.steady());
    if (wait.count() == 0) account->budgets.ended(request, nullptr, context.clock.steady());
    return wait;
}

Result<void> Engine::pause(std::string_view connection, std::string_view why) {
    EngineContext& context = loops_->context;
    ConnectionRuntime* account = context.speaker(connection);
    if (account == nullptr) return unknown_connection(connection);
    const std::string reason = why.empty() ? "Paused." : std::string(why);
    const auto kept = run_one(context.store, [&](Transaction& tx) {
        return tx.settings.put(std::string(kPausedPrefix) + std::string(connection), reason);
    });
    if (!kept) return kept;
    const std::lock_guard lock(account->mutex);
    account->paused = reason;
    return {};
}

Result<void> Engine::resume(std::string_view connection) {
    EngineContext& context = loops_->context;
    ConnectionRuntime* account = context.speaker(connection);
    if (account == nullptr) return unknown_connection(connection);
    const auto kept = run_one(context.store, [&](Transaction& tx) {
        return tx.settings.drop(std::string(kPausedPrefix) + std::string(connection));
    });
    if (!kept) return kept;
    {
        const std::lock_guard lock(account->mutex);
        account->paused.clear();
        account->budgets.release();
        account->next_polls.clear();
        if (account->waits_until) {
            account->state = "ok";
            account->detail.clear();
        }
    }
    try_at_once(context, *account);
    return {};
}

void Engine::reconnected(std::string_view connection) {
    EngineContext& context = loops_->context;
    ConnectionRuntime* account = context.speaker(connection);
    if (account == nullptr) return;
    {
        const std::lock_guard lock(account->mutex);
        if (account->state == "reconnect") {
            account->state = "ok";
            account->detail.clear();
        }
        account->next_polls.clear();
    }
    try_at_once(context, *account);
}

Result<std::size_t> Engine::replay(std::optional<std::int64_t> id) {
    EngineContext& context = loops_->context;
    std::vector<std::int64_t> ids;
    if (id) {
        ids.push_back(*id);
    } else {
        const auto listed = context.store.read([&](Transaction& tx) -> Result<void> {
            const auto all = tx.parked.list(100'000);
            if (!all) return all.error();
            for (const Parked& parked : *all) ids.push_back(parked.id);
            return {};
        });
        if (!listed) return listed.error();
    }
    const auto mapping = context.mapping();
    std::size_t count = 0;
    for (const std::int64_t one : ids) {
        bool there = false;
        const auto done = run_one(context.store, [&](Transaction& tx) -> Result<void> {
            const auto replayed = replay_one(tx, context, *mapping, one);
            if (!replayed) return replayed.error();
            there = *replayed;
            return {};
        });
        if (!done && id) return done.error();
        if (done && there) ++count;
    }
    wake_all_workers(context);
    return count;
}

Result<bool> Engine::drop(std::int64_t id) {
    return decide(loops_->context, [&](Transaction& tx, EngineContext& context, const Mapping& mapping) {
        return drop_one(tx, context, mapping, id);
    });
}

Result<bool> Engine::choose(std::int64_t id, const std::string& chosen) {
    return decide(loops_->context, [&](Transaction& tx, EngineContext& context, const Mapping& mapping) {
        return choose_one(tx, context, mapping, id, chosen);
    });
}

Result<bool> Engine::join(std::int64_t id, const std::optional<LeadId>& with) {
    return decide(loops_->context, [&](Transaction& tx, EngineContext& context, const Mapping& mapping) {
        return join_parked(tx, context, mapping, id, with);
    });
}

Result<bool> Engine::keep_apart(std::int64_t id, const std::string& record) {
    return decide(loops_->context, [&](Transaction& tx, EngineContext& context, const Mapping& mapping) {
        return crosswalk::keep_apart(tx, context, mapping, id, record);
    });
}

Result<AnswerReply> Engine::answer(const HandoffAnswer& given) {
    EngineContext& context = loops_->context;
    AnswerReply reply;
    const auto mapping = context.mapping();
    const auto done = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        auto answered = answer_handoff(tx, context, *mapping, given);
        if (!answered) return answered.error();
        reply = std::move(*answered);
        return {};
    });
    wake_workers(context);
    if (!done) return done.error();
    return reply;
}

Result<void> Engine::erase(const LeadId& lead) {
    EngineContext& context = loops_->context;
    const auto mapping = context.mapping();
    const auto erased = run_one(context.store, [&](Transaction& tx) {
        return erase_lead(tx, *mapping, lead, context.clock.now());
    });
    if (erased) finish_erasures(context);
    return erased;
}

Result<void> Engine::sync(const LeadId& lead) {
    EngineContext& context = loops_->context;
    const auto mapping = context.mapping();
    const auto done =
        run_one(context.store, [&](Transaction& tx) { return sync_lead(tx, context, *mapping, lead); });
    wake_all_workers(context);
    return done;
}

}  // namespace crosswalk
