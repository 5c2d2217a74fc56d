// How claims end: none is left behind, and what waits for a person waits once.
#include "connector/run/outbound/settle.h"
#include "connector/run/inbound/parking.h"

#include <algorithm>

namespace crosswalk {
namespace {

using How = WriteResult::How;
using namespace books;

constexpr std::chrono::milliseconds kLimitPause{30'000};

// Of a record that could not be made: the fields that the vendor's own field name stands for. They are what a
// person must look at.
FieldSet refused_fields(const EngineContext& context, const Job& job, std::string_view vendor_field) {
    FieldSet out;
    if (vendor_field.empty() || job.linked()) return out;
    const auto mapping = context.mapping();
    for (const FieldPlan& field : mapping->fields) {
        const Binding* binding = field.binding(job.target.key.connection, job.target.key.kind.text);
        if (binding != nullptr && binding->writes && binding->vendor_field == vendor_field)
            out.insert(field.name);
    }
    return out;
}

Parked item_of(const Job& job, const WriteResult& settlement, const FieldSet& fields) {
    return {
        .what = Parked::What::write,
        .connection = job.write.intent.connection,
        .lead = job.write.intent.lead,
        .kind = settlement.kind.text.empty() ? job.write.intent.kind : settlement.kind,
        .record = !settlement.record.text.empty() ? settlement.record.text
                  : job.write.intent.record        ? job.write.intent.record->text
                                                  : "",
        .fields = fields,
        .code = settlement.code};
}

// What waits for the same reason already is joined by this write: it has waited since then.
Result<std::optional<Millis>> take_out_the_same(Transaction& tx, const Parked& item) {
    const auto there = tx.parked.same_as(item);
    if (!there) return there.error();
    if (!*there) return std::optional<Millis>{};
    const auto before = tx.parked.take(**there);
    if (!before) return before.error();
    tx.books.add(item.connection, Book::writes, kParked, -1);
    tx.books.add(item.connection, Book::writes, kMerged, 1);
    return *before ? std::optional{(*before)->since} : std::nullopt;
}

// What of a parked item was not told with this job.
FieldSet still_untold(const Job& job, const Parked& item) {
    FieldSet left = item.fields;
    // A new record is made with everything there is to say.
    if (job.operation == WriteKind::create) left.clear();
    std::erase_if(left, [&](const std::string& name) { return job.write.intent.fields.contains(name); });
    // Where it was refused before there was a record, a part of it decides nothing.
    return item.record.empty() && !left.empty() ? item.fields : left;
}

}  // namespace

bool serves_others(ConnectionRuntime& account, Millis now) {
    const std::lock_guard lock(account.mutex);
    return account.last_written && now - *account.last_written < kServedLately;
}

bool about_what_was_asked(const Outcome& outcome) {
    return outcome.verdict == Verdict::refused ||
           (outcome.verdict == Verdict::unanswered && outcome.vendor_code != "send.stopped");
}

std::size_t shrink_batch(std::size_t most, int failures) {
    return std::max<std::size_t>(1, most >> std::min(2 * failures, 62));
}

Result<void> settle_write(
    Transaction& tx, const EngineContext& context, const Job& job, WriteResult settlement, Millis now
) {
    if (settlement.how != How::parked) return tx.outbox.settle(settlement, now);
    settlement.fields = refused_fields(context, job, settlement.field);
    const FieldSet& fields = settlement.fields.empty() ? job.write.intent.fields : settlement.fields;
    const auto since = take_out_the_same(tx, item_of(job, settlement, fields));
    if (!since) return since.error();
    settlement.since = *since;
    if (job.is_consent())
        context.log.write(
            Level::error,
            "A tool refused what it was told of consent.",
            {{"connection", job.write.intent.connection}, {"code", settlement.code}}
        );
    return tx.outbox.settle(settlement, now);
}

Result<void> park_refused(
    Transaction& tx, const Job& job, const FieldSet& fields, const Outcome& outcome, Millis now
) {
    const Parked item{
        .what = Parked::What::write,
        .connection = job.target.key.connection,
        .event = job.write.intent.cause,
        .lead = job.lead.id,
        .kind = job.target.key.kind,
        .record = job.target.key.id.text,
        .fields = fields,
        .code = outcome.vendor_code,
        .says = outcome.vendor_says,
        .advice = outcome.advice,
        .since = now};
    const auto parked = park_once(tx, item);
    if (!parked) return parked.error();
    if (!*parked) return {};
    tx.books.add(item.connection, Book::writes, kTotal, 1);
    tx.books.add(item.connection, Book::writes, kParked, 1);
    return {};
}

Result<void> forget_refusals(Transaction& tx, const Job& job) {
    const auto all = tx.parked.refused(job.write.intent.connection, job.lead.id);
    if (!all) return all.error();
    for (Parked item : *all) {
        const bool of_this = item.record.empty() || item.record == job.target.key.id.text ||
                             item.code == kTaken || item.code == kDoubtful;
        if (!of_this) continue;
        FieldSet left = still_untold(job, item);
        if (left == item.fields && !left.empty()) continue;
        const auto taken = tx.parked.take(item.id);
        if (!taken) return taken.error();
        item.fields = std::move(left);
        if (!item.fields.empty()) {
            if (const auto kept = tx.parked.park(item); !kept) return kept.error();
            continue;
        }
        tx.books.add(item.connection, Book::writes, kParked, -1);
        tx.books.add(item.connection, Book::writes, kMerged, 1);
    }
    return {};
}

void settle_claims(EngineContext& context, ConnectionRuntime& account, std::vector<WriteResult> settlements) {
    {
        const std::lock_guard lock(account.mutex);
        settlements.insert(settlements.end(), account.unkept.begin(), account.unkept.end());
        account.unkept.clear();
    }
    if (settlements.empty()) return;
    const Millis now = context.clock.now();
    const auto kept = run_one(context.store, [&](Transaction& tx) -> Result<void> {
        for (const WriteResult& settlement : settlements)
            if (const auto settled = tx.outbox.settle(settlement, now); !settled) return settled;
        return {};
    });
    if (kept) return;
    context.log.write(
        Level::error,
        "Writes could not be put back yet.",
        {{"connection", account.name()}, {"code", kept.error().code}}
    );
    const std::lock_guard lock(account.mutex);
    std::ranges::move(settlements, std::back_inserter(account.unkept));
}

void requeue(EngineContext& context, ConnectionRuntime& account, std::span<const Job> jobs, const Outcome& outcome) {
    const Millis now = context.clock.now();
    const double chance = context.chance();
    std::vector<WriteResult> settlements;
    for (const Job& job : jobs) {
        WriteResult settlement = settle(job.write, outcome, now, chance);
        const bool hopeless = outcome.verdict == Verdict::refused || serves_others(account, now);
        if (settlement.how != How::parked || jobs.size() > 1 || !hopeless) settlement.how = How::again;
        settlement.counts = about_what_was_asked(outcome);
        // Where the vendor asked for a wait the whole connection rests, and resuming it ends that.
        if (outcome.wait && settlement.how == How::again)
            settlement.due = std::min(settlement.due, now + kLimitPause);
        settlement.unanswered = job.write.unanswered;  // nothing was written
        settlement.memo = job.write.memo;
        settlements.push_back(std::move(settlement));
    }
    settle_claims(context, account, std::move(settlements));
}

}  // namespace crosswalk
