#include "connector/run/inbound/match_conflict.h"

#include "connector/run/inbound/effects.h"

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

template <class Which>
Result<void> read_those(
    Transaction& tx, const EngineContext& context, std::span<const RecordState> records, Which which
) {
    for (const RecordState& record : records)
        if (which(record))
            if (const auto asked = enqueue(tx, context, ReadRequest{.key = record.key}, context.clock.now());
                !asked)
                return asked;
    return {};
}

}  // namespace

Result<void> begin_match_conflict(Transaction& tx, const EngineContext& context, const LeadId& id, const RecordKey& contender) {
    if (id.text.empty()) return {};
    auto lead = tx.leads.load(id);
    if (!lead) return lead.error();
    if (!*lead || !(*lead)->contested[contender.connection].insert(contender.id.text).second) return {};
    if (const auto saved = tx.leads.save(**lead); !saved) return saved;
    // Whoever holds the place may be gone without a word: then nobody contends.
    const auto records = tx.leads.records_of((*lead)->id);
    if (!records) return records.error();
    return read_those(tx, context, *records, [&](const RecordState& record) {
        return record.key.connection == contender.connection && !record.deleted &&
               !consent_only(record.match_status);
    });
}

Result<void> end_match_conflict(
    Transaction& tx, EngineContext& context, const Mapping& mapping, const LeadId& id, const RecordKey& contender
) {
    if (const auto there = waiting_about(tx, contender); !there) {
        return there.error();
    } else if (*there) {
        const auto item = tx.parked.take(**there);
        if (!item) return item.error();
        tx.books.add(contender.connection, Book::changes, books::kParked, -1);
        tx.books.add(contender.connection, Book::changes, books::kIrrelevant, 1);
    }
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
    return resync(tx, context, mapping, {**lead, *records}, {0, "", context.clock.now(), mapping.version});
}

Result<void> end_match_conflict(Transaction& tx, EngineContext& context, const Mapping& mapping, const RecordKey& contender) {
    const auto record = tx.leads.record(contender);
    if (!record) return record.error();
    return end_match_conflict(tx, context, mapping, *record ? (*record)->lead : LeadId{}, contender);
}

Result<void> reread_candidates(Transaction& tx, const EngineContext& context, const RecordState& gone) {
    const auto lead = tx.leads.load(gone.lead);
    if (!lead) return lead.error();
    if (!*lead || !(*lead)->contested.contains(gone.key.connection)) return {};
    const auto records = tx.leads.records_of((*lead)->id);
    if (!records) return records.error();
    return read_those(tx, context, *records, [&](const RecordState& record) {
        return record.match_status == MatchStatus::candidate && record.key.connection == gone.key.connection;
    });
}

Result<void> keep_first_match(Transaction& tx, const LeadId& id, const RecordKey& contender) {
    auto records = tx.leads.records_of(id);
    if (!records) return records.error();
    for (RecordState& record : *records) {
        const bool first = record.key.connection == contender.connection &&
                           record.key.kind == contender.kind && !record.deleted &&
                           record.match_status == MatchStatus::plain;
        if (!first) continue;
        record.match_status = MatchStatus::chosen;
        if (const auto saved = tx.leads.save(record); !saved) return saved;
    }
    auto other = tx.leads.record(contender);
    if (!other) return other.error();
    if (!*other || (*other)->match_status != MatchStatus::candidate) return {};
    (*other)->match_status = MatchStatus::rejected;
    return tx.leads.save(**other);
}

}  // namespace crosswalk
