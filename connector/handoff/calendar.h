// connector/handoff/calendar.h - working time: how much of it lies between two moments, and when so much of
// it is over. Pure.
#pragma once

#include "connector/mapping/model/calendar_plan.h"
#include "connector/mapping/model/zone.h"

namespace crosswalk::handoff {

// From the first moment to the one before `until`.
struct Span {
    Millis from{}, until{};
    auto operator<=>(const Span&) const = default;
};
using Spans = std::vector<Span>;

// Sorted, without empty, overlapping or touching spans.
Spans merged(Spans);
// What of `spans` lies in none of `gaps`. Both are merged.
Spans without(const Spans& spans, const Spans& gaps);
std::chrono::milliseconds length_of(const Spans&);

// The working time of a calendar, or of one member under it. A moment is worked when the clocks of the zone
// show a time within the day's hours: what they skip is not worked, and what they show twice is worked twice.
class WorkCalendar {
public:
    explicit WorkCalendar(const CalendarPlan&, std::span<const Absence> = {}, const std::string& zone = {});

    // The worked pieces of [from, until), without what lies in `gaps`: time that is given back, such as
    // pauses.
    Spans worked(Millis from, Millis until, const Spans& gaps = {}) const;
    std::chrono::milliseconds worked_between(Millis from, Millis until, const Spans& gaps = {}) const;
    // The first moment at which `work` has been worked since `from`. Nothing where the calendar stays closed
    // for longer than kLongestWait.
    std::optional<Millis> due(Millis from, std::chrono::milliseconds work, const Spans& gaps = {}) const;
    // The first worked moment that is not before this one.
    std::optional<Millis> next_open(Millis, const Spans& gaps = {}) const;
    // The absence that this moment lies in.
    const Absence* absence_at(Millis) const;
    // How long a span of the agreement is here.
    std::chrono::milliseconds length(const WorkSpan& span) const { return span.in(*plan_); }
    // What the clocks of the zone show.
    Millis shown(Millis at) const { return at + clocks_.ahead_at(at); }
    const CalendarPlan& plan() const { return *plan_; }

    static constexpr std::chrono::days kLongestWait{3 * 366};

private:
    const std::vector<DayHours>& hours_on(std::chrono::sys_days) const;

    std::shared_ptr<const CalendarPlan> plan_;
    zone::Clocks clocks_;
    std::vector<Absence> absences_{};
    std::vector<Span> absent_{};  // one for each absence
    Spans absent_merged_{};
};

}  // namespace crosswalk::handoff
