#include "adapters/hubspot/merged_records.h"
#include "adapters/hubspot/preferences.h"
#include "adapters/hubspot/search.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::hubspot {
namespace {

namespace json = boost::json;

// What the change is to tell, preferences among it.
std::vector<std::string> wanted(const ReadQuery& query) {
    auto out = query.fields;
    out.emplace_back("lastmodifieddate");
    if (const auto* match = std::get_if<ByMatch>(&query.what)) out.push_back(match->field);
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    return out;
}

// Batch read finds by a unique property; anything else is searched for (sheet, section 3.1).
bool finds_directly(const ReadQuery& query, const ByMatch& match) {
    const auto* info = query.schema.find(match.field);
    return match.field == "email" || match.field == query.plan.own_id_field ||
           (info != nullptr && info->unique);
}

bool is_search(const ReadQuery& query) {
    if (std::holds_alternative<Since>(query.what)) return true;
    const auto* match = std::get_if<ByMatch>(&query.what);
    return match != nullptr && !finds_directly(query, *match);
}

// The properties to ask for.
std::vector<std::string> names_of(const ReadQuery& query) {
    std::vector<std::string> names{std::string(kMergedIds), std::string(kFurtherAddresses)};
    for (const auto& name : wanted(query)) {
        if (!name.starts_with(kPreferences))
            names.push_back(name);
        else if (auto property = property_of(name))
            names.push_back(std::move(*property));
    }
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    return names;
}

enum class Step { batch, single, search };

// What a batch leaves out is asked for one by one: HubSpot answers a single call under the id of a contact
// that was merged away, and calls one that is gone by name (sheet, section 3.1). At most so many in one
// reading.
constexpr std::size_t kMostSingles = 20;
static_assert(kMostSingles + 1 < kMaxCalls);

Call single_read(const ReadQuery& query, const Connection& connection, std::size_t row) {
    std::string names;
    for (const auto& name : names_of(query)) names += (names.empty() ? "" : ",") + name;
    const auto& id = std::get<ByIds>(query.what).ids[row];
    return {
        .request =
            {.path = api_path(connection, "objects", query.plan.vendor_object) + "/" +
                     percent_encode(id.text) + "?properties=" + percent_encode(names),
             .headers = {{"Accept", "application/json"}}},
        .rows = {row},
        .step = static_cast<int>(Step::single)};
}

Call batch_read(const ReadQuery& query, const Connection& connection) {
    json::array inputs;
    json::object body{{"properties", json::value_from(names_of(query))}};
    if (const auto* match = std::get_if<ByMatch>(&query.what)) {
        body["idProperty"] = match->field;
        for (const auto& value : match->values) inputs.emplace_back(json::object{{"id", value}});
    } else if (const auto* ids = std::get_if<ByIds>(&query.what)) {
        for (const auto& id : ids->ids) inputs.emplace_back(json::object{{"id", id.text}});
    }
    body["inputs"] = std::move(inputs);
    return {.request = post(api_path(connection, "objects", query.plan.vendor_object) + "/batch/read", body)};
}

Call search(
    const ReadQuery& query, const Connection& connection, json::object what, std::string_view after = {}
) {
    what["properties"] = json::value_from(names_of(query));
    what["limit"] = kSearchRows;
    if (!after.empty()) what["after"] = after;
    return {
        .request = post(api_path(connection, "objects", query.plan.vendor_object) + "/search", what),
        .step = static_cast<int>(Step::search)};
}

// The values of these rows, the page behind `after`.
Call search_values(
    const ReadQuery& query,
    const Connection& connection,
    std::vector<std::size_t> rows,
    std::string_view after = {}
) {
    const auto& match = std::get<ByMatch>(query.what);
    std::vector<std::string> values;
    for (const auto row : rows) values.push_back(match.values[row]);
    Call out = search(query, connection, search_for(match.field, values), after);
    out.rows = std::move(rows);
    return out;
}

Calls search_all_values(const ReadQuery& query, const Connection& connection) {
    const auto& values = std::get<ByMatch>(query.what).values;
    Calls out;
    for (std::size_t from = 0; from < values.size();) {
        std::vector<std::size_t> rows;
        for (const std::size_t end = end_of_chunk(values, from); from < end; ++from) rows.push_back(from);
        out.push_back(search_values(query, connection, std::move(rows)));
    }
    return out;
}

Fault unreadable() {
    return {
        "hubspot.unreadable",
        "HubSpot sent contacts in a form that cannot be read.",
        "Try again; if it stays, check the address of the connection."};
}

std::optional<When> modified(const json::value& record) {
    for (const char* where : {"/properties/lastmodifieddate", "/updatedAt"})
        if (auto when = parse_iso(text_at(record, where))) return When{when->at, Precision::milliseconds};
    return std::nullopt;
}

// Nothing where the answer has no such property at all.
std::optional<json::value> told(const json::object& properties, const std::string& field) {
    const auto property = property_of(field);
    const auto* value = properties.if_contains(property ? *property : field);
    if (value == nullptr) return std::nullopt;
    return property ? json::value(opted_out(*value)) : *value;
}

Result<Change> change_of(const ReadQuery& query, const json::value& record) {
    const auto* properties = value_at(record, "/properties");
    Change change{.kind = query.plan.kind, .id = {scalar_at(record, "/id")}, .occurred_at = modified(record)};
    if (change.id.text.empty() || properties == nullptr || !properties->is_object())
        return Fault{
            "hubspot.unreadable_contact",
            "HubSpot sent a contact without its id or its properties.",
            change.id.text.empty() ? std::string(kCompareThenDrop)
                                   : "Look at this contact in HubSpot; replaying reads it again."};
    for (const auto& field : wanted(query))
        if (auto value = told(properties->get_object(), field)) change.fields[field] = std::move(*value);
    if (properties->get_object().contains(kFurtherAddresses))
        change.aliases["email"] =
            parts_of(scalar_at(record, "/properties/" + std::string(kFurtherAddresses)));
    return change;
}

// An account may not show under which further addresses it finds a contact: the one that was asked for alone
// is one of them.
void name_found(const ReadQuery& query, Page& page) {
    const auto* match = std::get_if<ByMatch>(&query.what);
    if (match == nullptr || match->field != "email" || match->values.size() != 1) return;
    if (page.changes.size() != 1) return;
    Change& found = page.changes.front();
    const auto own = found.fields.find("email");
    const auto& asked = match->values.front();
    if (own == found.fields.end() || !own->second.is_string() || own->second.get_string() == asked) return;
    auto& more = found.aliases["email"];
    if (std::ranges::count(more, asked) == 0) more.push_back(asked);
}

// Who lives on as another one: those asked for that are answered with it, and everybody that a contact names.
void add_merges(const ReadQuery& query, std::span<const json::value> results, Page& page) {
    const auto add = [&](const std::string& winner, std::vector<VendorId> losers) {
        if (!losers.empty())
            page.merges.push_back({.kind = query.plan.kind, .winner = {winner}, .losers = std::move(losers)});
    };
    std::map<std::string, std::string> told;
    if (const auto* ids = std::get_if<ByIds>(&query.what)) told = survivors_of(results, ids->ids);
    for (const auto& [loser, winner] : told) add(winner, {{loser}});
    for (const auto& record : results) {
        auto losers = losers_of(record);
        std::erase_if(losers, [&](const VendorId& loser) { return told.contains(loser.text); });
        add(scalar_at(record, "/id"), std::move(losers));
    }
}

Result<Page> page_of(const ReadQuery& query, const json::value& body) {
    const auto* results = value_at(body, "/results");
    if (results == nullptr || !results->is_array()) return unreadable();
    const auto* ids = std::get_if<ByIds>(&query.what);
    Page page;
    for (const auto& record : results->get_array()) {
        auto change = change_of(query, record);
        if (!change) {
            page.unreadable.push_back(
                {.why = change.error(), .kind = query.plan.kind, .id = {scalar_at(record, "/id")}}
            );
            continue;
        }
        // The id of a loser is answered with its survivor.
        if (ids == nullptr || std::ranges::count(ids->ids, change->id) > 0)
            page.changes.push_back(std::move(*change));
    }
    add_merges(query, items_at(body, "/results"), page);
    if (!is_search(query)) name_found(query, page);
    return page;
}

// A call for each of those asked for of which a batch says nothing at all.
Calls singles_for(const ReadQuery& query, const Connection& connection, const Page& page) {
    Calls out;
    const auto* ids = std::get_if<ByIds>(&query.what);
    if (ids == nullptr) return out;
    for (std::size_t row = 0; row < ids->ids.size() && out.size() < kMostSingles; ++row) {
        const auto& id = ids->ids[row];
        const bool told = std::ranges::count(page.gone, id) > 0 ||
                          std::ranges::count(page.changes, id, &Change::id) > 0 ||
                          std::ranges::any_of(page.merges, [&](const Merge& merge) {
                              return std::ranges::count(merge.losers, id) > 0;
                          });
        if (!told) out.push_back(single_read(query, connection, row));
    }
    return out;
}

Result<Calls> parse_single(
    const ReadQuery& query, const Call& call, const HttpResponse& response, Page& page
) {
    const auto& asked = std::get<ByIds>(query.what).ids[call.rows.front()];
    if (response.status == 404)
        if (const auto body = parse_json(response.body);
            body && scalar_at(*body, "/category") == "OBJECT_NOT_FOUND") {
            page.gone.push_back(asked);
            return Calls{};
        }
    if (response.status < 200 || response.status >= 300) return refusal_fault(response, "to read a contact");
    const auto body = parse_json(response.body);
    if (!body) return unreadable();
    auto change = change_of(query, *body);
    if (!change) return change.error();
    if (change->id == asked)
        page.changes.push_back(std::move(*change));
    else  // one that was merged away is answered with its survivor
        page.merges.push_back({.kind = query.plan.kind, .winner = {change->id.text}, .losers = {asked}});
    return Calls{};
}

// Ids that an error calls not found. Those it does not mention are simply not told about.
void add_gone(const ReadQuery& query, const json::value& error, Page& page) {
    const auto* ids = std::get_if<ByIds>(&query.what);
    if (ids == nullptr || scalar_at(error, "/category") != "OBJECT_NOT_FOUND") return;
    for (const char* where : {"/context/ids", "/context/id"})
        for (const auto& item : items_at(error, where)) {
            const VendorId id{scalar_at(item, "")};
            if (std::ranges::count(ids->ids, id) > 0) page.gone.push_back(id);
        }
}

Result<Calls> parse_batch(
    const ReadQuery& query, const Connection& connection, const HttpResponse& response, Page& page
) {
    const auto body = parse_json(response.body);
    if (response.status == 404 && body) {
        add_gone(query, *body, page);
        if (!page.gone.empty()) return singles_for(query, connection, page);
    }
    if (response.status < 200 || response.status >= 300) return refusal_fault(response, "to read contacts");
    if (!body) return unreadable();
    auto told = page_of(query, *body);
    if (!told) return told.error();
    page = std::move(*told);
    for (const auto& error : items_at(*body, "/errors")) add_gone(query, error, page);
    return singles_for(query, connection, page);
}

// The sweep goes on behind the last row that says when it changed.
Result<Calls> end_sweep_page(const Since& since, bool goes_on, const HttpResponse& response, Page& page) {
    const bool full = goes_on || page.changes.size() + page.unreadable.size() >= kSearchRows;
    const auto dated =
        std::ranges::find_if(page.changes.rbegin(), page.changes.rend(), [](const Change& change) {
            return change.occurred_at.has_value();
        });
    if (!page.changes.empty() && dated == page.changes.rend()) return unreadable();
    std::optional<Millis> last;
    if (dated != page.changes.rend()) last = dated->occurred_at->at;
    const auto date = response.headers.find("Date");
    const auto now = date == response.headers.end() ? std::nullopt : parse_http_date(date->second);
    const auto& last_id = dated == page.changes.rend() ? std::string() : dated->id.text;
    const auto next = next_position(position_of(since.cursor), full && last, last, last_id, now);
    page.more = !next.finished();
    page.next_cursor = text_of(next);
    return Calls{};
}

Result<Calls> parse_search(
    const ReadQuery& query,
    const Connection& connection,
    const Call& call,
    const HttpResponse& response,
    Page& page
) {
    if (response.status != 200) return refusal_fault(response, "a search");
    const auto body = parse_json(response.body);
    if (!body) return unreadable();
    auto told = page_of(query, *body);
    if (!told) return told.error();
    const auto after = scalar_at(*body, "/paging/next/after");
    if (const auto* since = std::get_if<Since>(&query.what)) {
        const auto ended = end_sweep_page(*since, !after.empty(), response, *told);
        if (ended) page = std::move(*told);
        return ended;
    }
    std::ranges::move(told->changes, std::back_inserter(page.changes));
    std::ranges::move(told->merges, std::back_inserter(page.merges));
    std::ranges::move(told->unreadable, std::back_inserter(page.unreadable));
    return after.empty() ? Calls{} : Calls{search_values(query, connection, call.rows, after)};
}

Result<Calls> build_read(const ReadQuery& query, const Connection& connection, Page&) {
    if (!is_search(query)) return Calls{batch_read(query, connection)};
    const auto* since = std::get_if<Since>(&query.what);
    if (since == nullptr) return search_all_values(query, connection);
    return Calls{search(query, connection, changed_since(position_of(since->cursor)))};
}

Result<Calls> parse_read(
    const ReadQuery& query,
    const Connection& connection,
    const Call& call,
    const HttpResponse& response,
    Page& page
) {
    switch (static_cast<Step>(call.step)) {
        case Step::single:
            return parse_single(query, call, response, page);
        case Step::search:
            return parse_search(query, connection, call, response, page);
        default:
            return parse_batch(query, connection, response, page);
    }
}

}  // namespace

Operation<ReadQuery, Page> read_operation() { return {build_read, parse_read}; }

}  // namespace crosswalk::hubspot
