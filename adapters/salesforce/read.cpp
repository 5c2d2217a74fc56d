#include "adapters/salesforce/internal.h"
#include "adapters/salesforce/soql.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::salesforce {
namespace {

namespace json = boost::json;

// What the last turn of a read by ids or by match left: where to go on, or the next page of the same query.
struct Progress {
    std::size_t from = 0, to = 0;
    std::string next_page{};
};

std::string memo_of(const Progress& at) {
    return std::to_string(at.from) + " " + std::to_string(at.to) + " " + at.next_page;
}

Progress progress_of(std::string_view memo) {
    Progress out;
    const auto number = [&](std::size_t& into) {
        const auto [end, bad] = std::from_chars(memo.data(), memo.data() + memo.size(), into);
        if (bad != std::errc{}) return;
        memo.remove_prefix(static_cast<std::size_t>(end - memo.data()));
        if (memo.starts_with(' ')) memo.remove_prefix(1);
    };
    number(out.from);
    number(out.to);
    out.next_page = memo;
    return out;
}

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

std::size_t end_of_chunk(const ReadQuery& query, std::span<const std::string> values, std::size_t from) {
    if (from >= values.size()) return values.size();
    return from + fitting(values.subspan(from), percent_encode(frame_of(query)).size() + 100);
}

HttpRequest get(std::string path) { return {.path = std::move(path), .headers = common_headers()}; }

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

// One answer of the vendor: what it says, and which records it speaks about at all.
struct Rows {
    Page page{};
    std::vector<VendorId> ids{};
    std::optional<Millis> last{};  // of the last row

    bool mention(std::string_view id) const {
        return std::ranges::any_of(ids, [&](const VendorId& one) { return same_id(one.text, id); });
    }
};

void add_row(Rows& rows, const ReadQuery& query, const Connection& connection, const json::value& record) {
    auto change = change_of(query, connection, record);
    rows.ids.push_back(change.id);
    if (change.occurred_at) rows.last = change.occurred_at->at;
    if (auto merge = merged_into(change, record)) {
        rows.page.merges.push_back(std::move(*merge));
        return;
    }
    // Converted, and into which contact we may not see: nothing is said, so that it is neither written nor
    // taken for deleted, and whoever asked for it hears that there is no answer.
    if (!change.deleted && says_yes(record, "/IsConverted")) return;
    if (!change.deleted || !std::holds_alternative<ByIds>(query.what)) {
        rows.page.changes.push_back(std::move(change));
        return;
    }
    for (auto& asked : values_of(query))
        if (same_id(asked, change.id.text)) rows.page.gone.push_back({std::move(asked)});
}

Result<Rows> rows_of(const ReadQuery& query, const Connection& connection, const json::value& body) {
    const auto* records = value_at(body, "/records");
    const auto* done = value_at(body, "/done");
    if (records == nullptr || !records->is_array() || done == nullptr || !done->is_bool())
        return unreadable();
    Rows rows;
    for (const auto& record : records->get_array()) {
        if (record.is_object() && !text_at(record, "/Id").empty())
            add_row(rows, query, connection, record);
        else
            rows.page.unreadable.push_back({.why = no_id(), .kind = query.plan.kind});
    }
    return rows;
}

Turn<Page> after_a_sweep_page(const Since& since, Rows rows, bool done, const HttpResponse& response) {
    auto at = position_of(since.cursor);
    if (!at.began)
        if (const auto date = response.headers.find("Date"); date != response.headers.end())
            at.began = parse_http_date(date->second);
    if (rows.last) {
        at.last = rows.last;
        at.last_id = rows.ids.back().text;
    }
    rows.page.more = !rows.ids.empty() && (!done || rows.ids.size() >= kSweepRows);
    if (!rows.page.more) {
        // The vendor's own clock, where it tells it: else a quiet hour would read its last five minutes for
        // ever.
        const auto next = at.began ? at.began : at.last;
        at = {.from = next ? next : at.from};
    }
    rows.page.next_cursor = text_of(at);
    return std::move(rows.page);
}

Turn<Page> after_a_list_page(
    const ReadQuery& query, const Memo& memo, Rows rows, bool done, std::string_view next_page
) {
    const auto values = values_of(query);
    auto at = progress_of(memo);
    const bool continued = !at.next_page.empty();
    if (at.to == 0) at.to = end_of_chunk(query, values, at.from);
    if (!done && next_page.starts_with("/services/data/")) {
        at.next_page = next_page;
        return Again<Page>{.memo = memo_of(at), .so_far = std::move(rows.page)};
    }
    if (std::holds_alternative<ByIds>(query.what) && !continued)
        for (std::size_t i = at.from; i < at.to; ++i)
            if (!rows.mention(values[i])) rows.page.gone.push_back({values[i]});
    if (at.to >= values.size()) return std::move(rows.page);
    return Again<Page>{.memo = memo_of({.from = at.to}), .so_far = std::move(rows.page)};
}

}  // namespace

HttpRequest ask_read(const ReadQuery& query, const Connection& connection, const Memo& memo) {
    const auto root = api_root(connection);
    if (const auto* since = std::get_if<Since>(&query.what))
        return get(
            root + "/queryAll?q=" +
            percent_encode(
                select_from(query.plan.vendor_object, query.fields) +
                changed_since(position_of(since->cursor))
            )
        );
    const auto at = progress_of(memo);
    if (!at.next_page.empty()) return get(at.next_page);
    const auto values = values_of(query);
    const auto from = std::min(at.from, values.size());
    const auto chunk = std::span(values).subspan(from, end_of_chunk(query, values, from) - from);
    auto soql = frame_of(query) + among(match_field(query), chunk);
    // By id the dead are asked for too, since they may live on. By value only who can be written to is looked
    // for: a converted person is found as a contact.
    if (std::holds_alternative<ByIds>(query.what)) return get(root + "/queryAll?q=" + percent_encode(soql));
    if (query.plan.vendor_object == "Lead") soql += " AND IsConverted = false";
    return get(root + "/query?q=" + percent_encode(soql));
}

Result<Turn<Page>> interpret_read(
    const ReadQuery& query, const Connection& connection, const Memo& memo, const HttpResponse& response
) {
    for (const auto& field : wanted(query))
        if (!is_field_name(field))
            return Fault{
                "salesforce.field_name",
                "'" + field + "' cannot be the name of a Salesforce field.",
                "Correct the name in the mapping; `crosswalk describe` lists them."};
    if (response.status != 200) return refusal(response, "a query");
    const auto body = parse_json(response.body);
    if (!body) return unreadable();
    auto rows = rows_of(query, connection, *body);
    if (!rows) return rows.error();
    const bool done = value_at(*body, "/done")->get_bool();
    if (const auto* since = std::get_if<Since>(&query.what))
        return after_a_sweep_page(*since, std::move(*rows), done, response);
    return after_a_list_page(query, memo, std::move(*rows), done, text_at(*body, "/nextRecordsUrl"));
}

}  // namespace crosswalk::salesforce
