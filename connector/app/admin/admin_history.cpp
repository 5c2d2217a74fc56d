// Why a value is what it is: what was heard, which rule decided, what it beat, what was written where.
#include "connector/app/admin/admin_service.h"
#include "connector/app/admin/admin_people.h"
#include "connector/app/admin/paging.h"
#include "connector/sync/ingest.h"

#include <algorithm>
#include <limits>

namespace crosswalk {
namespace {

constexpr std::size_t kHistoryByDefault = 200, kMostHistory = 10'000, kRowsLookedAt = 500;

// True when the row is about this canonical field, under its name or the one it had before.
bool is_about(const FieldPlan& field, const HistoryRow& row) {
    if (row.what == HistoryRow::What::value)
        return row.field == field.name || (!field.was.empty() && row.field == field.was);
    if (row.what == HistoryRow::What::engagement) return false;
    const Binding* binding = field.binding(row.connection, row.kind.text);
    if (binding == nullptr) return false;
    if (binding->vendor_field == row.field) return true;
    return std::ranges::any_of(binding->along, [&](const auto& stage) {
        return std::ranges::any_of(stage.second, [&](const auto& one) { return one.first == row.field; });
    });
}

boost::json::object engagement_of(const HistoryRow& row) {
    return {
        {"what", "engagement"},
        {"at", crosswalk::json_of(std::optional(row.at))},
        {"did", row.field},
        {"link", row.link},
        {"campaign", row.campaign},
        {"connection", row.connection},
        {"kind", row.kind.text},
        {"record", row.record.text},
        {"event", row.event}};
}

boost::json::object json_of(const HistoryRow& row) {
    if (row.what == HistoryRow::What::engagement) return engagement_of(row);
    const bool write = row.what == HistoryRow::What::write;
    boost::json::object out{
        {"what", write ? "write" : "value"},
        {"at", crosswalk::json_of(std::optional(row.at))},
        {"field", row.field},
        {"before", crosswalk::json_of(row.before)},
        {"after", crosswalk::json_of(row.after)},
        {"connection", row.connection},
        {"event", row.event},
        {"mapping_version", row.mapping_version}};
    if (write) {
        out["kind"] = row.kind.text;
        out["record"] = row.record.text;
        out["answer"] = row.note;
    } else {
        out["rule"] = row.rule;
        out["beat"] = row.note;
    }
    return out;
}

boost::json::object json_of(const Step& step) {
    return {
        {"what", "step"},
        {"number", step.number},
        {"from", step.from},
        {"to", step.to},
        {"at", crosswalk::json_of(dated(step.at))},
        {"cause", to_string(step.cause)},
        {"connection", step.connection},
        {"who", step.who},
        {"reason", step.reason},
        {"filled_in", step.filled_in},
        {"event", step.event},
        {"mapping_version", step.mapping_version}};
}

// Who took the step that this row is about; empty where nobody says.
std::string_view who_stepped(const HistoryRow& row, std::span<const Step> steps) {
    if (row.what != HistoryRow::What::value || row.field != kStageField) return {};
    const auto step = std::ranges::find_if(steps, [&](const Step& one) {
        return one.event == row.event && one.to == row.after && one.at == row.at;
    });
    return step == steps.end() ? std::string_view() : std::string_view(step->who);
}

std::vector<std::string> line_of(const HistoryRow& row, std::span<const Step> steps) {
    if (row.what == HistoryRow::What::write)
        return {
            short_time(row.at),
            row.field,
            or_blank(row.before),
            or_blank(row.after),
            row.connection,
            "written to " + row.kind.text + " " + row.record.text + ": " + row.note};
    if (row.what == HistoryRow::What::engagement)
        return {
            short_time(row.at),
            row.field,
            "",
            row.link + (row.campaign.empty() ? "" : " (" + row.campaign + ")"),
            row.connection,
            "done by " + row.kind.text + " " + row.record.text + ", delivery " + std::to_string(row.event)};
    std::string why = row.rule + ", mapping " + std::to_string(row.mapping_version);
    if (row.event != 0) why += ", delivery " + std::to_string(row.event);
    if (const auto who = who_stepped(row, steps); !who.empty()) why += ", by " + std::string(who);
    if (!row.note.empty()) why += "; beat " + row.note;
    return {short_time(row.at), row.field, or_blank(row.before), or_blank(row.after), row.connection, why};
}

// What every tool last said about a field, and whose word counts now.
boost::json::array words_now(const FieldPlan& field, const Lead& lead, std::span<const RecordState> records) {
    boost::json::array out;
    const auto held = lead.values.find(field.name);
    for (const Candidate& word : latest_candidates(field, records))
        out.push_back(
            {{"connection", word.connection},
             {"value", crosswalk::json_of(word.value)},
             {"at", crosswalk::json_of(dated(word.at))},
             {"event", word.event},
             {"counts", held != lead.values.end() && held->second.why.connection == word.connection}}
        );
    return out;
}

std::string told_now(const FieldPlan& field, const Lead& lead, std::span<const RecordState> records) {
    const auto held = lead.values.find(field.name);
    std::string out = field.name + " is " + or_blank(lead.value(field.name));
    if (held != lead.values.end())
        out += ", by the rule '" + held->second.why.rule + "'" +
               (held->second.why.connection.empty() ? "" : " and the word of " + held->second.why.connection);
    out += ".\n";
    for (const Candidate& word : latest_candidates(field, records))
        out += "  " + printable(word.connection) + " said " + printable(or_blank(word.value)) + " (" +
               (dated(word.at) ? short_time(word.at) : "undated") + ", delivery " +
               std::to_string(word.event) + ")\n";
    return out + "\n";
}

struct Wanted {
    std::string field{};  // empty: all
    std::int64_t before = 0;
    std::size_t limit = 0;
};

using Places = std::vector<std::pair<std::int64_t, HistoryRow>>;

// One row more than is wanted, where there is one.
Result<Places> rows_wanted(Transaction& tx, const LeadId& lead, const FieldPlan* field, const Wanted& wanted) {
    Places out;
    for (std::int64_t before = wanted.before;;) {
        auto rows = tx.history.older(lead, before, field == nullptr ? wanted.limit + 1 : kRowsLookedAt);
        if (!rows) return rows.error();
        for (auto& [n, row] : *rows) {
            before = n;
            if (field == nullptr || is_about(*field, row)) out.emplace_back(n, std::move(row));
            if (out.size() > wanted.limit) return out;
        }
        if (field == nullptr || rows->size() < kRowsLookedAt) return out;
    }
}

// The history of one lead, of one field or of all.
Result<CommandAnswer> tell(Transaction& tx, const Mapping& mapping, const Lead& lead, const Wanted& wanted) {
    const FieldPlan* field = wanted.field.empty() ? nullptr : mapping.field(wanted.field);
    if (!wanted.field.empty() && field == nullptr)
        return Fault{
            "field.unknown",
            "There is no field '" + printable(wanted.field) + "' in the mapping.",
            "`crosswalk mapping show` lists them."};
    auto rows = rows_wanted(tx, lead.id, field, wanted);
    if (!rows) return rows.error();
    const bool more = cut_to_page(*rows, wanted.limit);
    const auto records = tx.leads.records_of(lead.id);
    if (!records) return records.error();
    const auto steps = tx.history.steps(lead.id, 0, true);
    if (!steps) return steps.error();
    CommandAnswer out;
    boost::json::array list;
    std::vector<std::vector<std::string>> lines{{"WHEN", "FIELD", "BEFORE", "AFTER", "WHERE", "WHY"}};
    for (const auto& [n, row] : *rows) {
        list.push_back(json_of(row));
        lines.push_back(line_of(row, *steps));
    }
    boost::json::object data{
        {"id", lead.id.text},
        {"history", std::move(list)},
        {"next", next_place(more, rows->empty() ? 0 : rows->back().first)}};
    if (field != nullptr) {
        out.text = told_now(*field, lead, *records);
        data["field"] = field->name;
        data["value"] = crosswalk::json_of(lead.value(field->name));
        data["words"] = words_now(*field, lead, *records);
    }
    if (field == nullptr || field->name == kStageField) {
        boost::json::array walked;
        for (const Step& step : *steps) walked.push_back(json_of(step));
        data["steps"] = std::move(walked);
    }
    out.text += table(lines);
    out.data = std::move(data);
    return out;
}

}  // namespace

CommandAnswer command_lead_history(AdminService& admin, const CommandRequest& request) {
    CommandAnswer out;
    const auto mapping = admin.engine.mapping();
    const auto most = std::clamp<std::int64_t>(
        request.number("limit").value_or(kHistoryByDefault), 1, static_cast<std::int64_t>(kMostHistory)
    );
    const auto before = place_in(request, std::numeric_limits<std::int64_t>::max());
    if (!before) return answer_of(before.error(), kUsage);
    const auto read = admin.store.read([&](Transaction& tx) -> Result<void> {
        const auto lead = find_lead(tx, *mapping, request.text("who"));
        if (!lead) return lead.error();
        const auto shown = static_cast<std::size_t>(most);
        auto told = request.flag("score") ? score_of_lead(tx, *mapping, *lead, {admin.clock.now(), shown})
                                          : tell(tx, *mapping, *lead, {request.text("field"), *before, shown});
        if (!told) return told.error();
        out = std::move(*told);
        return {};
    });
    return read ? std::move(out) : answer_of(read.error());
}

}  // namespace crosswalk
