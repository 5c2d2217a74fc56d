// "What changed since", and what of it is news.
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

RecordKey key_of(const ConnectionRuntime& account, const Change& change) {
    return {account.name(), change.kind, change.id};
}

// One page: its news and the cursor behind it in one unit, so that neither is ever without the other.
Result<void> keep_page(
    EngineContext& context,
    const Mapping& mapping,
    ConnectionRuntime& account,
    const ObjectPlan& plan,
    const Page& page,
    Millis asked_on
) {
    const auto sifted = filter_changes(
        context, mapping, account, page, asked_on, account.setup.backs_webhooks ? Who::known : Who::anybody
    );
    if (!sifted) return sifted.error();
    const std::string name = std::string(kPollCursorPrefix) + account.name() + "/" + plan.kind.text;
    const Millis now = context.clock.now();
    return run_one(context.store, [&](Transaction& tx) -> Result<void> {
        if (const auto kept = journal_changes(tx, context, account, *sifted, {}, now); !kept) return kept.error();
        return page.next_cursor.empty() ? Result<void>{} : tx.settings.put(name, page.next_cursor);
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

// A kind that is not asked for now is polled again when it can be read.
bool is_poll_due(ConnectionRuntime& account, const std::string& kind, Millis now) {
    if (kind_outage(account, kind)) return false;
    const std::lock_guard lock(account.mutex);
    const auto next = account.next_polls.find(kind);
    return next == account.next_polls.end() ||
           is_due(next->second, now, std::max(*account.setup.poll, outage_pause(kMaxPollFailures)));
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
        if (const auto kept = keep_page(context, mapping, account, plan, answer.page, asked_on); !kept)
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

// True where a key by which people are recognised cannot be read there now, and the change does not tell it.
bool lacks_a_hidden_key(const Mapping& mapping, ConnectionRuntime& account, const Change& change) {
    const ConnectionPlan* plan = mapping.connection(account.name());
    const FieldSet withheld = withheld_fields(account, change.kind.text);
    return plan != nullptr && std::ranges::any_of(plan->match_by, [&](const std::string& name) {
               const FieldPlan* field = mapping.field(name);
               const Binding* binding = field == nullptr ? nullptr : field->binding(plan->name, change.kind.text);
               return binding != nullptr && withheld.contains(binding->vendor_field) &&
                      !change.fields.contains(binding->vendor_field);
           });
}

}  // namespace

Result<FilteredChanges> filter_changes(
    EngineContext& context, const Mapping& mapping, ConnectionRuntime& account, const Page& page, Millis asked_on, Who who
) {
    FilteredChanges out;
    const Millis now = context.clock.now();
    // What of a record is left open and can be read.
    const auto still_open = [&](const Change& change) {
        FieldSet open = left_open(mapping, key_of(account, change), change);
        for (const std::string& field : withheld_fields(account, change.kind.text)) open.erase(field);
        return open;
    };
    const auto looked = context.store.read([&](Transaction& tx) -> Result<void> {
        for (const Change& change : page.changes) {
            const auto record = tx.leads.record(key_of(account, change));
            if (!record) return record.error();
            if (!*record && who == Who::known) continue;
            if (!*record && lacks_a_hidden_key(mapping, account, change)) {
                out.unclear.emplace_back(key_of(account, change), FieldSet{});  // a delivery may have named it
                continue;
            }
            if (brings_news(tx, mapping, account.name(), change, now))
                out.news.push_back({.change = change, .asked_on = asked_on});
            else if (FieldSet open = still_open(change); !open.empty())
                out.unclear.emplace_back(key_of(account, change), std::move(open));
        }
        for (const Unreadable& bad : page.unreadable) {
            const auto waits = tx.parked.same_as(
                {.what = Parked::What::change,
                 .connection = account.name(),
                 .kind = bad.kind,
                 .record = bad.id.text,
                 .code = bad.why.code}
            );
            if (!waits) return waits.error();
            if (!*waits)
                out.news.push_back(
                    {.change = {.kind = bad.kind, .id = bad.id}, .asked_on = asked_on, .unreadable = bad.why}
                );
        }
        for (AskedChange& moved : as_changes(page.merges)) {
            const auto record = tx.leads.record(key_of(account, moved.change));
            if (!record) return record.error();
            if (*record && !(*record)->merged_into) out.news.push_back(std::move(moved));
        }
        return {};
    });
    if (!looked) return looked.error();
    return out;
}

Result<Seq> journal_changes(
    Transaction& tx,
    const EngineContext& context,
    const ConnectionRuntime& account,
    const FilteredChanges& sifted,
    std::string_view memo,
    Millis now
) {
    Seq seq = 0;
    if (!sifted.news.empty()) {
        NewEvent event = event_of(account, EventKind::poll, 0, sifted.news, now);
        event.memo = memo;
        const auto kept = tx.journal.append(event);
        if (!kept) return kept.error();
        seq = kept->value_or(0);
    }
    for (const auto& [key, fields] : sifted.unclear)
        if (const auto wanted = enqueue(tx, context, {.key = key, .fields = fields}, now); !wanted)
            return wanted.error();
    return seq;
}

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
        if (plan == nullptr || !reads_by(*plan, Reading::since) || !is_poll_due(account, kind.text, now)) continue;
        const Polled how_far = poll_kind(context, account, *mapping, *plan);
        const auto wait = note_poll(context, account, kind.text, how_far);
        const std::lock_guard lock(account.mutex);
        account.next_polls[kind.text] = now + wait;
        polled = true;
    }
    return polled;
}

}  // namespace crosswalk
