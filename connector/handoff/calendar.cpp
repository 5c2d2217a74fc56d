#include "connector/handoff/calendar.h"

#include <algorithm>

namespace crosswalk::handoff {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::sys_days;

constexpr days kWindow{14};  // how much of a calendar is looked at in one go

// What the clocks show, as spans of real time: one piece for each offset under which they show it.
void add_shown(Spans& out, const Span& shown, std::span<const zone::Offset> offsets) {
    for (const zone::Offset& offset : offsets) {
        const Span piece{
            std::max(shown.from - offset.ahead, offset.from),
            std::min(shown.until - offset.ahead, offset.until)};
        if (piece.from < piece.until) out.push_back(piece);
    }
}

Span clipped(const Span& span, const Span& to) {
    return {std::max(span.from, to.from), std::min(span.until, to.until)};
}

}  // namespace

Spans merged(Spans spans) {
    std::erase_if(spans, [](const Span& span) { return span.from >= span.until; });
    std::ranges::sort(spans);
    Spans out;
    for (const Span& span : spans) {
        if (!out.empty() && span.from <= out.back().until)
            out.back().until = std::max(out.back().until, span.until);
        else
            out.push_back(span);
    }
    return out;
}

Spans without(const Spans& spans, const Spans& gaps) {
    Spans out;
    auto gap = gaps.begin();
    for (Span rest : spans) {
        while (gap != gaps.end() && gap->until <= rest.from) ++gap;
        for (auto each = gap; each != gaps.end() && each->from < rest.until; ++each) {
            if (rest.from < each->from) out.push_back({rest.from, each->from});
            rest.from = std::max(rest.from, each->until);
        }
        if (rest.from < rest.until) out.push_back(rest);
    }
    return out;
}

milliseconds length_of(const Spans& spans) {
    milliseconds out{0};
    for (const Span& span : spans) out += span.until - span.from;
    return out;
}

WorkCalendar::WorkCalendar(
    const CalendarPlan& plan, std::span<const Absence> absences, const std::string& zone
)
    : plan_(std::make_shared<const CalendarPlan>(plan)),
      clocks_(plan.zone),
      absences_(absences.begin(), absences.end()) {
    const std::string& own = zone.empty() ? plan.zone : zone;
    for (const Absence& each : absences_)
        absent_.push_back({zone::moment_of(own, each.from), zone::moment_of(own, each.until)});
    absent_merged_ = merged(absent_);
}

const std::vector<DayHours>& WorkCalendar::hours_on(sys_days day) const {
    static const std::vector<DayHours> kClosed;
    const std::chrono::year_month_day date{day};
    const auto worked = std::ranges::find(plan_->worked, date, &WorkedDay::day);
    if (worked != plan_->worked.end()) return worked->hours;
    const bool closed = std::ranges::any_of(plan_->closed, [&](const ClosedDays& each) {
        return each.from <= date && date <= each.until;
    });
    return closed ? kClosed : plan_->hours.at(std::chrono::weekday{day}.iso_encoding() - 1);
}

Spans WorkCalendar::worked(Millis from, Millis until, const Spans& gaps) const {
    if (from >= until) return {};
    // No zone is a day away from UTC, so what is shown within a moment more than a day away does not matter.
    const auto offsets = clocks_.offsets_between(from - days{2}, until + days{2});
    const sys_days first = std::chrono::floor<days>(shown(from)) - days{1};
    const sys_days last = std::chrono::floor<days>(shown(until)) + days{1};
    Spans out;
    for (sys_days day = first; day <= last; day += days{1})
        for (const DayHours& hours : hours_on(day))
            add_shown(out, {Millis{day} + minutes{hours.from}, Millis{day} + minutes{hours.until}}, offsets);
    for (Span& span : out) span = clipped(span, {from, until});
    return without(without(merged(std::move(out)), absent_merged_), merged(gaps));
}

milliseconds WorkCalendar::worked_between(Millis from, Millis until, const Spans& gaps) const {
    milliseconds out{0};
    for (Millis start = from; start < until; start += kWindow)
        out += length_of(worked(start, std::min(until, start + kWindow), gaps));
    return out;
}

std::optional<Millis> WorkCalendar::due(Millis from, milliseconds work, const Spans& gaps) const {
    if (work <= milliseconds{0}) return from;
    Millis last = from;  // up to which time was worked, or the start
    for (Millis start = from; start - last < kLongestWait; start += kWindow)
        for (const Span& span : worked(start, start + kWindow, gaps)) {
            const milliseconds here = span.until - span.from;
            if (work <= here) return span.from + work;
            work -= here;
            last = span.until;
        }
    return std::nullopt;
}

std::optional<Millis> WorkCalendar::next_open(Millis from, const Spans& gaps) const {
    const auto first = due(from, milliseconds{1}, gaps);
    return first ? std::optional(*first - milliseconds{1}) : std::nullopt;
}

const Absence* WorkCalendar::absence_at(Millis at) const {
    for (std::size_t i = 0; i < absent_.size(); ++i)
        if (absent_[i].from <= at && at < absent_[i].until) return &absences_[i];
    return nullptr;
}

}  // namespace crosswalk::handoff
