#include "connector/handoff/duty.h"

#include <algorithm>

namespace crosswalk::handoff {
namespace {

constexpr std::array<std::string_view, 6> kStateWords{
    "none", "open", "met", "missed", "by_silence", "withdrawn"};

bool answers(const Ending& ending) {
    return ending.kind == EndKind::qualified || ending.kind == EndKind::rejected;
}

std::optional<Millis> earlier(std::optional<Millis> a, std::optional<Millis> b) {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

// From when on the clock stands still without an end in sight.
std::optional<Millis> stopped_at(const Handoff& handoff) {
    std::optional<Millis> out;
    for (const Pause& pause : handoff.pauses)
        if (!pause.until) out = earlier(out, pause.from);
    return out;
}

}  // namespace

std::string_view to_string(DutyStatus::State state) {
    return kStateWords.at(static_cast<std::size_t>(state));
}

Spans given_back(const Handoff& handoff) {
    Spans out;
    for (const Pause& pause : handoff.pauses)
        if (pause.until) out.push_back({pause.from, *pause.until});
    if (const auto stopped = stopped_at(handoff)) out.push_back({*stopped, Millis::max()});
    return merged(std::move(out));
}

std::optional<Millis> due_after(const Handoff& handoff, std::chrono::milliseconds work, const WorkCalendar& calendar) {
    const auto stopped = stopped_at(handoff);
    Spans gaps;
    for (const Pause& pause : handoff.pauses)
        if (pause.until) gaps.push_back({pause.from, *pause.until});
    const auto due = calendar.due(handoff.made, work, merged(std::move(gaps)));
    return due && stopped && *due > *stopped ? std::nullopt : due;
}

std::optional<Millis> done_at(const Handoff& handoff, Duty duty) {
    const auto ended =
        handoff.ended && answers(*handoff.ended) ? std::optional(handoff.ended->at) : std::nullopt;
    const auto accepted = handoff.accepted ? std::optional(handoff.accepted->at) : std::nullopt;
    const auto contacted = handoff.contacted ? std::optional(handoff.contacted->at) : std::nullopt;
    switch (duty) {
        case Duty::accept:  // whoever talks to the lead has taken it
            return earlier(earlier(accepted, contacted), ended);
        case Duty::contact:
            return contacted;
        case Duty::decide:
            return ended;
    }
    return std::nullopt;
}

DutyStatus status_of(const Handoff& handoff, Duty duty, const ClockRules& rules, Millis now) {
    using State = DutyStatus::State;
    const DutyPlan* plan = rules.agreement.duty(duty);
    if (plan == nullptr) return {};
    DutyStatus out{.state = State::open};
    out.due = due_after(handoff, rules.calendar.length(plan->within), rules.calendar);
    out.done = done_at(handoff, duty);
    const Millis end = out.done ? *out.done : handoff.ended ? handoff.ended->at : now;
    out.worked = rules.calendar.worked_between(handoff.made, end, given_back(handoff));
    const bool late = out.due && *out.due < end;
    const bool silent = duty == Duty::accept && handoff.accepted && handoff.accepted->how == How::silence;
    if (silent)
        out.state = State::by_silence;
    else if (late)
        out.state = State::missed;
    else if (out.done)
        out.state = State::met;
    else if (handoff.ended)
        out.state = State::withdrawn;
    return out;
}

std::optional<Millis> deadline_of(const Handoff& handoff, const ClockRules& rules, Millis now) {
    for (const Duty duty : kDuties) {
        const DutyStatus status = status_of(handoff, duty, rules, now);
        const bool owed =
            status.state == DutyStatus::State::open || status.state == DutyStatus::State::missed;
        if (owed && status.due && !status.done && !handoff.ended) return status.due;
    }
    return std::nullopt;
}

}  // namespace crosswalk::handoff
