#include "adapters/salesforce/internal.h"
#include "adapters/salesforce/soql.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::salesforce {
namespace {

namespace json = boost::json;

// Of a list: a first page of it, or one that goes on.
enum class Step { first, next };

std::vector<std::string> values_of(const ReadQuery& query) {
    if (const auto* match = std::get_if<ByMatch>(&query.what)) return match->values;
    std::vector<std::string> out;
    if (const auto* ids = std::get_if<ByIds>(&query.what))
        for (const auto& id : ids->ids) out.push_back(id.text);
    return out;
}

std::string match_field(const ReadQuery& query) {
    const auto* match = std::get_if<ByMatch>(&query.what);
    return match == nullptr ? "Id" : match->field;
}

std::vector<std::string> wanted(const ReadQuery& query) {
    auto out = query.fields;
    if (const auto* match = std::get_if<ByMatch>(&query.what)) out.push_back(match->field);
    return out;
}

// The query without its list of values.
std::string frame_of(const ReadQuery& query) {
    return select_from(query.plan.vendor_object, wanted(query)) + " WHERE ";
}

Fault unreadable() {
    return {
        "salesforce.unreadable",
        "Salesforce sent an answer to a query that cannot be read.",
        "Try again; if it stays, check the address of the connection."};
}

Fault no_id() {
    return {
        "salesforce.row_without_id",
        "A row of an answer of Salesforce does not name its record.",
        std::string(kCompareThenDrop)};
}

bool says_yes(const json::value& record, std::string_view pointer) {
    const auto* value = value_at(record, pointer);
    return value != nullptr && value->is_bool() && value->get_bool();
}

// A field that points to a record, custom ones by what describe says of them.
json::value value_in(const ReadQuery& query, const std::string& field, const json::value& value) {
    const auto* info = query.schema.find(field);
    const bool points = is_reference(field) || (info != nullptr && info->type == "reference");
    return points ? spelled(value) : value;
}

Change change_of(const ReadQuery& query, const Connection& connection, const json::value& record) {
    Change out{.kind = query.plan.kind, .id = {full_id(scalar_at(record, "/Id"))}};
    if (const auto when = parse_iso(text_at(record, "/SystemModstamp")))
        out.occurred_at = When{when->at, Precision::seconds};  // stored without fractions
    name_toucher(out, text_at(record, "/LastModifiedById"), connection);
    out.deleted = says_yes(record, "/IsDeleted");
    std::map<std::string_view, const json::value*, CaseBlind> told;
    for (const auto& [field, value] : record.get_object()) told.emplace(std::string_view(field), &value);
    for (const auto& field : wanted(query))
        if (const auto it = told.find(field); it != told.end())
            out.fields[field] = value_in(query, field, *it->second);
    return out;
}

// The survivor of a merge, or the contact of a converted lead.
std::optional<Merge> merged_into(const Change& change, const json::value& record) {
    if (auto winner = full_id(scalar_at(record, "/MasterRecordId")); change.deleted && !winner.empty())
        return Merge{
            .kind = change.kind,
            .winner = {std::move(winner)},
            .losers = {change.id},
            .event_key = "merged/" + change.id.text,
            .occurred_at = change.occurred_at};
    if (auto contact = full_id(scalar_at(record, "/ConvertedContactId"));
        says_yes(record, "/IsConverted") && !contact.empty()) {
        auto merge = conversion(change.id, {std::move(contact)}, change.occurred_at);
        merge.fields = change.fields;
        return merge;
    }
    return std::nullopt;
}

// Which records an answer speaks about at all.
struct Rows {
    std::vector<VendorId> ids{};
    std::optional<Millis> last{};  // of the last row

