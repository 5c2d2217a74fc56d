#include "connector/run/inbound/opt_out.h"

#include "connector/run/inbound/effects.h"
#include "connector/run/inbound/unclaimed_consent.h"

namespace crosswalk {
namespace {

// What the record says of consent, heard for this lead; whoever does not show what is closed is told.
Result<void> hear_alone(
    Transaction& tx,
    const EngineContext& context,
    const Mapping& mapping,
    const Event& event,
    const Change& change,
    RecordState& speaker,
    bool is_rival
) {
    auto lead = tx.leads.load(speaker.lead);
    if (!lead) return lead.error();
    if (!*lead) return {};
    const Millis received = event.delivery.received_at;
    const bool first = speaker.fields.empty();
    IngestResult words{.consents = ingest(mapping, **lead, speaker, change, event.seq, received, first).consents};
    // Also what its record said before it was known whose it is.
    if (const auto claimed = claim_consent(tx, mapping, speaker.key, words); !claimed) return claimed.error();
    std::erase_if(words.consents, [](const ConsentSignal& word) { return !word.closed; });
    if (is_rival)
        if (const auto saved = tx.leads.save(speaker); !saved) return saved;
    const Cause cause = cause_of(event, mapping);
    const auto records = tx.leads.records_of((*lead)->id);
    if (!records) return records.error();
    Recomputed done;
    if (!words.consents.empty()) done = recompute(mapping, **lead, *records, words, cause);
    if (done.consent_changed) {
        if (const auto kept = keep_lead(tx, mapping, **lead, done, cause); !kept) return kept;
        if (const auto noted = tx.journal.link_lead(event.seq, (*lead)->id); !noted) return noted;
    }
    if (!done.consent_changed && !is_rival) return {};
    FieldSet asked = done.changed();
    asked.merge(consent_fields(mapping));
    return enqueue_all(tx, context, plan_writes(mapping, **lead, *records, asked, asked, cause, context.lingering));
}

}  // namespace

Result<void> apply_opt_outs(
    Transaction& tx,
    const EngineContext& context,
    const Mapping& mapping,
    const Event& event,
    const Change& change,
    const LeadId& lead
) {
    RecordState speaker{
        .key = {event.connection, change.kind, change.id}, .lead = lead, .match_status = MatchStatus::rejected};
    return hear_alone(tx, context, mapping, event, change, speaker, false);
}

Result<void> record_candidate(
    Transaction& tx,
    const EngineContext& context,
    const Mapping& mapping,
    const Event& event,
    const Change& change,
    const LeadId& lead
) {
    const RecordKey key{event.connection, change.kind, change.id};
    const auto there = tx.leads.record(key);
    if (!there) return there.error();
    RecordState rival = *there ? **there : RecordState{.key = key};
    rival.lead = lead;
    rival.deleted = false;
    rival.match_status = MatchStatus::candidate;
    return hear_alone(tx, context, mapping, event, change, rival, true);
}

}  // namespace crosswalk
