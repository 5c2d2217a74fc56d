#include "adapters/salesforce/parts.h"
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
    return select_from(query.plan.vendor_object, wanted(query), false) + " WHERE ";
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

Change change_of(const ReadQuery& query, const Connection& connection, const json::value& record) {
    Change out{.kind = query.plan.kind, .id = {scalar_at(record, "/Id")}};
    if (const auto when = parse_iso(text_at(record, "/SystemModstamp")))
        out.occurred_at = When{when->at, Precision::seconds};  // stored without fractions
    const auto by = text_at(record, "/LastModifiedById");
    if (same_id(by, connection.setting("user_id"))) out.origin = Origin::ourselves;
    const auto* deleted = value_at(record, "/IsDeleted");
    out.deleted = deleted != nullptr && deleted->is_bool() && deleted->get_bool();
    std::map<std::string_view, const json::value*, CaseBlind> told;
    for (const auto& [field, value] : record.get_object()) told.emplace(std::string_view(field), &value);
    for (const auto& field : wanted(query))
        if (const auto it = told.find(field); it != told.end()) out.fields[field] = *it->second;
    if (out.deleted)
        if (const auto winner = text_at(record, "/MasterRecordId"); !winner.empty())
            out.fields["MasterRecordId"] = winner;
    return out;
}

Result<Page> page_of(const ReadQuery& query, const Connection& connection, const json::value& body) {
    const auto* records = value_at(body, "/records");
    const auto* done = value_at(body, "/done");
    if (records == nullptr || !records->is_array() || done == nullptr || !done->is_bool())
        return unreadable();
    Page page;
    for (const auto& record : records->get_array()) {
        if (!record.is_object() || text_at(record, "/Id").empty()) return unreadable();
        page.changes.push_back(change_of(query, connection, record));
    }
    return page;
}

Turn<Page> after_a_sweep_page(const Since& since, Page page, bool done, const HttpResponse& response) {
    auto at = position_of(since.cursor);
    if (!at.began)
        if (const auto date = response.headers.find("Date"); date != response.headers.end())
            at.began = parse_http_date(date->second);
    if (!page.changes.empty() && page.changes.back().occurred_at) {
        at.last = page.changes.back().occurred_at->at;
        at.last_id = page.changes.back().id.text;
    }
    page.more = !page.changes.empty() && (!done || page.changes.size() >= kSweepRows);
    if (!page.more) {
        // The vendor's own clock, where it tells it: else a quiet hour would read its last five minutes for
        // ever.
        const auto next = at.began ? at.began : at.last;
        at = {.from = next ? next : at.from};
    }
    page.next_cursor = text_of(at);
    return page;
}

Turn<Page> after_a_list_page(
    const ReadQuery& query, const Memo& memo, Page page, bool done, std::string_view next_page
) {
    const auto values = values_of(query);
    auto at = progress_of(memo);
    const bool continued = !at.next_page.empty();
    if (at.to == 0) at.to = end_of_chunk(query, values, at.from);
    if (!done && next_page.starts_with("/services/data/")) {
        at.next_page = next_page;
        return Again<Page>{.memo = memo_of(at), .so_far = std::move(page)};
    }
    if (std::holds_alternative<ByIds>(query.what) && !continued)
        for (std::size_t i = at.from; i < at.to; ++i)
            if (std::ranges::none_of(page.changes, [&](const Change& c) {
                    return same_id(c.id.text, values[i]);
                }))
                page.gone.push_back({values[i]});
    if (at.to >= values.size()) return page;
    return Again<Page>{.memo = memo_of({.from = at.to}), .so_far = std::move(page)};
}

}  // namespace

HttpRequest ask_read(const ReadQuery& query, const Connection& connection, const Memo& memo) {
    const auto root = api_root(connection);
    if (const auto* since = std::get_if<Since>(&query.what))
        return get(
            root + "/queryAll?q=" +
            percent_encode(
                select_from(query.plan.vendor_object, query.fields, true) +
                changed_since(position_of(since->cursor))
            )
        );
    const auto at = progress_of(memo);
    if (!at.next_page.empty()) return get(at.next_page);
    const auto values = values_of(query);
    const auto from = std::min(at.from, values.size());
    const auto chunk = std::span(values).subspan(from, end_of_chunk(query, values, from) - from);
    auto soql = frame_of(query) + among(match_field(query), chunk);
    // A converted lead must not be found again: the person goes on as a contact.
    if (std::holds_alternative<ByMatch>(query.what) && query.plan.vendor_object == "Lead")
        soql += " AND IsConverted = false";
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
    auto page = page_of(query, connection, *body);
    if (!page) return page.error();
    const bool done = value_at(*body, "/done")->get_bool();
    if (const auto* since = std::get_if<Since>(&query.what))
        return after_a_sweep_page(*since, std::move(*page), done, response);
    return after_a_list_page(query, memo, std::move(*page), done, text_at(*body, "/nextRecordsUrl"));
}

}  // namespace crosswalk::salesforce
