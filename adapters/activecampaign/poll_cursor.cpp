#include "adapters/activecampaign/poll_cursor.h"

#include "adapters/activecampaign/internal.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::activecampaign {
namespace {

std::int64_t number_of(std::string_view text) {
    std::int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

NextSweep finished(const Sweep& now) {
    const auto next = now.began ? now.began : now.newest;
    return {.sweep = {.from = next ? next : now.from, .roll = now.roll}};
}

}  // namespace

std::string text_of(const Sweep& now) {
    const std::string behind = std::to_string(now.after) + "," + std::to_string(now.first);
    return text_of(Place{
        .from = now.from,
        .began = now.began,
        .at = now.newest,
        .behind = behind,
        .part = static_cast<int>(now.part),
        .kept = std::to_string(now.roll)});
}

Sweep sweep_of(std::string_view cursor) {
    const Place place = place_of(cursor);
    const auto comma = std::min(place.behind.find(','), place.behind.size());
    return {
        .from = place.from,
        .part = place.part == 1 ? Part::rolling : place.part == 2 ? Part::left : Part::recent,
        .after = number_of(std::string_view(place.behind).substr(0, comma)),
        .first = number_of(std::string_view(place.behind).substr(std::min(comma + 1, place.behind.size()))),
        .roll = number_of(place.kept),
        .began = place.began,
        .newest = place.at};
}

NextSweep next_sweep(Sweep now, const PageFacts& page, bool wants_beside, bool wants_lists) {
    if (!now.began) now.began = page.clock;
    if (page.newest && (!now.newest || *page.newest > *now.newest)) now.newest = page.newest;
    const bool full = page.cut_short || page.rows >= kPageRows;
    if (now.part == Part::left) {
        now.after += static_cast<std::int64_t>(page.rows);
        return full ? NextSweep{.sweep = now, .more = true} : finished(now);
    }
    const bool goes_on = now.part == Part::recent ? full : full && page.complete;
    if (goes_on) {
        now.after = page.last_id;
        return {.sweep = now, .more = true};
    }
    if (now.part == Part::recent) {
        if (!wants_beside || !now.from) return finished(now);
        now.part = Part::rolling;
        now.after = now.roll;
        return {.sweep = now, .more = true};
    }
    const bool saw_all = page.lists_came_along && !full && now.roll == 0;
    now.roll = full ? page.last_id : 0;
    if (!wants_lists || saw_all) return finished(now);
    now.part = Part::left;
    now.after = 0;
    return {.sweep = now, .more = true};
}

std::string list_query(const Sweep& now, std::string_view include) {
    std::string out = "?" + percent_encode("orders[id]") + "=ASC&id_greater=" + std::to_string(now.after) +
                      "&limit=" + std::to_string(kPageRows);
    if (!include.empty()) out += "&include=" + percent_encode(include);
    if (now.part == Part::recent && now.from)
        out += "&" + percent_encode("filters[updated_after]") + "=" +
               percent_encode(iso_text(*now.from - kOverlap));
    return out;
}

std::string left_query(const Sweep& now) {
    return "?" + percent_encode("filters[status]") + "=2&limit=" + std::to_string(kPageRows) +
           "&offset=" + std::to_string(now.after);
}

}  // namespace crosswalk::activecampaign
