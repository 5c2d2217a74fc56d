// A person's choice where several fit.
#include "connector/run/loops.h"

namespace crosswalk {
namespace {

const Fault kNotAChoice{
    "parked.not_a_choice",
    "This item does not wait for a choice between several that fit.",
    "`crosswalk parked list` says what it waits for."};

// The lead that waits to be written goes to this record from now on.
Result<void> link_to(Transaction& tx, World& world, const Parked& parked, const std::string& record_id) {
    const RecordKey key{parked.connection, parked.kind, {record_id}};
    const auto there = tx.leads.record(key);
    if (!there) return there.error();
    if (*there && (*there)->lead != parked.lead)
        return Fault{
            "parked.taken",
            "That record belongs to another lead already.",
            "Merge the two where they are, then replay."};
    RecordState record = *there ? **there : RecordState{.key = key, .lead = parked.lead};
    const auto rivals = tx.leads.records_of(parked.lead);
    if (!rivals) return rivals.error();
    for (RecordState rival : *rivals) {
        if (rival.key.connection != key.connection || rival.standing != Standing::contending) continue;
        rival.standing = Standing::passed_over;
        if (const auto saved = tx.leads.save(rival); !saved) return saved;
    }
    record.standing = Standing::chosen;
    record.deleted = false;
    if (const auto saved = tx.leads.save(record); !saved) return saved;
    return enqueue(tx, world, WantedRead{.key = key, .parent = parked.event}, world.clock.now());
}

// Of the records of a lead that several fit, this one is told everything from now on.
Result<bool> prefer_among(Transaction& tx, World& world, const Parked& parked, const std::string& record_id) {
    auto lead = tx.leads.load(parked.lead);
    if (!lead) return lead.error();
    auto records = tx.leads.records_of(parked.lead);
    if (!records) return records.error();
    if (!*lead) return false;
    bool known = record_id == parked.record;
    for (const RecordState& record : *records)
        known = known || (record.key.connection == parked.connection && record.key.id.text == record_id);
    if (!known) return false;
    for (RecordState& record : *records) {
        const bool about = record.key.connection == parked.connection && record.key.kind == parked.kind;
        if (!about || record.deleted) continue;
        record.standing = record.key.id.text == record_id ? Standing::chosen : Standing::passed_over;
        if (const auto saved = tx.leads.save(record); !saved) return saved.error();
    }
    if (record_id == parked.record)
        if (const auto linked = link_to(tx, world, parked, record_id); !linked) return linked.error();
    (*lead)->contested.erase(parked.connection);
    if (const auto saved = tx.leads.save(**lead); !saved) return saved.error();
    return true;
}

// The record that waits to be heard is this lead's from now on.
Result<void> belongs_to(Transaction& tx, const Parked& parked, const std::string& lead_id) {
    const auto lead = tx.leads.load({lead_id});
    if (!lead) return lead.error();
    if (!*lead)
        return Fault{
            "lead.unknown", "There is no such lead.", "Look it up with `crosswalk lead show EMAIL`."};
    return tx.leads.save(RecordState{
        .key = {parked.connection, parked.kind, {parked.record}},
        .lead = (*lead)->id,
        .standing = Standing::chosen});
}

// Whatever else of the lead waited for this choice goes on with it.
Result<void> replay_all_of(Transaction& tx, World& world, const Mapping& mapping, const Parked& chosen) {
    const auto waiting = tx.parked.refused(chosen.connection, chosen.lead);
    if (!waiting) return waiting.error();
    for (const Parked& item : *waiting)
        if (item.code == chosen.code)
            if (const auto replayed = replay_one(tx, world, mapping, item.id); !replayed)
                return replayed.error();
    return {};
}

}  // namespace

Result<bool> choose_one(
    Transaction& tx, World& world, const Mapping& mapping, std::int64_t id, const std::string& chosen
) {
    const auto taken = tx.parked.take(id);
    if (!taken) return taken.error();
    if (!*taken) return false;
    const Parked& parked = **taken;
    if (parked.code != kAmbiguous) return kNotAChoice;
    const auto again = tx.parked.park(parked);  // replayed below, as any other
    if (!again) return again.error();
    if (parked.what == Parked::What::write) {
        if (const auto linked = link_to(tx, world, parked, chosen); !linked) return linked.error();
        if (const auto replayed = replay_all_of(tx, world, mapping, parked); !replayed)
            return replayed.error();
        return true;
    }
    bool among = false;
    if (!parked.lead.text.empty()) {
        const auto preferred = prefer_among(tx, world, parked, chosen);
        if (!preferred) return preferred.error();
        among = *preferred;
    }
    if (!among)
        if (const auto given = belongs_to(tx, parked, chosen); !given) return given.error();
    const auto replayed = replay_one(tx, world, mapping, *again);
    if (!replayed) return replayed.error();
    if (among)
        if (const auto told = sync_lead(tx, world, mapping, parked.lead); !told) return told.error();
    return true;
}

}  // namespace crosswalk
