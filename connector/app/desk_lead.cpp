// One lead: what is known, how it came about, and how to send it again.
#include "connector/app/desk.h"
#include "connector/mapping/translate.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kHistoryByDefault = 200, kMostHistory = 10'000;

Fault stranger(const std::string& who) {
    return {
        "lead.unknown",
        "Nobody is known here as " + printable(who) + ".",
        "Check the spelling; a lead is found by its id, its email address and what else `match_by` names."};
}

// By id, and by every field that the mapping recognises people by.
Result<std::vector<LeadId>> candidates(Transaction& tx, const Mapping& mapping, const std::string& who) {
    const auto by_id = tx.leads.load({who});
    if (!by_id) return by_id.error();
    if (*by_id) return std::vector{(*by_id)->id};
    std::vector<LeadId> found;
    std::set<std::string, std::less<>> fields;
    for (const ConnectionPlan& plan : mapping.connections)
        fields.insert(plan.match_by.begin(), plan.match_by.end());
    for (const std::string& name : fields) {
        const FieldPlan* field = mapping.field(name);
        const auto form = field == nullptr ? std::nullopt : match_form(*field, who);
        if (!form) continue;
        const auto leads = tx.leads.matching(name, *form);
        if (!leads) return leads.error();
        for (const LeadId& lead : *leads)
            if (std::ranges::count(found, lead) == 0) found.push_back(lead);
    }
    return found;
}

Result<Lead> find_lead(Transaction& tx, const Mapping& mapping, const std::string& who) {
    const auto found = candidates(tx, mapping, who);
    if (!found) return found.error();
    if (found->empty()) return stranger(who);
    if (found->size() > 1) {
        std::string ids;
        for (const LeadId& id : *found) ids += " " + id.text;
        return Fault{
            "lead.several",
            std::to_string(found->size()) + " leads are known as " + printable(who) + ":" + ids + ".",
            "Name one of them by its id."};
    }
    auto lead = tx.leads.load(found->front());
    if (!lead) return lead.error();
    if (!*lead) return stranger(who);
    return std::move(**lead);
}

// A first sighting without a time of its own counts as oldest; that is no date to show.
std::optional<Millis> dated(Millis at) {
    return at == Millis{} ? std::optional<Millis>() : std::optional(at);
}

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

boost::json::object json_of(const RecordState& record) {
    boost::json::object fields;
    for (const auto& [name, memory] : record.fields) {
        boost::json::object field;
        if (memory.known) field["known"] = *memory.known;
        if (memory.pending) field["pending"] = *memory.pending;
        if (memory.heard) field["heard_at"] = crosswalk::json_of(std::optional(memory.heard->at));
        fields[name] = std::move(field);
    }
    return {
        {"connection", record.key.connection},
        {"kind", record.key.kind.text},
        {"id", record.key.id.text},
        {"stamped", record.stamped},
        {"deleted", record.deleted},
        {"fields", std::move(fields)}};
}

boost::json::object json_of(const HistoryRow& row) {
    return {
        {"at", crosswalk::json_of(std::optional(row.at))},
        {"field", row.field},
        {"before", crosswalk::json_of(row.before)},
        {"after", crosswalk::json_of(row.after)},
        {"connection", row.connection},
        {"rule", row.rule},
        {"event", row.event},
        {"note", row.note}};
}

std::string since(Millis at) { return dated(at) ? short_time(at) : "undated"; }

std::string shown(const Value& value) { return value ? *value : "(blank)"; }

CommandAnswer show(const Lead& lead, const std::vector<RecordState>& records) {
    CommandAnswer out;
    boost::json::object values, keys;
    boost::json::array known_at;
    std::vector<std::vector<std::string>> rows{{"FIELD", "VALUE", "WHOSE WORD", "SINCE", "RULE"}};
    for (const auto& [name, held] : lead.values) {
        values[name] = json_of(held);
        rows.push_back({name, shown(held.value), held.why.connection, since(held.why.at), held.why.rule});
    }
    for (const auto& [name, key] : lead.keys) keys[name] = key;
    out.text = "lead " + lead.id.text + ", since " + short_time(lead.created_at) + ", first seen in " +
               printable(lead.created_in) + "\n\n" + table(rows) + "\n";
    for (const RecordState& record : records) {
        known_at.push_back(json_of(record));
        out.text += "is " + printable(record.key.kind.text + " " + record.key.id.text) + " in " +
                    printable(record.key.connection) + (record.deleted ? " (deleted there)" : "") + "\n";
    }
    out.data = {
        {"id", lead.id.text},
        {"created_at", crosswalk::json_of(std::optional(lead.created_at))},
        {"created_in", lead.created_in},
        {"keys", std::move(keys)},
        {"values", std::move(values)},
        {"records", std::move(known_at)}};
    return out;
}

}  // namespace

CommandAnswer command_lead_show(Desk& desk, const CommandRequest& request) {
    CommandAnswer out;
    const auto mapping = desk.engine.mapping();
    const auto read = desk.store.read([&](Transaction& tx) -> Result<void> {
        const auto lead = find_lead(tx, *mapping, request.text("who"));
        if (!lead) return lead.error();
        const auto records = tx.leads.records_of(lead->id);
        if (!records) return records.error();
        out = show(*lead, *records);
        return {};
    });
    return read ? std::move(out) : answer_of(read.error());
}

CommandAnswer command_lead_history(Desk& desk, const CommandRequest& request) {
    CommandAnswer out;
    const auto mapping = desk.engine.mapping();
    const auto most = std::clamp<std::int64_t>(
        request.number("limit").value_or(kHistoryByDefault), 1, static_cast<std::int64_t>(kMostHistory)
    );
    const auto read = desk.store.read([&](Transaction& tx) -> Result<void> {
        const auto lead = find_lead(tx, *mapping, request.text("who"));
        if (!lead) return lead.error();
        const auto rows = tx.history.of(lead->id, request.text("field"), static_cast<std::size_t>(most));
        if (!rows) return rows.error();
        boost::json::array list;
        std::vector<std::vector<std::string>> lines{{"WHEN", "FIELD", "BEFORE", "AFTER", "FROM", "WHY"}};
        for (const HistoryRow& row : *rows) {
            list.push_back(json_of(row));
            lines.push_back(
                {short_time(row.at),
                 row.field,
                 shown(row.before),
                 shown(row.after),
                 row.connection,
                 row.note.empty() ? row.rule : row.note}
            );
        }
        out.text = table(lines);
        out.data = {{"id", lead->id.text}, {"history", std::move(list)}};
        return {};
    });
    return read ? std::move(out) : answer_of(read.error());
}

CommandAnswer command_lead_sync(Desk& desk, const CommandRequest& request) {
    LeadId id;
    const auto mapping = desk.engine.mapping();
    const auto read = desk.store.read([&](Transaction& tx) -> Result<void> {
        const auto lead = find_lead(tx, *mapping, request.text("who"));
        if (!lead) return lead.error();
        id = lead->id;
        return {};
    });
    if (!read) return answer_of(read.error());
    const auto done = desk.engine.sync(id);
    if (!done) return answer_of(done.error());
    desk.engine.wake();
    return {
        .text = "Whatever a tool does not show yet of lead " + id.text + " is on its way there.\n",
        .data = {{"id", id.text}, {"queued", true}}};
}

}  // namespace crosswalk
