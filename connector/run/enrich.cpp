#include "connector/run/enrich.h"

#include "connector/run/exchange.h"
#include "connector/run/news.h"
#include "connector/run/waiting.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::chrono::minutes kReadAgain{10};  // should the answer get lost between journal and apply
constexpr int kPagesAStep = 50;

// Without a store that takes the answer there is no point in asking.
bool usable(World& world, LiveAccount& account) {
    if (!world.store.writable()) return false;
    const std::lock_guard lock(account.mutex);
    return account.paused.empty() && account.breaker.closed(world.clock.now());
}

bool reads_by(const ObjectPlan& plan, Reading way) {
    return std::ranges::find(plan.reads, way) != plan.reads.end();
}

NewEvent event_of(
    const LiveAccount& account, EventKind kind, Seq parent, std::span<const AskedChange> changes, Millis now
) {
    return {
        .connection = account.name(),
        .kind = kind,
        .parent = parent,
        .delivery = {.method = "READ", .target = "", .body = journal_form(changes), .received_at = now}};
}

Result<void> postpone_all(World& world, std::span<const WantedRead> wanted, std::chrono::milliseconds wait) {
    const Millis again = world.clock.now() + wait;
    return run_one(world.store, [wanted, again](Transaction& tx) -> Result<void> {
        for (const WantedRead& one : wanted)
            if (const auto put = tx.reads.postpone(one.key, again); !put) return put;
        return {};
    });
}

// What a page says about one record; several turns may each have brought a part.
std::optional<Change> all_about(const Page& page, const RecordKey& key) {
    std::optional<Change> whole;
    for (const Change& part : page.changes) {
        if (part.id != key.id) continue;
        if (!whole) {
            whole = part;
            whole->kind = key.kind;
            continue;
        }
        for (const auto& [field, value] : part.fields) whole->fields[field] = value;
        for (const auto& [field, when] : part.field_times) whole->field_times[field] = when;
    }
    return whole;
}

std::vector<AskedChange> match_up(const Page& page, std::span<const WantedRead> wanted, Millis asked_on) {
    std::vector<AskedChange> answers;
    for (const WantedRead& one : wanted) {
        if (auto change = all_about(page, one.key))
            answers.push_back({.change = std::move(*change), .asked = one.parent, .asked_on = asked_on});
        else if (std::ranges::find(page.gone, one.key.id) != page.gone.end())
            answers.push_back(
                {.change = {.kind = one.key.kind, .id = one.key.id}, .asked = one.parent, .gone = true}
            );
    }
    return answers;
}

// Journals the answers. Where only a poll was in doubt and the answer says nothing new, nothing is kept of
// it.
Result<void> keep_answers(
    World& world,
    const LiveAccount& account,
    const Mapping& mapping,
    std::span<const AskedChange> answers,
    std::span<const WantedRead> wanted
) {
    const Millis now = world.clock.now();
    return run_one(world.store, [&](Transaction& tx) -> Result<void> {
        std::vector<AskedChange> kept;
        for (const AskedChange& answer : answers) {
            const RecordKey key{account.name(), answer.change.kind, answer.change.id};
            const auto asked = std::ranges::find(wanted, key, &WantedRead::key);
            const bool in_doubt = asked != wanted.end() && asked->changes == 0;
            if (in_doubt && !answer.gone && !brings_news(tx, mapping, account.name(), answer.change, now)) {
                const auto taken = tx.reads.take(key);
                if (!taken) return taken.error();
                // News that came while the answer was under way still waits for one of its own.
                const bool overtaken = *taken && ((*taken)->changes > 0 || (*taken)->parent > asked->parent);
                if (overtaken)
                    if (const auto put = enqueue(tx, world, **taken, now); !put) return put;
                continue;
            }
            if (const auto put = tx.reads.postpone(key, now + kReadAgain); !put) return put;
            kept.push_back(answer);
        }
        if (kept.empty()) return {};
        const auto seq =
            tx.journal.append(event_of(account, EventKind::read, wanted.front().parent, kept, now));
        if (!seq) return seq.error();
        return {};
    });
}

// What to ask for: all that anybody in the batch left open.
std::vector<std::string> fields_for(
    const Mapping& mapping,
    const LiveAccount& account,
    const ObjectPlan& plan,
    std::span<const WantedRead> wanted
) {
    FieldSet open;
    for (const WantedRead& one : wanted) {
        if (one.fields.empty()) return mapping.vendor_fields(account.name(), plan.kind.text);
        open.insert(one.fields.begin(), one.fields.end());
    }
    return {open.begin(), open.end()};
}

