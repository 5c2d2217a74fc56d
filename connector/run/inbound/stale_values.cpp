#include "connector/run/inbound/stale_values.h"

#include "connector/contract/json_read.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kMostWrites = 50;  // of one field that are looked at, the latest

// A value as the tool told it; its own time, where it has one.
struct Told {
    const boost::json::value& raw;
    std::optional<Millis> itself{};
};

// True when the value, or the whole record it came with, is dated from before our last write to the field.
bool shows_the_past(const Binding& binding, const FieldMemory& memory, const Change& change) {
    if (!memory.written) return false;
    const auto when = told_at(change, binding.vendor_field);
    return when && !later(when->at, when->precision, memory.written->at, Precision::milliseconds);
}

// True where the question was put when our last write had long been there.
bool stands_now(const FieldMemory& memory, std::optional<Millis> asked_on) {
    return asked_on && memory.written && *asked_on > memory.written->at + memory.written->took + kWriteSkew;
}

// True when a write of ours put this value there, or replaced it; of a value that tells its own time: when one
// put it there at that time.
Result<bool> stood_there(
    Transaction& tx,
    const FieldPlan& field,
    const Binding& binding,
    const RecordState& record,
    const Told& told
) {
    const auto rows = tx.history.of(record.lead, binding.vendor_field, kMostWrites);
    if (!rows) return rows.error();
    const auto is_it = [&](const Value& text) {
        const auto value = text ? parse_json(*text) : Result<boost::json::value>(boost::json::value{});
        return text && value && means_the_same(field, binding, *value, told.raw);
    };
    return std::ranges::any_of(*rows, [&](const HistoryRow& row) {
        const bool ours = row.what == HistoryRow::What::write && row.connection == record.key.connection &&
                          row.kind == record.key.kind && row.record == record.key.id;
        if (!ours || !row.note.starts_with(books::kApplied)) return false;
        if (told.itself) return std::chrono::abs(row.at - *told.itself) <= kWriteSkew && is_it(row.after);
        return is_it(row.before) || is_it(row.after);
    });
}

// Whether a value from before our last write is no news: the past of this very field, or our own older write.
Result<bool> is_past(
    Transaction& tx,
    const FieldPlan& field,
    const Binding& binding,
    const RecordState& record,
    const Told& told
) {
    const FieldMemory& memory = record.fields.find(binding.vendor_field)->second;
    if (memory.known && means_the_same(field, binding, *memory.known, told.raw)) return false;
    if (told.itself) return stood_there(tx, field, binding, record, told);
    // Blank, and never heard of there: it may have stood there for years.
    if (!memory.heard && to_canonical(field, binding, told.raw).how == Parsed::How::blank) return true;
    const auto& replaced = memory.written->replaced;
    if (replaced && means_the_same(field, binding, *replaced, told.raw)) return true;
    return stood_there(tx, field, binding, record, told);
}

}  // namespace

Result<FieldSet> expect_own_values(
    Transaction& tx, const Mapping& mapping, const Lead& lead, RecordState& record, const Change& change
) {
    FieldSet out;
    const auto sent = tx.outbox.perhaps_created(record.key.connection, lead.id);
    if (!sent) return sent.error();
    for (const std::string& name : *sent) {
        const FieldPlan* field = mapping.field(name);
        const Binding* binding =
            field == nullptr ? nullptr : field->binding(record.key.connection, record.key.kind.text);
        if (binding == nullptr || field->consent || name == kStageField) continue;
        const auto told = change.fields.find(binding->vendor_field);
        const auto ours = to_vendor(*field, *binding, lead.value(name));
        if (told == change.fields.end() || !means_the_same(*field, *binding, told->second, ours)) continue;
        record.fields[binding->vendor_field].pending = ours;
        out.insert(binding->vendor_field);
    }
    return out;
}

void hold_as_read(const Mapping& mapping, RecordState& record, const Change& read, IngestResult& heard) {
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(record.key.connection, record.key.kind.text);
        if (binding == nullptr || !binding->reads || field.name == kStageField) continue;
        const auto told = read.fields.find(binding->vendor_field);
        const auto memory = record.fields.find(binding->vendor_field);
        if (told == read.fields.end() || memory == record.fields.end() || !memory->second.known) continue;
        if (std::ranges::find(heard.held_up, field.name, &Obstacle::field) != heard.held_up.end()) continue;
        if (memory->second.pending) continue;
        heard.noted = heard.noted || memory->second.doubtful || memory->second.known != told->second;
        memory->second.known = told->second;
        memory->second.doubtful = false;
    }
}

Result<bool> drop_stale_values(
    Transaction& tx,
    const Mapping& mapping,
    const RecordState& record,
    Change& change,
    std::optional<Millis> asked_on
) {
    bool dropped = false;
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(record.key.connection, record.key.kind.text);
        if (binding == nullptr || !binding->reads || field.consent) continue;
        const auto told = change.fields.find(binding->vendor_field);
        const auto memory = record.fields.find(binding->vendor_field);
        if (told == change.fields.end() || memory == record.fields.end()) continue;
        if (!shows_the_past(*binding, memory->second, change)) continue;
        if (field.name == kStageField && stands_now(memory->second, asked_on)) continue;
        Told value{.raw = told->second};
        if (is_dated_itself(change, binding->vendor_field))
            value.itself = told_at(change, binding->vendor_field)->at;
        const auto stale = is_past(tx, field, *binding, record, value);
        if (!stale) return stale.error();
        if (!*stale) continue;
        change.fields.erase(told);
        dropped = true;
    }
    return dropped;
}

}  // namespace crosswalk
