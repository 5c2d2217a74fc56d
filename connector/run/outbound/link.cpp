// An unlinked lead meets what was found of it: linked, parked, left alone or created.
#include "connector/run/inbound/apply.h"
#include "connector/run/inbound/event_codec.h"
#include "connector/run/inbound/identity.h"
#include "connector/run/inbound/join.h"
#include "connector/run/inbound/match_conflict.h"
#include "connector/run/inbound/parking.h"
#include "connector/run/outbound/lookup.h"
#include "connector/run/outbound/prepare_write.h"

#include <algorithm>

namespace crosswalk {
namespace {

using How = WriteResult::How;
constexpr std::size_t kMostNamed = 10;

// What stops a lead from being linked, for a person.
struct Obstruction {
    std::string_view code{};
    std::string says{};
    std::string_view advice{};
    RecordKey about{};  // its id is empty where it is about several
};

Result<void> park_write(
    Transaction& tx, const EngineContext& context, const Job& job, const Obstruction& obstruction, Millis now
) {
    return settle_write(
        tx,
        context,
        job,
        {.write = job.write.id,
         .how = How::parked,
         .code = std::string(obstruction.code),
         .says = obstruction.says,
         .advice = std::string(obstruction.advice),
         .kind = obstruction.about.kind,
         .record = obstruction.about.id},
        now
    );
}

std::string named(const RecordKey& key) {
    return key.kind.text + " " + key.id.text + " of " + key.connection;
}

std::string several(std::span<const Change> found) {
    std::string out = std::to_string(found.size()) + " records fit this lead:";
    for (std::size_t i = 0; i < std::min(found.size(), kMostNamed); ++i)
        out += (i == 0 ? " " : ", ") + found[i].kind.text + " " + found[i].id.text;
    return out + ".";
}

// The record found, as an event that the engine's own acts are caused by.
Result<Event> journal_found(Transaction& tx, const Job& job, const Change& change, Millis now) {
    const AskedChange asked{.change = change};
    Event event;
    event.connection = job.write.intent.connection;
    event.kind = EventKind::read;
    event.parent = job.write.intent.cause;
    event.memo = std::string(kAdopted);
    event.delivery = {.method = "READ", .target = "", .body = journal_form({&asked, 1}), .received_at = now};
    const auto seq = tx.journal.append(event);
    if (!seq) return seq.error();
    event.seq = seq->value_or(0);
    return event;
}

// Whether the lead that has the record is the same person. Nothing: it is.
Result<std::optional<Obstruction>> obstruction(
    const DeliveryContext& unit, const Job& job, const Change& change
) {
    const ConnectionPlan& plan = *unit.mapping.connection(job.write.intent.connection);
    const RecordKey key{plan.name, change.kind, change.id};
    const auto there = unit.tx.leads.record(key);
    if (!there) return there.error();
    const bool taken = *there && (*there)->lead != job.lead.id;
    if (carries_id_of(unit.engine, unit.mapping, key, change, job.lead.id))
        return std::optional<Obstruction>{};
    if (!taken && !contradicts(unit.mapping, plan, {}, job.lead, change)) return std::optional<Obstruction>{};
    if (!taken)
        return std::optional{Obstruction{
            kDoubtful,
            "The tool says that it has this person as " + named(key) + ", which has other addresses.",
            kLinkOrKeepApart,
            key}};
    const auto other = unit.tx.leads.load((*there)->lead);
    if (!other) return other.error();
    if (!*other) return std::optional<Obstruction>{};
    const auto kin = kinship(unit.tx, unit.mapping, plan, {job.lead, **other}, change);
    if (!kin) return kin.error();
    if (kin->against.empty()) return std::optional<Obstruction>{};
    return std::optional{Obstruction{
        kTaken,
        "What fits, " + named(key) + ", belongs to the lead " + (*other)->id.text + " here, and " +
            kin->against,
        kJoinOrKeepApart,
        key}};
}

// The record found becomes this lead's; what it lacks is queued as a write of its own. Where it is another
// lead's, the two are one person, and are joined.
Result<void> link(const DeliveryContext& unit, const Job& job, const Change& change) {
    const auto stopped = obstruction(unit, job, change);
    if (!stopped) return stopped.error();
    if (*stopped) return park_write(unit.tx, unit.engine, job, **stopped, unit.now);
    const auto event = journal_found(unit.tx, job, change, unit.now);
    if (!event) return event.error();
    const auto there = unit.tx.leads.record({job.write.intent.connection, change.kind, change.id});
    if (!there) return there.error();
    LeadId lead = job.lead.id;
    const ApplyContext found{unit.tx, unit.engine, unit.mapping, *event};
    if (*there && (*there)->lead != lead) {
        const auto joined = join_two(found, lead, (*there)->lead);
        if (!joined) return joined.error();
        lead = *joined;
    }
    if (const auto adopted = adopt(found, change, lead); !adopted) return adopted;
    // It may have been a candidate while another record held its place.
    const RecordKey key{job.write.intent.connection, change.kind, change.id};
    if (const auto over = end_match_conflict(unit.tx, unit.engine, unit.mapping, lead, key); !over)
        return over;
    if (const auto over = end_unlinked(unit.tx, job.write.intent.connection, lead); !over) return over;
    return unit.tx.outbox.settle({.write = job.write.id, .how = How::withdrawn}, unit.now);
}

// Of what was found, the records that no person said are somebody else's.
Result<std::vector<Change>> not_apart(const DeliveryContext& unit, const Job& job, const Found& found) {
    const ConnectionPlan& plan = *unit.mapping.connection(job.write.intent.connection);
    std::vector<Change> out;
    for (const Change& change : found.changes) {
        const RecordKey key{plan.name, change.kind, change.id};
        if (job.lead.apart_records.contains(key)) continue;
        const auto there = unit.tx.leads.record(key);
        if (!there) return there.error();
        const auto other =
            *there ? unit.tx.leads.load((*there)->lead) : Result<std::optional<Lead>>(std::nullopt);
        if (!other) return other.error();
        if (*other && (*other)->id != job.lead.id) {
            const auto kin = kinship(unit.tx, unit.mapping, plan, {job.lead, **other}, change);
            if (!kin) return kin.error();
            if (kin->apart) continue;
        }
        out.push_back(change);
    }
    return out;
}

}  // namespace

Result<bool> decide_unlinked(const DeliveryContext& unit, Job& job, const Found& found) {
    const ConnectionPlan& plan = *unit.mapping.connection(job.write.intent.connection);
    const auto settled = [](const Result<void>& done) -> Result<bool> {
        if (!done) return done.error();
        return false;
    };
    auto lead = unit.tx.leads.load(job.lead.id);
    if (!lead) return lead.error();
    // Erased while it was looked up: nobody is linked or made.
    if (!*lead)
        return settled(unit.tx.outbox.settle({.write = job.write.id, .how = How::withdrawn}, unit.now));
    job.lead = **lead;  // it may have changed while it was looked up
    const auto fitting = not_apart(unit, job, found);
    if (!fitting) return fitting.error();
    if (fitting->size() > 1)
        return settled(park_write(
            unit.tx,
            unit.engine,
            job,
            {kAmbiguous, several(*fitting), kChooseOne, {plan.name, fitting->front().kind, {}}},
            unit.now
        ));
    if (fitting->size() == 1) return settled(link(unit, job, fitting->front()));
    const ObjectPlan* object = unit.account.manifest().plan(job.target.key.kind.text);
    const bool can_create = object != nullptr && std::ranges::find(object->operations, WriteKind::create) !=
                                                     object->operations.end();
    const bool named = std::ranges::any_of(plan.match_by, [&](const std::string& key) {
        return job.lead.keys.contains(key);
    });
    if (can_create && named && may_create(unit.mapping, plan, job.lead)) {
        job.composed = compose_create(unit.mapping, job.lead, plan.name, job.target.key.kind.text);
        if (const auto left = leave_out_without_zone(unit.tx, unit.mapping, job, unit.now); !left)
            return left.error();
        return true;
    }
    (*lead)->absent[plan.name] = unit.now;
    if (const auto saved = unit.tx.leads.save(**lead); !saved) return saved.error();
    return settled(unit.tx.outbox.settle({.write = job.write.id, .how = How::withdrawn}, unit.now));
}

}  // namespace crosswalk
