#include "connector/run/jobs/reconciliation.h"

#include "connector/run/vendor/page_parts.h"
#include "connector/run/inbound/apply.h"
#include "connector/run/jobs/reconciliation_parts.h"
#include "connector/run/jobs/traffic.h"
#include "connector/run/vendor/filter_changes.h"
#include "connector/run/vendor/read_vendor.h"

#include <algorithm>

namespace crosswalk {
namespace {


void finish(const EngineContext& context, Progress& progress) {
    progress.so_far.finished = true;
    progress.so_far.ended = context.clock.now();
}

// A finished one is kept: who waits for it is told.
void go_on_with(EngineContext& context, Comparing& state, Progress next) {
    state.progress = std::move(next);
    const Comparison& c = state.progress->so_far;
    if (!c.finished) return;
    const bool drifts = c.drifting > 0;
    context.log.write(
        drifts ? Level::warn : Level::info,
        drifts ? "A tool shows other values than it should." : "A tool shows what it should.",
        {{"connection", c.connection},
         {"read", std::to_string(c.read)},
         {"recovered", std::to_string(c.recovered)},
         {"drifting", std::to_string(c.drifting)}}
    );
    state.ended.notify();
}

// The store's trouble passes by itself; the page is read again then.
bool later(const EngineContext& context, Comparing& state) {
    state.page.reset();
    state.again = context.clock.now() + kTryAgain;
    return false;
}

// The comparison stands still for a while.
void put_off(EngineContext& context, Comparing& state, const Outcome& trouble) {
    Progress next = *state.progress;
    next.so_far.trouble =
        trouble.vendor_code + (trouble.vendor_says.empty() ? "" : ": " + trouble.vendor_says);
    // Where the vendor asked for a longer wait the whole connection rests.
    const auto wait = std::clamp<std::chrono::milliseconds>(
        trouble.wait.value_or(kTryAgain), std::chrono::seconds{1}, kTryAgain
    );
    state.again = context.clock.now() + wait;
    if (next.so_far.trouble == state.progress->so_far.trouble) return;
    const auto kept = run_one(context.store, [&](Transaction& tx) { return keep_on(tx, state, next); });
    if (kept) state.progress = std::move(next);
}

Result<Seq> applied_up_to(EngineContext& context) {
    Seq mark = 0;
    const auto read = context.store.read([&](Transaction& tx) -> Result<void> {
        const auto applied = applied_mark(tx);
        if (!applied) return applied.error();
        mark = *applied;
        return {};
    });
    if (!read) return read.error();
    return mark;
}

// Somebody we do not know was missed when the record changed since we listen: we should have been told. All
// others are not brought in by looking, unless the connection's own poll brings in everybody. How many were
// left out.
Result<std::int64_t> leave_out_strangers(
    EngineContext& context, const ConnectionRuntime& account, std::vector<AskedChange>& news
) {
    std::int64_t left_out = 0;
    if (account.setup.poll && !account.setup.backs_webhooks) return left_out;
    const auto looked = context.store.read([&](Transaction& tx) -> Result<void> {
        const auto pulse = load_pulse(tx, account.name());
        if (!pulse) return pulse.error();
        std::vector<AskedChange> kept;
        for (AskedChange& one : news) {
            const auto record = tx.leads.record({account.name(), one.change.kind, one.change.id});
            if (!record) return record.error();
            const auto& when = one.change.occurred_at;
            const bool missed = when && pulse->began && when->at >= *pulse->began;
            if (*record || missed)
                kept.push_back(std::move(one));
            else
                ++left_out;
        }
        news = std::move(kept);
        return {};
    });
    if (!looked) return looked.error();
    return left_out;
}

bool fetch(
    EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, const ObjectPlan& plan, Comparing& state
) {
    const auto before = applied_up_to(context);
    if (!before) return later(context, state);
    PageInHand next{.asked_on = context.clock.now(), .before = *before};
    auto answer = read_vendor(
        context,
        account,
        mapping,
        {plan, mapping.vendor_fields(account.name(), plan.kind.text), Since{state.progress->cursor}}
    );
    join_parts(answer.page);
    if (answer.stopped_by) {
        put_off(context, state, *answer.stopped_by);
        return false;
    }
    next.page = std::move(answer.page);
    auto sifted = filter_changes(context, mapping, account, {next.page, next.asked_on});
    if (!sifted) return later(context, state);
    const auto strangers = leave_out_strangers(context, account, sifted->news);
    if (!strangers) return later(context, state);
    next.strangers = *strangers;
    const auto kept = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        const auto seq = journal_changes(tx, context, account, *sifted, kCompared);
        if (!seq) return seq.error();
        next.news = *seq;
        return {};
    });
    if (!kept) return later(context, state);
    context.signal.notify();
    wake_workers(context);
    state.page = std::move(next);
    return true;
}

// What a page told of drift, gathered.
struct Findings {
    std::vector<Drift> drifts{};
    std::vector<const Change*> to_write{};
    std::int64_t on_their_way = 0;
};

