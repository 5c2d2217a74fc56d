#include "connector/mapping/tools/tool_calls.h"

#include "connector/contract/json_read.h"
#include "connector/contract/shape.h"
#include "connector/contract/text.h"
#include "connector/mapping/tools/tool_rows.h"

#include <algorithm>

namespace crosswalk::tools {
namespace {

namespace json = boost::json;

// What a declared tool cannot be told, whatever it answers.
constexpr ErrorRule kOwnWords[] = {
    {"opt_in_not_sent",
     Verdict::refused,
     "Crosswalk tells a declared tool who has left, and never that somebody is back. Write 'close only' for this "
     "connection below consent, activate, then drop this."},
    {"unknown_field",
     Verdict::refused,
     "The tool's declaration does not say where '{field}' is written. Add it, or take it out of the mapping; then "
     "replay."}};

// The path of a plan with its one placeholder filled.
std::string filled(const std::string& path, std::string_view value) {
    const auto from = path.find('{'), to = path.find('}');
    if (from == std::string::npos || to == std::string::npos) return path;
    return path.substr(0, from) + percent_encode(value) + path.substr(to + 1);
}

Call call_about(const CallPlan& plan, std::string_view value, std::size_t row) {
    Call out{.request = get_json(filled(plan.path, value)), .rows = {row}};
    out.request.host = plan.host;
    return out;
}

json::value written_value(const Field& field, const json::value& value) {
    if (field.shape != FieldShape::choices || !value.is_string()) return value;
    json::array all;
    std::string_view rest = value.get_string();
    while (!rest.empty()) {
        const auto one = rest.substr(0, rest.find(';'));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        all.emplace_back(one);
    }
    return all;
}

// True and false are words of the tool's that JSON has, too.
json::value word_of(const std::string& word) {
    return word == "true" || word == "false" ? json::value(word == "true") : json::value(word);
}

// What is sent of a record; or the first thing that cannot be.
std::optional<Outcome> add_fields(const Tool& tool, const Record& record, json::object& body) {
    for (const auto& [name, value] : record.fields) {
        if (name == kOptOut && tool.person.opt_out && !tool.person.opt_out->write_at.empty()) {
            if (value != json::value(true))
                return classify(kOwnWords, "opt_in_not_sent", "A declared tool is never told so.", name);
            put_at(body, tool.person.opt_out->write_at, word_of(tool.person.opt_out->closed.front()));
            continue;
        }
        const Field* field = tool.person.field(name);
        if (field == nullptr || field->write_at.empty())
            return classify(kOwnWords, "unknown_field", "This field is not written.", name);
        put_at(body, field->write_at, written_value(*field, value));
    }
    return std::nullopt;
}

PageShape shape_of(const Tool& tool) {
    PageShape out{.row = row_shape()};
    out.gone = {.at = tool.gone_at, .says = tool.gone_says};
    return out;
}

FieldInfo info_of(const Field& field) {
    return {
        .name = field.name,
        .label = field.name,
        .vendor_key = field.name,
        .writable = !field.write_at.empty(),
        .required = field.needed,
        .unique = field.needed,
        .shape = field.shape};
}

bool has(const json::value& row, std::string_view field, std::string_view value) {
    const auto* fields = value_at(row, "/fields");
    const auto* told = fields != nullptr ? fields->as_object().if_contains(field) : nullptr;
    return told != nullptr && same_but_for_case(scalar_at(*told, ""), value);
}

PollRule rule_of(const ChangesPlan& plan) {
    return {.order = plan.by_token ? PollOrder::by_token : PollOrder::by_offset, .page_rows = plan.page_rows};
}

// A tool that knows no such parameter answers with everybody.
void keep_those_with(std::string_view field, std::string_view value, Answer& answer) {
    auto* rows = answer.ok() ? answer.body.get_object().if_contains("rows") : nullptr;
    if (rows == nullptr) return;
    json::array kept;
    if (rows->is_object() && has(*rows, field, value)) return;
    if (rows->is_array())
        for (const json::value& row : rows->get_array())
            if (has(row, field, value)) kept.push_back(row);
    *rows = std::move(kept);
}

}  // namespace

Result<Calls> build(const Tool& tool, const SchemaQuery&, ObjectSchema&) {
    return Calls{{.request = get_json(std::string(tool.manifest.probe_path))}};
}

Result<Calls> build(const Tool& tool, const WriteBatch& batch, WriteReport& report) {
    const CallPlan& plan = batch.operation == WriteKind::create ? *tool.create : *tool.update;
    Calls out;
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
        const Record& record = batch.records[i];
        json::object body;
        for (const auto& [place, value] : plan.constants) put_at(body, place, value);
        if (auto no = add_fields(tool, record, body)) {
            report[i] = std::move(*no);
            continue;
        }
        Call call{.rows = {i}};
        call.request = send_json(plan.method, filled(plan.path, record.id.value_or(VendorId{}).text), body);
        call.request.host = plan.host;
        out.push_back(std::move(call));
    }
    return out;
}

