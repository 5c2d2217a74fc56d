#include "adapters/marketo/activities.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::marketo {
namespace {

namespace json = boost::json;

// A sweep goes through two lists: values that changed, and what else became of leads. Each begins with a token of its
// time; whoever is named is then read, since a row may be old (sheet, section 3).
enum class List { values, activities };
enum class Asking { token, page, leads };

// Activities are written down some time after they happened.
constexpr PollRule kRule{.order = PollOrder::by_token, .overlap = std::chrono::minutes{10}};
constexpr std::string_view kTheBeginning = "2007-01-01T00:00:00Z";  // before there was any instance

Fault no_token() {
    return {
        "marketo.no_paging_token",
        "Marketo did not say where its list of changes begins.",
        "Crosswalk asks again by itself. If it stays, check munchkin_id of the connection."};
}

Call page_call(const ChangesQuery& query, int list, std::string_view token) {
    std::string path = "/rest/v1/activities.json?activityTypeIds=9%2C12%2C22%2C32%2C37";
    if (list == static_cast<int>(List::values)) {
        std::string names(kUnsubscribed);
        for (const std::string& field : query.fields)
            if (!is_kept_beside_fields(field) && field != kUnsubscribed) names += "," + field;
        path = with_parameter("/rest/v1/activities/leadchanges.json", "fields", names);
    }
    path = with_parameter(path, "batchSize", std::to_string(kMostLeads));
    return {
        .request = get_json(with_parameter(path, "nextPageToken", token)), .step = static_cast<int>(Asking::page)};
}

Result<Calls> build_changes(const ChangesQuery& query, const Connection&, Page&) {
    const auto place = place_of(query.what.cursor);
    if (!place.behind.empty()) return Calls{page_call(query, place.part, place.behind)};
    const auto since = place.since(kRule);
    const auto from = since ? iso_text(*since) : std::string(kTheBeginning);
    return Calls{
        {.request = get_json(with_parameter("/rest/v1/activities/pagingtoken.json", "sinceDatetime", from)),
         .step = static_cast<int>(Asking::token)}};
}

Place next_of(Place now, const Answer& answer) {
    if (!now.began) now.began = clock_of(answer);
    const auto* more = value_at(answer.body, "/moreResult");
    const bool goes_on = more != nullptr && *more == json::value(true);
    now.behind = goes_on ? text_at(answer.body, "/nextPageToken") : "";
    if (!now.behind.empty()) return now;
    if (now.part == static_cast<int>(List::activities)) return ended(std::move(now));
    now.part = static_cast<int>(List::activities);
    return now;
}

// Whom the rows name, without those who are told of in full.
std::vector<std::string> add_rows(const Answer& answer, Page& page) {
    std::vector<std::string> ids, settled;
    for (const json::value& row : items_at(answer.body, "/result")) {
        const Activity activity = activity_in(row);
        if (activity.lead.empty() || is_no_change(activity)) continue;
        if (activity.type == ActivityType::deleted) {
            page.changes.push_back(deletion_of(activity));
            settled.push_back(activity.lead);
            continue;
        }
        if (auto merge = activity.type == ActivityType::merged ? merge_of(activity) : std::nullopt) {
            for (const VendorId& loser : merge->losers) settled.push_back(loser.text);
            page.merges.push_back(std::move(*merge));
        }
        if (std::ranges::count(ids, activity.lead) == 0) ids.push_back(activity.lead);
    }
    std::erase_if(ids, [&](const std::string& id) { return std::ranges::count(settled, id) > 0; });
    return ids;
}

Result<Calls> parse_changes(
    const ChangesQuery& query, const Connection&, const Call& call, const Answer& answer, Page& page
) {
    if (auto unknown = unknown_field_in(answer)) return *unknown;
    const MatchQuery leads{query.plan, query.schema, query.fields, {.field = "id"}};
    if (!answer.ok() || call.step == static_cast<int>(Asking::leads))
        return read_found_page(kFound, leads, call, with_list(answer), page);
    const auto place = place_of(query.what.cursor);
    if (call.step == static_cast<int>(Asking::token)) {
        const auto token = text_at(answer.body, "/nextPageToken");
        if (token.empty()) return no_token();
        return Calls{page_call(query, place.part, token)};
    }
    const auto ids = add_rows(answer, page);
    set_next(page, next_of(place, answer));
    if (ids.empty()) return Calls{};
    return Calls{{.request = leads_where("id", ids, query.fields), .step = static_cast<int>(Asking::leads)}};
}

}  // namespace

Operation<ChangesQuery, Page> changes_operation() { return {build_changes, parse_changes}; }

}  // namespace crosswalk::marketo
