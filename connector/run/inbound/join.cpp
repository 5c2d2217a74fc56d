#include "connector/run/inbound/join.h"

#include "connector/run/engine/workers.h"
#include "connector/run/inbound/identity.h"
#include "connector/run/inbound/merge.h"
#include "connector/run/inbound/parking.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr int kMostJoins = 16;  // at one piece of news

bool lives(const RecordState& record) { return !record.deleted && !consent_only(record.match_status); }

// Leads are named by the id that they had when they were kept apart; joined ones answer as the one they became.
Result<bool> names(Transaction& tx, const std::set<LeadId>& apart, const LeadId& other) {
    for (const LeadId& id : apart) {
        const auto lead = tx.leads.load(id);
        if (!lead) return lead.error();
        if (*lead && (*lead)->id == other) return true;
    }
    return false;
}

Result<bool> kept_apart(Transaction& tx, const LeadAggregate& one, const LeadAggregate& other) {
    const auto named = names(tx, one.lead.apart, other.lead.id);
    if (!named || *named) return named;
    return std::ranges::any_of(other.records, [&](const RecordState& record) {
        return one.lead.apart_records.contains(record.key);
    });
}

// Records of one kind in one connection that live side by side.
std::optional<std::pair<RecordKey, RecordKey>> side_by_side(const LeadAggregate& one, const LeadAggregate& other) {
    for (const RecordState& a : one.records)
        for (const RecordState& b : other.records)
            if (lives(a) && lives(b) && a.key.connection == b.key.connection && a.key.kind == b.key.kind &&
                a.key != b.key)
                return std::pair{a.key, b.key};
    return std::nullopt;
}

std::string each_has_its_own(const std::pair<RecordKey, RecordKey>& two) {
    return "each has a " + two.first.kind.text + " of its own in " + two.first.connection + " (" +
           two.first.id.text + " and " + two.second.id.text + ").";
}

// A stronger key than `shared` on which the two leads differ; empty where there is none.
std::string contradiction(
    const ConnectionPlan& plan, std::string_view shared, const Lead& one, const Lead& other
) {
    for (const std::string& field : plan.match_by) {
        if (field == shared) break;
        const auto a = keys_in(one, field), b = keys_in(other, field);
        if (!a.empty() && !b.empty() && !share_one(a, b))
            return "each has its own " + field + " (" + a.front() + " and " + b.front() + ").";
    }
    return {};
}

Result<Kinship> judge(Transaction& tx, const LeadAggregate& one, const LeadAggregate& other, std::string against) {
    for (const auto& [a, b] : {std::pair{&one, &other}, std::pair{&other, &one}}) {
        const auto apart = kept_apart(tx, *a, *b);
        if (!apart) return apart.error();
        if (*apart) return Kinship{.apart = true};
    }
    if (against.empty())
        if (const auto two = side_by_side(one, other)) against = each_has_its_own(*two);
    return Kinship{.against = std::move(against)};
}

// By which key the leads are one, as any connection that matches by it sees it; empty: by none.
bool share_a_key(const Mapping& mapping, const Lead& one, const Lead& other) {
    return std::ranges::any_of(mapping.connections, [&](const ConnectionPlan& plan) {
        return std::ranges::any_of(plan.match_by, [&](const std::string& field) {
            return share_one(keys_in(one, field), keys_in(other, field)) &&
                   contradiction(plan, field, one, other).empty();
        });
    });
}

bool is_older(const Lead& one, const Lead& other) {
    return std::pair{one.created_at, one.id} <= std::pair{other.created_at, other.id};
}

// Whether both leads are one person is for a person to say; the question is named by the older one's record.
Result<void> ask_whether_one(Transaction& tx, const Event& event, const LeadAggregate& one, const LeadAggregate& other) {
    const bool first = is_older(one.lead, other.lead);
    const LeadAggregate &older = first ? one : other, &younger = first ? other : one;
    const auto two = side_by_side(older, younger);
    if (!two) return {};
    const auto parked = park_once(
        tx,
        {.what = Parked::What::people,
         .connection = two->first.connection,
         .event = event.seq,
         .lead = younger.lead.id,
         .kind = two->first.kind,
         .record = two->first.id.text,
         .code = std::string(kTaken),
         .says = "This person and the lead " + older.lead.id.text + " are found under the same key, and " +
                 each_has_its_own(*two),
         .advice = std::string(kJoinOrKeepApart),
         .since = event.delivery.received_at}
    );
    if (!parked) return parked.error();
    return {};
}

