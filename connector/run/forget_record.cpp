#include "connector/run/forget_record.h"

#include "connector/run/contest.h"
#include "connector/run/erasure.h"
#include "connector/run/follow.h"
#include "connector/run/join.h"
#include "connector/run/merge.h"
#include "connector/run/overtaken.h"
#include "connector/run/stale_values.h"

namespace crosswalk {

Result<std::string_view> forget_record(
    Transaction& tx, World& world, const Mapping& mapping, RecordState record, const Event& event
) {
    if (record.deleted) return books::kIrrelevant;
    const ConnectionPlan* plan = mapping.connection(record.key.connection);
    record.deleted = true;
    if (plan != nullptr && plan->on_delete == OnDelete::erase && !never_was(record)) {
        if (const auto noted = tx.journal.concerns(event.seq, record.lead); !noted) return noted.error();
        const auto erased = erase_lead(tx, mapping, record.lead, event.delivery.received_at);
        if (!erased) return erased.error();
        world.erased = true;
        return books::kApplied;
    }
    if (const auto saved = tx.leads.save(record); !saved) return saved.error();
    if (const auto ended = end_gone(tx, record.key); !ended) return ended.error();
    if (record.standing == Standing::contending) {
        if (const auto over = end_contest(tx, world, mapping, record.key); !over) return over.error();
    } else if (const auto asked = ask_the_rivals(tx, world, record); !asked) {
        return asked.error();
    }
    if (const auto asked = ask_again(tx, world, mapping, record.key, record.lead); !asked) return asked.error();
    const Cause cause = cause_of(event, mapping);
    if (const auto decided = decide_without(tx, world, mapping, record.lead, cause); !decided)
        return decided.error();
    if (const auto told = tell_the_next(tx, world, mapping, record, cause); !told) return told.error();
    return books::kApplied;
}

}  // namespace crosswalk
