#include "connector/mapping/forms.h"

#include <charconv>
#include <cstdio>

namespace crosswalk::forms {
namespace {

// The years 1 to 9999: what ISO 8601 writes with four digits.
constexpr std::int64_t kEarliest = -62'135'596'800'000, kLatest = 253'402'300'799'999;

std::string_view trimmed(std::string_view text) {
    const auto space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (!text.empty() && space(text.front())) text.remove_prefix(1);
    while (!text.empty() && space(text.back())) text.remove_suffix(1);
    return text;
}

// How MySQL-backed vendors spell "no date".
bool zero_date(std::string_view text) { return text.starts_with("0000-00-00"); }

std::optional<Millis> since_1970(std::string_view text) {
    std::int64_t ms = 0;
    const auto [ptr, error] = std::from_chars(text.data(), text.data() + text.size(), ms);
    if (error != std::errc{} || ptr != text.data() + text.size() || ms < kEarliest || ms > kLatest)
        return std::nullopt;
    return Millis{std::chrono::milliseconds{ms}};
}

std::string date_text(std::chrono::year_month_day day) {
    char out[32]{};
    std::snprintf(
        out,
        sizeof out,
        "%04d-%02u-%02u",
        static_cast<int>(day.year()),
        static_cast<unsigned>(day.month()),
        static_cast<unsigned>(day.day())
    );
    return out;
}

std::optional<std::chrono::year_month_day> calendar_day(std::string_view text) {
    int year = 0;
    unsigned month = 0, day = 0;
    const auto number = [&](std::size_t at, std::size_t digits, auto& out) {
        const char* end = text.data() + at + digits;
        return text[at] >= '0' && text[at] <= '9' && std::from_chars(text.data() + at, end, out).ptr == end;
    };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    if (!number(0, 4, year) || !number(5, 2, month) || !number(8, 2, day)) return std::nullopt;
    const std::chrono::year_month_day out{
        std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    return out.ok() && year > 0 ? std::optional(out) : std::nullopt;
}

}  // namespace

Taken date(std::string_view text) {
    text = trimmed(text);
    if (text.empty() || zero_date(text)) return {};
    if (const auto at = since_1970(text))
        return value(date_text(std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(*at)}));
    // Of a point in time the day counts that was written down, not the day it was in Greenwich.
    const bool with_time = text.size() > 10 && (text[10] == 'T' || text[10] == ' ');
    if (const auto day = calendar_day(with_time ? text.substr(0, 10) : text)) return value(date_text(*day));
    return unreadable("It is not a date such as 2026-03-01.");
}

Taken datetime(std::string_view text) {
    text = trimmed(text);
    if (text.empty() || zero_date(text)) return {};
    if (const auto at = since_1970(text)) return value(iso_text(*at));
    if (const auto when = parse_iso(text)) {
        const std::int64_t ms = when->at.time_since_epoch().count();
        if (ms >= kEarliest && ms <= kLatest) return value(iso_text(when->at));
    }
    return unreadable("It is not a time with a time zone such as 2026-03-01T09:00:00Z.");
}

}  // namespace crosswalk::forms
