#include "connector/handoff/agreement_words.h"

#include <cstdio>

namespace crosswalk::handoff::words {
namespace {

std::string clock_text(int minutes) {
    char out[16];
    std::snprintf(out, sizeof out, "%02d:%02d", minutes / 60, minutes % 60);
    return out;
}

std::string hours_text(const std::vector<DayHours>& hours) {
    std::string out;
    for (const DayHours& each : hours)
        out += (out.empty() ? "" : ", ") + clock_text(each.from) + "–" + clock_text(each.until);
    return out;
}

// Neighbouring days with the same hours are one row.
void add_week(AgreementSection& out, const CalendarPlan& calendar, const std::string& language) {
    for (unsigned day = 0; day < calendar.hours.size();) {
        unsigned last = day;
        while (last + 1 < calendar.hours.size() && calendar.hours[last + 1] == calendar.hours[day]) ++last;
        const bool all = day == 0 && last == 6;
        std::string name = all ? said(Key::every_day, language) : message::weekday_text(day + 1, language);
        if (!all && last != day) name += " – " + message::weekday_text(last + 1, language);
        if (!calendar.hours[day].empty()) out.rows.push_back({name, hours_text(calendar.hours[day])});
        day = last + 1;
    }
}

std::string named(std::string days, const std::string& name) {
    return name.empty() ? days : std::move(days) + " (" + name + ")";
}

}  // namespace

AgreementSection hours_section(const CalendarPlan& calendar, const std::string& language) {
    AgreementSection out{.heading = said(Key::hours, language)};
    out.paragraphs.push_back(
        said(Key::calendar_of, language, {{"name", calendar.name}, {"zone", calendar.zone}})
    );
    std::string closed, worked;
    for (const ClosedDays& each : calendar.closed) {
        std::string days = message::day_text(each.from, language);
        if (each.until != each.from) days += " – " + message::day_text(each.until, language);
        closed += (closed.empty() ? "" : "; ") + named(std::move(days), each.name);
    }
    for (const WorkedDay& each : calendar.worked)
        worked += (worked.empty() ? "" : "; ") +
                  named(message::day_text(each.day, language) + " " + hours_text(each.hours), each.name);
    if (!closed.empty()) out.paragraphs.push_back(said(Key::closed, language, {{"days", closed}}));
    if (!worked.empty()) out.paragraphs.push_back(said(Key::worked_in, language, {{"days", worked}}));
    out.rows.push_back({said(Key::day, language), said(Key::hours, language)});
    add_week(out, calendar, language);
    return out;
}

}  // namespace crosswalk::handoff::words
