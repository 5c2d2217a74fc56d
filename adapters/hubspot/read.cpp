#include "adapters/hubspot/contacts.h"
#include "adapters/hubspot/merged_records.h"
#include "adapters/hubspot/search.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::hubspot {
namespace {

namespace json = boost::json;

std::string objects(const ObjectPlan& plan, const Connection& connection) {
    return api_path(connection, "objects", plan.vendor_object);
}

HttpRequest batch_read(const Asked& asked, const Connection& connection, json::object body) {
    body["properties"] = json::value_from(names_of(asked));
    return send_json("POST", objects(asked.plan, connection) + "/batch/read", body);
}

// ---- by id ---------------------------------------------------------------------------

enum class Step { batch, single };

// What a batch leaves out is asked for one by one: HubSpot answers a single call under the id of a contact
// that was merged away, and calls one that is gone by name (sheet, section 3.1). At most so many in one
// reading.
constexpr std::size_t kMostSingles = 20;
static_assert(kMostSingles + 1 < kMaxCalls);

Call single_read(const IdsQuery& query, const Connection& connection, std::size_t row) {
    std::string names;
    for (const auto& name : names_of(asked(query))) names += (names.empty() ? "" : ",") + name;
    const auto path = objects(query.plan, connection) + "/" + percent_encode(query.what.ids[row].text);
    return {
        .request =
            {.path = path + "?properties=" + percent_encode(names), .headers = {{"Accept", "application/json"}}},
        .rows = {row},
        .step = static_cast<int>(Step::single)};
}

Result<Calls> build_ids(const IdsQuery& query, const Connection& connection, Page&) {
    json::array inputs;
    for (const auto& id : query.what.ids) inputs.emplace_back(json::object{{"id", id.text}});
    return Calls{{.request = batch_read(asked(query), connection, {{"inputs", std::move(inputs)}})}};
}

// The id of a loser is answered with its survivor: that is a merge, and no news of the survivor.
void tell_survivors(const IdsQuery& query, std::span<const json::value> results, Page& page) {
    const auto told = survivors_of(results, query.what.ids);
    std::erase_if(page.changes, [&](const Change& change) {
        return std::ranges::count(query.what.ids, change.id) == 0;
    });
    for (Merge& merge : page.merges)
        std::erase_if(merge.losers, [&](const VendorId& loser) { return told.contains(loser.text); });
    std::erase_if(page.merges, [](const Merge& merge) { return merge.losers.empty(); });
    auto further = std::exchange(page.merges, {});
    for (const auto& [loser, winner] : told)
        page.merges.push_back({.kind = query.plan.kind, .winner = {winner}, .losers = {{loser}}});
    std::ranges::move(further, std::back_inserter(page.merges));
}

// A call for each of those asked for of which a batch says nothing at all.
Calls singles_for(const IdsQuery& query, const Connection& connection, const Page& page) {
    Calls out;
    const auto& ids = query.what.ids;
    for (std::size_t row = 0; row < ids.size() && out.size() < kMostSingles; ++row) {
        const bool told = std::ranges::count(page.gone, ids[row]) > 0 ||
                          std::ranges::count(page.changes, ids[row], &Change::id) > 0 ||
                          std::ranges::any_of(page.merges, [&](const Merge& merge) {
                              return std::ranges::count(merge.losers, ids[row]) > 0;
                          });
        if (!told) out.push_back(single_read(query, connection, row));
    }
    return out;
}

Result<Calls> parse_single(const IdsQuery& query, const VendorId& asked_for, const Answer& answer, Page& page) {
    if (answer.status == 404 && scalar_at(answer.body, "/category") == "OBJECT_NOT_FOUND") {
        page.gone.push_back(asked_for);
        return Calls{};
    }
    if (!answer.ok()) return refusal_fault(answer, "to read a contact");
    auto change = change_of(asked(query), answer.body);
    if (!change) return change.error();
    if (change->id == asked_for)
        page.changes.push_back(std::move(*change));
    else  // one that was merged away is answered with its survivor
        page.merges.push_back({.kind = query.plan.kind, .winner = {change->id.text}, .losers = {asked_for}});
    return Calls{};
}

// Ids that an error calls not found. Those it does not mention are simply not told about.
void add_gone(const IdsQuery& query, const json::value& error, Page& page) {
    if (scalar_at(error, "/category") != "OBJECT_NOT_FOUND") return;
    for (const char* where : {"/context/ids", "/context/id"})
        for (const auto& item : items_at(error, where)) {
            const VendorId id{scalar_at(item, "")};
            if (std::ranges::count(query.what.ids, id) > 0) page.gone.push_back(id);
        }
}

Result<Calls> parse_ids(
    const IdsQuery& query, const Connection& connection, const Call& call, const Answer& answer, Page& page
) {
    if (static_cast<Step>(call.step) == Step::single)
        return parse_single(query, query.what.ids[call.rows.front()], answer, page);
    if (answer.status == 404) {
        add_gone(query, answer.body, page);
        if (!page.gone.empty()) return singles_for(query, connection, page);
    }
    if (!answer.ok()) return refusal_fault(answer, "to read contacts");
    auto told = page_of(asked(query), answer.body);
    if (!told) return told.error();
    page = std::move(*told);
    tell_survivors(query, items_at(answer.body, "/results"), page);
    for (const auto& error : items_at(answer.body, "/errors")) add_gone(query, error, page);
    return singles_for(query, connection, page);
}

// ---- by value ------------------------------------------------------------------------

// Batch read finds by a unique property; anything else is searched for (sheet, section 3.1).
bool finds_directly(const MatchQuery& query) {
    const auto& field = query.what.field;
    const auto* info = query.schema.find(field);
    return field == "email" || field == query.plan.own_id_field || (info != nullptr && info->unique);
}

// The values of these rows, the page behind `after`.
Call search_values(
    const MatchQuery& query,
    const Connection& connection,
    std::vector<std::size_t> rows,
    std::string_view after = {}
) {
    std::vector<std::string> values;
    for (const auto row : rows) values.push_back(query.what.values[row]);
    return {
        .request = search_request(asked(query), connection, search_for(query.what.field, values), after),
        .rows = std::move(rows)};
}

Result<Calls> build_find(const MatchQuery& query, const Connection& connection, Page&) {
    const auto& values = query.what.values;
    Calls out;
    if (finds_directly(query)) {
        json::array inputs;
        for (const auto& value : values) inputs.emplace_back(json::object{{"id", value}});
        json::object body{{"idProperty", query.what.field}, {"inputs", std::move(inputs)}};
        out.push_back({.request = batch_read(asked(query), connection, std::move(body))});
        return out;
    }
    for (std::size_t from = 0; from < values.size();) {
        std::vector<std::size_t> rows;
        for (const std::size_t end = end_of_chunk(values, from); from < end; ++from) rows.push_back(from);
        out.push_back(search_values(query, connection, std::move(rows)));
    }
    return out;
}

// An account may not show under which further addresses it finds a contact: the one that was asked for alone
// is one of them.
void name_found(const MatchQuery& query, Page& page) {
    if (query.what.field != "email" || query.what.values.size() != 1) return;
    if (page.changes.size() != 1) return;
    Change& found = page.changes.front();
    const auto own = found.fields.find("email");
    const auto& asked = query.what.values.front();
    if (own == found.fields.end() || !own->second.is_string() || own->second.get_string() == asked) return;
    auto& more = found.aliases["email"];
    if (std::ranges::count(more, asked) == 0) more.push_back(asked);
}

Result<Calls> parse_find(
    const MatchQuery& query, const Connection& connection, const Call& call, const Answer& answer, Page& page
) {
    if (!answer.ok()) return refusal_fault(answer, "to look for contacts");
    auto told = page_of(asked(query), answer.body);
    if (!told) return told.error();
    if (finds_directly(query)) name_found(query, *told);
    std::ranges::move(told->changes, std::back_inserter(page.changes));
    std::ranges::move(told->merges, std::back_inserter(page.merges));
    std::ranges::move(told->unreadable, std::back_inserter(page.unreadable));
    const auto after = scalar_at(answer.body, "/paging/next/after");
    if (after.empty() || finds_directly(query)) return Calls{};
    return Calls{search_values(query, connection, call.rows, after)};
}

}  // namespace

Operation<IdsQuery, Page> read_ids_operation() { return {build_ids, parse_ids}; }
Operation<MatchQuery, Page> find_operation() { return {build_find, parse_find}; }

}  // namespace crosswalk::hubspot
