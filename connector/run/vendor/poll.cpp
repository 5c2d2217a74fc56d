// "What changed since", and what of it is news.
#include "connector/run/inbound/first_read.h"
#include "connector/run/vendor/page_parts.h"
#include "connector/run/vendor/enrich.h"
#include "connector/run/vendor/read_vendor.h"
#include "connector/run/vendor/filter_changes.h"
#include "connector/run/inbound/parking.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr int kPagesAStep = 50;
constexpr std::chrono::milliseconds kPollAgain{30'000};  // after a poll that failed, at first
constexpr std::chrono::hours kLongestVendorWait{24};
constexpr int kMaxPollFailures = 1'000;  // behind that many the pause grows no more
constexpr std::string_view kStoreTrouble = "store.";

// The first reading of all that is there ends with this page: what comes later is news.
Result<void> note_read_through(Transaction& tx, const std::string& name) {
    const auto known = tx.settings.get(name);
    if (!known) return known.error();
    const auto newest = *known ? Result<Seq>(0) : tx.journal.newest();
    if (!newest) return newest.error();
    return *known ? Result<void>{} : tx.settings.put(name, std::to_string(*newest));
}

// One page: its news and the cursor behind it in one unit, so that neither is ever without the other.
Result<void> keep_page(
    EngineContext& context,
    const Mapping& mapping,
    ConnectionRuntime& account,
    const ObjectPlan& plan,
    const PageRead& read
) {
    const auto sifted = filter_changes(
        context, mapping, account, read, account.setup.backs_webhooks ? Who::known : Who::anybody
    );
    if (!sifted) return sifted.error();
    const std::string name = std::string(kPollCursorPrefix) + account.name() + "/" + plan.kind.text;
    return run_one(context.store, [&](Transaction& tx) -> Result<void> {
        if (const auto kept = journal_changes(tx, context, account, *sifted, {}); !kept) return kept.error();
        if (!read.page.more)
            if (const auto noted = note_read_through(tx, read_through_name(account.name(), plan.kind)); !noted) return noted;
        return read.page.next_cursor.empty() ? Result<void>{} : tx.settings.put(name, read.page.next_cursor);
    });
}

bool hears_consent(const Mapping& mapping, std::string_view connection) {
    return std::ranges::any_of(mapping.fields, [&](const FieldPlan& field) {
        return field.consent && std::ranges::any_of(field.bindings, [&](const Binding& binding) {
                   return binding.connection == connection && binding.reads;
               });
    });
}

// How far a poll came: to its end, up to a rest that comes next, or until something stopped it.
struct Polled {
    bool in_part = false;
    std::optional<Outcome> stopped_by{};
};

// The vendor itself, or the way to it, is in trouble: the connection's state says so.
bool passes_by_itself(const Outcome& why) {
    return why.verdict == Verdict::retry || why.vendor_code.starts_with("send.") ||
           why.vendor_code.starts_with("http_5") || why.vendor_code == "http_408" ||
           why.vendor_code.starts_with(kStoreTrouble);
}

// Keeps what the status shows of this kind's poll, and says how long to wait before the next one.
std::chrono::milliseconds note_poll(
    EngineContext& context, ConnectionRuntime& account, const std::string& kind, const Polled& polled
) {
    const std::chrono::milliseconds period = *account.setup.poll;
    const std::lock_guard lock(account.mutex);
    if (!polled.stopped_by) {
        account.poll_troubles.erase(kind);
        return polled.in_part ? std::chrono::milliseconds{0} : period;
    }
    const Outcome& why = *polled.stopped_by;
    if (passes_by_itself(why))
        return std::min({period, kPollAgain, std::chrono::milliseconds{why.wait.value_or(kLongestVendorWait)}});
    const auto [trouble, fresh] =
        account.poll_troubles.try_emplace(kind, PollTrouble{.since = context.clock.now()});
    trouble->second.why = why;
    if (fresh)
        context.log.write(
            Level::warn,
            "A poll fails though the vendor answers.",
            {{"connection", account.name()}, {"kind", kind}, {"code", why.vendor_code}}
        );
    const auto pause = outage_pause(trouble->second.failures++);
    return why.verdict == Verdict::reconnect ? kPollAgain : pause;  // a denial may pass by itself
}

// A kind that is not asked for now is polled again when it can be read. While what vendors tell waits to be applied
// a poll waits too, for two periods: some news come by polls alone.
bool is_poll_due(EngineContext& context, ConnectionRuntime& account, const std::string& kind, Millis now) {
    if (kind_outage(account, kind)) return false;
    const bool behind = context.pace.delay(context.clock.steady()) > kPollsWaitBehind;
    const std::lock_guard lock(account.mutex);
    const auto next = account.next_polls.find(kind);
    if (next == account.next_polls.end()) return true;
    const auto period = *account.setup.poll;
    const Millis due = next->second + (behind ? 2 * period : std::chrono::milliseconds{0});
    return is_due(due, now, std::max(3 * period, outage_pause(kMaxPollFailures)));
}

Polled poll_kind(EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, const ObjectPlan& plan) {
    const std::string name = std::string(kPollCursorPrefix) + account.name() + "/" + plan.kind.text;
    for (int pages = 0; pages < kPagesAStep && !context.stopping; ++pages) {
        Since since;
        (void)context.store.read([&](Transaction& tx) -> Result<void> {
            const auto cursor = tx.settings.get(name);
            if (cursor && *cursor) since.cursor = **cursor;
            return {};
        });
        const Millis asked_on = context.clock.now();
        auto answer = read_vendor(
            context, account, mapping, {plan, mapping.vendor_fields(account.name(), plan.kind.text), since}
        );
        if (answer.stopped_by) {
            account.lists.erase(name);
            return {.stopped_by = std::move(answer.stopped_by)};
        }
        join_parts(answer.page);
        if (const auto kept = keep_page(context, mapping, account, plan, {answer.page, asked_on}); !kept)
            return {.stopped_by = unreadable(context, kept.error())};
        context.signal.notify();
        const bool goes_on = !answer.page.more || account.lists[name].goes_on(since.cursor, answer.page);
        if (!answer.page.more || !goes_on) account.lists.erase(name);
        if (!goes_on) return {.stopped_by = goes_in_circles()};
        if (!answer.page.more) return {};
        enrich_step(context, account);  // a long poll must not keep webhooks waiting
    }
    return {.in_part = true};
}

}  // namespace

bool poll_step(EngineContext& context, ConnectionRuntime& account) {
    if (!account.setup.poll || !account.setup.adapter->reads() || !usable(context, account)) return false;
    const Millis now = context.clock.now();
    const auto mapping = context.mapping();
    const ConnectionPlan* connection = mapping->connection(account.name());
    if (connection == nullptr) return false;
    if (account.setup.backs_webhooks && !hears_consent(*mapping, account.name())) return false;
    bool polled = false;
    for (const auto& [canonical, kind] : connection->kinds) {
        const ObjectPlan* plan = account.manifest().plan(kind.text);
        if (plan == nullptr || !reads_by(*plan, Reading::since) || !is_poll_due(context, account, kind.text, now)) continue;
        const Polled how_far = poll_kind(context, account, *mapping, *plan);
        const auto wait = note_poll(context, account, kind.text, how_far);
        const std::lock_guard lock(account.mutex);
        account.next_polls[kind.text] = now + wait;
        polled = true;
    }
    return polled;
}

}  // namespace crosswalk
