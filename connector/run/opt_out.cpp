#include "connector/run/opt_out.h"

#include "connector/run/follow.h"

namespace crosswalk {

Result<void> hear_opt_outs(
    Transaction& tx,
    const World& world,
    const Mapping& mapping,
    const Event& event,
    const Change& change,
    const LeadId& id
) {
    auto lead = tx.leads.load(id);
    if (!lead) return lead.error();
    if (!*lead) return {};
    RecordState speaker{
        .key = {event.connection, change.kind, change.id}, .lead = id, .standing = Standing::passed_over};
    const Millis received = event.delivery.received_at;
    Hearing words{.consents = hear(mapping, **lead, speaker, change, event.seq, received, true).consents};
    std::erase_if(words.consents, [](const ConsentWord& word) { return !word.closed; });
    if (words.consents.empty()) return {};
    const auto records = tx.leads.records_of((*lead)->id);
    if (!records) return records.error();
    const Cause cause{event.seq, event.connection, received, mapping.version};
    const Recomputed done = recompute(mapping, **lead, *records, words, cause);
    if (!done.latched) return {};
    if (const auto kept = keep_lead(tx, mapping, **lead, done, cause); !kept) return kept;
    if (const auto noted = tx.journal.concerns(event.seq, (*lead)->id); !noted) return noted;
    for (const Touch& touch :
         aim(mapping, **lead, *records, done.changed(), done.changed(), cause, world.lingering))
        if (const auto touched = enqueue(tx, world, touch); !touched) return touched;
    return {};
}

}  // namespace crosswalk