Result<Calls> build(const Tool& tool, const IdsQuery& query, Page&) {
    Calls out;
    for (std::size_t i = 0; i < query.what.ids.size(); ++i)
        out.push_back(call_about(*tool.read, query.what.ids[i].text, i));
    return out;
}

Result<Calls> build(const Tool& tool, const MatchQuery& query, Page&) {
    Calls out;
    if (query.what.field != tool.found_by) return out;
    for (std::size_t i = 0; i < query.what.values.size(); ++i)
        out.push_back(call_about(*tool.find, query.what.values[i], i));
    return out;
}

Result<Calls> build(const Tool& tool, const ChangesQuery& query, Page&) {
    const ChangesPlan& plan = *tool.changes;
    const Place place = place_of(query.what.cursor);
    std::string path = plan.call.path;
    if (!plan.rows_parameter.empty())
        path = with_parameter(path, plan.rows_parameter, std::to_string(plan.page_rows));
    if (!plan.by_token)
        path = with_parameter(path, plan.parameter, std::to_string(place.offset()));
    else if (!place.behind.empty())
        path = with_parameter(path, plan.parameter, place.behind);
    if (const auto since = place.since(rule_of(plan)); since && !plan.since.empty()) {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(*since).time_since_epoch().count();
        path = with_parameter(path, plan.since, plan.since_in_seconds ? std::to_string(seconds) : iso_text(*since));
    }
    Call call{.request = get_json(std::move(path))};
    call.request.host = plan.call.host;
    return Calls{std::move(call)};
}

Result<Calls> parse(const Tool& tool, const SchemaQuery&, const Call&, const Answer& answer, ObjectSchema& schema) {
    const auto* shown = answer.ok() ? value_at(answer.body, tool.shown_by_probe) : nullptr;
    if (!answer.ok())
        return Fault{
            "answer.refused",
            "The vendor refused this: " + answer.error->vendor_code + ": " + answer.error->vendor_says + ".",
            answer.error->advice};
    if (shown == nullptr || shown->is_null())
        return Fault{
            "tool.probe_unclear",
            "The answer to the probe of " + std::string(tool.manifest.title) + " holds nothing at '" +
                tool.shown_by_probe + "'.",
            "Correct 'probe' of the tool's declaration or base_url of the connection, then restart."};
    for (const Field& field : tool.person.fields) schema.fields.push_back(info_of(field));
    schema.fields.push_back(
        {.name = std::string(kOptOut),
         .label = std::string(kOptOut),
         .writable = tool.person.opt_out && !tool.person.opt_out->write_at.empty(),
         .shape = FieldShape::boolean}
    );
    return Calls{};
}

Result<Calls> parse(
    const Tool& tool, const WriteBatch& batch, const Call& call, const Answer& answer, WriteReport& report
) {
    const CallPlan& plan = batch.operation == WriteKind::create ? *tool.create : *tool.update;
    auto further = read_report({.by = MatchShape::By::call, .id = plan.id}, batch, call, answer, report);
    for (const std::size_t i : call.rows) {
        if (report[i].id) report[i].id->text = spelled(tool.person, report[i].id->text);
        // Who answers for somebody else has not answered.
        const auto& asked = batch.records[i].id;
        if (asked && report[i].verdict == Verdict::applied && report[i].id != asked) report[i] = {};
    }
    return further;
}

Result<Calls> parse(const Tool& tool, const IdsQuery& query, const Call& call, const Answer& answer, Page& page) {
    return read_ids_page(shape_of(tool), query, call, in_rows(tool, *tool.read, answer), page);
}

Result<Calls> parse(const Tool& tool, const MatchQuery& query, const Call& call, const Answer& answer, Page& page) {
    Answer rows = in_rows(tool, *tool.find, answer);
    keep_those_with(tool.found_by, query.what.values[call.rows.front()], rows);
    return read_found_page(shape_of(tool), query, call, rows, page);
}

Result<Calls> parse(const Tool& tool, const ChangesQuery& query, const Call& call, const Answer& answer, Page& page) {
    const ChangesPlan& plan = *tool.changes;
    PageShape shape = shape_of(tool);
    shape.poll = rule_of(plan);
    if (!plan.next.empty()) shape.paging = {.by = Paging::By::token, .next = kNextPlace};
    return read_changes_page(shape, query, call, in_rows(tool, plan.call, answer, plan.next), page);
}

}  // namespace crosswalk::tools
