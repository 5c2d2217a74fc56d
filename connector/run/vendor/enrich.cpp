#include "connector/run/vendor/enrich.h"

#include "connector/run/vendor/page_parts.h"
#include "connector/run/outbound/deliver.h"
#include "connector/run/outbound/hold_unread.h"
#include "connector/run/vendor/learn_merges.h"
#include "connector/run/vendor/read_vendor.h"
#include "connector/run/inbound/parking.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kMostAStep = 200;
constexpr std::chrono::seconds kBreakerHolds{30};  // whatever the vendor asked for: that wait is the connection's
constexpr std::chrono::minutes kReadAgain{10};  // should the answer get lost between journal and apply

Result<void> postpone_all(EngineContext& context, std::span<const ReadRequest> wanted, std::chrono::milliseconds wait) {
    const Millis again = context.clock.now() + wait;
    return run_one(context.store, [wanted, again](Transaction& tx) -> Result<void> {
        for (const ReadRequest& one : wanted)
            if (const auto put = tx.reads.postpone(one.key, again); !put) return put;
        return {};
    });
}

bool tells_values(const AskedChange& answer) {
    return !answer.gone && !answer.hidden && !answer.merged_into && !answer.unreadable;
}

std::vector<AskedChange> match_up(const Page& page, std::span<const ReadRequest> wanted, Millis asked_on) {
    std::vector<AskedChange> answers;
    for (const ReadRequest& one : wanted) {
        if (auto change = all_about(page, one.key))
            answers.push_back({.change = std::move(*change), .asked = one.parent, .asked_on = asked_on});
        else if (auto fate = what_became_of(page, one.key)) {
            answers.push_back(std::move(*fate));
            answers.back().asked = one.parent;
        } else if (const auto bad = std::ranges::find(page.unreadable, one.key.id, &Unreadable::id);
                   bad != page.unreadable.end())
            answers.push_back(
                {.change = {.kind = one.key.kind, .id = one.key.id},
                 .asked = one.parent,
                 .unreadable = bad->why}
            );
    }
    return answers;
}

