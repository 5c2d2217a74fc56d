#include "connector/run/contest.h"

#include "connector/run/follow.h"

namespace crosswalk {
namespace {

// What waits because this record and another one fit a lead.
Result<std::optional<std::int64_t>> waiting_about(Transaction& tx, const RecordKey& contender) {
    return tx.parked.same_as(
        {.what = Parked::What::change,
         .connection = contender.connection,
         .kind = contender.kind,
         .record = contender.id.text,
         .code = std::string(kAmbiguous)}
    );
}

}  // namespace

Result<void> contest(Transaction& tx, const LeadId& id, const RecordKey& contender) {
    if (id.text.empty()) return {};
    auto lead = tx.leads.load(id);
    if (!lead) return lead.error();
    if (!*lead || !(*lead)->contested[contender.connection].insert(contender.id.text).second) return {};
    return tx.leads.save(**lead);
}

Result<void> end_contest(
    Transaction& tx, World& world, const Mapping& mapping, const LeadId& id, const RecordKey& contender
) {
    auto lead = tx.leads.load(id);
    if (!lead) return lead.error();
    if (!*lead) return {};
    const auto there = (*lead)->contested.find(contender.connection);
    if (there == (*lead)->contested.end() || there->second.erase(contender.id.text) == 0) return {};
    const bool over = there->second.empty();
    if (over) (*lead)->contested.erase(there);
    if (const auto saved = tx.leads.save(**lead); !saved) return saved;
    if (!over) return {};
    const auto records = tx.leads.records_of((*lead)->id);
    if (!records) return records.error();
    return tell_all(tx, world, mapping, **lead, *records, {0, "", world.clock.now(), mapping.version});
}

Result<void> end_contest(Transaction& tx, World& world, const Mapping& mapping, const RecordKey& contender) {
    const auto there = waiting_about(tx, contender);
    if (!there) return there.error();
    if (!*there) return {};
    const auto item = tx.parked.take(**there);
    if (!item) return item.error();
    if (!*item) return {};
    tx.books.add(contender.connection, Book::changes, books::kParked, -1);
    tx.books.add(contender.connection, Book::changes, books::kIrrelevant, 1);
    return end_contest(tx, world, mapping, (*item)->lead, contender);
}

Result<void> keep_the_first(Transaction& tx, const LeadId& id, const RecordKey& contender) {
    auto records = tx.leads.records_of(id);
    if (!records) return records.error();
    for (RecordState& record : *records) {
        const bool first = record.key.connection == contender.connection &&
                           record.key.kind == contender.kind && !record.deleted &&
                           record.standing == Standing::plain;
        if (!first) continue;
        record.standing = Standing::chosen;
        return tx.leads.save(record);
    }
    return {};
}

}  // namespace crosswalk
