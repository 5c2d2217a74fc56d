// Working time across breaks, closed days, zones and absences.
#include "tests/handoff/calendars.h"

namespace crosswalk::handoff::test {
namespace {

using namespace std::chrono_literals;

const std::string kVn = "Asia/Ho_Chi_Minh";

std::string due_in_vn(const WorkCalendar& calendar, const std::string& from, std::chrono::milliseconds work) {
    return shown_in(kVn, calendar.due(vn(from), work));
}

// H1 to H5 are the hand-offs of the figures' worked example: accepted within four working hours.
TEST(DueTime, OfTheAgreementsExamplesIsTheAgreedOne) {
    const WorkCalendar calendar{saigon()};
    EXPECT_EQ(due_in_vn(calendar, "2026-03-05 10:00", 4h), "2026-03-05T15:30") << "H1, across the break";
    EXPECT_EQ(due_in_vn(calendar, "2026-03-14 10:00", 4h), "2026-03-16T14:00") << "H2, made on a Saturday";
    EXPECT_EQ(due_in_vn(calendar, "2026-03-09 16:30", 4h), "2026-03-10T11:30") << "H3, over night";
    EXPECT_EQ(due_in_vn(calendar, "2026-03-31 17:00", 4h), "2026-04-01T12:00")
        << "H4, due when the break begins";
    EXPECT_EQ(due_in_vn(calendar, "2026-03-20 09:00", 4h), "2026-03-20T14:30")
        << "H5 before time is given back";
    const Spans blind{{vn("2026-03-20 09:30"), vn("2026-03-20 11:30")}};
    EXPECT_EQ(shown_in(kVn, calendar.due(vn("2026-03-20 09:00"), 4h, blind)), "2026-03-20T16:30") << "H5";
}

TEST(WorkedTime, OfTheAgreementsExamplesIsTheTimeToTheFirstAction) {
    const WorkCalendar calendar{saigon()};
    const auto between = [&](const std::string& from, const std::string& until) {
        return std::chrono::duration_cast<std::chrono::minutes>(calendar.worked_between(vn(from), vn(until)));
    };
    EXPECT_EQ(between("2026-03-05 10:00", "2026-03-05 15:00"), 210min);
    EXPECT_EQ(between("2026-03-14 10:00", "2026-03-16 13:45"), 225min);
    EXPECT_EQ(between("2026-03-09 16:30", "2026-03-11 09:00"), 540min);
    EXPECT_EQ(between("2026-03-31 17:00", "2026-04-01 10:00"), 120min);
    const Spans blind{{vn("2026-03-20 09:30"), vn("2026-03-20 11:30")}};
    EXPECT_EQ(calendar.worked_between(vn("2026-03-20 09:00"), vn("2026-03-20 16:00"), blind), 210min);
}

TEST(WorkedTime, OfABreachOpensToASum) {
    const WorkCalendar calendar{saigon()};
    Spans pieces = calendar.worked(vn("2026-03-09 16:30"), vn("2026-03-11 09:00"));
    std::vector<double> hours_a_day;
    std::string day;
    for (const Span& piece : pieces) {
        const std::string this_day = shown_in(kVn, piece.from).substr(0, 10);
        if (this_day != day) hours_a_day.push_back(0);
        day = this_day;
        hours_a_day.back() +=
            std::chrono::duration<double, std::ratio<3600>>(piece.until - piece.from).count();
    }
    EXPECT_EQ(hours_a_day, (std::vector<double>{1, 7.5, 0.5}));
}

TEST(DueTime, CountsADayAsTheHoursOfTheCalendar) {
    const WorkCalendar calendar{weekdays("UTC", {hours(10, 0, 18, 0)})};
    const auto due = [&](const std::string& from, const WorkSpan& span) {
        return shown_in("UTC", calendar.due(local(from, "UTC"), calendar.length(span)));
    };
    EXPECT_EQ(due("2026-11-25 15:00", {0, 600}), "2026-11-26T17:00");
    EXPECT_EQ(due("2026-11-25 15:00", {1, 600}), "2026-11-27T17:00");
    EXPECT_EQ(due("2026-11-25 20:00", {0, 600}), "2026-11-27T12:00");
    EXPECT_EQ(due("2026-11-25 20:00", {1, 600}), "2026-11-30T12:00");
}

// The form is filled at 17:20 on the last working day before Tết.
TEST(DueTime, OverTetSpendsTenMinutesTodayAndTheRestOnTheFirstWorkingMorning) {
    const WorkCalendar calendar{saigon_with_tet()};
    EXPECT_EQ(due_in_vn(calendar, "2027-02-04 17:20", 10min), "2027-02-04T17:30");
    EXPECT_EQ(due_in_vn(calendar, "2027-02-04 17:20", 2h), "2027-02-12T10:20");
    EXPECT_EQ(due_in_vn(calendar, "2027-02-19 17:00", 1h), "2027-02-20T09:00") << "a Saturday worked in";
    EXPECT_EQ(shown_in(kVn, calendar.next_open(vn("2027-02-04 17:30"))), "2027-02-12T08:30");
    EXPECT_EQ(shown_in(kVn, calendar.next_open(vn("2027-02-12 12:00"))), "2027-02-12T13:30");
    EXPECT_EQ(shown_in(kVn, calendar.next_open(vn("2027-02-12 09:15"))), "2027-02-12T09:15");
}

TEST(DueTime, OfNoWorkIsTheStartAndOfAClosedCalendarIsNever) {
    EXPECT_EQ(WorkCalendar{saigon()}.due(vn("2026-03-14 10:00"), 0ms), vn("2026-03-14 10:00"));
    const WorkCalendar closed{CalendarPlan{.name = "never", .zone = "UTC"}};
    EXPECT_EQ(closed.due(vn("2026-03-14 10:00"), 1ms), std::nullopt);
    EXPECT_EQ(closed.next_open(vn("2026-03-14 10:00")), std::nullopt);
}

TEST(DueTime, SkipsTheAbsencesOfTheMemberInTheMembersZone) {
    const std::vector<Absence> noon{
        {Millis{std::chrono::sys_days{day_of("2026-03-05")}} + 11h,
         Millis{std::chrono::sys_days{day_of("2026-03-06")}} + 9h,
         "dentist"}};
    const WorkCalendar calendar{saigon(), noon};
    EXPECT_EQ(due_in_vn(calendar, "2026-03-05 10:00", 4h), "2026-03-06T12:00");
    ASSERT_NE(calendar.absence_at(vn("2026-03-05 11:00")), nullptr);
    EXPECT_EQ(calendar.absence_at(vn("2026-03-05 11:00"))->name, "dentist");
    EXPECT_EQ(calendar.absence_at(vn("2026-03-06 09:00")), nullptr);
    const WorkCalendar abroad{
        saigon(), noon, "UTC"};  // 18:00 there: the member misses the next morning until 16:00
    EXPECT_EQ(due_in_vn(abroad, "2026-03-05 10:00", 4h), "2026-03-05T15:30");
}

TEST(WorkedTime, IsTheTimeThatPassesNotTheTimeShownWhenTheClocksChange) {
    const std::string berlin = "Europe/Berlin";
    CalendarPlan night{.name = "night", .zone = berlin};
    for (auto& day : night.hours) day = {hours(1, 0, 4, 0)};
    const WorkCalendar calendar{night};
    const auto worked = [&](const std::string& from, const std::string& until) {
        return calendar.worked_between(local(from, berlin), local(until, berlin));
    };
    EXPECT_EQ(worked("2026-03-28 00:00", "2026-03-29 00:00"), 3h);
    EXPECT_EQ(worked("2026-03-29 00:00", "2026-03-30 00:00"), 2h) << "02:00 to 03:00 is skipped";
    EXPECT_EQ(worked("2026-10-25 00:00", "2026-10-26 00:00"), 4h) << "02:00 to 03:00 comes twice";
    EXPECT_EQ(shown_in(berlin, calendar.due(local("2026-03-29 00:00", berlin), 90min)), "2026-03-29T03:30");
}

TEST(WorkedTime, BeginsAndEndsWithinAnHourThatIsSkippedOrComesTwice) {
    const std::string berlin = "Europe/Berlin";
    CalendarPlan plan{.name = "it", .zone = berlin};
    for (auto& day : plan.hours) day = {hours(2, 30, 5, 0)};
    const WorkCalendar calendar{plan};
    const auto on = [&](const std::string& day) {
        return calendar.worked_between(local(day + " 00:00", berlin), local(day + " 23:59", berlin));
    };
    EXPECT_EQ(on("2026-03-29"), 2h) << "03:00 is the first time shown that is worked";
    EXPECT_EQ(on("2026-10-25"), 3h) << "02:30 to 03:00 is shown and worked twice";
}

TEST(WorkedTime, OfADayThatAZoneSkippedIsNone) {
    CalendarPlan plan{.name = "it", .zone = "Pacific/Apia"};
    for (auto& day : plan.hours) day = {hours(0, 0, 24, 0)};
    const WorkCalendar calendar{plan};
    EXPECT_EQ(
        calendar.worked_between(local("2011-12-29 00:00", plan.zone), local("2011-12-31 00:00", plan.zone)),
        24h
    ) << "30 December 2011 never was in Samoa";
    EXPECT_EQ(
        calendar.worked(local("2011-12-29 00:00", plan.zone), local("2012-01-02 00:00", plan.zone)).size(), 1u
    );
}

TEST(Spans, AreMergedAndTakenOutOfEachOther) {
    const auto at = [](int hour) { return Millis{std::chrono::hours{hour}}; };
    EXPECT_EQ(
        merged({{at(5), at(6)}, {at(1), at(3)}, {at(3), at(4)}, {at(2), at(2)}}),
        (Spans{{at(1), at(4)}, {at(5), at(6)}})
    );
    EXPECT_EQ(
        without({{at(0), at(10)}, {at(12), at(14)}}, {{at(2), at(3)}, {at(5), at(13)}}),
        (Spans{{at(0), at(2)}, {at(3), at(5)}, {at(13), at(14)}})
    );
}

TEST(WorkSpan, IsSaidInDaysHoursAndMinutes) {
    EXPECT_EQ((WorkSpan{1, 90}).text(), "1 day 1 hour 30 minutes");
    EXPECT_EQ((WorkSpan{0, 240}).text(), "4 hours");
    EXPECT_EQ((WorkSpan{}).text(), "0 minutes");
}

}  // namespace
}  // namespace crosswalk::handoff::test
