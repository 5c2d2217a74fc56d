#include "connector/run/inbound/opt_out.h"

#include "connector/run/inbound/effects.h"
#include "connector/run/inbound/unclaimed_consent.h"

namespace crosswalk {
namespace {

// What the record says of consent, heard for this lead; whoever does not show what is closed is told.
Result<void> hear_alone(const ApplyContext& unit, const Change& change, RecordState& speaker, bool is_rival) {
    auto lead = unit.tx.leads.load(speaker.lead);
    if (!lead) return lead.error();
    if (!*lead) return {};

    const Receipt receipt{
        .event = unit.event.seq,
        .received = unit.event.delivery.received_at,
        .first_sight = speaker.fields.empty()};
    IngestResult words{.consents = ingest(unit.mapping, **lead, speaker, change, receipt).consents};
    // Also what its record said before it was known whose it is.
    if (const auto claimed = claim_consent(unit.tx, unit.mapping, speaker.key, words); !claimed)
        return claimed.error();
    std::erase_if(words.consents, [](const ConsentSignal& word) { return !word.closed; });
    if (is_rival)
        if (const auto saved = unit.tx.leads.save(speaker); !saved) return saved;
    const Cause cause = unit.cause();
    const auto records = unit.tx.leads.records_of((*lead)->id);
    if (!records) return records.error();
    Recomputed done;
    if (!words.consents.empty()) done = recompute(unit.mapping, **lead, *records, words, {cause});
    if (!done.consent_changed && !is_rival) return {};
    if (done.consent_changed)
        if (const auto noted = unit.tx.journal.link_lead(unit.event.seq, (*lead)->id); !noted) return noted;
    FieldSet asked = done.changed();
    asked.merge(consent_fields(unit.mapping));
    Effects effects =
        done.consent_changed ? effects_of(unit.mapping, **lead, std::move(done), cause) : Effects{};
    effects.writes = plan_writes(unit.mapping, {**lead, *records}, {asked, asked}, cause, unit.engine.lingering);
    return carry_out(unit.tx, unit.engine, unit.mapping, **lead, effects);
}

}  // namespace

Result<void> apply_opt_outs(const ApplyContext& unit, const Change& change, const LeadId& lead) {
    RecordState speaker{
        .key = {unit.event.connection, change.kind, change.id},
        .lead = lead,
        .match_status = MatchStatus::rejected};
    return hear_alone(unit, change, speaker, false);
}

Result<void> record_candidate(const ApplyContext& unit, const Change& change, const LeadId& lead) {
    const RecordKey key{unit.event.connection, change.kind, change.id};
    const auto there = unit.tx.leads.record(key);
    if (!there) return there.error();
    RecordState rival = *there ? **there : RecordState{.key = key};
    rival.lead = lead;
    rival.deleted = false;
    rival.match_status = MatchStatus::candidate;
    return hear_alone(unit, change, rival, true);
}

FieldSet consents_closed_by(const ApplyContext& unit, const Change& change) {
    RecordState speaker{
        .key = {unit.event.connection, change.kind, change.id}, .match_status = MatchStatus::rejected};
    const Receipt receipt{
        .event = unit.event.seq, .received = unit.event.delivery.received_at, .first_sight = true};
    FieldSet out;
    for (const ConsentSignal& word : ingest(unit.mapping, Lead{}, speaker, change, receipt).consents)
        if (word.closed) out.insert(word.field);
    return out;
}

}  // namespace crosswalk
