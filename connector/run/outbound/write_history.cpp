// What was written where, kept in the history.
#include "connector/run/outbound/settle.h"

namespace crosswalk {
namespace {

HistoryRow row_of(const Job& job, Verdict verdict, Millis now) {
    return {
        .what = HistoryRow::What::write,
        .lead = job.lead.id,
        .event = job.write.intent.cause,
        .at = now,
        .connection = job.target.key.connection,
        .note = std::string(to_string(verdict)),
        .kind = job.target.key.kind,
        .record = job.target.key.id,
        .mapping_version = job.mapping_version};
}

}  // namespace

Result<void> note_arrived(Transaction& tx, const Job& job, std::span<const ArrivedField> fields, Millis now) {
    HistoryRow row = row_of(job, Verdict::applied, now);
    for (const ArrivedField& field : fields) {
        row.field = field.name;
        row.before = field.before ? Value(boost::json::serialize(*field.before)) : Value{};
        row.after = boost::json::serialize(field.after);
        if (const auto added = tx.history.add(row); !added) return added;
    }
    return {};
}

Result<void> note_write(
    Transaction& tx, const EngineContext& context, const JobAnswer& answer, const RecordState& before
) {
    if (answer.outcome.verdict != Verdict::applied && answer.outcome.verdict != Verdict::refused) return {};
    const auto mapping = context.mapping();
    HistoryRow row = row_of(answer.job, answer.outcome.verdict, answer.now);
    if (!answer.outcome.vendor_code.empty()) row.note += " (" + answer.outcome.vendor_code + ")";
    const ConnectionRuntime* account = context.account(answer.job.target.key.connection);
    const std::string own =
        account == nullptr ? std::string{} : own_id_field(*mapping, *account, answer.job.target.key.kind);
    for (const auto& [field, value] : answer.job.composed.record.fields) {
        if (field == own) continue;
        row.field = field;
        row.after = boost::json::serialize(value);
        const auto memory = before.fields.find(field);
        const bool known = memory != before.fields.end() && memory->second.known;
        row.before = known ? Value(boost::json::serialize(*memory->second.known)) : Value{};
        if (const auto added = tx.history.add(row); !added) return added;
    }
    return {};
}

}  // namespace crosswalk
