// An unlinked lead meets what was found of it: linked, parked, left alone or created.
#include "connector/run/apply.h"
#include "connector/run/lookup.h"
#include "connector/run/merge.h"
#include "connector/run/news.h"

#include <algorithm>

namespace crosswalk {
namespace {

using How = Settlement::How;
constexpr std::size_t kMostNamed = 10;

Result<void> park_write(
    Transaction& tx,
    const World& world,
    const Job& job,
    std::string code,
    std::string says,
    std::string advice,
    const VendorKind& kind,
    Millis now
) {
    return settle_write(
        tx,
        world,
        job,
        {.write = job.write.id,
         .how = How::parked,
         .code = std::move(code),
         .says = std::move(says),
         .advice = std::move(advice),
         .kind = kind},
        now
    );
}

std::string several(const Found& found) {
    std::string out = std::to_string(found.changes.size()) + " records fit this lead:";
    for (std::size_t i = 0; i < std::min(found.changes.size(), kMostNamed); ++i)
        out += (i == 0 ? " " : ", ") + found.changes[i].kind.text + " " + found.changes[i].id.text;
    return out + ".";
}

// The record found becomes this lead's; what it lacks is queued as a write of its own.
Result<void> link(
    Transaction& tx, World& world, const Mapping& mapping, const Job& job, const Change& change, Millis now
) {
    const RecordKey key{job.write.touch.connection, change.kind, change.id};
    const auto other = tx.leads.record(key);
    if (!other) return other.error();
    const bool taken = *other && (*other)->lead != job.lead.id;
    if (taken && !carries_id_of(world, mapping, key, change, job.lead.id))
        return park_write(
            tx,
            world,
            job,
            "identity.taken",
            "The record that fits belongs to another lead here.",
            "Merge the duplicates where they are, then replay.",
            key.kind,
            now
        );
    const AskedChange asked{.change = change};
    Event event;
    event.connection = key.connection;
    event.kind = EventKind::read;
    event.parent = job.write.touch.cause;
    event.memo = std::string(kAdopted);
    event.delivery = {.method = "READ", .target = "", .body = journal_form({&asked, 1}), .received_at = now};
    const auto seq = tx.journal.append(event);
    if (!seq) return seq.error();
    event.seq = seq->value_or(0);
    // Made for this lead in a call that was not answered, and met meanwhile under an address that the lead
    // does not have any more.
    if (taken)
        if (const auto joined = join_leads(tx, world, mapping, event, job.lead.id, (*other)->lead); !joined)
            return joined;
    if (const auto adopted = adopt(tx, world, mapping, event, change, job.lead.id); !adopted) return adopted;
    return tx.outbox.settle({.write = job.write.id, .how = How::withdrawn}, now);
}

}  // namespace

Result<bool> decide_unlinked(
    Transaction& tx, World& world, const Mapping& mapping, Job& job, const Found& found, Millis now
) {
    const ConnectionPlan& plan = *mapping.connection(job.write.touch.connection);
    const auto settled = [](const Result<void>& done) -> Result<bool> {
        if (!done) return done.error();
        return false;
    };
    auto lead = tx.leads.load(job.lead.id);
    if (!lead) return lead.error();
    // Erased while it was looked up: nobody is linked or made.
    if (!*lead) return settled(tx.outbox.settle({.write = job.write.id, .how = How::withdrawn}, now));
    if (found.changes.size() > 1) {
        return settled(park_write(
            tx,
            world,
            job,
            std::string(kAmbiguous),
            several(found),
            std::string(kChooseOne),
            found.changes.front().kind,
            now
        ));
    }
    if (found.changes.size() == 1) return settled(link(tx, world, mapping, job, found.changes.front(), now));
    // Built from what is committed now: the lead may have changed while it was looked up.
    job.lead = **lead;
    const ObjectPlan* object = world.account(plan.name)->manifest().plan(job.target.key.kind.text);
    const bool can_create = object != nullptr && std::ranges::find(object->operations, Operation::create) !=
                                                     object->operations.end();
    const bool named = std::ranges::any_of(plan.match_by, [&](const std::string& key) {
        return job.lead.keys.contains(key);
    });
    if (can_create && named && may_create(mapping, plan, job.lead)) {
        job.composed = compose_create(mapping, job.lead, plan.name, job.target.key.kind.text);
        return true;
    }
    (*lead)->absent[plan.name] = now;
    if (const auto saved = tx.leads.save(**lead); !saved) return saved.error();
    return settled(tx.outbox.settle({.write = job.write.id, .how = How::withdrawn}, now));
}

}  // namespace crosswalk
