// What would become of one delivery, told in sentences, without a store.
#include "connector/run/engine/engine.h"

#include "connector/sync/compose.h"

namespace crosswalk {
namespace {

std::string show(const boost::json::value& value) {
    return value.is_string() ? "\"" + std::string(value.get_string()) + "\"" : boost::json::serialize(value);
}

std::string show(const Value& value) { return value ? "\"" + *value + "\"" : "blank"; }

std::string sentence(const Change& change) {
    std::string out = change.kind.text + " " + change.id.text;
    if (change.deleted) return out + " was deleted.";
    if (change.fields.empty()) return out + " changed; what changed must be read.";
    out += ":";
    for (const auto& [field, value] : change.fields) out += " " + field + " = " + show(value) + ",";
    out.back() = '.';
    if (change.completeness == Completeness::read_the_rest) out += " The rest must be read.";
    return out;
}

std::string sentence(const InboundEvent& news) {
    if (const auto* change = std::get_if<Change>(&news)) return sentence(*change);
    if (const auto* merge = std::get_if<Merge>(&news))
        return merge->kind.text + " " + merge->winner.text + " took in other records.";
    if (const auto* engagement = std::get_if<Engagement>(&news))
        return engagement->kind.text + " " + engagement->id.text + ": " + engagement->what + ".";
    if (const auto* handshake = std::get_if<Handshake>(&news))
        return "A test of the address: " + handshake->what + ".";
    if (const auto* bad = std::get_if<Unreadable>(&news)) return "Unreadable: " + bad->why.what;
    if (const auto* receipt = std::get_if<NoticeReceipt>(&news))
        return "What became of the notice " + receipt->message + ".";
    const auto& click = std::get<Decision>(news);
    return "A click: " + click.verb + (click.reason.empty() ? "" : ", " + click.reason) + ".";
}

// The person as this one delivery alone would make it known.
struct Sketch {
    Lead lead{.id = {"(this lead)"}};
    std::vector<RecordState> records{};
};

void on_stage_reported(
    const ConnectionSetup& setup,
    const Mapping& mapping,
    const Change& change,
    Millis received,
    Explanation& out
) {
    Sketch person;
    person.records.push_back({.key = {setup.connection.name, change.kind, change.id}, .lead = person.lead.id}
    );
    const IngestResult heard = ingest(
        mapping, person.lead, person.records.front(), change, {.received = received, .first_sight = true}
    );
    for (const Obstacle& o : heard.held_up)
        out.changes.push_back(o.field + " waits for you: " + o.why + " " + o.remedy);
    const Cause cause{0, setup.connection.name, received, mapping.version};
    for (const HistoryRow& row : recompute(mapping, person.lead, person.records, heard, {cause}).rows)
        out.changes.push_back(row.field + " becomes " + show(row.after) + " (" + row.rule + ").");
    for (const WriteIntent& intent : plan_writes(mapping, {person.lead, person.records}, {}, cause, {})) {
        const ConnectionPlan& plan = *mapping.connection(intent.connection);
        const Composed create = compose_create(mapping, person.lead, plan.name, plan.create_kind().text);
        std::string fields;
        for (const auto& [field, value] : create.record.fields)
            fields += " " + field + " = " + show(value) + ",";
        if (fields.empty()) continue;
        fields.back() = '.';
        const bool creates = may_create(mapping, plan, person.lead);
        out.writes.push_back(
            plan.name + ": looked up first; where it is found, what differs of" + fields +
            (creates ? " Created where it is not." : " Not created where it is not.")
        );
    }
}

}  // namespace

Explanation explain_delivery(const ConnectionSetup& setup, const Mapping& mapping, const Delivery& delivery) {
    Explanation out;
    const auto news = setup.adapter->decode(delivery, setup.connection);
    if (!news) {
        out.fault = news.error();
        return out;
    }
    for (const InboundEvent& one : *news) {
        out.news.push_back(sentence(one));
        if (const auto* change = std::get_if<Change>(&one); change != nullptr && !change->deleted)
            on_stage_reported(setup, mapping, *change, delivery.received_at, out);
    }
    return out;
}

}  // namespace crosswalk
