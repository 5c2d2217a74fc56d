#include "adapters/salesforce/rows.h"
#include "adapters/salesforce/soql.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::salesforce {
namespace {

namespace json = boost::json;

// Of a list: a first page of it, or one that goes on.
enum class Step { first, next };

// The page of the list that follows this one.
Calls next_page(const json::value& body) {
    const auto path = text_at(body, "/nextRecordsUrl");
    if (says_yes(body, "/done") || !path.starts_with("/services/data/")) return {};
    Call next = get(std::string(path));
    next.step = static_cast<int>(Step::next);
    return {std::move(next)};
}

// The values in as few lists as fit into a URL each.
Result<Calls> list_calls(
    const Asked& asked,
    const std::string& head,
    std::string_view field,
    std::span<const std::string> values
) {
    if (const auto checked = check_names(asked.fields); !checked) return checked.error();
    const std::string frame = select_from(asked.plan.vendor_object, asked.fields) + " WHERE ";
    Calls out;
    for (std::size_t from = 0; from < values.size();) {
        const auto rest = values.subspan(from);
        const auto chunk = rest.first(fitting(rest, percent_encode(frame).size() + 100));
        out.push_back(get(head + percent_encode(frame + among(field, chunk))));
        for (std::size_t i = 0; i < chunk.size(); ++i) out.back().rows.push_back(from++);
    }
    return out;
}

// ---- by id: the dead too, since they may live on -------------------------------------

Result<Calls> build_ids(const IdsQuery& query, const Connection& connection, Page&) {
    std::vector<std::string> ids;
    for (const VendorId& id : query.what.ids) ids.push_back(id.text);
    return list_calls(asked(query), api_root(connection) + "/queryAll?q=", "Id", ids);
}

// The dead are gone, under the spelling that was asked for.
void bury(const IdsQuery& query, Page& page) {
    std::erase_if(page.changes, [&](const Change& change) {
        if (!change.deleted) return false;
        for (const VendorId& id : query.what.ids)
            if (same_id(id.text, change.id.text)) page.gone.push_back(id);
        return true;
    });
}

Result<Calls> parse_ids(
    const IdsQuery& query, const Connection& connection, const Call& call, const Answer& answer, Page& page
) {
    if (!answer.ok()) return refusal(answer, "a query");
    const auto rows = add_rows(asked(query), connection, answer.body, page);
    if (!rows) return rows.error();
    bury(query, page);
    auto next = next_page(answer.body);
    // Those that a first page leaves out, and the last one it is, are purged, or kept from the integration user.
    if (next.empty() && call.step == static_cast<int>(Step::first))
        for (const std::size_t i : call.rows)
            if (!rows->mention(query.what.ids[i].text)) page.hidden.push_back(query.what.ids[i]);
    return next;
}

// ---- by value: a converted lead answers too, as the contact that it is now ---------------

Result<Calls> build_find(const MatchQuery& query, const Connection& connection, Page&) {
    return list_calls(asked(query), api_root(connection) + "/query?q=", query.what.field, query.what.values);
}

Result<Calls> parse_find(
    const MatchQuery& query, const Connection& connection, const Call&, const Answer& answer, Page& page
) {
    if (!answer.ok()) return refusal(answer, "a query");
    const auto rows = add_rows(asked(query), connection, answer.body, page);
    if (!rows) return rows.error();
    return next_page(answer.body);
}

}  // namespace

Operation<IdsQuery, Page> read_ids_operation() { return {build_ids, parse_ids}; }
Operation<MatchQuery, Page> find_operation() { return {build_find, parse_find}; }

}  // namespace crosswalk::salesforce