    bool mention(std::string_view id) const {
        return std::ranges::any_of(ids, [&](const VendorId& one) { return same_id(one.text, id); });
    }
};

void add_row(
    const ReadQuery& query, const Connection& connection, const json::value& record, Rows& rows, Page& page
) {
    auto change = change_of(query, connection, record);
    rows.ids.push_back(change.id);
    if (change.occurred_at) rows.last = change.occurred_at->at;
    if (auto merge = merged_into(change, record)) {
        page.merges.push_back(std::move(*merge));
        return;
    }
    // Converted, and into which contact we may not see: nothing is said, so that it is neither written nor
    // taken for deleted, and whoever asked for it hears that there is no answer.
    if (!change.deleted && says_yes(record, "/IsConverted")) return;
    if (!change.deleted || !std::holds_alternative<ByIds>(query.what)) {
        page.changes.push_back(std::move(change));
        return;
    }
    for (auto& asked : values_of(query))
        if (same_id(asked, change.id.text)) page.gone.push_back({std::move(asked)});
}

Result<Rows> add_rows(
    const ReadQuery& query, const Connection& connection, const json::value& body, Page& page
) {
    const auto* records = value_at(body, "/records");
    const auto* done = value_at(body, "/done");
    if (records == nullptr || !records->is_array() || done == nullptr || !done->is_bool())
        return unreadable();
    Rows rows;
    for (const auto& record : records->get_array()) {
        if (record.is_object() && !text_at(record, "/Id").empty())
            add_row(query, connection, record, rows, page);
        else
            page.unreadable.push_back({.why = no_id(), .kind = query.plan.kind});
    }
    return rows;
}

void end_sweep_page(
    const Since& since, const Rows& rows, bool done, const HttpResponse& response, Page& page
) {
    auto at = position_of(since.cursor);
    if (!at.began)
        if (const auto date = response.headers.find("Date"); date != response.headers.end())
            at.began = parse_http_date(date->second);
    if (rows.last) {
        at.last = rows.last;
        at.last_id = rows.ids.back().text;
    }
    page.more = !rows.ids.empty() && (!done || rows.ids.size() >= kSweepRows);
    if (!page.more) {
        // The vendor's own clock, where it tells it: else a quiet hour would read its last five minutes for
        // ever.
        const auto next = at.began ? at.began : at.last;
        at = {.from = next ? next : at.from};
    }
    page.next_cursor = text_of(at);
}

// The next page of the same list, where there is one. Behind the first, those asked for by id that it leaves
// out are gone.
Calls end_list_page(
    const ReadQuery& query, const Call& call, const Rows& rows, std::string_view next_page, Page& page
) {
    if (next_page.starts_with("/services/data/")) {
        Call next = get(std::string(next_page));
        next.step = static_cast<int>(Step::next);
        return {std::move(next)};
    }
    if (const auto* ids = std::get_if<ByIds>(&query.what);
        ids != nullptr && call.step == static_cast<int>(Step::first))
        for (const std::size_t i : call.rows)
            if (!rows.mention(ids->ids[i].text)) page.gone.push_back(ids->ids[i]);
    return {};
}

// The values in as few lists as fit into a URL each.
Calls list_calls(const ReadQuery& query, const Connection& connection) {
    const auto values = values_of(query);
    const std::string frame = frame_of(query);
    const bool by_ids = std::holds_alternative<ByIds>(query.what);
    // By id the dead are asked for too, since they may live on. By value only who can be written to is looked
    // for: a converted person is found as a contact.
    const std::string head = api_root(connection) + (by_ids ? "/queryAll?q=" : "/query?q=");
    const std::string tail = !by_ids && query.plan.vendor_object == "Lead" ? " AND IsConverted = false" : "";
    Calls out;
    for (std::size_t from = 0; from < values.size();) {
        const auto rest = std::span(values).subspan(from);
        const auto chunk = rest.first(fitting(rest, percent_encode(frame).size() + 100));
        out.push_back(get(head + percent_encode(frame + among(match_field(query), chunk) + tail)));
        for (std::size_t i = 0; i < chunk.size(); ++i) out.back().rows.push_back(from++);
    }
    return out;
}

Result<Calls> build_read(const ReadQuery& query, const Connection& connection, Page&) {
    for (const auto& field : wanted(query))
        if (!is_field_name(field))
            return Fault{
                "salesforce.field_name",
                "'" + field + "' cannot be the name of a Salesforce field.",
                "Correct the name in the mapping; `crosswalk describe` lists them."};
    const auto* since = std::get_if<Since>(&query.what);
    if (since == nullptr) return list_calls(query, connection);
    return Calls{get(
        api_root(connection) + "/queryAll?q=" +
        percent_encode(
            select_from(query.plan.vendor_object, query.fields) + changed_since(position_of(since->cursor))
        )
    )};
}

Result<Calls> parse_read(
    const ReadQuery& query,
    const Connection& connection,
    const Call& call,
    const HttpResponse& response,
    Page& page
) {
    if (response.status != 200) return refusal(response, "a query");
    const auto body = parse_json(response.body);
    if (!body) return unreadable();
    const auto rows = add_rows(query, connection, *body, page);
    if (!rows) return rows.error();
    const bool done = value_at(*body, "/done")->get_bool();
    if (const auto* since = std::get_if<Since>(&query.what)) {
        end_sweep_page(*since, *rows, done, response, page);
        return Calls{};
    }
    return end_list_page(query, call, *rows, done ? "" : text_at(*body, "/nextRecordsUrl"), page);
}

}  // namespace

Operation<ReadQuery, Page> read_operation() { return {build_read, parse_read}; }

}  // namespace crosswalk::salesforce
