#include "connector/run/jobs/backfill.h"

#include "connector/contract/poll.h"
#include "connector/run/jobs/backfill_parts.h"
#include "connector/run/jobs/reconciliation.h"
#include "connector/run/vendor/filter_changes.h"
#include "connector/run/vendor/page_parts.h"
#include "connector/run/vendor/read_vendor.h"

#include <algorithm>

namespace crosswalk {
namespace {

using std::chrono::milliseconds;
constexpr std::chrono::seconds kAgain{30}, kBehind{1};
constexpr std::chrono::minutes kDayLook{10};  // a page now and then tells whether the day has room again
constexpr std::chrono::minutes kLongestPage{1};
// Of a vendor's calls, and of its day: what is left is for what cannot wait.
constexpr double kBulkShare = 0.5, kBulkDay = 0.8;
constexpr std::string_view kDayUsed = "backfill.day_used", kStuck = "backfill.stuck";

// Between two pages, where the vendor publishes how many calls it takes.
milliseconds gap(const Manifest& vendor) {
    milliseconds longest{0};
    const auto consider = [&](const Budget& budget) {
        if (budget.requests <= 0) return;
        const auto apart = static_cast<double>(budget.window.count()) / (budget.requests * kBulkShare);
        longest = std::max(longest, milliseconds(static_cast<std::int64_t>(apart)));
    };
    consider(vendor.budget);
    for (const PathBudget& one : vendor.path_budgets) consider(one.budget);
    return longest;
}

std::string first_cursor(const BackfillRequest& request) {
    return request.since ? text_of(Place{.from = request.since}) : std::string();
}

void load(EngineContext& context, const ConnectionRuntime& account, Backfilling& state) {
    if (!state.look.exchange(false)) return;
    std::optional<BackfillProgress> there;
    const auto loaded = context.store.read([&](Transaction& tx) -> Result<void> {
        auto progress = load_backfill(tx, account.name());
        if (!progress) return progress.error();
        there = std::move(*progress);
        return {};
    });
    if (!loaded) {
        state.look = true;
        return;
    }
    if (!there || !state.progress || there->run != state.progress->run) {
        state.list = {};
        state.again.reset();
        state.last.reset();
    }
    state.progress = std::move(there);
}

// Keeps how far it is. What a person ordered meanwhile stands: "backfill.replaced" where it goes on no more.
Result<void> keep_on(Transaction& tx, Backfilling& state, BackfillProgress& next) {
    const auto now_there = load_backfill(tx, next.so_far.connection);
    if (!now_there) return now_there.error();
    if (!*now_there || (*now_there)->run != next.run || (*now_there)->so_far.finished) {
        state.look = true;
        return Fault{"backfill.replaced", "The backfill was ended meanwhile.", "Begin it anew."};
    }
    next.so_far.paused = (*now_there)->so_far.paused;
    return save_backfill(tx, next);
}

bool stand_still(EngineContext& context, Backfilling& state, std::string why, milliseconds wait) {
    state.again = context.clock.now() + wait;
    if (state.progress->so_far.trouble == why) return false;
    BackfillProgress next = *state.progress;
    next.so_far.trouble = std::move(why);
    if (run_one(context.store, [&](Transaction& tx) { return keep_on(tx, state, next); })) state.progress = std::move(next);
    return false;
}

// What cannot wait comes first: the rest of the vendor's day is for it, and news that waits to be applied.
bool must_wait(EngineContext& context, ConnectionRuntime& account, Backfilling& state) {
    if (context.pace.delay(context.clock.steady()) > kPollsWaitBehind) {
        state.again = context.clock.now() + kBehind;
        return true;
    }
    double used = 0;
    {
        const std::lock_guard lock(account.mutex);
        used = account.budgets.pressure();
    }
    if (used < kBulkDay) {
        state.day_used = false;
        return false;
    }
    if (std::exchange(state.day_used, !state.day_used)) return false;  // it waited: one page tells how it stands now
    stand_still(
        context,
        state,
        std::string(kDayUsed) + ": " + std::to_string(static_cast<int>(used * 100)) +
            " % of the vendor's calls of the day are used; the rest is kept for what is urgent",
        kDayLook
    );
    return true;
}

// Where it goes on behind this page.
void advance(
    EngineContext& context, const ConnectionRuntime& account, Backfilling& state, const Page& page, BackfillProgress& next
) {
    if (page.more) {
        next.cursor = page.next_cursor;
        return;
    }
    state.list = {};
    next.cursor = first_cursor(next.so_far.request);
    const auto mapping = context.mapping();
    const auto kinds = comparable_kinds(*mapping, account);
    auto here = std::ranges::find(kinds, next.kind, [](const ObjectPlan* plan) { return plan->kind.text; });
    if (here != kinds.end() && ++here != kinds.end())
        next.kind = (*here)->kind.text;
    else
        finish_backfill(context, *mapping, next.so_far);
}

struct PageAsked {
    Page page{};
    Millis asked_on{};
};
// News, and the place behind it, in one unit: neither is ever without the other.
bool take_page(
    EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, Backfilling& state, PageAsked asked
) {
    auto& [page, asked_on] = asked;
    BackfillProgress next = *state.progress;
    Backfill& b = next.so_far;
    join_parts(page);
    LeftOpen open;
    const auto counted = context.store.read([&](Transaction& tx) { return count_page(tx, mapping, page, b, open); });
    if (!counted) return stand_still(context, state, counted.error().code, kAgain);
    if (page.more && !state.list.goes_on(next.cursor, page))
        return stand_still(context, state, std::string(kStuck) + ": the list of " + next.kind + " does not go on", kDayLook);
    auto sifted = filter_changes(
        context, mapping, account, {page, asked_on}, b.request.fields.empty() ? Who::anybody : Who::known
    );
    if (!sifted) state.list = {};  // the page is read again
    if (!sifted) return stand_still(context, state, sifted.error().code, kAgain);
    std::ranges::move(open, std::back_inserter(sifted->unclear));
    ++b.pages;
    const Millis now = context.clock.now();
    b.worked += std::min<milliseconds>(now - state.last.value_or(asked_on), kLongestPage);
    b.trouble.clear();
    advance(context, account, state, page, next);
    const auto kept = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        if (const auto on = keep_on(tx, state, next); !on) return on;
        if (b.request.dry_run) return {};
        const auto seq = journal_changes(tx, context, account, *sifted, kBackfilled);
        return seq ? Result<void>{} : Result<void>(seq.error());
    });
    state.last = now;
    state.again = now + gap(account.manifest());
    if (!kept) state.list = {};
    if (!kept) return false;
    context.signal.notify();
    wake_workers(context);
    state.progress = std::move(next);
    if (state.progress->so_far.finished)
        context.log.write(
            Level::info,
            "A backfill has come to its end.",
            {{"connection", account.name()}, {"read", std::to_string(b.read)}, {"news", std::to_string(b.news)}}
        );
    return true;
}

}  // namespace

