#include "adapters/hubspot/search.h"

#include <algorithm>

namespace crosswalk::hubspot {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxValues = 2'000;  // of the 3,000 characters a search may have

std::string number_text(const std::optional<Millis>& at) {
    return at ? std::to_string(at->time_since_epoch().count()) : std::string();
}

json::object filter(std::string_view name, std::string_view comparison, const std::string& value) {
    return {{"propertyName", name}, {"operator", comparison}, {"value", value}};
}

json::object sorted_search(json::array filters, std::string_view by) {
    return {
        {"filterGroups", json::array{json::object{{"filters", std::move(filters)}}}},
        {"sorts", json::array{json::object{{"propertyName", by}, {"direction", "ASCENDING"}}}}};
}

}  // namespace

std::size_t end_of_chunk(std::span<const std::string> values, std::size_t from) {
    std::size_t used = 0, end = std::min(from, values.size());
    for (; end < values.size(); ++end) {
        used += values[end].size() + 3;
        if (end > from && used > kMaxValues) break;
    }
    return end;
}

json::object search_for(std::string_view field, std::span<const std::string> values) {
    json::array list;
    // IN compares with lower case (sheet, section 3.3).
    for (const std::string& value : values) list.emplace_back(lower_case(value));
    return sorted_search(
        {json::object{{"propertyName", field}, {"operator", "IN"}, {"values", std::move(list)}}},
        "hs_object_id"
    );
}

json::object changed_since(const Place& now) {
    if (now.at && !now.behind.empty())
        return sorted_search(
            {filter("lastmodifieddate", "EQ", number_text(now.at)), filter("hs_object_id", "GT", now.behind)},
            "hs_object_id"
        );
    const auto start = now.at ? *now.at : now.since(kPoll).value_or(Millis{});
    return sorted_search({filter("lastmodifieddate", "GTE", number_text(start))}, "lastmodifieddate");
}

}  // namespace crosswalk::hubspot
