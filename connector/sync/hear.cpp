#include "connector/sync/hear.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::chrono::minutes kClockSkew{5};
constexpr std::size_t kLongestReason = 100;

When source_time(const Change& change, std::string_view vendor_field, Millis received, bool first_sight) {
    const auto dated = change.field_times.find(vendor_field);
    std::optional<When> when = dated != change.field_times.end() ? dated->second : change.occurred_at;
    if (!when) return {first_sight ? Millis{} : received, Precision::milliseconds};
    if (when->at > received + kClockSkew) when->at = received;
    return *when;
}

std::optional<Obstacle> obstacle(const FieldPlan& field, const Binding& binding, const Taken& taken) {
    if (taken.how == Taken::How::unreadable)
        return Obstacle{
            field.name,
            "value.unreadable",
            taken.why,
            "Correct the value in " + binding.connection + ", or the type of '" + field.name +
                "' in fields.yaml."};
    if (taken.how == Taken::How::not_listed && field.if_not_listed.kind == IfNotListed::Kind::wait)
        return Obstacle{
            field.name,
            "value.not_listed",
            taken.why,
            "Add the value to the table of '" + field.name + "' in fields.yaml, activate it, then replay."};
    return std::nullopt;
}

// One change, while it is heard.
struct Listening {
    const Mapping& mapping;
    const Lead& lead;
    RecordState& record;
    const Change& change;
    Seq event = 0;
    Millis received{};
    bool first_sight = false;
    Hearing& out;
};

// True when the tool says what it holds as far as we know, or what we are just telling it.
bool is_echo(
    const FieldPlan& field, const Binding& binding, FieldMemory& memory, const boost::json::value& raw
) {
    if (memory.pending && means_the_same(field, binding, *memory.pending, raw)) {
        memory.known = raw;  // it arrived, whatever becomes of the answer
        return true;
    }
    return memory.known && means_the_same(field, binding, *memory.known, raw);
}

bool is_old(const FieldMemory& memory, const When& when) {
    return memory.heard && later(memory.heard->at, memory.heard->precision, when.at, when.precision);
}

bool is_dated(const Listening& l, const Binding& binding) {
    return l.change.occurred_at || l.change.field_times.contains(binding.vendor_field);
}

// True when the tool set its own word once more, later: what arrives from in between is old then. Only an
// event about this very field tells; the time of a whole record says nothing about one field of it.
bool said_again(
    const Listening& l,
    const FieldPlan& field,
    const Binding& binding,
    const FieldMemory& memory,
    const boost::json::value& raw,
    const When& when
) {
    return is_dated(l, binding) && l.change.completeness == Completeness::changed_fields_only &&
           memory.heard && later(when.at, when.precision, memory.heard->at, memory.heard->precision) &&
           means_the_same(field, binding, memory.heard->raw, raw);
}

// True when it is about a time before our own last write there: somebody said it, but the tool holds it no
// more.
bool is_from_before(const FieldMemory& memory, const When& when) {
    return memory.written && when.at != Millis{} &&
           later(memory.written->at, Precision::milliseconds, when.at, when.precision);
}

void keep(FieldMemory& memory, const boost::json::value& raw, const When& when, Seq event) {
    if (!is_from_before(memory, when)) {
        memory.known = raw;
        memory.pending.reset();  // which of the two the tool holds in the end is not known any more
    }
    memory.heard = Observation{raw, when.at, when.precision, event};
}

void hear_field(
    Listening& l,
    const FieldPlan& field,
    const Binding& binding,
    FieldMemory& memory,
    const boost::json::value& raw,
    const When& when
) {
    if (is_echo(field, binding, memory, raw)) {
        l.out.echo = true;
        if (said_again(l, field, binding, memory, raw, when)) {
            memory.heard->at = when.at;
            memory.heard->precision = when.precision;
            l.out.retold.insert(field.name);
        }
        return;
    }
    if (is_old(memory, when)) {
        l.out.superseded = true;
        return;
    }
    const Taken taken = take(field, binding, raw);
    if (auto held_up = obstacle(field, binding, taken)) {
        l.out.held_up.push_back(std::move(*held_up));
        return;
    }
    const auto heard_before = memory.heard;
    keep(memory, raw, when, l.event);
    const bool ignored =
        taken.how == Taken::How::not_listed && field.if_not_listed.kind == IfNotListed::Kind::ignore;
    // A blank that does not travel is known, but it is no word: it must not let an older word of another tool
    // win.
    const bool asked_for =
        field.rule.kind == Rule::Kind::prefer && field.rule.connection == binding.connection;
    const bool silent = taken.how == Taken::How::blank && field.if_blank == IfBlank::keep && !asked_for;
    if (ignored || silent) memory.heard = heard_before;
    if (!ignored) l.out.news.insert(field.name);
}

// The reason this tool gives: in the change itself, or what it held before.
std::string reason_in(const Listening& l) {
    const FieldPlan* field = l.mapping.field(kReasonField);
    const Binding* binding =
        field == nullptr ? nullptr : field->binding(l.record.key.connection, l.record.key.kind.text);
    if (binding == nullptr) return {};
    const auto told = l.change.fields.find(binding->vendor_field);
    const auto memory = l.record.fields.find(binding->vendor_field);
    const boost::json::value* raw = nullptr;
    if (told != l.change.fields.end())
        raw = &told->second;
    else if (memory != l.record.fields.end() && memory->second.known)
        raw = &*memory->second.known;
    if (raw == nullptr) return {};
    const Taken taken = take(*field, *binding, *raw);
    if (taken.how == Taken::How::value) return taken.value.value_or("");
    if (!raw->is_string() || raw->get_string().empty()) return {};
    return raw->get_string().size() <= kLongestReason ? std::string(raw->get_string()) : "other";
}

