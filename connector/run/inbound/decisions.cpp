// Who is who, as a person decides it: which of several fits, whether two leads are one, and who is somebody else.
#include "connector/run/engine/workers.h"
#include "connector/run/inbound/apply.h"
#include "connector/run/inbound/identity.h"
#include "connector/run/inbound/join.h"
#include "connector/run/inbound/parking.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kMostUnclear = 1'000;

const Fault kNotAChoice{
    "parked.not_a_choice",
    "This item does not wait for anybody to say who it is.",
    "`crosswalk parked list` says what it waits for."};
const Fault kWhichRecord{
    "parked.which_record",
    "Several records fit here.",
    "Say which of them is somebody else: `crosswalk parked keep-apart NUMBER RECORD`."};
const Fault kWhichLead{
    "parked.which_lead",
    "This item does not say with whom the person is to be joined.",
    "Name the other lead: `crosswalk parked join NUMBER LEAD`; `crosswalk lead show EMAIL` tells its id."};

bool about_identity(const Parked& item) {
    return item.code == kAmbiguous || item.code == kTaken || item.code == kDoubtful;
}

// True where the lead has a record there that is written to.
Result<bool> is_linked(Transaction& tx, const Parked& item) {
    const auto records = tx.leads.records_of(item.lead);
    if (!records) return records.error();
    return std::ranges::any_of(*records, [&](const RecordState& record) {
        return record.key.connection == item.connection && !record.deleted && !consent_only(record.match_status);
    });
}

VendorKind kind_of(const Mapping& mapping, const Parked& item) {
    if (!item.kind.text.empty()) return item.kind;
    const ConnectionPlan* plan = mapping.connection(item.connection);
    return plan == nullptr ? VendorKind{} : plan->create_kind();
}

// The lead that waits to be written goes to this record from now on.
Result<void> link_to(
    Transaction& tx, EngineContext& context, const Mapping& mapping, const Parked& parked, const std::string& record_id
) {
    const RecordKey key{parked.connection, kind_of(mapping, parked), {record_id}};
    const auto there = tx.leads.record(key);
    if (!there) return there.error();
    if (*there && (*there)->lead != parked.lead)
        return Fault{
            "parked.taken",
            "That record belongs to the lead " + (*there)->lead.text + ".",
            "If the two are one person, `crosswalk parked join " + std::to_string(parked.id) + " " +
                (*there)->lead.text + "`."};
    auto lead = tx.leads.load(parked.lead);
    if (!lead) return lead.error();
    if (*lead && (*lead)->apart_records.erase(key) > 0)
        if (const auto saved = tx.leads.save(**lead); !saved) return saved;
    RecordState record = *there ? **there : RecordState{.key = key, .lead = parked.lead, .unseen = true};
    const auto rivals = tx.leads.records_of(parked.lead);
    if (!rivals) return rivals.error();
    for (RecordState rival : *rivals) {
        if (rival.key.connection != key.connection || rival.match_status != MatchStatus::candidate) continue;
        rival.match_status = MatchStatus::rejected;
        if (const auto saved = tx.leads.save(rival); !saved) return saved;
    }
    record.match_status = MatchStatus::chosen;
    record.deleted = false;
    if (const auto saved = tx.leads.save(record); !saved) return saved;
    return enqueue(tx, context, ReadRequest{.key = key, .parent = parked.event}, context.clock.now());
}

// Of the records of a lead that several fit, this one is told everything from now on.
Result<bool> prefer_among(
    Transaction& tx, EngineContext& context, const Mapping& mapping, const Parked& parked, const std::string& record_id
) {
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
        record.match_status = record.key.id.text == record_id ? MatchStatus::chosen : MatchStatus::rejected;
        if (const auto saved = tx.leads.save(record); !saved) return saved.error();
    }
    if (record_id == parked.record)
        if (const auto linked = link_to(tx, context, mapping, parked, record_id); !linked) return linked.error();
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
        .match_status = MatchStatus::chosen});
}

// Whatever else of the lead waited for this choice goes on with it.
Result<void> replay_all_of(Transaction& tx, EngineContext& context, const Mapping& mapping, const Parked& chosen) {
    const auto waiting = tx.parked.refused(chosen.connection, chosen.lead);
    if (!waiting) return waiting.error();
    for (const Parked& item : *waiting)
        if (item.code == chosen.code)
            if (const auto replayed = replay_one(tx, context, mapping, item.id); !replayed)
                return replayed.error();
    return {};
}

// News of which it was unclear whose it is may be clear now that two are one.
Result<void> replay_unclear(Transaction& tx, EngineContext& context, const Mapping& mapping) {
    const auto items = tx.parked.list(kMostUnclear);
    if (!items) return items.error();
    for (const Parked& item : *items) {
        if (item.what != Parked::What::change || item.code != kAmbiguous) continue;
        const auto delivery = tx.journal.load(item.event);
        if (!delivery) return delivery.error();
        if (!*delivery) continue;  // the journal does not keep it any more
        if (const auto again = replay_one(tx, context, mapping, item.id); !again) return again.error();
    }
    return {};
}

// The leads that this item is about, the one that it names first.
Result<std::vector<LeadId>> leads_of(
    Transaction& tx, EngineContext& context, const Mapping& mapping, const Parked& item
) {
    std::vector<LeadId> out;
    if (!item.lead.text.empty()) out.push_back(item.lead);
    const ConnectionPlan* plan = mapping.connection(item.connection);
    if (item.what != Parked::What::change || plan == nullptr) return out;
    auto event = tx.journal.load(item.event);
    if (!event) return event.error();
    if (!*event) return out;
    const Decoded decoded = decode(context, std::move(**event));
    std::vector<Change> changes;
    for (const InboundEvent& news : decoded.news)
        if (const auto* change = std::get_if<Change>(&news)) changes.push_back(*change);
    for (const AskedChange& asked : decoded.read) changes.push_back(asked.change);
    for (const Change& change : changes) {
        if (change.kind != item.kind || change.id.text != item.record) continue;
        const auto identity = identify(tx, mapping, *plan, change);
        if (!identity) return identity.error();
        for (const LeadId& lead : identity->among)
            if (std::ranges::count(out, lead) == 0) out.push_back(lead);
    }
    return out;
}