// Another lead that shares a key with this one, and that it may be joined with. About those that something speaks
// against a person is asked.
Result<std::optional<LeadId>> namesake(
    Transaction& tx, const Mapping& mapping, const Event& event, const LeadAggregate& person
) {
    for (const FieldPlan& field : mapping.fields)
        for (const std::string& key : keys_in(person.lead, field.name)) {
            const auto leads = tx.leads.matching(field.name, key);
            if (!leads) return leads.error();
            for (const LeadId& id : *leads) {
                if (id == person.lead.id) continue;
                const auto other = load_aggregate(tx, id);
                if (!other) return other.error();
                if (!*other || !share_a_key(mapping, person.lead, (*other)->lead)) continue;
                const auto judged = judge(tx, person, **other, {});
                if (!judged) return judged.error();
                if (judged->apart) continue;
                if (judged->against.empty()) return std::optional{id};
                if (const auto asked = ask_whether_one(tx, event, person, **other); !asked) return asked.error();
            }
        }
    return std::optional<LeadId>{};
}

}  // namespace

Result<Kinship> kinship(
    Transaction& tx,
    const Mapping& mapping,
    const ConnectionPlan& plan,
    const TwoLeads& leads,
    const Change& record
) {
    const auto shared = std::ranges::find_if(plan.match_by, [&](const std::string& field) {
        return share_one(keys_in(mapping, field, plan.name, record), keys_in(leads.one, field));
    });
    const auto one = load_aggregate(tx, leads.one.id), two = load_aggregate(tx, leads.other.id);
    if (!one) return one.error();
    if (!two) return two.error();
    if (!*one || !*two) return Kinship{.against = "one of them is gone."};
    const std::string_view by = shared == plan.match_by.end() ? std::string_view{} : *shared;
    return judge(tx, **one, **two, contradiction(plan, by, leads.one, leads.other));
}

Result<LeadId> join_two(const ApplyContext& unit, const LeadId& one, const LeadId& other) {
    const auto a = unit.tx.leads.load(one), b = unit.tx.leads.load(other);
    if (!a) return a.error();
    if (!b) return b.error();
    if (!*a || !*b) return one;
    const bool first = is_older(**a, **b);
    const LeadId winner = first ? (*a)->id : (*b)->id, loser = first ? (*b)->id : (*a)->id;
    if (const auto joined = join_leads(unit, winner, loser); !joined) return joined.error();
    return winner;
}

Result<void> join_namesakes(const ApplyContext& unit, const LeadId& id) {
    if (const auto asked = ask_again(unit.tx, unit.engine, unit.mapping, {}, id); !asked) return asked;
    LeadId now = id;
    for (int joins = 0; joins < kMostJoins; ++joins) {
        const auto person = load_aggregate(unit.tx, now);
        if (!person) return person.error();
        if (!*person) return {};
        const auto other = namesake(unit.tx, unit.mapping, unit.event, **person);
        if (!other) return other.error();
        if (!*other) return {};
        const auto joined = join_two(unit, (*person)->lead.id, **other);
        if (!joined) return joined.error();
        now = *joined;
    }
    return {};
}

Result<void> ask_again(
    Transaction& tx, EngineContext& context, const Mapping& mapping, const RecordKey& key, const LeadId& lead
) {
    const auto items = tx.parked.waiting_of(key, lead);
    if (!items) return items.error();
    for (const Parked& item : *items)
        if (item.what == Parked::What::people)
            if (const auto again = replay_one(tx, context, mapping, item.id); !again) return again.error();
    return {};
}

}  // namespace crosswalk
