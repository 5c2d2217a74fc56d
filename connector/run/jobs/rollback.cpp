#include "connector/run/jobs/rollback.h"

#include "connector/contract/json_read.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kMostRows = 10'000;  // of one field of one lead

bool is_key(const Mapping& mapping, const std::string& field) {
    return std::ranges::any_of(mapping.connections, [&](const ConnectionPlan& plan) {
        return std::ranges::find(plan.match_by, field) != plan.match_by.end();
    });
}

// The rows of one version about one field, newest first.
template <class Fits>
Result<std::vector<HistoryRow>> rows_of(
    Transaction& tx, const LeadId& lead, std::string_view field, std::int64_t version, Fits fits
) {
    auto rows = tx.history.of(lead, field, kMostRows);
    if (!rows) return rows.error();
    std::erase_if(*rows, [&](const HistoryRow& row) { return row.mapping_version != version || !fits(row); });
    return rows;
}

// True when the tool still holds what we wrote last, in the words the vendor keeps it in.
bool still_ours(
    const Mapping& mapping,
    const RecordState& record,
    const std::string& field,
    const boost::json::value& ours
) {
    const auto memory = record.fields.find(field);
    if (memory == record.fields.end() || !memory->second.known || memory->second.pending) return false;
    return means_the_same(mapping, record.key, field, *memory->second.known, ours);
}

bool same_row(const HistoryRow& a, const HistoryRow& b) {
    return a.at == b.at && a.event == b.event && a.before == b.before && a.after == b.after;
}

}  // namespace

Result<std::vector<HistoryRow>> restore_values(
    const RolloutUnit& unit, Lead& lead, std::span<const RecordState> records
) {
    std::vector<HistoryRow> out;
    for (const FieldPlan& field : unit.mapping.fields) {
        const auto held = lead.values.find(field.name);
        if (held == lead.values.end() || field.consent || field.name == kStageField) continue;
        const std::int64_t version = held->second.why.mapping_version;
        if (std::ranges::find(unit.job.undone, version, &Rollout::Undone::version) == unit.job.undone.end())
            continue;
        // Nobody is forgotten by an undo: what a person is recognised by stays.
        if (is_key(unit.mapping, field.name) || !latest_candidates(field, records).empty()) continue;
        const auto rows = rows_of(unit.tx, lead.id, field.name, version, [](const HistoryRow& row) {
            return row.what == HistoryRow::What::value;
        });
        if (!rows) return rows.error();
        if (rows->empty() || rows->back().before == held->second.value) continue;
        HistoryRow row{
            .lead = lead.id,
            .at = unit.cause.now,
            .field = field.name,
            .before = held->second.value,
            .after = rows->back().before,
            .rule = "undo of " + std::to_string(version),
            .mapping_version = unit.mapping.version};
        held->second = {
            row.after, {.at = unit.cause.now, .rule = row.rule, .mapping_version = unit.mapping.version}};
        out.push_back(std::move(row));
    }
    return out;
}

Result<void> roll_back(const RolloutUnit& unit, std::int64_t version, const HistoryRow& row) {
    const RecordKey key{row.connection, row.kind, row.record};
    const auto fits = [&](const HistoryRow& other) {
        return other.what == HistoryRow::What::write && other.note.starts_with(books::kApplied) &&
               RecordKey{other.connection, other.kind, other.record} == key;
    };
    if (!fits(row)) return {};
    auto state = unit.tx.leads.record(key);
    if (!state) return state.error();
    if (!*state || (*state)->deleted || (*state)->merged_into) return {};
    const auto lead = unit.tx.leads.load((*state)->lead);
    if (!lead) return lead.error();
    if (!*lead || (*lead)->contested.contains(key.connection)) return {};
    const auto records = unit.tx.leads.records_of((*lead)->id);
    if (!records) return records.error();
    const auto self = std::ranges::find(*records, key, &RecordState::key);
    if (self == records->end() || speaks_for(unit.mapping, **lead, *records, *self, row.field)) return {};
    const auto rows = rows_of(unit.tx, row.lead, row.field, version, fits);
    if (!rows) return rows.error();
    if (rows->empty() || !same_row(rows->back(), row)) return {};
    const auto ours = parse_json(rows->front().after.value_or("null"));
    if (row.before == rows->front().after || !ours) return {};
    FieldMemory& memory = (*state)->fields[row.field];
    if (!still_ours(unit.mapping, **state, row.field, *ours)) {
        unit.job.left_changed += memory.restore ? 0 : 1;
        return {};
    }
    const auto before = parse_json(row.before.value_or(""));
    if (!row.before || !before) {
        ++unit.job.left_unknown;
        return {};
    }
    if (unit.mapping.connection(key.connection) == nullptr) {
        ++unit.job.left_out;
        return {};
    }
    if (!memory.restore) ++unit.job.put_back;
    memory.restore = *before;
    if (const auto saved = unit.tx.leads.save(**state); !saved) return saved;
    return enqueue(
        unit.tx,
        unit.context,
        {.connection = key.connection,
         .kind = key.kind,
         .record = key.id,
         .lead = (*lead)->id,
         .fields = {row.field},
         .urgency = Urgency::bulk,
         .due = due_at(Urgency::bulk, unit.cause.now, unit.context.lingering)}
    );
}

}  // namespace crosswalk
