#include "connector/mapping/model/normalizers.h"
#include "connector/mapping/model/zone.h"

#include <charconv>
#include <cstdio>

namespace crosswalk::forms {
namespace {

// The years 1 to 9999: what ISO 8601 writes with four digits.
constexpr std::int64_t kEarliest = -62'135'596'800'000, kLatest = 253'402'300'799'999;

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

bool is_midnight(Millis at) { return at == std::chrono::floor<std::chrono::days>(at); }

std::string day_text(const std::string& zone, Millis at) { return date_text(zone::day_at(zone, at)); }

constexpr std::string_view kNoZone =
    "Nothing says in which time zone its day counts: add 'zone: Europe/Berlin', or yours, to the field or its "
    "connection in fields.yaml.";

Parsed no_zone(std::string_view what) { return unreadable(std::string(what).append(" ").append(kNoZone)); }

// "2026-03-01T09:00:00.5-06:00", its parts. `clock`: what was written, as if it were UTC.
struct Written {
    Millis clock{};
    std::optional<std::chrono::milliseconds> offset{};  // nothing: it does not say
};

// The time alone, seconds or not: "09:00", "09:00:00.5".
std::optional<Written> written_moment(std::string_view text) {
    if (text.size() < 16 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) return std::nullopt;
    std::string whole(text);
    if (whole.size() == 16 || whole[16] != ':') whole.insert(16, ":00");
    if (const auto when = parse_iso(whole)) {
        const auto zone_at = whole.find_first_of("+-Zz", 19);
        const auto clock = parse_iso(whole.substr(0, zone_at) + "Z");
        if (!clock) return std::nullopt;
        return Written{clock->at, clock->at - when->at};
    }
    const auto clock = parse_iso(whole + "Z");
    return clock ? std::optional(Written{clock->at, std::nullopt}) : std::nullopt;
}

// The day of a moment told as a number: a vendor that keeps days tells them as midnight in Greenwich.
Parsed day_of(Millis at, const std::string& zone, FieldShape shape) {
    const bool is_day = shape == FieldShape::date || (shape != FieldShape::datetime && is_midnight(at));
    if (is_day) return value(day_text({}, at));
    return zone.empty() ? no_zone("It is a moment, not a day.") : value(day_text(zone, at));
}

Parsed moment(Millis at) {
    const std::int64_t ms = at.time_since_epoch().count();
    if (ms >= kEarliest && ms <= kLatest) return value(iso_text(at));
    return unreadable("It is not a time between the years 1 and 9999.");
}

}  // namespace

Parsed date(std::string_view text, const std::string& zone, FieldShape shape) {
    text = without_blanks(text);
    if (text.empty() || zero_date(text)) return {};
    if (const auto at = since_1970(text)) return day_of(*at, zone, shape);
    if (const auto day = calendar_day(text)) return value(date_text(*day));
    const auto written = written_moment(text);
    if (!written) return unreadable("It is not a date such as 2026-03-01.");
    const bool as_written = !written->offset || shape == FieldShape::date;
    if (as_written) return value(day_text({}, written->clock));
    if (!zone.empty()) return value(day_text(zone, written->clock - *written->offset));
    // Who writes another offset than Greenwich's means the day there.
    const bool in_doubt = written->offset->count() == 0 && !is_midnight(written->clock);
    return in_doubt ? no_zone("It is a moment, not a day.") : value(day_text({}, written->clock));
}

Parsed datetime(std::string_view text, const std::string& zone, FieldShape shape) {
    text = without_blanks(text);
    if (text.empty() || zero_date(text)) return {};
    const auto day = calendar_day(text);
    const auto at = since_1970(text);
    if (day && !zone.empty()) return moment(zone::start_of(zone, *day));
    if (at && shape == FieldShape::date && !zone.empty()) return moment(zone::start_of(zone, zone::day_at({}, *at)));
    if (day || (at && shape == FieldShape::date)) return no_zone("It is a day, not a moment.");
    if (at) return moment(*at);
    const auto written = written_moment(text);
    if (written && written->offset) return moment(written->clock - *written->offset);
    if (written && !zone.empty()) return moment(zone::moment_of(zone, written->clock));
    return unreadable("It is not a time with a time zone such as 2026-03-01T09:00:00Z.");
}

std::optional<std::string> moment_of_day(std::string_view date, const std::string& zone) {
    const auto day = calendar_day(date);
    if (!day || zone.empty()) return std::nullopt;
    return iso_text(zone::start_of(zone, *day));
}

std::optional<std::string> day_of_moment(std::string_view datetime, const std::string& zone) {
    const auto when = parse_iso(datetime);
    if (!when || zone.empty()) return std::nullopt;
    return day_text(zone, when->at);
}

}  // namespace crosswalk::forms
