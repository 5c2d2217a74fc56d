// Tries again what a vendor did not let us read, and reads what changed meanwhile.
#include "connector/run/vendor/page_parts.h"
#include "connector/run/vendor/enrich.h"
#include "connector/run/vendor/filter_changes.h"
#include "connector/run/vendor/read_vendor.h"

#include <algorithm>

namespace crosswalk {
namespace {

// The one that is due: first those that only have to go on.
std::optional<ReadOutage> next_due(ConnectionRuntime& account, Millis now) {
    const std::lock_guard lock(account.mutex);
    std::optional<ReadOutage> due;
    for (const ReadOutage& one : account.outages)
        if (now >= one.next_try && (!due || (one.over && !due->over))) due = one;
    return due;
}

void put_off(ConnectionRuntime& account, const ReadOutage& one, Millis now) {
    const std::lock_guard lock(account.mutex);
    for (ReadOutage& other : account.outages)
        if (other.is(one.kind.text, one.field)) other.next_try = now + outage_pause(other.tries);
}

// The news of one page, and where the reading goes on, in one unit.
Result<void> keep_page(
    EngineContext& context,
    const Mapping& mapping,
    ConnectionRuntime& account,
    const ReadOutage& one,
    const PageRead& read
) {
    const bool brings_in = account.setup.poll && !account.setup.backs_webhooks;
    const auto sifted =
        filter_changes(context, mapping, account, read, brings_in ? Who::anybody : Who::known);
    if (!sifted) return sifted.error();
    OutageRest rest{.cursor = read.page.more ? std::optional(read.page.next_cursor) : std::nullopt};
    const auto kept = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        const auto news = journal_changes(tx, context, account, *sifted, {});
        if (!news) return news.error();
        rest.news = std::max(*news, one.news);
        return end_outage(tx, account.name(), one, rest);
    });
    if (kept) outage_is_over(context, account, one, rest);
    return kept;
}

// What was read of it is applied: now it is over for good.
void end_when_applied(EngineContext& context, ConnectionRuntime& account, const ReadOutage& one) {
    bool applied = false;
    const auto looked = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        const auto mark = applied_mark(tx);
        if (!mark) return mark.error();
        applied = *mark >= one.news;
        return applied ? end_outage(tx, account.name(), one, {}) : Result<void>{};
    });
    if (looked && applied) outage_is_over(context, account, one, {});
}

// By these fields records are looked up: such a one is back only when questions by it are answered too.
bool is_looked_up_by(const Mapping& mapping, const ConnectionRuntime& account, const ReadOutage& one) {
    const ConnectionPlan* plan = mapping.connection(account.name());
    return plan != nullptr && std::ranges::any_of(plan->match_by, [&](const std::string& name) {
               const FieldPlan* field = mapping.field(name);
               const Binding* binding = field == nullptr ? nullptr : field->binding(account.name(), one.kind.text);
               return binding != nullptr && binding->vendor_field == one.field;
           });
}

bool cannot_be_searched(
    EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, const ObjectPlan& plan, const ReadOutage& one
) {
    if (one.over || !reads_by(plan, Reading::by_match) || !is_looked_up_by(mapping, account, one)) return false;
    return read_vendor(context, account, mapping, {plan, {}, ByMatch{one.field, {"0"}}, &one})
        .left_out.contains(one.field);
}

}  // namespace

bool catch_up_step(EngineContext& context, ConnectionRuntime& account) {
    if (!account.setup.adapter->reads() || !usable(context, account)) return false;
    const auto mapping = context.mapping();
    forget_unmapped_outages(context, account, *mapping);
    const Millis now = context.clock.now();
    const auto one = next_due(account, now);
    if (!one) return false;
    put_off(account, *one, now);
    if (one->is_read()) {
        end_when_applied(context, account, *one);
        return false;
    }
    const ObjectPlan* plan = account.manifest().plan(one->kind.text);
    if (plan == nullptr || !reads_by(*plan, Reading::since)) {
        // Nothing can be asked for as a whole: the next question about a record tells.
        if (run_one(context.store, [&](Transaction& tx) { return end_outage(tx, account.name(), *one, {}); }))
            outage_is_over(context, account, *one, {});
        return false;
    }
    const Question question{
        *plan, mapping->vendor_fields(account.name(), plan->kind.text), Since{one->cursor}, &*one};
    auto answer = read_vendor(context, account, *mapping, question);
    if (answer.stopped_by || answer.left_out.contains(one->field)) return false;
    if (cannot_be_searched(context, account, *mapping, *plan, *one)) return false;
    join_parts(answer.page);
    const std::string list = "outage/" + one->kind.text + "/" + one->field;
    if (!one->over) account.lists.erase(list);
    ListProgress& progress = account.lists[list];
    if (answer.page.more && !progress.goes_on(one->cursor, answer.page)) return false;
    if (!answer.page.more) account.lists.erase(list);
    if (!keep_page(context, *mapping, account, *one, {answer.page, now})) return false;
    context.signal.notify();
    return true;
}

}  // namespace crosswalk
