#include "adapters/hubspot/search.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::hubspot {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxValues = 2'000;  // of the 3,000 characters a search may have

std::string_view cut(std::string_view& text) {
    const auto end = std::min(text.find('|'), text.size());
    const auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
    Number out{};
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (text.empty() || bad != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return out;
}

std::string number_text(const std::optional<Millis>& at) {
    return at ? std::to_string(at->time_since_epoch().count()) : std::string();
}

std::optional<Millis> millis_of(std::string_view text) {
    const auto ms = number_of<std::int64_t>(text);
    return ms ? std::optional(Millis{std::chrono::milliseconds{*ms}}) : std::nullopt;
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
    for (std::string lower : values) {  // IN compares with lower case (sheet, section 3.3)
        std::ranges::transform(lower, lower.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        });
        list.emplace_back(std::move(lower));
    }
    return sorted_search(
        {json::object{{"propertyName", field}, {"operator", "IN"}, {"values", std::move(list)}}},
        "hs_object_id"
    );
}

std::string text_of(const Position& now) {
    return number_text(now.from) + "|" + number_text(now.at) + "|" + now.within + "|" +
           number_text(now.began);
}

Position position_of(std::string_view cursor) {
    Position out;
    out.from = millis_of(cut(cursor));
    out.at = millis_of(cut(cursor));
    out.within = cut(cursor);
    out.began = millis_of(cut(cursor));
    return out;
}

json::object changed_since(const Position& now) {
    if (now.at && !now.within.empty())
        return sorted_search(
            {filter("lastmodifieddate", "EQ", number_text(now.at)), filter("hs_object_id", "GT", now.within)},
            "hs_object_id"
        );
    const auto start = now.at ? *now.at : now.from ? *now.from - kOverlap : Millis{};
    return sorted_search({filter("lastmodifieddate", "GTE", number_text(start))}, "lastmodifieddate");
}

Position next_position(
    Position now,
    bool full,
    std::optional<Millis> last,
    const std::string& last_id,
    std::optional<Millis> clock
) {
    if (!now.began) now.began = clock;
    const auto go_to = [&](Millis at, std::string within) {
        now.at = at;
        now.within = std::move(within);
        return now;
    };
    if (!now.within.empty())
        return full ? go_to(*now.at, last_id) : go_to(*now.at + std::chrono::milliseconds{1}, {});
    if (full && last) return now.at && *last <= *now.at ? go_to(*now.at, "0") : go_to(*last, {});
    // The vendor's own clock, where it tells it: else a quiet hour would read its last five minutes for ever.
    const auto next = now.began ? now.began : last ? last : now.at;
    return {.from = next ? next : now.from};
}

}  // namespace crosswalk::hubspot