Result<Findings> look_through(
    EngineContext& context, const Mapping& mapping, const ConnectionRuntime& account, const Comparing& state
) {
    Findings out;
    const bool fix = state.progress->so_far.fix;
    const auto looked = context.store.read([&](Transaction& tx) -> Result<void> {
        for (const Change& change : state.page->page.changes) {
            auto judged = diff_record(tx, {context, mapping, account, *state.page, fix}, change);
            if (!judged) return judged.error();
            if (!judged->intents.empty()) out.to_write.push_back(&change);
            out.on_their_way += judged->on_their_way;
            std::ranges::move(judged->drifts, std::back_inserter(out.drifts));
        }
        return {};
    });
    if (!looked) return looked.error();
    return out;
}

// A unit for each record, so that intake need not wait for two thousand of them.
std::vector<Unit> writes_for(
    const EngineContext& context,
    const Mapping& mapping,
    const ConnectionRuntime& account,
    const Comparing& state,
    const Findings& found
) {
    std::vector<Unit> units;
    for (const Change* change : found.to_write)
        units.emplace_back([&, change](Transaction& tx) -> Result<void> {
            const DiffContext comparison{context, mapping, account, *state.page, state.progress->so_far.fix};
            auto judged = diff_record(tx, comparison, *change);
            if (!judged) return judged.error();
            if (judged->intents.empty()) return {};
            if (const auto saved = tx.leads.save(judged->corrected); !saved) return saved;
            return enqueue_all(tx, context, judged->intents);
        });
    return units;
}

// Where the comparison goes on behind this page; finished where nothing is left.
void advance(EngineContext& context, const std::vector<const ObjectPlan*>& kinds, Comparing& state, Progress& next) {
    const Page& page = state.page->page;
    const bool stuck = page.more && !state.list.goes_on(next.cursor, page);
    next.so_far.trouble =
        stuck ? std::string(kCompareStuck) + ": the list of " + next.kind + " does not go on" : "";
    if (page.more && !stuck) {
        next.cursor = page.next_cursor;
        return;
    }
    next.cursor.clear();
    state.list = {};
    auto here = std::ranges::find(kinds, next.kind, [](const ObjectPlan* plan) { return plan->kind.text; });
    if (here != kinds.end() && ++here != kinds.end())
        next.kind = (*here)->kind.text;
    else
        finish(context, next);
}

// A store that fails, or a comparison that began anew: the page is read again.
bool judge_page(EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, Comparing& state) {
    account.to_read = true;  // what applies the news rings for this
    const auto mark = applied_up_to(context);
    if (!mark || *mark < state.page->news) return false;
    const auto found = look_through(context, mapping, account, state);
    if (!found) return later(context, state);
    Progress next = *state.progress;
    Comparison& c = next.so_far;
    ++c.pages;
    c.read += std::ssize(state.page->page.changes);
    c.drifting += std::ssize(found->drifts);
    c.queued += std::ranges::count(found->drifts, true, &Drift::queued);
    c.on_their_way += found->on_their_way;
    c.strangers += state.page->strangers;
    const auto room = static_cast<std::int64_t>(kMostDrifts) - next.kept;
    const auto kept = std::min(room, std::ssize(found->drifts));
    next.kept += kept;
    advance(context, comparable_kinds(mapping, account), state, next);
    auto units = writes_for(context, mapping, account, state, *found);
    units.emplace_back([&](Transaction& tx) -> Result<void> {
        const auto recovered = recovered_of(tx, account.name());
        if (!recovered) return recovered.error();
        c.recovered = *recovered - next.recovered_before;
        for (std::int64_t i = 0; i < kept; ++i)
            if (const auto saved = save_drift(tx, account.name(), found->drifts[static_cast<std::size_t>(i)]);
                !saved)
                return saved;
        return keep_on(tx, state, next);
    });
    const auto done = context.store.run(std::move(units));
    wake_workers(context);
    if (!done.back()) return later(context, state);
    state.page.reset();
    go_on_with(context, state, std::move(next));
    return true;
}

}  // namespace

bool reconcile_step(EngineContext& context, ConnectionRuntime& account) {
    if (!account.setup.adapter->reads() || !usable(context, account)) return false;
    Comparing& state = comparing(account);
    load(context, account, state);
    if (!state.progress || state.progress->so_far.finished) {
        begin_when_due(context, account, state);
        load(context, account, state);
    }
    if (!state.progress || state.progress->so_far.finished) return false;
    if (state.again && context.clock.now() < *state.again) return false;
    const auto mapping = context.mapping();
    if (state.page) return judge_page(context, account, *mapping, state);
    const auto kinds = comparable_kinds(*mapping, account);
    const auto here = std::ranges::find(kinds, state.progress->kind, [](const ObjectPlan* plan) {
        return plan->kind.text;
    });
    if (here != kinds.end()) return fetch(context, account, *mapping, **here, state);
    // The mapping does not name this kind any more.
    Progress next = *state.progress;
    finish(context, next);
    if (!run_one(context.store, [&](Transaction& tx) { return keep_on(tx, state, next); })) return false;
    go_on_with(context, state, std::move(next));
    return true;
}

}  // namespace crosswalk