void hear_stage(
    Listening& l,
    const FieldPlan& field,
    const Binding& binding,
    FieldMemory& memory,
    const boost::json::value& raw,
    const When& when
) {
    // A stage cannot be cleared: some tools show it blank for a moment while it is led back.
    if (take(field, binding, raw).how == Taken::How::blank) {
        l.out.echo = true;
        return;
    }
    const auto meant = stage_meant(field, binding, l.record, l.lead, raw);
    const bool dated = when.at != Millis{};
    if (!meant || is_echo(field, binding, memory, raw) || (dated && is_old(memory, when)))
        return hear_field(l, field, binding, memory, raw, when);
    if (l.lead.value(kStageField) == meant) {
        keep(memory, raw, when, l.event);
        l.out.echo = l.out.noted = true;
        return;
    }
    StageWord word{
        .stage = *meant,
        .connection = l.record.key.connection,
        .reason = reason_in(l),
        .at = dated ? when.at : l.received,
        .precision = when.precision,
        .first_sight = l.first_sight || (!memory.known && !memory.heard)};
    Moves moves = follow(l.mapping, l.lead, word, {l.event, word.connection, l.received, l.mapping.version});
    if (moves.disputed) {
        l.out.held_up.push_back(std::move(*moves.disputed));
        return;
    }
    keep(memory, raw, when, l.event);
    l.out.stage = std::move(word);
    l.out.news.insert(field.name);
}

std::string proof_in(const Listening& l, const FieldPlan& field) {
    const auto& proof = l.change.consent;
    const bool fits = proof && proof->opted_in && field.consent && proof->channel == field.consent->channel;
    return fits ? proof->kind : std::string{};
}

// A person whose opt-in was proven opts out once more, in a tool that never showed the opt-in.
bool opts_out_anew(const Listening& l, const FieldPlan& field) {
    const auto latch = l.lead.latches.find(field.name);
    const bool is_open = latch != l.lead.latches.end() && !latch->second.closed;
    return is_open && l.change.completeness == Completeness::changed_fields_only;
}

void hear_consent(
    Listening& l,
    const FieldPlan& field,
    const Binding& binding,
    FieldMemory& memory,
    const boost::json::value& raw,
    const When& when
) {
    const Taken taken = take(field, binding, raw);
    if (taken.how != Taken::How::value) return;
    const bool closed = taken.value == std::string(kClosed);
    const std::string proof = closed ? std::string{} : proof_in(l, field);
    const bool dated = when.at != Millis{} && is_dated(l, binding);
    const bool echo = is_echo(field, binding, memory, raw);
    if (echo && proof.empty() && !(closed && dated && opts_out_anew(l, field))) {
        l.out.echo = true;
        return;
    }
    const bool old = dated && is_old(memory, when);
    if (old && !closed) {
        l.out.superseded = true;
        return;
    }
    if (!old) keep(memory, raw, when, l.event);
    l.out.news.insert(field.name);  // also where it says nothing: the tool may have to be told
    const bool speaks = closed || !proof.empty();
    if (!speaks) return;
    l.out.consents.push_back(
        {.field = field.name,
         .connection = l.record.key.connection,
         .closed = closed,
         .at = dated ? std::optional{when} : std::nullopt,
         .received = l.received,
         .proof = proof,
         .event = l.event}
    );
}

// What else the tool shows of a stage is known, so that it is written again only where it differs.
void hear_along(Listening& l) {
    const FieldPlan* field = l.mapping.field(kStageField);
    const Binding* binding =
        field == nullptr ? nullptr : field->binding(l.record.key.connection, l.record.key.kind.text);
    if (binding == nullptr) return;
    for (const auto& [stage, further] : binding->along)
        for (const auto& [name, word] : further)
            if (const auto told = l.change.fields.find(name); told != l.change.fields.end()) {
                FieldMemory& memory = l.record.fields[name];
                l.out.noted = l.out.noted || memory.known != told->second;
                memory.known = told->second;
            }
}

}  // namespace

std::string_view Hearing::word() const {
    if (!held_up.empty()) return books::kParked;
    if (!news.empty()) return books::kApplied;
    if (superseded) return books::kSuperseded;
    if (echo) return books::kEcho;
    return books::kIrrelevant;
}

Hearing hear(
    const Mapping& mapping,
    const Lead& lead,
    RecordState& record,
    const Change& change,
    Seq event,
    Millis received,
    bool first_sight
) {
    Hearing out;
    Listening listening{mapping, lead, record, change, event, received, first_sight, out};
    for (const FieldPlan& field : mapping.fields) {
        const Binding* binding = field.binding(record.key.connection, record.key.kind.text);
        if (binding == nullptr || !binding->reads) continue;
        if (record.standing == Standing::passed_over && !field.consent) continue;
        const auto told = change.fields.find(binding->vendor_field);
        if (told == change.fields.end()) continue;
        FieldMemory& memory = record.fields[binding->vendor_field];
        // What a whole record shows for the first time, blank above all, may have stood there for years.
        const bool first_told = !memory.known && !memory.heard && change.completeness == Completeness::whole;
        When when = source_time(change, binding->vendor_field, received, first_sight || first_told);
        if ((first_told || first_sight) && take(field, *binding, told->second).how == Taken::How::blank)
            when = {Millis{}, Precision::milliseconds};
        const auto by_type = field.consent               ? hear_consent
                             : field.name == kStageField ? hear_stage
                                                         : hear_field;
        by_type(listening, field, *binding, memory, told->second, when);
    }
    hear_along(listening);
    return out;
}

}  // namespace crosswalk
