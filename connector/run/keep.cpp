// How claims end: none is left behind, and what waits for a person waits once.
#include "connector/run/deliver.h"

#include <algorithm>

namespace crosswalk {
namespace {

using How = Settlement::How;
using namespace books;

constexpr std::chrono::minutes kServedLately{10};

// The fields of the write that the vendor's own field name stands for.
FieldSet refused_fields(const World& world, const Job& job, std::string_view vendor_field) {
    FieldSet out;
    if (vendor_field.empty() || !job.linked()) return out;
    const auto mapping = world.mapping();
    for (const std::string& name : job.write.touch.fields) {
        const FieldPlan* field = mapping->field(name);
        const Binding* binding =
            field == nullptr ? nullptr : field->binding(job.target.key.connection, job.target.key.kind.text);
        if (binding != nullptr && binding->vendor_field == vendor_field) out.insert(name);
    }
    return out;
}

Parked item_of(const Job& job, const Settlement& settlement, const FieldSet& fields) {
    return {
        .what = Parked::What::write,
        .connection = job.write.touch.connection,
        .lead = job.write.touch.lead,
        .kind = settlement.kind.text.empty() ? job.write.touch.kind : settlement.kind,
        .record = job.write.touch.record ? job.write.touch.record->text : "",
        .fields = fields,
        .code = settlement.code};
}

// What waits for the same reason already is joined by this write.
Result<void> take_out_the_same(Transaction& tx, const Parked& item) {
    const auto there = tx.parked.same_as(item);
    if (!there) return there.error();
    if (!*there) return {};
    const auto before = tx.parked.take(**there);
    if (!before) return before.error();
    tx.books.add(item.connection, Book::writes, kParked, -1);
    tx.books.add(item.connection, Book::writes, kMerged, 1);
    return {};
}

// Parks only what the vendor refuses, and sends the rest without it.
Result<void> go_on_without(
    Transaction& tx, const World& world, const Job& job, const Settlement& settlement, FieldSet refused
) {
    const auto whole = tx.parked.same_as(item_of(job, settlement, job.write.touch.fields));
    if (!whole) return whole.error();
    if (!*whole) return {};
    auto item = tx.parked.take(**whole);
    if (!item) return item.error();
    if (!*item) return {};
    Touch rest = job.write.touch;
    std::erase_if(rest.fields, [&](const std::string& name) { return refused.contains(name); });
    (*item)->fields = std::move(refused);
    if (const auto joined = take_out_the_same(tx, **item); !joined) return joined;
    if (const auto parked = tx.parked.park(**item); !parked) return parked.error();
    return enqueue(tx, world, rest);
}

}  // namespace

bool serves_others(LiveAccount& account, Millis now) {
    const std::lock_guard lock(account.mutex);
    return account.last_written && now - *account.last_written < kServedLately;
}

bool about_what_was_asked(const Outcome& outcome) {
    return outcome.verdict == Verdict::refused ||
           (outcome.verdict == Verdict::unanswered && outcome.vendor_code != "send.stopped");
}

std::size_t share(std::size_t most, int failures) {
    return std::max<std::size_t>(1, most >> std::min(2 * failures, 62));
}

Result<void> settle_write(
    Transaction& tx, const World& world, const Job& job, const Settlement& settlement, Millis now
) {
    if (settlement.how != How::parked) return tx.outbox.settle(settlement, now);
    const FieldSet& all = job.write.touch.fields;
    if (const auto joined = take_out_the_same(tx, item_of(job, settlement, all)); !joined) return joined;
    if (const auto settled = tx.outbox.settle(settlement, now); !settled) return settled;
    FieldSet refused = refused_fields(world, job, settlement.field);
    if (refused.empty() || refused.size() == all.size()) return {};
    return go_on_without(tx, world, job, settlement, std::move(refused));
}

Result<void> forget_refusals(Transaction& tx, const Job& job) {
    const auto all = tx.parked.refused(job.write.touch.connection, job.lead.id);
    if (!all) return all.error();
    const bool made = job.operation == Operation::create;  // with everything there is to say
    for (const Parked& item : *all) {
        const bool of_this = item.record.empty() || item.record == job.target.key.id.text;
        const bool told = made || std::ranges::includes(job.write.touch.fields, item.fields);
        if (!of_this || !told) continue;
        const auto taken = tx.parked.take(item.id);
        if (!taken) return taken.error();
        tx.books.add(item.connection, Book::writes, kParked, -1);
        tx.books.add(item.connection, Book::writes, kMerged, 1);
    }
    return {};
}

void keep(World& world, LiveAccount& account, std::vector<Settlement> settlements) {
    {
        const std::lock_guard lock(account.mutex);
        settlements.insert(settlements.end(), account.unkept.begin(), account.unkept.end());
        account.unkept.clear();
    }
    if (settlements.empty()) return;
    const Millis now = world.clock.now();
    const auto kept = run_one(world.store, [&](Transaction& tx) -> Result<void> {
        for (const Settlement& settlement : settlements)
            if (const auto settled = tx.outbox.settle(settlement, now); !settled) return settled;
        return {};
    });
    if (kept) return;
    world.log.write(
        Level::error,
        "Writes could not be put back yet.",
        {{"connection", account.name()}, {"code", kept.error().code}}
    );
    const std::lock_guard lock(account.mutex);
    account.unkept = std::move(settlements);
}

void put_back(World& world, LiveAccount& account, std::span<const Job> jobs, const Outcome& outcome) {
    const Millis now = world.clock.now();
    const double chance = world.chance();
    std::vector<Settlement> settlements;
    for (const Job& job : jobs) {
        Settlement settlement = settle(job.write, outcome, now, chance);
        const bool hopeless = outcome.verdict == Verdict::refused || serves_others(account, now);
        if (settlement.how != How::parked || jobs.size() > 1 || !hopeless) settlement.how = How::again;
        settlement.counts = about_what_was_asked(outcome);
        settlement.unanswered = job.write.unanswered;  // nothing was written
        settlements.push_back(std::move(settlement));
    }
    keep(world, account, std::move(settlements));
}

}  // namespace crosswalk
