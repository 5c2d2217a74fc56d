// What holds for every calendar. A failing run prints its seed: RC_PARAMS="seed=..." plays it again.
#include "tests/handoff/calendars.h"

#include <rapidcheck.h>

namespace crosswalk::handoff::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

int between(int from, int until) { return *rc::gen::inRange(from, until); }

std::vector<DayHours> any_hours() {
    std::vector<int> times = *rc::gen::container<std::vector<int>>(
        static_cast<std::size_t>(between(0, 4) * 2), rc::gen::inRange(0, kMinutesADay + 1)
    );
    std::ranges::sort(times);
    std::vector<DayHours> out;
    for (std::size_t i = 0; i + 1 < times.size(); i += 2)
        if (times[i] < times[i + 1] && (out.empty() || out.back().until < times[i]))
            out.push_back({times[i], times[i + 1]});
    return out;
}

std::string any_zone() {
    // One without changes, two that change on other days, one that changes by half an hour, one ahead of all.
    return *rc::gen::element<std::string>(
        "Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"
    );
}

Millis any_moment() {
    const Millis start{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
    return start + minutes{between(0, 500 * kMinutesADay)} + milliseconds{between(0, 60'000)};
}

CalendarPlan any_calendar() {
    CalendarPlan plan{.name = "any", .zone = any_zone()};
    for (auto& day : plan.hours) day = any_hours();
    plan.hours.at(static_cast<std::size_t>(between(0, 7))) = {hours(9, 0, 17, 0)};
    const std::chrono::sys_days first{std::chrono::year{2026} / 1 / 1};
    for (int i = between(0, 4); i > 0; --i) {
        const auto from = first + std::chrono::days{between(0, 500)};
        plan.closed.push_back({from, from + std::chrono::days{between(0, 10)}, "closed"});
    }
    for (int i = between(0, 3); i > 0; --i)
        plan.worked.push_back({first + std::chrono::days{between(0, 500)}, any_hours(), "worked in"});
    return plan;
}

std::vector<Absence> any_absences() {
    std::vector<Absence> out;
    for (int i = between(0, 3); i > 0; --i) {
        const Millis from = any_moment();
        out.push_back({from, from + minutes{between(0, 10 * kMinutesADay)}, "away"});
    }
    return out;
}

Spans any_gaps(Millis around) {
    Spans out;
    for (int i = between(0, 4); i > 0; --i) {
        const Millis from = around + minutes{between(-kMinutesADay, 5 * kMinutesADay)};
        out.push_back({from, from + minutes{between(0, 2 * kMinutesADay)}});
    }
    return merged(std::move(out));
}

milliseconds any_work() { return milliseconds{*rc::gen::inRange<std::int64_t>(0, 100LL * 3'600'000)}; }

TEST(WorkingTime, IsWorkedOutWhenItIsDue) {
    EXPECT_TRUE(rc::check("worked_between(from, due(from, n)) is n", [] {
        const WorkCalendar calendar{any_calendar(), any_absences()};
        const Millis from = any_moment();
        const Spans gaps = any_gaps(from);
        const milliseconds work = any_work();
        const auto due = calendar.due(from, work, gaps);
        RC_ASSERT(due.has_value());
        RC_ASSERT(calendar.worked_between(from, *due, gaps) == work);
        if (work > milliseconds{0})
            RC_ASSERT(calendar.worked_between(from, *due - milliseconds{1}, gaps) < work);
    }));
}

TEST(WorkingTime, IsDueNoEarlierWhenItBeginsLaterOrIsMore) {
    EXPECT_TRUE(rc::check("due is monotone in both", [] {
        const WorkCalendar calendar{any_calendar(), any_absences()};
        const Millis from = any_moment();
        const Spans gaps = any_gaps(from);
        const milliseconds work = any_work();
        const auto due = calendar.due(from, work, gaps);
        Spans more = any_gaps(from);
        more.insert(more.end(), gaps.begin(), gaps.end());
        const bool less_than_more_work = due <= calendar.due(from, work + any_work(), gaps);
        const bool no_later_than_a_later_start =
            due <= calendar.due(from + minutes{between(0, 5'000)}, work, gaps);
        const bool no_later_than_with_more_gaps = due <= calendar.due(from, work, merged(more));
        RC_ASSERT(less_than_more_work);
        RC_ASSERT(no_later_than_a_later_start);
        RC_ASSERT(no_later_than_with_more_gaps);
    }));
}

TEST(WorkingTime, OfTwoPartsIsThatOfTheWhole) {
    EXPECT_TRUE(rc::check("splitting a span sums up", [] {
        const WorkCalendar calendar{any_calendar(), any_absences()};
        const Millis from = any_moment(), middle = from + minutes{between(0, 30'000)},
                     until = middle + minutes{between(0, 30'000)};
        const Spans gaps = any_gaps(from);
        RC_ASSERT(
            calendar.worked_between(from, middle, gaps) + calendar.worked_between(middle, until, gaps) ==
            calendar.worked_between(from, until, gaps)
        );
        RC_ASSERT(
            calendar.worked_between(from, until, gaps) == length_of(calendar.worked(from, until, gaps))
        );
    }));
}

// A second opinion: every minute is looked up by what the clocks show.
TEST(WorkingTime, IsWhatAClockOnTheWallSays) {
    EXPECT_TRUE(rc::check("counting minutes gives the same", [] {
        const CalendarPlan plan = any_calendar();
        const WorkCalendar calendar{plan};
        const zone::Clocks clocks(plan.zone);
        const Millis from = std::chrono::floor<minutes>(any_moment());
        const int length = between(0, 3 * kMinutesADay);
        int counted = 0;
        for (int i = 0; i < length; ++i) {
            const Millis shown = from + minutes{i} + clocks.ahead_at(from + minutes{i});
            const auto day = std::chrono::floor<std::chrono::days>(shown);
            const int minute = static_cast<int>(std::chrono::floor<minutes>(shown - day).count());
            const std::chrono::year_month_day date{day};
            const auto closed = std::ranges::any_of(plan.closed, [&](const ClosedDays& each) {
                return each.from <= date && date <= each.until;
            });
            const auto own = std::ranges::find(plan.worked, date, &WorkedDay::day);
            const auto week = plan.hours.at(std::chrono::weekday{day}.iso_encoding() - 1);
            const auto today = own != plan.worked.end() ? own->hours
                               : closed                 ? std::vector<DayHours>{}
                                                        : week;
            for (const DayHours& each : today) counted += each.from <= minute && minute < each.until ? 1 : 0;
        }
        RC_ASSERT(calendar.worked_between(from, from + minutes{length}) == minutes{counted});
    }));
}

}  // namespace
}  // namespace crosswalk::handoff::test
