// Search of the HubSpot double: groups of filters over an index that may lag behind.
#include <algorithm>
#include <cstdlib>

#include "tests/support/hubspot_answers.h"
#include "tests/support/hubspot_double.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostGroups = 5, kMostFilters = 6, kMostFiltersInAll = 18, kMostPage = 200,
                      kMostResults = 10'000;
constexpr std::size_t kMostBody = 3000;

std::string value_of(const HubSpotContact& contact, const std::string& name) {
    const auto found = contact.properties.find(name);
    return found == contact.properties.end() ? std::string() : found->second;
}

// Numbers and moments by size, texts by letters.
double magnitude(const std::string& text) {
    if (const auto time = parse_time(text)) return static_cast<double>(*time);
    return std::atof(text.c_str());
}

bool filter_holds(const json::object& filter, const HubSpotContact& contact) {
    const auto op = text_of(filter, "operator");
    const auto has = value_of(contact, text_of(filter, "propertyName"));
    const auto* given = member(filter, "value");
    const std::string value = !given               ? ""
                              : given->is_string() ? std::string(given->get_string())
                                                   : json::serialize(*given);
    if (op == "HAS_PROPERTY") return !has.empty();
    if (op == "NOT_HAS_PROPERTY") return has.empty();
    if (op == "IN" || op == "NOT_IN") {
        const auto values = hubspot_texts(filter, "values");
        const bool in = std::find(values.begin(), values.end(), lower(has)) != values.end();
        return in == (op == "IN");
    }
    if (op == "CONTAINS_TOKEN") return lower(has).find(lower(value)) != std::string::npos;
    if (op == "NOT_CONTAINS_TOKEN") return lower(has).find(lower(value)) == std::string::npos;
    if (op == "EQ") return same_text(has, value);
    if (op == "NEQ") return !has.empty() && !same_text(has, value);
    if (has.empty()) return false;
    const double a = magnitude(has), b = magnitude(value);
    if (op == "LT") return a < b;
    if (op == "LTE") return a <= b;
    if (op == "GT") return a > b;
    if (op == "GTE") return a >= b;
    return op == "BETWEEN" && a >= b && a <= magnitude(text_of(filter, "highValue"));
}

std::string wrong_groups(const json::array& groups, const HubSpotPortal& portal) {
    if (groups.size() > kMostGroups) return "There are too many filterGroups, the maximum is 5";
    std::size_t all = 0;
    for (const auto& group : groups) {
        const auto* filters = group.is_object() ? member(group.get_object(), "filters") : nullptr;
        if (!filters || !filters->is_array()) return "Invalid input JSON";
        all += filters->get_array().size();
        if (filters->get_array().size() > kMostFilters)
            return "There are too many filters in a group, the maximum is 6";
        for (const auto& filter : filters->get_array()) {
            if (!filter.is_object()) return "Invalid input JSON";
            const auto name = text_of(filter.get_object(), "propertyName");
            if (!portal.property(name))
                return "There was a problem with the request. property '" + name + "' does not exist";
        }
    }
    return all > kMostFiltersInAll ? "There are too many filters, the maximum is 18" : "";
}

bool group_holds(const json::value& group, const HubSpotContact& contact) {
    const auto& filters = member(group.get_object(), "filters")->get_array();
    return std::all_of(filters.begin(), filters.end(), [&](const json::value& one) {
        return filter_holds(one.get_object(), contact);
    });
}

void sort_by(std::vector<HubSpotContact>& found, const json::object& body) {
    std::string name = "hs_object_id";
    bool descending = false;
    if (const auto* sorts = member(body, "sorts");
        sorts && sorts->is_array() && !sorts->get_array().empty()) {
        const auto& first = sorts->get_array()[0];
        if (first.is_object()) {
            name = text_of(first.get_object(), "propertyName");
            descending = text_of(first.get_object(), "direction") == "DESCENDING";
        } else if (first.is_string()) {
            name = std::string(first.get_string());
        }
    }
    std::stable_sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
        const auto x = value_of(a, name), y = value_of(b, name);
        const double m = magnitude(x), n = magnitude(y);
        const bool less = m != n ? m < n : x < y;
        const bool more = m != n ? m > n : x > y;
        return descending ? more : less;
    });
}

}  // namespace

void HubSpotDouble::remember_past(std::int64_t id) {
    if (search_lag_ms_ <= 0) return;
    if (const auto* contact = portal_.find_exact(id)) past_.push_back({now_ms() + search_lag_ms_, *contact});
}

std::vector<HubSpotContact> HubSpotDouble::as_search_sees() const {
    std::vector<HubSpotContact> out;
    for (const auto& [id, contact] : portal_.contacts()) {
        if (contact.merged_into || contact.created_ms > now_ms() - search_lag_ms_) continue;
        const auto old = std::find_if(past_.begin(), past_.end(), [&, wanted = id](const Past& one) {
            return one.contact.id == wanted && one.until_ms > now_ms();
        });
        const auto& seen = old == past_.end() ? contact : old->contact;
        if (!seen.archived) out.push_back(seen);
    }
    return out;
}

Answer HubSpotDouble::search(const Call& call) {
    const auto body = parse_json(call.body);
    if (!body || !body->is_object()) return hubspot_bad_request("Invalid input JSON");
    if (call.body.size() > kMostBody)
        return hubspot_bad_request("The request body is too long, the maximum is 3000 characters");
    const auto& object = body->get_object();
    const auto* groups = member(object, "filterGroups");
    if (groups && !groups->is_array()) return hubspot_bad_request("Invalid input JSON");
    if (groups) {
        if (const auto wrong = wrong_groups(groups->get_array(), portal_); !wrong.empty())
            return hubspot_bad_request(wrong);
    }
    const auto number = [&](const char* key, std::size_t otherwise) {
        const auto* value = member(object, key);
        if (!value) return otherwise;
        return static_cast<std::size_t>(
            value->is_string() ? hubspot_id(std::string(value->get_string()))
                               : value->to_number<std::int64_t>()
        );
    };
    const std::size_t limit = number("limit", 10), after = number("after", 0);
    if (limit > kMostPage) return hubspot_bad_request("limit must be at most 200");
    if (after + limit > kMostResults) return hubspot_bad_request("Paging past 10000 results is not possible");
    std::vector<HubSpotContact> found;
    for (auto& contact : as_search_sees()) {
        const bool fits = !groups || groups->get_array().empty() ||
                          std::any_of(
                              groups->get_array().begin(),
                              groups->get_array().end(),
                              [&](const json::value& group) { return group_holds(group, contact); }
                          );
        if (fits) found.push_back(std::move(contact));
    }
    sort_by(found, object);
    json::array results;
    for (std::size_t i = after; i < found.size() && i < after + limit; ++i) {
        results.push_back(shown(found[i], hubspot_texts(object, "properties")));
    }
    json::object out{{"total", found.size()}, {"results", std::move(results)}};
    if (after + limit < found.size()) out["paging"] = {{"next", {{"after", std::to_string(after + limit)}}}};
    return hubspot_json(200, out);
}

}  // namespace crosswalk::doubles
