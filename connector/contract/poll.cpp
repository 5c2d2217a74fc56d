#include "connector/contract/poll.h"

#include "connector/contract/text.h"

#include <charconv>

namespace crosswalk {
namespace {

std::string number_text(const std::optional<Millis>& at) {
    return at ? std::to_string(at->time_since_epoch().count()) : std::string();
}

std::string_view cut(std::string_view& text) {
    const auto end = std::min(text.find('|'), text.size());
    const auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t out = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (text.empty() || bad != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return out;
}

std::optional<Millis> time_of(std::string_view text) {
    if (const auto ms = number_of(text)) return Millis{std::chrono::milliseconds{*ms}};
    const auto when = parse_iso(text);  // as an earlier version wrote it
    return when ? std::optional(when->at) : std::nullopt;
}

constexpr std::string_view kVersion = "p1";  // how the rest of the text is to be read

// Sorted by time alone: rows of one time stand in no order, so a time that fills a page is read by id.
Place next_by_time(Place now, bool full, const PageEnd& end) {
    if (!now.behind.empty()) {
        now.at = full ? now.at : std::optional(*now.at + std::chrono::milliseconds{1});
        now.behind = full ? end.id : "";
        return now;
    }
    if (!full) {
        if (end.time) now.at = end.time;
        return ended(std::move(now));
    }
    now.behind = now.at && *end.time <= *now.at ? "0" : "";
    if (now.behind.empty()) now.at = end.time;
    return now;
}

// The last rows of a page are asked for once more: whoever left the list meanwhile has moved the others up.
// A list that shows its last page once more knows no offset; the place stays, and the engine sees that.
Place next_by_offset(const PollRule& rule, Place now, bool full, const PageEnd& end) {
    constexpr std::size_t kRowsAgain = 20;
    if (!full || end.rows == 0) return ended(std::move(now));
    const auto again = std::min(kRowsAgain, std::min(rule.page_rows, end.rows) / 10);
    const auto last = " " + end.id;
    if (end.id.empty() || !now.behind.ends_with(last))
        now.behind = std::to_string(now.offset() + end.rows - again) + last;
    return now;
}

}  // namespace

std::size_t Place::offset() const {
    return static_cast<std::size_t>(
        number_of(std::string_view(behind).substr(0, behind.find(' '))).value_or(0)
    );
}

std::optional<Millis> Place::since(const PollRule& rule) const {
    return from ? std::optional(*from - rule.overlap) : std::nullopt;
}

std::string text_of(const Place& place) {
    return number_text(place.from) + "|" + std::string(kVersion) + "|" + number_text(place.began) + "|" +
           number_text(place.at) + "|" + std::to_string(place.part) + "|" + place.kept + "|" + place.behind;
}

Place place_of(std::string_view cursor) {
    Place out{.from = time_of(cut(cursor))};
    if (cut(cursor) != kVersion) return out;
    out.began = time_of(cut(cursor));
    out.at = time_of(cut(cursor));
    out.part = static_cast<int>(number_of(cut(cursor)).value_or(0));
    out.kept = cut(cursor);
    out.behind = cursor;
    return out;
}

std::optional<std::string> sweep_anew(std::string_view cursor) {
    Place place = place_of(cursor);
    if (!place.under_way()) return std::nullopt;
    return text_of(Place{.from = place.from, .kept = std::move(place.kept)});
}

Place ended(Place now) {
    const auto next = now.began ? now.began : now.at;
    return {.from = next ? next : now.from, .kept = std::move(now.kept)};
}

Place next_place(const PollRule& rule, Place now, const PageEnd& end) {
    if (!now.began && !now.under_way()) now.began = end.clock;
    const bool full = end.more_told || end.rows >= rule.page_rows;
    if (rule.order == PollOrder::by_offset) return next_by_offset(rule, std::move(now), full, end);
    if (rule.order == PollOrder::by_time) return next_by_time(std::move(now), full && end.time, end);
    if (end.time && rule.order == PollOrder::by_time_and_id) now.at = end.time;
    if (!end.id.empty()) now.behind = end.id;
    const bool goes_on = rule.order == PollOrder::by_token ? !end.id.empty() : full && end.rows > 0;
    return goes_on ? now : ended(std::move(now));
}

std::optional<Millis> clock_of(const Answer& answer) {
    const auto date = answer.headers.find("Date");
    return date == answer.headers.end() ? std::nullopt : parse_http_date(date->second);
}

void set_next(Page& page, const Place& next) {
    page.more = next.under_way();
    page.next_cursor = text_of(next);
}

}  // namespace crosswalk
