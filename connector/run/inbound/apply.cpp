#include "connector/run/inbound/apply.h"

#include "connector/run/handoff/channel_news.h"
#include "connector/run/inbound/engagement.h"
#include "connector/run/inbound/erasure.h"
#include "connector/run/inbound/merge.h"
#include "connector/run/inbound/parking.h"
#include "connector/run/vendor/filter_changes.h"
#include "connector/run/vendor/handshake.h"

#include <algorithm>

namespace crosswalk {
namespace {

using namespace books;

Result<void> park_event(Transaction& tx, const Event& event, const Fault& why) {
    tx.books.add(event.connection, Book::deliveries, kWaiting, -1);
    tx.books.add(event.connection, Book::deliveries, kUndecodable, 1);
    const auto id = tx.parked.park(
        {.what = Parked::What::event,
         .connection = event.connection,
         .event = event.seq,
         .code = why.code,
         .says = why.what,
         .advice = why.remedy,
         .since = event.delivery.received_at}
    );
    if (!id) return id.error();
    return {};
}

Result<std::string_view> park_part(
    Transaction& tx, const Event& event, const Unreadable& bad, std::size_t place, std::size_t of
) {
    const auto id = tx.parked.park(
        {.what = Parked::What::change,
         .connection = event.connection,
         .event = event.seq,
         .record = part_name(place),
         .code = bad.why.code,
         .says = "Event " + std::to_string(place + 1) + " of " + std::to_string(of) + ": " + bad.why.what,
         .advice = bad.why.remedy,
         .since = event.delivery.received_at}
    );
    if (!id) return id.error();
    return kParked;
}

// Applies an event only when the one before it was applied: a failure must not be stepped over by its
// successors.
Result<void> in_turn(
    Transaction& tx, EngineContext& context, const Mapping& mapping, const Decoded& decoded, Seq before
) {
    const auto mark = applied_mark(tx);
    if (!mark) return mark.error();
    if (*mark != before)
        return Fault{
            "store.out_of_turn", "An event before this one was not applied.", "It is tried again by itself."};
    try {
        return apply_event(tx, context, mapping, decoded);
    } catch (const std::exception& broken) {
        return Fault{
            "apply.broken",
            std::string("Crosswalk could not apply this: ") + broken.what() + ".",
            "Report this with the parked item's number; everything else goes on."};
    }
}

// A store that cannot be written, or an event out of turn, is tried again; everything else is the event's own
// trouble, damage to what it touches included.
bool about_the_event(const Fault& fault) {
    return !fault.code.starts_with("store.") || fault.code == "store.corrupt" ||
           fault.code == "store.unit_broken";
}

// A poison event is parked, so that the line goes on.
bool set_aside(EngineContext& context, const Decoded& decoded, const Fault& why) {
    return run_one(
               context.store,
               [&](Transaction& tx) -> Result<void> {
                   if (const auto put = tx.settings.put(kAppliedMark, std::to_string(decoded.event.seq));
                       !put)
                       return put;
                   return park_event(tx, decoded.event, why);
               }
    ).has_value();
}

void decode_into(const EngineContext& context, Decoded& out) {
    const ConnectionRuntime* account = context.speaker(out.event.connection);
    if (!out.event.intact) {
        out.fault = Fault{
            "journal.damaged",
            "The stored delivery does not fit its checksum.",
            "Restore the store from a backup, or drop this item and compare the connection."};
    } else if (account == nullptr) {
        out.fault = Fault{
            "journal.no_connection",
            "The connection '" + out.event.connection + "' is not configured any more.",
            "Put it back into crosswalk.yaml and replay, or drop this item."};
    } else if (out.event.kind == EventKind::webhook) {
        auto news = account->setup.adapter->decode(out.event.delivery, account->setup.connection);
        if (news)
            out.news = std::move(*news);
        else
            out.fault = news.error();
    } else if (out.event.memo != kAdopted) {
        auto read = from_journal(out.event.delivery.body);
        if (read)
            out.read = std::move(*read);
        else
            out.fault = read.error();
    }
}

}  // namespace

Decoded decode(const EngineContext& context, Event event) {
    Decoded out{.event = std::move(event)};
    try {
        decode_into(context, out);
    } catch (const std::exception& broken) {
        out.fault = Fault{
            "decode.broken",
            std::string("Crosswalk could not read this: ") + broken.what() + ".",
            "Report this with the parked item's number; everything else goes on."};
    }
    return out;
}

std::string part_name(std::size_t place) { return "event " + std::to_string(place + 1); }

Result<std::string_view> apply_news(const ApplyContext& unit, const InboundEvent& news) {
    if (const auto* change = std::get_if<Change>(&news)) return apply_change(unit, *change);
    if (const auto* merge = std::get_if<Merge>(&news)) {
        if (!merge->event_key.empty()) {
            const auto first = unit.tx.journal.mark_seen(
                unit.event.connection, merge->event_key, unit.event.delivery.received_at
            );
            if (!first) return first.error();
            if (!*first) return kDuplicate;
        }
        return apply_merge(unit, *merge);
    }
    if (const auto* done = std::get_if<Engagement>(&news)) return apply_engagement(unit, *done);
    if (const auto* test = std::get_if<Handshake>(&news)) {
        // Without something to call, the vendor heard its answer already.
        const auto kept = test->confirm ? keep_confirmation(unit.tx, unit.event.connection, *test->confirm) : Result<void>{};
        if (!kept) return kept.error();
        return kApplied;
    }
    return apply_channel_news(unit, news);
}

Result<void> apply_event(Transaction& tx, EngineContext& context, const Mapping& mapping, const Decoded& decoded) {
    const Event& event = decoded.event;
    if (const auto put = tx.settings.put(kAppliedMark, std::to_string(event.seq)); !put) return put;
    if (decoded.fault) return park_event(tx, event, *decoded.fault);
    tx.books.add(event.connection, Book::deliveries, kWaiting, -1);
    tx.books.add(event.connection, Book::deliveries, kDecoded, 1);
    for (std::size_t i = 0; i < decoded.news.size(); ++i) {
        const auto* bad = std::get_if<Unreadable>(&decoded.news[i]);
        const auto booked = bad != nullptr ? park_part(tx, event, *bad, i, decoded.news.size())
                                           : apply_news({tx, context, mapping, event}, decoded.news[i]);
        if (!booked) return booked.error();
        book_change(tx, event.connection, *booked);
    }
    for (const AskedChange& asked : decoded.read)
        if (const auto applied = apply_asked({tx, context, mapping, event}, asked); !applied) return applied;
    return {};
}

namespace {

// What waits to be applied.
struct Waiting {
    std::vector<Event> events{};
    Seq mark = 0;  // the one before them
    bool more = false;
};

std::optional<Waiting> load_waiting(EngineContext& context, std::size_t most, std::chrono::milliseconds steady) {
    Waiting out;
    const auto loaded = context.store.read([&](Transaction& tx) -> Result<void> {
        const auto mark = applied_mark(tx);
        if (!mark) return mark.error();
        auto waiting = tx.journal.after(*mark, most);
        if (!waiting) return waiting.error();
        const auto newest = tx.journal.newest();
        if (!newest) return newest.error();
        out = {std::move(*waiting), *mark, false};
        context.pace.start(out.events.empty() ? *newest : *mark);
        context.pace.taken(*newest, steady);
        out.more = !out.events.empty() && out.events.back().seq < *newest;
        return {};
    });
    return loaded ? std::optional(std::move(out)) : std::nullopt;
}

void note_heard(EngineContext& context, const std::set<std::string>& connections) {
    const Millis now = context.clock.now();
    for (const std::string& connection : connections)
        if (ConnectionRuntime* account = context.speaker(connection)) {
            const std::lock_guard lock(account->mutex);
            account->last_heard = now;
        }
}

// How many were applied, or set aside.
std::size_t apply_units(
    EngineContext& context, std::vector<Unit> units, std::span<const std::shared_ptr<const Decoded>> batch
) {
    const auto done = context.store.run(std::move(units));
    const auto failed = std::ranges::find_if(done, [](const Result<void>& r) { return !r; });
    const auto applied = static_cast<std::size_t>(failed - done.begin());
    if (failed == done.end()) return applied;
    context.log.write(
        Level::error,
        "News could not be applied.",
        {{"code", failed->error().code}, {"what", failed->error().what}}
    );
    const bool aside =
        about_the_event(failed->error()) && set_aside(context, *batch[applied], failed->error());
    return applied + (aside ? 1 : 0);
}

}  // namespace

std::size_t apply_step(EngineContext& context, std::size_t most) {
    const auto began = context.clock.steady();
    auto waiting = load_waiting(context, most, began);
    if (!waiting || waiting->events.empty()) return 0;

    const auto mapping = context.mapping();
    std::vector<Unit> units;
    std::vector<std::shared_ptr<const Decoded>> batch;
    std::set<std::string> spoke;
    Seq mark = waiting->mark;
    for (Event& event : waiting->events) {
        spoke.insert(event.connection);
        if (ConnectionRuntime* account = context.account(event.connection))
            if (event.kind == EventKind::webhook) account->deliveries.fetch_add(1);
        batch.push_back(std::make_shared<const Decoded>(decode(context, std::move(event))));
        units.push_back([&context, mapping, decoded = batch.back(), before = mark](Transaction& tx) {
            return in_turn(tx, context, *mapping, *decoded, before);
        });
        mark = batch.back()->event.seq;
    }
    const std::size_t applied = apply_units(context, std::move(units), batch);
    if (applied > 0) {
        const auto ended = context.clock.steady();
        const bool more = waiting->more || applied < batch.size();
        context.pace.applied({batch[applied - 1]->event.seq, applied, ended - began, ended, more});
    }
    note_heard(context, spoke);
    wake_workers(context);
    if (context.erased.exchange(false)) finish_erasures(context);
    return applied > 0 ? batch.size() : 0;
}

}  // namespace crosswalk