Backfilling& backfilling(ConnectionRuntime& account) {
    const std::lock_guard lock(account.mutex);
    if (!account.backfilling) account.backfilling = std::make_shared<Backfilling>();
    return *account.backfilling;
}

bool backfill_step(EngineContext& context, ConnectionRuntime& account) {
    if (!account.setup.adapter->reads() || !usable(context, account)) return false;
    Backfilling& state = backfilling(account);
    load(context, account, state);
    if (!state.progress || state.progress->so_far.finished || state.progress->so_far.paused) return false;
    if ((state.again && context.clock.now() < *state.again) || must_wait(context, account, state)) return false;
    const auto mapping = context.mapping();
    const auto kinds = comparable_kinds(*mapping, account);
    const auto here = std::ranges::find(kinds, state.progress->kind, [](const ObjectPlan* plan) { return plan->kind.text; });
    if (here == kinds.end())
        return stand_still(context, state, "the mapping does not name " + state.progress->kind + " any more", kDayLook);
    const Millis asked_on = context.clock.now();
    auto answer = read_vendor(
        context,
        account,
        *mapping,
        {**here,
         fields_to_read(*mapping, state.progress->so_far.request, account.name(), (*here)->kind.text),
         Since{state.progress->cursor}}
    );
    if (answer.stopped_by) {
        const Outcome& why = *answer.stopped_by;
        return stand_still(
            context,
            state,
            why.vendor_code + (why.vendor_says.empty() ? "" : ": " + why.vendor_says),
            std::clamp<milliseconds>(why.wait.value_or(kAgain), std::chrono::seconds{1}, kAgain)
        );
    }
    return take_page(context, account, *mapping, state, {std::move(answer.page), asked_on});
}

Result<Backfill> begin_backfill(EngineContext& context, ConnectionRuntime& account, const BackfillRequest& request) {
    const auto mapping = context.mapping();
    const auto kinds = comparable_kinds(*mapping, account);
    if (kinds.empty())
        return Fault{
            "backfill.not_possible",
            "'" + account.name() + "' cannot list its records, so they cannot be brought in as a whole.",
            "Bring in single people with `crosswalk lead sync EMAIL`, or as they change."};
    for (const std::string& name : request.fields) {
        const FieldPlan* field = mapping->field(name);
        const bool read_there = field != nullptr && std::ranges::any_of(field->bindings, [&](const Binding& binding) {
                                    return binding.connection == account.name() && binding.reads;
                                });
        if (!read_there)
            return Fault{
                "backfill.unknown_field",
                "The mapping reads no field '" + name + "' from '" + account.name() + "'.",
                "Name fields as fields.yaml does; `crosswalk mapping show` lists them."};
    }
    Backfill begun;
    const auto done = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        const auto before = load_backfill(tx, account.name());
        if (!before) return before.error();
        if (*before && !(*before)->so_far.finished)
            return Fault{
                "backfill.running",
                "A backfill of '" + account.name() + "' is under way.",
                "Follow it with `crosswalk backfill " + account.name() + " --last`, or end it with --stop."};
        BackfillProgress next{
            .run = *before ? (*before)->run + 1 : 1,
            .kind = kinds.front()->kind.text,
            .cursor = first_cursor(request)};
        next.so_far = {.connection = account.name(), .request = request, .began = context.clock.now()};
        if (*before) {
            const Backfill& last = (*before)->so_far;
            next.so_far.expected = last.request.since || last.stopped ? last.expected : last.read;
        }
        begun = next.so_far;
        return save_backfill(tx, next);
    });
    if (!done) return done.error();
    backfilling(account).look = true;
    account.reading.notify();
    return begun;
}

Result<Backfill> order_backfill(EngineContext& context, ConnectionRuntime& account, BackfillOrder order) {
    Backfill out;
    const auto done = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        auto there = load_backfill(tx, account.name());
        if (!there) return there.error();
        if (!*there || (*there)->so_far.finished)
            return Fault{
                "backfill.none",
                "No backfill of '" + account.name() + "' is under way.",
                "Begin one with `crosswalk backfill " + account.name() + "`."};
        Backfill& b = (*there)->so_far;
        b.paused = order == BackfillOrder::pause;
        if (order == BackfillOrder::stop) {
            b.finished = b.stopped = true;
            b.ended = context.clock.now();
        }
        out = b;
        return save_backfill(tx, **there);
    });
    if (!done) return done.error();
    backfilling(account).look = true;
    account.reading.notify();
    return out;
}

}  // namespace crosswalk
