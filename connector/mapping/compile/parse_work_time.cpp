#include "connector/mapping/compile/handoff_context.h"
#include "connector/mapping/model/calendar_text.h"

#include <algorithm>

namespace crosswalk::compile::handoff_file {
namespace {

using calendar_text::clock_minutes;
using calendar_text::digits;
using tree::in_quotes;
using tree::Node;
using tree::Notes;

constexpr std::chrono::days kLongestSpan{366};
constexpr std::string_view kTo = " to ";
constexpr std::int64_t kMostDays = 366;  // of working time: whoever waits longer waits for nothing

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

bool is_span(const Node& at, Millis from, Millis until, Notes& notes) {
    if (until >= from && until - from <= kLongestSpan) return true;
    notes.error(
        at,
        "handoff.day_span",
        until < from ? in_quotes(at.text) + " ends before it begins."
                     : in_quotes(at.text) + " is longer than a year.",
        until < from ? "Write the earlier day first." : "Write it as several spans."
    );
    return false;
}

std::optional<DayHours> one_range(const Node& at, std::string_view text, Notes& notes) {
    const auto dash = text.find('-');
    const auto from = clock_minutes(trimmed(text.substr(0, dash)));
    const auto until =
        dash == std::string_view::npos ? std::nullopt : clock_minutes(trimmed(text.substr(dash + 1)));
    if (!from || !until) {
        notes.error(
            at,
            "handoff.hours",
            in_quotes(text) + " does not say from when to when.",
            "Write it as 08:30-12:00, on a clock of 24 hours."
        );
        return std::nullopt;
    }
    if (*from < *until) return DayHours{*from, *until};
    notes.error(
        at,
        "handoff.hours_backwards",
        in_quotes(text) + " ends before it begins.",
        "Hours over midnight are two: 22:00-24:00 on one day, 00:00-06:00 on the next."
    );
    return std::nullopt;
}

}  // namespace

std::optional<std::chrono::year_month_day> day(const Node& at, std::string_view text, Notes& notes) {
    const auto out = calendar_text::day(text);
    if (!out) notes.error(at, "handoff.day", in_quotes(text) + " is not a day.", "Write it as 2027-02-05.");
    return out;
}

std::optional<ClosedDays> days(const Node& at, Notes& notes) {
    const std::string_view text = at.text;
    const auto to = text.find(kTo);
    const auto from = day(at, trimmed(text.substr(0, to)), notes);
    if (!from) return std::nullopt;
    const auto until =
        to == std::string_view::npos ? from : day(at, trimmed(text.substr(to + kTo.size())), notes);
    if (!until) return std::nullopt;
    if (!is_span(at, Millis{std::chrono::sys_days{*from}}, Millis{std::chrono::sys_days{*until}}, notes))
        return std::nullopt;
    return ClosedDays{*from, *until, {}};
}

std::optional<Absence> absence(const Node& at, Notes& notes) {
    const std::string_view text = at.text;
    const auto to = text.find(kTo);
    const auto from = calendar_text::moment(trimmed(text.substr(0, to)));
    if (!from) {
        const auto whole = days(at, notes);
        if (!whole) return std::nullopt;
        return Absence{
            Millis{std::chrono::sys_days{whole->from}},
            Millis{std::chrono::sys_days{whole->until}} + std::chrono::days{1},
            {}};
    }
    const auto until = to == std::string_view::npos
                           ? std::nullopt
                           : calendar_text::moment(trimmed(text.substr(to + kTo.size())));
    if (!until) {
        notes.error(
            at,
            "handoff.hours",
            in_quotes(text) + " does not say from when to when.",
            "Write it as 2027-03-08 13:30 to 2027-03-08 17:30, or as days."
        );
        return std::nullopt;
    }
    if (!is_span(at, *from, *until, notes)) return std::nullopt;
    return Absence{*from, *until, {}};
}

std::vector<DayHours> day_hours(const Node& node, const std::string& what, Notes& notes) {
    std::vector<DayHours> out;
    for (const Node* item : tree::words(node, notes, what)) {
        std::string_view rest = item->text;
        while (!rest.empty()) {
            const auto comma = rest.find(',');
            if (const auto range = one_range(*item, trimmed(rest.substr(0, comma)), notes))
                out.push_back(*range);
            rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
        }
    }
    std::ranges::sort(out);
    for (std::size_t i = 1; i < out.size(); ++i)
        if (out[i].from < out[i - 1].until) {
            notes.error(
                node,
                "handoff.hours_overlap",
                "The hours of " + what + " overlap.",
                "Let each begin when the one before has ended: 08:30-12:00, 13:30-17:30."
            );
            break;
        }
    return out;
}

std::optional<WorkSpan> work_span(const Node& node, const std::string& what, Notes& notes) {
    const auto said = tree::text(node, notes, what);
    if (!said) return std::nullopt;
    WorkSpan out;
    bool good = true;
    std::string_view rest = *said;
    while (good && !rest.empty()) {
        const auto blank = rest.find(' ');
        const auto number = digits(rest.substr(0, blank));
        rest = blank == std::string_view::npos ? std::string_view() : trimmed(rest.substr(blank));
        const std::string_view unit = rest.substr(0, rest.find(' '));
        rest = trimmed(rest.substr(unit.size()));
        const auto is = [&](std::string_view one) {
            return unit == one ||
                   (unit.size() == one.size() + 1 && unit.starts_with(one) && unit.ends_with('s'));
        };
        good = number && *number <= 10'000 && (is("day") || is("hour") || is("minute"));
        if (!good) break;
        (is("day") ? out.days : out.minutes) += *number * (is("hour") ? 60 : 1);
        good = out.days <= kMostDays && out.minutes <= kMostDays * 24 * 60;
    }
    if (good && out != WorkSpan{}) return out;
    notes.error(
        node,
        "handoff.duration",
        in_quotes(*said) + " is not a span of working time.",
        "Write it as '4 hours', '30 minutes' or '1 day 2 hours', at most 366 days; a day is a working day of the calendar."
    );
    return std::nullopt;
}

std::optional<std::int64_t> count(
    const Node& node, const std::string& what, std::int64_t least, std::string_view unit, Notes& notes
) {
    const auto said = tree::text(node, notes, what);
    if (!said) return std::nullopt;
    const std::string_view text = *said;
    const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = digits(text.substr(0, end));
    if (number && *number >= least && trimmed(text.substr(end)) == unit) return *number;
    const std::string example = std::to_string(std::max<std::int64_t>(least, 20)) + (unit.empty() ? "" : " ");
    notes.error(
        node,
        "handoff.number",
        in_quotes(text) + " cannot be " + what + ".",
        "Write a number from " + std::to_string(least) + " on: " + example + std::string(unit) + "."
    );
    return std::nullopt;
}

bool usable_name(const Node& node, std::string_view what, Notes& notes) {
    const std::string& name = node.text;
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const bool good =
        !name.empty() && name.size() <= 60 && letter(name.front()) && std::ranges::all_of(name, [&](char c) {
            return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
        });
    if (!good)
        notes.error(
            node,
            "mapping.name",
            in_quotes(name) + " cannot be the name of a " + std::string(what) + ".",
            "Use small letters, digits, _ and -, starting with a letter; at most 60."
        );
    return good;
}

bool is_named(
    const Node& at,
    std::string_view word,
    std::string_view what,
    std::span<const std::string> names,
    Notes& notes
) {
    if (std::ranges::find(names, word) != names.end()) return true;
    notes.error(
        at,
        "handoff.unknown_name",
        "There is no " + std::string(what) + " " + in_quotes(word) + ".",
        tree::suggestion(word, names)
    );
    return false;
}

}  // namespace crosswalk::compile::handoff_file
