#include "connector/mapping/compile/handoff_context.h"
#include "connector/mapping/model/zone.h"

#include <algorithm>

namespace crosswalk::compile::handoff_file {
namespace {

using tree::in_quotes;
using tree::Node;
using tree::Notes;

constexpr std::array<std::string_view, 7> kWeekdays{
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

// The days of the week that a key names: "monday", "monday to friday", "every day".
std::vector<std::size_t> weekdays(const Node& key, Notes& notes) {
    std::vector<std::size_t> out;
    const std::string& text = key.text;
    const auto place = [](std::string_view name) {
        return static_cast<std::size_t>(std::ranges::find(kWeekdays, name) - kWeekdays.begin());
    };
    const auto to = text.find(" to ");
    std::size_t first = place(text.substr(0, to)),
                last = to == std::string::npos ? first : place(text.substr(to + 4));
    if (text == "every day") {
        first = 0;
        last = kWeekdays.size() - 1;
    }
    for (std::size_t day = first; day <= last && last < kWeekdays.size(); ++day) out.push_back(day);
    if (out.empty())
        notes.error(
            key,
            "handoff.weekday",
            in_quotes(text) + " names no days of the week.",
            "Write 'monday', 'monday to friday' or 'every day'."
        );
    return out;
}

void week(CalendarPlan& out, const Node& hours, const std::string& what, Notes& notes) {
    if (!tree::is_map(hours, notes, "'hours' of " + what)) return;
    std::array<bool, 7> said{};
    for (std::size_t i = 0; i < hours.keys.size(); ++i) {
        const Node& key = hours.keys[i];
        const auto each = day_hours(hours.items[i], key.text + " in " + what, notes);
        for (const std::size_t day : weekdays(key, notes)) {
            if (said.at(day))
                notes.error(
                    key,
                    "handoff.weekday",
                    "The hours of " + std::string(kWeekdays.at(day)) + " are said twice.",
                    "Keep one of the rows."
                );
            said.at(day) = true;
            out.hours.at(day) = each;
        }
    }
    const bool never = std::ranges::all_of(out.hours, &std::vector<DayHours>::empty);
    if (never && notes.errors() == 0)
        notes.error(
            hours,
            "handoff.never_open",
            "Nobody ever works in " + what + ", so nothing would ever be due.",
            "Write hours such as 'monday to friday: 08:30-12:00, 13:30-17:30'."
        );
}

std::string name_under(const Node& item) { return item.scalar() ? item.text : std::string(); }

void closed_days(CalendarPlan& out, const Node& closed, const std::string& what, Notes& notes) {
    if (!tree::is_map(closed, notes, "'closed' of " + what)) return;
    for (std::size_t i = 0; i < closed.keys.size(); ++i)
        if (auto span = days(closed.keys[i], notes)) {
            span->name = name_under(closed.items[i]);
            out.closed.push_back(std::move(*span));
        }
}

void worked_days(CalendarPlan& out, const Node& worked, const std::string& what, Notes& notes) {
    if (!tree::is_map(worked, notes, "'worked' of " + what)) return;
    for (std::size_t i = 0; i < worked.keys.size(); ++i) {
        const Node &key = worked.keys[i], &item = worked.items[i];
        const auto date = day(key, key.text, notes);
        const Node* hours = item.map() ? tree::need(item, notes, "day " + key.text, "hours") : &item;
        if (item.map()) tree::is_table(item, notes, "day " + key.text, {"hours", "name"});
        if (!date || hours == nullptr) continue;
        WorkedDay day{.day = *date, .hours = day_hours(*hours, key.text + " in " + what, notes)};
        if (const Node* name = item.find("name")) day.name = name_under(*name);
        out.worked.push_back(std::move(day));
    }
}

CalendarPlan calendar(const Node& key, const Node& spec, Notes& notes) {
    CalendarPlan out{.name = key.text};
    const std::string what = "calendar " + key.text;
    usable_name(key, "calendar", notes);
    if (!tree::is_table(spec, notes, what, {"zone", "hours", "closed", "worked"})) return out;
    if (const Node* zone = tree::need(spec, notes, what, "zone"))
        if (const auto name = time_zone(*zone, notes, "'zone' of " + what)) out.zone = *name;
    if (const Node* hours = tree::need(spec, notes, what, "hours")) week(out, *hours, what, notes);
    if (const Node* closed = spec.find("closed")) closed_days(out, *closed, what, notes);
    if (const Node* worked = spec.find("worked")) worked_days(out, *worked, what, notes);
    return out;
}

}  // namespace

void calendars(HandoffContext& context) {
    const Node* all = context.section("calendars");
    if (all == nullptr || !tree::is_map(*all, context.notes, "'calendars'")) return;
    for (std::size_t i = 0; i < all->keys.size(); ++i)
        context.plan.calendars.push_back(calendar(all->keys[i], all->items[i], context.notes));
}

}  // namespace crosswalk::compile::handoff_file
