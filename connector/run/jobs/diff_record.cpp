// One record that was read, against what it should show.
#include "connector/run/jobs/reconciliation_parts.h"
#include "connector/sync/compose.h"

#include <algorithm>

namespace crosswalk {
namespace {

// A vendor's lists may lag this far behind what it took from us.
constexpr std::chrono::seconds kSettles{60};
constexpr std::size_t kLongestValue = 200;

std::string cut(std::string text) {
    if (text.size() <= kLongestValue) return text;
    std::size_t end = kLongestValue;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "...";
}
Value cut(const Value& value) { return value ? Value(cut(*value)) : value; }

// What moved at this field since the page was asked for: the page is no witness of it then.
bool moved_since(const RecordState& record, const PageInHand& in_hand, std::string_view vendor_field) {
    const auto memory = record.fields.find(vendor_field);
    if (memory == record.fields.end()) return false;
    const FieldMemory& m = memory->second;
    return m.pending || (m.written && m.written->at + kSettles >= in_hand.asked_on) ||
           (m.heard && m.heard->event > in_hand.before && m.heard->event != in_hand.news);
}

// The field of a binding, and what is written along with it.
FieldSet all_of(const Binding& binding) {
    FieldSet out{binding.vendor_field};
    for (const auto& [name, further] : binding.along)
        for (const auto& [vendor_field, word] : further) out.insert(vendor_field);
    return out;
}

bool is_witness(
    const RecordState& record, const PageInHand& in_hand, const Binding& binding, const Change& change
) {
    return change.fields.contains(binding.vendor_field) &&
           std::ranges::none_of(all_of(binding), [&](const std::string& vendor_field) {
               return moved_since(record, in_hand, vendor_field);
           });
}

// The record holds what the page shows.
void take_as_known(RecordState& record, const Binding& binding, const Change& change) {
    for (const std::string& vendor_field : all_of(binding))
        if (const auto told = change.fields.find(vendor_field); told != change.fields.end()) {
            record.fields[vendor_field].known = told->second;
            record.fields[vendor_field].doubtful = false;
            record.fields[vendor_field].pending.reset();
        }
}

Value shown_there(const FieldPlan& field, const Binding& binding, const RecordState& seen) {
    const auto memory = seen.fields.find(binding.vendor_field);
    if (memory == seen.fields.end() || !memory->second.known) return {};
    if (auto value = held_value(field, binding, memory->second)) return cut(value);
    const auto& raw = *memory->second.known;
    const bool blank = raw.is_null() || (raw.is_string() && raw.get_string().empty());
    return blank ? Value{} : Value(cut(boost::json::serialize(raw)));
}

std::string name_of(const Lead& lead, const VendorId& record) {
    for (const auto* key : {"email", "phone"})
        if (const auto it = lead.keys.find(key); it != lead.keys.end()) return it->second;
    return lead.keys.empty() ? record.text : lead.keys.begin()->second;
}

Drift drift_at(const FieldPlan& field, const Binding& binding, const Lead& lead, const RecordState& seen) {
    Drift out{
        .lead = lead.id,
        .who = name_of(lead, seen.key.id),
        .kind = seen.key.kind,
        .record = seen.key.id,
        .field = field.name,
        .here = cut(lead.value(field.name)),
        .there = shown_there(field, binding, seen)};
    const auto held = lead.values.find(field.name);
    if (held != lead.values.end() && held->second.why.at != Millis{}) out.since = held->second.why.at;
    return out;
}

// What the engine would tell this record, if it knew what the tool shows.
FieldSet would_tell(
    const Mapping& mapping,
    const LeadView& person,
    const RecordKey& key,
    const FieldSet& asked,
    const Cause& cause
) {
    for (WriteIntent& intent : plan_writes(mapping, person, {.asked = asked}, cause, BatchDelays{{}, {}}))
        if (intent.connection == key.connection && intent.record == key.id && intent.kind == key.kind)
            return std::move(intent.fields);
    return {};
}

// Why a field waits for a person; empty where it does not.
std::map<std::string, std::string, std::less<>> waits_for_a_person(
    const Mapping& mapping, const Lead& lead, RecordState record, const Change& change, Millis now
) {
    std::map<std::string, std::string, std::less<>> out;
    for (Obstacle& one : ingest(mapping, lead, record, change, {.event = kNewest, .received = now}).held_up)
        out.emplace(std::move(one.field), std::move(one.why));
    return out;
}

void put_right(Judged& out, const FieldPlan& field, const RecordState& record, const EngineContext& context) {
    const Urgency urgency = field.consent ? Urgency::consent : Urgency::bulk;
    auto intent = std::ranges::find(out.intents, urgency, &WriteIntent::urgency);
    if (intent == out.intents.end()) {
        out.intents.push_back(
            {.connection = record.key.connection,
             .kind = record.key.kind,
             .record = record.key.id,
             .lead = record.lead,
             .urgency = urgency,
             .due = due_at(urgency, context.clock.now(), context.lingering)}
        );
        intent = std::prev(out.intents.end());
    }
    intent->fields.insert(field.name);
}

// A record of ours that takes part, with its lead and its siblings.
struct Subject {
    Lead lead{};
    std::vector<RecordState> records{};
    std::size_t which = 0;
};

Result<std::optional<Subject>> subject_of(Transaction& tx, const RecordKey& key) {
    const auto record = tx.leads.record(key);
    if (!record) return record.error();
    if (!*record || (*record)->merged_into || (*record)->deleted) return std::optional<Subject>{};
    auto lead = tx.leads.load((*record)->lead);
    if (!lead) return lead.error();
    if (!*lead) return std::optional<Subject>{};
    auto records = tx.leads.records_of((*lead)->id);
    if (!records) return records.error();
    const auto it = std::ranges::find(*records, key, &RecordState::key);
    if (it == records->end()) return std::optional<Subject>{};
    const auto which = static_cast<std::size_t>(it - records->begin());
    return std::optional{Subject{std::move(**lead), std::move(*records), which}};
}

}  // namespace

Result<Judged> diff_record(Transaction& tx, const DiffContext& comparison, const Change& change) {
    const auto& [context, mapping, account, in_hand, fix] = comparison;
    Judged out;
    const RecordKey key{account.name(), change.kind, change.id};
    auto subject = change.deleted ? Result<std::optional<Subject>>(std::nullopt) : subject_of(tx, key);
    if (!subject) return subject.error();
    if (!*subject) return out;
    Subject& person = **subject;
    const RecordState record = person.records[person.which];
    RecordState& seen = person.records[person.which];
    FieldSet asked;
    for (const FieldPlan& field : mapping.fields)
        if (const Binding* binding = field.binding(key.connection, key.kind.text);
            binding != nullptr && binding->writes && is_witness(record, in_hand, *binding, change)) {
            take_as_known(seen, *binding, change);
            asked.insert(field.name);
        }
    if (asked.empty()) return out;
    const Cause cause{0, key.connection, context.clock.now(), mapping.version};
    const FieldSet restore = would_tell(mapping, {person.lead, person.records}, key, asked, cause);
    if (restore.empty()) return out;
    const auto waiting = tx.outbox.waiting(key.connection, person.lead.id);
    if (!waiting) return waiting.error();
    const auto held_up = waits_for_a_person(mapping, person.lead, record, change, cause.now);
    out.corrected = record;
    for (const std::string& name : restore) {
        const FieldPlan& field = *mapping.field(name);
        const Binding& binding = *field.binding(key.connection, key.kind.text);
        Drift drift = drift_at(field, binding, person.lead, seen);
        if (const auto why = held_up.find(name); why != held_up.end()) drift.waits = why->second;
        const bool closed = field.consent && person.lead.value(name) == std::string(kClosed);
        drift.queued = closed || (fix && drift.waits.empty());
        if (drift.queued) {
            take_as_known(out.corrected, binding, change);
            put_right(out, field, record, context);
        }
        // What waits to be written may be meant for another record, or amount to nothing by what was known of
        // this one: it is told with the rest, but it is no drift.
        if (waiting->contains(name))
            ++out.on_their_way;
        else
            out.drifts.push_back(std::move(drift));
    }
    return out;
}

}  // namespace crosswalk