bool read_kind(
    World& world,
    LiveAccount& account,
    const Mapping& mapping,
    const ObjectPlan& plan,
    std::span<const WantedRead> wanted
) {
    const auto schema = schema_of(world, account, plan);
    const Millis asked_on = world.clock.now();
    std::optional<Outcome> trouble;
    Page page;
    if (const auto* refused = std::get_if<Outcome>(&schema)) {
        trouble = *refused;
    } else {
        ByIds ids;
        for (const WantedRead& one : wanted) ids.ids.push_back(one.key.id);
        const ReadQuery query{
            plan, std::get<ObjectSchema>(schema), fields_for(mapping, account, plan, wanted), ids};
        auto answered = perform(world, account, account.setup.adapter->read, query);
        page = std::move(answered.out);
        trouble = std::move(answered.stopped_by);
    }
    const auto answers = match_up(page, wanted, asked_on);
    const bool kept = !answers.empty() && keep_answers(world, account, mapping, answers, wanted);
    if (kept) world.bell.ring();
    std::vector<WantedRead> silent;
    for (const WantedRead& one : wanted)
        if (std::ranges::none_of(answers, [&](const AskedChange& a) { return a.change.id == one.key.id; }))
            silent.push_back(one);
    if (!silent.empty()) {
        auto wait = backoff(silent.front().attempts, world.chance());
        if (trouble && trouble->wait) wait = std::max<std::chrono::milliseconds>(wait, *trouble->wait);
        (void)postpone_all(world, silent, wait);
    }
    return kept;
}

RecordKey key_of(const LiveAccount& account, const Change& change) {
    return {account.name(), change.kind, change.id};
}

// A page, sorted: what is news, and who must be read before anybody can tell.
struct Sifted {
    std::vector<AskedChange> news{};
    std::vector<std::pair<RecordKey, FieldSet>> unclear{};
};

Result<Sifted> sift(
    World& world, const Mapping& mapping, const LiveAccount& account, const Page& page, Millis asked_on
) {
    Sifted out;
    const Millis now = world.clock.now();
    const auto looked = world.store.read([&](Transaction& tx) -> Result<void> {
        for (const Change& change : page.changes)
            if (brings_news(tx, mapping, account.name(), change, now))
                out.news.push_back({.change = change, .asked_on = asked_on});
            else if (change.completeness == Completeness::read_the_rest)
                out.unclear.emplace_back(
                    key_of(account, change), left_open(mapping, key_of(account, change), change)
                );
        return {};
    });
    if (!looked) return looked.error();
    return out;
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
    const auto sifted = sift(world, mapping, account, page, asked_on);
    if (!sifted) return sifted.error();
    const std::string name = std::string(kPollCursorPrefix) + account.name() + "/" + plan.kind.text;
    const Millis now = world.clock.now();
    return run_one(world.store, [&](Transaction& tx) -> Result<void> {
        if (!sifted->news.empty())
            if (const auto seq = tx.journal.append(event_of(account, EventKind::poll, 0, sifted->news, now));
                !seq)
                return seq.error();
        for (const auto& [key, fields] : sifted->unclear)
            if (const auto wanted = enqueue(tx, world, {.key = key, .fields = fields}, now); !wanted)
                return wanted;
        return page.next_cursor.empty() ? Result<void>{} : tx.settings.put(name, page.next_cursor);
    });
}

void poll_kind(World& world, LiveAccount& account, const Mapping& mapping, const ObjectPlan& plan) {
    const auto schema = schema_of(world, account, plan);
    if (std::holds_alternative<Outcome>(schema)) return;
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
        const auto answered = perform(world, account, account.setup.adapter->read, query);
        if (answered.stopped_by) return;
        if (!keep_page(world, mapping, account, plan, answered.out, asked_on)) return;
        world.bell.ring();
        if (!answered.out.more) return;
        enrich_step(world, account);  // a long poll must not keep webhooks waiting
    }
}

}  // namespace

bool enrich_step(World& world, LiveAccount& account) {
    if (!account.setup.adapter->read || !usable(world, account)) return false;
    std::vector<WantedRead> wanted;
    (void)world.store.read([&](Transaction& tx) -> Result<void> {
        auto due = tx.reads.due(account.name(), 200, world.clock.now());
        if (due) wanted = std::move(*due);
        return {};
    });
    if (wanted.empty()) return false;
    const auto mapping = world.mapping();
    bool did = false;
    while (!wanted.empty()) {
        const VendorKind kind = wanted.front().key.kind;
        const ObjectPlan* plan = account.manifest().plan(kind.text);
        const std::size_t most =
            plan == nullptr ? wanted.size() : std::max<std::size_t>(1, plan->limits.read_records);
        std::vector<WantedRead> batch;
        std::erase_if(wanted, [&](const WantedRead& one) {
            if (one.key.kind != kind || batch.size() >= most) return false;
            batch.push_back(one);
            return true;
        });
        if (plan != nullptr && reads_by(*plan, Reading::by_ids))
            did = read_kind(world, account, *mapping, *plan, batch) || did;
        else
            (void)postpone_all(world, batch, std::chrono::hours{24});
        if (!usable(world, account)) break;
    }
    return did;
}

bool poll_step(World& world, LiveAccount& account) {
    if (!account.setup.poll || !account.setup.adapter->read || !usable(world, account)) return false;
    const Millis now = world.clock.now();
    {
        const std::lock_guard lock(account.mutex);
        if (account.next_poll && now < *account.next_poll) return false;
        account.next_poll = now + *account.setup.poll;
    }
    const auto mapping = world.mapping();
    const ConnectionPlan* connection = mapping->connection(account.name());
    if (connection == nullptr) return false;
    for (const auto& [canonical, kind] : connection->kinds)
        if (const ObjectPlan* plan = account.manifest().plan(kind.text);
            plan != nullptr && reads_by(*plan, Reading::since))
            poll_kind(world, account, *mapping, *plan);
    return true;
}

}  // namespace crosswalk