// A person's newer word takes back an older one.
Result<void> forget_apart(Transaction& tx, const LeadId& id) {
    auto lead = tx.leads.load(id);
    if (!lead) return lead.error();
    if (!*lead || ((*lead)->apart.empty() && (*lead)->apart_records.empty())) return {};
    const auto records = tx.leads.records_of((*lead)->id);
    if (!records) return records.error();
    for (const RecordState& record : *records) (*lead)->apart_records.erase(record.key);
    std::set<LeadId> others;
    for (const LeadId& other : (*lead)->apart) {
        const auto there = tx.leads.load(other);
        if (!there) return there.error();
        if (*there && (*there)->id != (*lead)->id) others.insert(other);
    }
    (*lead)->apart = std::move(others);
    return tx.leads.save(**lead);
}

// Takes the item out, lets `decide` act on it, and puts it back in line.
template <class Decide>
Result<bool> decided(Transaction& tx, EngineContext& context, const Mapping& mapping, std::int64_t id, Decide decide) {
    const auto taken = tx.parked.take(id);
    if (!taken) return taken.error();
    if (!*taken) return false;
    const auto again = tx.parked.park(**taken);  // replayed below, as any other
    if (!again) return again.error();
    const Result<void> did = decide(**taken);
    if (!did) return did.error();
    const auto replayed = replay_one(tx, context, mapping, *again);
    if (!replayed) return replayed.error();
    return true;  // it may have been settled by what was decided
}

}  // namespace

Result<bool> choose_one(
    Transaction& tx, EngineContext& context, const Mapping& mapping, std::int64_t id, const std::string& typed
) {
    bool tell = false;
    LeadId lead;
    const auto done = decided(tx, context, mapping, id, [&](const Parked& parked) -> Result<void> {
        lead = parked.lead;
        const std::string chosen = spelled_as_there(context, parked.connection, typed);
        const auto linked = is_linked(tx, parked);
        if (!linked) return linked.error();
        const bool unlinked_write = parked.what == Parked::What::write && !*linked;
        if (!unlinked_write && !about_identity(parked)) return kNotAChoice;
        if (parked.what == Parked::What::write) {
            if (const auto there = link_to(tx, context, mapping, parked, chosen); !there) return there;
            return replay_all_of(tx, context, mapping, parked);
        }
        if (!parked.lead.text.empty()) {
            const auto preferred = prefer_among(tx, context, mapping, parked, chosen);
            if (!preferred) return preferred.error();
            tell = *preferred;
        }
        return tell ? Result<void>{} : belongs_to(tx, parked, chosen);
    });
    if (!done || !*done || !tell) return done;
    if (const auto told = sync_lead(tx, context, mapping, lead); !told) return told.error();
    return true;
}

Result<bool> join_parked(
    Transaction& tx, EngineContext& context, const Mapping& mapping, std::int64_t id, const std::optional<LeadId>& with
) {
    return decided(tx, context, mapping, id, [&](const Parked& parked) -> Result<void> {
        auto leads = leads_of(tx, context, mapping, parked);
        if (!leads) return leads.error();
        const auto record = tx.leads.record({parked.connection, parked.kind, {parked.record}});
        if (!record) return record.error();
        if (*record) leads->push_back((*record)->lead);
        if (with) leads->push_back(*with);
        bool joined_any = false;
        for (std::size_t i = 1; i < leads->size(); ++i) {
            const auto one = tx.leads.load(leads->front()), other = tx.leads.load((*leads)[i]);
            if (!one) return one.error();
            if (!other) return other.error();
            if (!*one || !*other || (*one)->id == (*other)->id) continue;
            const Event cause = word_of_a_person(context, parked);
            const auto joined = join_two({tx, context, mapping, cause}, (*one)->id, (*other)->id);
            if (!joined) return joined.error();
            if (const auto forgotten = forget_apart(tx, *joined); !forgotten) return forgotten;
            joined_any = true;
        }
        return joined_any ? replay_unclear(tx, context, mapping) : kWhichLead;
    });
}

Result<bool> keep_apart(
    Transaction& tx, EngineContext& context, const Mapping& mapping, std::int64_t id, const std::string& which
) {
    return decided(tx, context, mapping, id, [&](const Parked& parked) -> Result<void> {
        if (!about_identity(parked)) return kNotAChoice;
        const std::string record =
            which.empty() || parked.what == Parked::What::people
                ? parked.record
                : spelled_as_there(context, parked.connection, which);
        if (record.empty()) return kWhichRecord;
        const RecordKey key{parked.connection, kind_of(mapping, parked), {record}};
        const auto leads = leads_of(tx, context, mapping, parked);
        if (!leads) return leads.error();
        const auto there = tx.leads.record(key);
        if (!there) return there.error();
        for (const LeadId& one : *leads) {
            auto lead = tx.leads.load(one);
            if (!lead) return lead.error();
            if (!*lead) continue;
            (*lead)->apart_records.insert(key);
            if (*there && (*there)->lead != (*lead)->id) (*lead)->apart.insert((*there)->lead);
            if (const auto saved = tx.leads.save(**lead); !saved) return saved;
        }
        return {};
    });
}

}  // namespace crosswalk
