// "What changed since", and what of it is news.
#include "connector/run/enrich.h"
#include "connector/run/exchange.h"
#include "connector/run/sift.h"
#include "connector/run/waiting.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr int kPagesAStep = 50;
constexpr std::chrono::milliseconds kPollAgain{30'000};  // after a poll that failed

RecordKey key_of(const LiveAccount& account, const Change& change) {
    return {account.name(), change.kind, change.id};
}

// One page: its news and the cursor behind it in one unit, so that neither is ever without the other.
Result<void> keep_page(
    World& world,
    const Mapping& mapping,
    const LiveAccount& account,
    const ObjectPlan& plan,
    const Page& page,
    Millis asked_on
) {
    const auto sifted = sift(
        world, mapping, account, page, asked_on, account.setup.backs_webhooks ? Who::known : Who::anybody
    );
    if (!sifted) return sifted.error();
    const std::string name = std::string(kPollCursorPrefix) + account.name() + "/" + plan.kind.text;
    const Millis now = world.clock.now();
    return run_one(world.store, [&](Transaction& tx) -> Result<void> {
        if (const auto kept = keep_sifted(tx, world, account, *sifted, {}, now); !kept) return kept.error();
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

enum class Polled { to_the_end, in_part, failed };

Polled poll_kind(World& world, LiveAccount& account, const Mapping& mapping, const ObjectPlan& plan) {
    const auto schema = schema_of(world, account, plan);
    if (std::holds_alternative<Outcome>(schema)) return Polled::failed;
    for (int pages = 0; pages < kPagesAStep && !world.stopping; ++pages) {
        Since since;
        const std::string name = std::string(kPollCursorPrefix) + account.name() + "/" + plan.kind.text;
        (void)world.store.read([&](Transaction& tx) -> Result<void> {
            const auto cursor = tx.settings.get(name);
            if (cursor && *cursor) since.cursor = **cursor;
            return {};
        });
        const ReadQuery query{
            plan,
            std::get<ObjectSchema>(schema),
            mapping.vendor_fields(account.name(), plan.kind.text),
            since};
        const Millis asked_on = world.clock.now();
        auto answered = perform(world, account, account.setup.adapter->read, query);
        join_parts(answered.out);
        if (answered.stopped_by || !keep_page(world, mapping, account, plan, answered.out, asked_on))
            return Polled::failed;
        world.bell.ring();
        if (!answered.out.more) return Polled::to_the_end;
        enrich_step(world, account);  // a long poll must not keep webhooks waiting
    }
    return Polled::in_part;
}

}  // namespace

Result<Sifted> sift(
    World& world,
    const Mapping& mapping,
    const LiveAccount& account,
    const Page& page,
    Millis asked_on,
    Who who
) {
    Sifted out;
    const Millis now = world.clock.now();
    const auto looked = world.store.read([&](Transaction& tx) -> Result<void> {
        for (const Change& change : page.changes) {
            if (who == Who::known) {
                const auto record = tx.leads.record(key_of(account, change));
                if (!record) return record.error();
                if (!*record) continue;
            }
            if (brings_news(tx, mapping, account.name(), change, now))
                out.news.push_back({.change = change, .asked_on = asked_on});
            else if (change.completeness == Completeness::read_the_rest)
                out.unclear.emplace_back(
                    key_of(account, change), left_open(mapping, key_of(account, change), change)
                );
        }
        for (AskedChange& moved : as_changes(page.merges)) {
            const auto record = tx.leads.record(key_of(account, moved.change));
            if (!record) return record.error();
            if (*record && !(*record)->lives_on) out.news.push_back(std::move(moved));
        }
        return {};
    });
    if (!looked) return looked.error();
    return out;
}

Result<Seq> keep_sifted(
    Transaction& tx,
    const World& world,
    const LiveAccount& account,
    const Sifted& sifted,
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
        if (const auto wanted = enqueue(tx, world, {.key = key, .fields = fields}, now); !wanted)
            return wanted.error();
    return seq;
}

bool poll_step(World& world, LiveAccount& account) {
    if (!account.setup.poll || !account.setup.adapter->read || !usable(world, account)) return false;
    const Millis now = world.clock.now();
    {
        const std::lock_guard lock(account.mutex);
        if (account.next_poll && now < *account.next_poll) return false;
    }
    const auto mapping = world.mapping();
    const ConnectionPlan* connection = mapping->connection(account.name());
    if (connection == nullptr) return false;
    if (account.setup.backs_webhooks && !hears_consent(*mapping, account.name())) return false;
    Polled worst = Polled::to_the_end;
    for (const auto& [canonical, kind] : connection->kinds)
        if (const ObjectPlan* plan = account.manifest().plan(kind.text);
            plan != nullptr && reads_by(*plan, Reading::since))
            worst = std::max(worst, poll_kind(world, account, *mapping, *plan));
    const auto wait = worst == Polled::to_the_end ? *account.setup.poll
                      : worst == Polled::in_part  ? std::chrono::milliseconds{0}
                                                  : std::min(*account.setup.poll, kPollAgain);
    const std::lock_guard lock(account.mutex);
    account.next_poll = now + wait;
    return true;
}

}  // namespace crosswalk