// Journals the answers. Where only a poll was in doubt and the answer says nothing new, nothing is kept of
// it.
Result<void> keep_answers(
    EngineContext& context,
    const ConnectionRuntime& account,
    const Mapping& mapping,
    std::span<const AskedChange> answers,
    std::span<const ReadRequest> wanted
) {
    const Millis now = context.clock.now();
    return run_one(context.store, [&](Transaction& tx) -> Result<void> {
        std::vector<AskedChange> kept;
        for (const AskedChange& answer : answers) {
            const RecordKey key{account.name(), answer.change.kind, answer.change.id};
            const auto asked = std::ranges::find(wanted, key, &ReadRequest::key);
            const bool in_doubt = asked != wanted.end() && asked->changes == 0;
            const bool there = tells_values(answer);
            if (in_doubt && there && !brings_news(tx, mapping, account.name(), answer.change, now)) {
                const auto taken = tx.reads.take(key);
                if (!taken) return taken.error();
                // News that came while the answer was under way still waits for one of its own.
                const bool overtaken = *taken && ((*taken)->changes > 0 || (*taken)->parent > asked->parent);
                if (overtaken)
                    if (const auto put = enqueue(tx, context, **taken, now); !put) return put;
                continue;
            }
            const auto waits = tx.reads.take(key);
            if (!waits) return waits.error();
            if (!*waits) continue;  // nobody asks any more: the person was erased meanwhile, and stays erased
            if (const auto put = tx.reads.want(**waits, now + kReadAgain); !put) return put;
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
    const ConnectionRuntime& account,
    const ObjectPlan& plan,
    std::span<const ReadRequest> wanted
) {
    FieldSet open;
    for (const ReadRequest& one : wanted) {
        if (one.fields.empty()) return mapping.vendor_fields(account.name(), plan.kind.text);
        open.insert(one.fields.begin(), one.fields.end());
    }
    return {open.begin(), open.end()};
}

// An answer to several calls of which the last never came: what it leaves out may be what changed.
bool broke_off(const AskedChange& answer, std::span<const std::string> asked) {
    return tells_values(answer) && std::ranges::any_of(asked, [&](const std::string& field) {
               return !answer.change.fields.contains(field);
           });
}

// A record that the vendor, which answers for others, never answers for.
bool is_hopeless(
    ConnectionRuntime& account,
    const ReadRequest& one,
    const std::optional<Outcome>& trouble,
    std::size_t asked_with,
    Millis now
) {
    // Only we wanted to know: nothing waits for it, but a held write for the fields it names (hold_unread.h).
    if (one.parent == 0 && one.fields.empty()) return false;
    if (trouble && (asked_with > 1 || !about_what_was_asked(*trouble))) return false;
    if (trouble && trouble->verdict == Verdict::refused) return true;
    const std::lock_guard lock(account.mutex);
    const bool others = !trouble || (account.last_read && now - *account.last_read < kServedLately);
    return others && one.attempts + 1 >= kMostAttempts;
}

// What waits for this answer waits for a person now, as one item.
Result<void> give_up(EngineContext& context, const ReadRequest& one, const std::optional<Outcome>& trouble) {
    return run_one(context.store, [&](Transaction& tx) -> Result<void> {
        const auto waited = tx.reads.take(one.key);
        if (!waited) return waited.error();
        if (!*waited || (*waited)->changes == 0) return {};
        Parked item{
            .what = Parked::What::change,
            .connection = one.key.connection,
            .event = (*waited)->parent,
            .kind = one.key.kind,
            .record = one.key.id.text,
            .code = trouble ? trouble->vendor_code : "read.no_answer",
            .says = trouble ? trouble->vendor_says : "The vendor leaves this record out of its answers.",
            .advice = "Look at this record there, then replay.",
            .since = context.clock.now()};
        if (const auto parked = park(tx, std::move(item)); !parked) return parked;
        book_answered(tx, one.key.connection, **waited, books::kParked);
        return {};
    });
}

bool read_kind(
    EngineContext& context,
    ConnectionRuntime& account,
    const Mapping& mapping,
    const ObjectPlan& plan,
    std::span<const ReadRequest> wanted
) {
    const Millis asked_on = context.clock.now();
    ByIds ids;
    for (const ReadRequest& one : wanted) ids.ids.push_back(one.key.id);
    auto asked = fields_for(mapping, account, plan, wanted);
    auto [page, trouble, left_out] = read_vendor(context, account, mapping, {plan, asked, ids});
    std::erase_if(asked, [&](const std::string& field) { return left_out.contains(field); });
    if (trouble && trouble->verdict == Verdict::refused && wanted.size() > 1) {
        // One that cannot be asked for must not keep the others from being answered.
        const auto half = wanted.size() / 2;
        const bool first = read_kind(context, account, mapping, plan, wanted.first(half));
        return read_kind(context, account, mapping, plan, wanted.subspan(half)) || first;
    }
    auto answers = match_up(page, wanted, asked_on);
    learn_merges(context, account, page, answers);
    if (trouble)
        std::erase_if(answers, [&](const AskedChange& answer) {
            return broke_off(answer, asked);
        });
    const bool kept = !answers.empty() && keep_answers(context, account, mapping, answers, wanted);
    if (kept) context.signal.notify();
    if (kept) {
        const std::lock_guard lock(account.mutex);
        account.last_read = asked_on;
    }
    std::vector<ReadRequest> silent, hopeless;
    for (const ReadRequest& one : wanted)
        if (std::ranges::none_of(answers, [&](const AskedChange& a) { return a.change.id == one.key.id; }))
            (is_hopeless(account, one, trouble, wanted.size(), asked_on) ? hopeless : silent).push_back(one);
    for (const ReadRequest& one : hopeless) (void)give_up(context, one, trouble);
    if (!silent.empty()) {
        auto wait = backoff(silent.front().attempts, context.chance());
        if (trouble && trouble->wait)
            wait = std::max<std::chrono::milliseconds>(wait, std::min(*trouble->wait, kBreakerHolds));
        (void)postpone_all(context, silent, wait);
    }
    return kept;
}

// What only we want to know (run/outbound/hold_unread.h) is not asked for while the vendor does not tell it.
void put_off_unreadable(EngineContext& context, const FieldSet& withheld, std::vector<ReadRequest>& batch) {
    std::vector<ReadRequest> later;
    std::erase_if(batch, [&](const ReadRequest& one) {
        const bool unreadable = one.changes == 0 && one.parent == 0 && !one.fields.empty() &&
                                std::ranges::includes(withheld, one.fields);
        if (unreadable) later.push_back(one);
        return unreadable;
    });
    if (later.empty()) return;
    const Millis due = context.clock.now() + kHeldUnread;
    (void)run_one(context.store, [&](Transaction& tx) -> Result<void> {
        for (const ReadRequest& one : later) {  // asked anew, so that no attempt is counted
            if (const auto taken = tx.reads.take(one.key); !taken) return taken.error();
            if (const auto put = tx.reads.want(one, due); !put) return put;
        }
        return {};
    });
}

}  // namespace

bool usable(EngineContext& context, ConnectionRuntime& account) {
    if (!context.store.writable()) return false;
    const std::lock_guard lock(account.mutex);
    return account.paused.empty() && account.breaker.closed(context.clock.now());
}

bool reads_by(const ObjectPlan& plan, Reading way) {
    return std::ranges::find(plan.reads, way) != plan.reads.end();
}

NewEvent event_of(
    const ConnectionRuntime& account, EventKind kind, Seq parent, std::span<const AskedChange> changes, Millis now
) {
    return {
        .connection = account.name(),
        .kind = kind,
        .parent = parent,
        .delivery = {.method = "READ", .target = "", .body = journal_form(changes), .received_at = now}};
}

bool enrich_step(EngineContext& context, ConnectionRuntime& account) {
    if (!account.setup.adapter->reads() || !usable(context, account)) return false;
    std::size_t most = kMostAStep;
    {
        const std::lock_guard lock(account.mutex);
        if (account.state != "limited") most = shrink_batch(most, account.breaker.failures());
    }
    std::vector<ReadRequest> wanted;
    (void)context.store.read([&](Transaction& tx) -> Result<void> {
        auto due = tx.reads.due(account.name(), most, context.clock.now());
        if (due) wanted = std::move(*due);
        return {};
    });
    if (wanted.empty()) return false;
    const auto mapping = context.mapping();
    bool did = false;
    while (!wanted.empty()) {
        const VendorKind kind = wanted.front().key.kind;
        const int attempts = wanted.front().attempts;
        const ObjectPlan* plan = account.manifest().plan(kind.text);
        const FieldSet withheld = withheld_fields(account, kind.text);
        const std::size_t size = shrink_batch(plan == nullptr ? wanted.size() : plan->limits.read_records, attempts);
        std::vector<ReadRequest> batch;
        std::erase_if(wanted, [&](const ReadRequest& one) {
            if (one.key.kind != kind || one.attempts != attempts || batch.size() >= size) return false;
            batch.push_back(one);
            return true;
        });
        put_off_unreadable(context, withheld, batch);
        if (batch.empty()) continue;
        if (plan != nullptr && reads_by(*plan, Reading::by_ids))
            did = read_kind(context, account, *mapping, *plan, batch) || did;
        else
            (void)postpone_all(context, batch, std::chrono::hours{24});
        if (!usable(context, account)) break;
    }
    return did;
}

}  // namespace crosswalk
