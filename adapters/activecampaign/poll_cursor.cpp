#include "adapters/activecampaign/poll_cursor.h"

#include "adapters/activecampaign/internal.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <charconv>

namespace crosswalk::activecampaign {
namespace {

std::string number_text(const std::optional<Millis>& at) {
    return at ? std::to_string(at->time_since_epoch().count()) : std::string();
}

std::optional<std::int64_t> cut_number(std::string_view& text) {
    const auto end = std::min(text.find('|'), text.size());
    const auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    std::int64_t out = 0;
    const auto [stop, bad] = std::from_chars(part.data(), part.data() + part.size(), out);
    if (part.empty() || bad != std::errc{} || stop != part.data() + part.size()) return std::nullopt;
    return out;
}

std::optional<Millis> cut_time(std::string_view& text) {
    const auto ms = cut_number(text);
    return ms ? std::optional(Millis{std::chrono::milliseconds{*ms}}) : std::nullopt;
}

NextSweep finished(const Sweep& now) {
    const auto next = now.began ? now.began : now.newest;
    return {.sweep = {.from = next ? next : now.from, .roll = now.roll}};
}

}  // namespace

std::string text_of(const Sweep& now) {
    return number_text(now.from) + "|" + std::to_string(static_cast<int>(now.part)) + "|" +
           std::to_string(now.after) + "|" + std::to_string(now.roll) + "|" + number_text(now.began) + "|" +
           number_text(now.newest) + "|" + std::to_string(now.first);
}

Sweep sweep_of(std::string_view cursor) {
    Sweep out;
    out.from = cut_time(cursor);
    const auto part = cut_number(cursor).value_or(0);
    out.part = part == 1 ? Part::rolling : part == 2 ? Part::left : Part::recent;
    out.after = cut_number(cursor).value_or(0);
    out.roll = cut_number(cursor).value_or(0);
    out.began = cut_time(cursor);
    out.newest = cut_time(cursor);
    out.first = cut_number(cursor).value_or(0);
    return out;
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
