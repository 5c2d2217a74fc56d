#include "connector/run/inbound/forget_record.h"

#include "connector/run/inbound/match_conflict.h"
#include "connector/run/inbound/erasure.h"
#include "connector/run/inbound/effects.h"
#include "connector/run/inbound/join.h"
#include "connector/run/inbound/merge.h"
#include "connector/run/inbound/overtaken.h"
#include "connector/run/inbound/stale_values.h"

namespace crosswalk {

Result<std::string_view> forget_record(
    Transaction& tx, EngineContext& context, const Mapping& mapping, RecordState record, const Event& event
) {
    if (record.deleted && !record.hidden) return books::kIrrelevant;
    const ConnectionPlan* plan = mapping.connection(record.key.connection);
    record.deleted = true;
    if (plan != nullptr && plan->on_delete == OnDelete::erase && !never_was(record)) {
        if (const auto noted = tx.journal.link_lead(event.seq, record.lead); !noted) return noted.error();
        const auto erased = erase_lead(tx, mapping, record.lead, event.delivery.received_at);
        if (!erased) return erased.error();
        context.erased = true;
        return books::kApplied;
    }
    record.hidden = false;
    return unlink_record(tx, context, mapping, std::move(record), event);
}

Result<std::string_view> unlink_record(
    Transaction& tx, EngineContext& context, const Mapping& mapping, RecordState record, const Event& event
) {
    record.deleted = true;
    if (const auto saved = tx.leads.save(record); !saved) return saved.error();
    if (const auto ended = end_gone(tx, record.key); !ended) return ended.error();
    if (record.match_status == MatchStatus::candidate) {
        if (const auto over = end_match_conflict(tx, context, mapping, record.key); !over) return over.error();
    } else if (const auto asked = reread_candidates(tx, context, record); !asked) {
        return asked.error();
    }
    if (const auto asked = ask_again(tx, context, mapping, record.key, record.lead); !asked) return asked.error();
    const Cause cause = cause_of(context, event, mapping);
    if (const auto decided = decide_without(tx, context, mapping, record.lead, cause); !decided)
        return decided.error();
    if (const auto told = tell_the_next(tx, context, mapping, record, cause); !told) return told.error();
    return books::kApplied;
}

}  // namespace crosswalk
