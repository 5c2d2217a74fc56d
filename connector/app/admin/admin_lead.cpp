// One lead: what is known, how to send it again, and how to forget it.
#include "connector/app/admin/admin_service.h"
#include "connector/app/admin/admin_people.h"

namespace crosswalk {
namespace {

boost::json::object json_of(const Held& held) {
    return {
        {"value", crosswalk::json_of(held.value)},
        {"why",
         {{"connection", held.why.connection},
          {"at", crosswalk::json_of(dated(held.why.at))},
          {"rule", held.why.rule},
          {"event", held.why.event},
          {"mapping_version", held.why.mapping_version}}}};
}

// The field of the mapping that a tool's field stands for; empty: none.
std::string canonical_of(const Mapping& mapping, const RecordKey& at, std::string_view vendor_field) {
    for (const FieldPlan& field : mapping.fields)
        for (const Binding& one : field.bindings)
            if (one.connection == at.connection && one.kind == at.kind && one.vendor_field == vendor_field)
                return field.name;
    return {};
}

boost::json::object json_of(const Mapping& mapping, const RecordState& record) {
    boost::json::object fields;
    for (const auto& [name, memory] : record.fields) {
        boost::json::object field;
        if (memory.known) field["known"] = *memory.known;
        if (memory.pending) field["pending"] = *memory.pending;
        if (memory.heard) field["heard_at"] = crosswalk::json_of(std::optional(memory.heard->at));
        if (const auto is = canonical_of(mapping, record.key, name); !is.empty()) field["canonical"] = is;
        fields[name] = std::move(field);
    }
    return {
        {"connection", record.key.connection},
        {"kind", record.key.kind.text},
        {"id", record.key.id.text},
        {"stamped", record.stamped},
        {"deleted", record.deleted},
        {"lives_on", record.merged_into ? boost::json::value(record.merged_into->id.text) : nullptr},
        {"passed_over", record.match_status == MatchStatus::rejected},
        {"fields", std::move(fields)}};
}

boost::json::object json_of(const ConsentState& latch) {
    return {
        {"state", latch.closed ? kClosed : kOpen},
        {"at", crosswalk::json_of(dated(latch.at))},
        {"connection", latch.connection},
        {"how", latch.proof},
        {"event", latch.event}};
}

boost::json::object json_of(const StageProgress& way) {
    boost::json::object first;
    for (const auto& [stage, at] : way.first) first[stage] = crosswalk::json_of(dated(at));
    return {
        {"steps", way.steps}, {"since", crosswalk::json_of(dated(way.since))}, {"first", std::move(first)}};
}

std::string since(Millis at) { return dated(at) ? short_time(at) : "undated"; }

std::string standing(const RecordState& record) {
    if (record.merged_into) return " (lives on as " + printable(record.merged_into->id.text) + ")";
    if (record.deleted) return " (deleted there)";
    if (record.match_status == MatchStatus::rejected) return " (another one was chosen)";
    return {};
}

CommandAnswer show(const Mapping& mapping, const Lead& lead, const std::vector<RecordState>& records) {
    CommandAnswer out;
    boost::json::object values, keys, consent, contested;
    for (const auto& [connection, rivals] : lead.contested)
        contested[connection] = boost::json::array(rivals.begin(), rivals.end());
    boost::json::array known_at;
    std::vector<std::vector<std::string>> rows{{"FIELD", "VALUE", "WHOSE WORD", "SINCE", "RULE"}};
    for (const auto& [name, held] : lead.values) {
        values[name] = json_of(held);
        rows.push_back({name, or_blank(held.value), held.why.connection, since(held.why.at), held.why.rule});
    }
    for (const auto& [name, key] : lead.keys) keys[name] = key;
    for (const auto& [name, latch] : lead.consents) consent[name] = json_of(latch);
    out.text = "lead " + lead.id.text + ", since " + short_time(lead.created_at) + ", first seen in " +
               printable(lead.created_in) + "\n\n" + table(rows) + "\n";
    for (const RecordState& record : records) {
        known_at.push_back(json_of(mapping, record));
        out.text += "is " + printable(record.key.kind.text + " " + record.key.id.text) + " in " +
                    printable(record.key.connection) + standing(record) + "\n";
    }
    out.data = {
        {"id", lead.id.text},
        {"created_at", crosswalk::json_of(std::optional(lead.created_at))},
        {"created_in", lead.created_in},
        {"keys", std::move(keys)},
        {"values", std::move(values)},
        {"consent", std::move(consent)},
        {"way", json_of(lead.progress)},
        {"acquired",
         {{"side", lead.acquired.side},
          {"source", lead.acquired.source},
          {"first_campaign", lead.acquired.first_campaign},
          {"last_campaign", lead.acquired.last_campaign}}},
        {"contested", std::move(contested)},
        {"records", std::move(known_at)}};
    return out;
}

}  // namespace

CommandAnswer command_lead_show(AdminService& admin, const CommandRequest& request) {
    CommandAnswer out;
    const auto mapping = admin.engine.mapping();
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        const auto lead = find_lead(tx, *mapping, request.text("who"));
        if (!lead) return lead.error();
        const auto records = tx.leads.records_of(lead->id);
        if (!records) return records.error();
        out = show(*mapping, *lead, *records);
        return {};
    });
    return read ? std::move(out) : answer_of(read.error());
}

CommandAnswer command_lead_sync(AdminService& admin, const CommandRequest& request) {
    LeadId id;
    const auto mapping = admin.engine.mapping();
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        const auto lead = find_lead(tx, *mapping, request.text("who"));
        if (!lead) return lead.error();
        id = lead->id;
        return {};
    });
    if (!read) return answer_of(read.error());
    const auto done = admin.engine.sync(id);
    if (!done) return answer_of(done.error());
    admin.engine.wake();
    return {
        .text = "Whatever a tool does not show yet of lead " + id.text + " is on its way there.\n",
        .data = {{"id", id.text}, {"queued", true}}};
}

CommandAnswer command_lead_erase(AdminService& admin, const CommandRequest& request) {
    LeadId id;
    const auto mapping = admin.engine.mapping();
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        const auto lead = find_lead(tx, *mapping, request.text("who"));
        if (!lead) return lead.error();
        id = lead->id;
        return {};
    });
    if (!read) return answer_of(read.error());
    if (const auto erased = admin.engine.erase(id); !erased) return answer_of(erased.error());
    CommandAnswer out{
        .text = "Lead " + id.text +
                " is erased here. What opted out stays opted out. Nothing was deleted in any tool.\n",
        .data = {{"id", id.text}, {"erased", true}}};
    if (const auto complete = admin.store.erasures_complete(); !complete)
        out.complaint = told(complete.error()) + "\n";
    return out;
}

}  // namespace crosswalk
