// connector/handoff/clock.h - the clock of one hand-off, as a pure state machine: an event in, the next
// state, what is to be done and what the sender is told out.
#pragma once

#include "connector/handoff/calendar.h"
#include "connector/handoff/handoff.h"

namespace crosswalk::handoff {

// What the clock runs by: the agreement in force, and the working time of the present owner.
struct ClockRules {
    const AgreementPlan& agreement;
    const WorkCalendar& calendar;
};

enum class EventKind {
    notified,  // a channel took a notice
    accept,
    reject,    // with `reason`
    contact,   // somebody of Sales called, wrote, met
    decide,    // Sales goes on with the lead
    reassign,  // to `to`
    withdraw,  // because of `reason`
    pause,     // because of `reason`, from `at` on
    resume,    // the pause of that `reason`, at `at`
    tick       // time has passed: `at` is now
};

struct ClockEvent {
    EventKind kind = EventKind::tick;
    Millis at{};  // when it happened, which may be well before it is applied
    std::string by{};
    How how = How::person;
    std::string reason{}, to{};
};

// What follows from an event, for the shell to carry out in the same unit.
struct ClockEffect {
    enum class What {
        remind,    // `to` is the owner
        escalate,  // to `to`; empty: the head of the team
        reassign,  // route it again, without the owners it had, and apply EventKind::reassign when another
                   // one is found
        accepted,
        owner_changed,  // `to` took what was another one's
        contacted,
        ended
    };
    What what = What::remind;
    Duty duty = Duty::accept;  // of a rung
    Millis due{};              // of a rung: when it was due; else when it happened
    std::string to{};
    bool last_reassignment = false;  // of reassign: so many owners had it that the fallback is next
};

// What the sender of an event is told.
struct ClockReply {
    enum class What {
        taken,
        repeated,  // the same person said the same before
        too_late,  // somebody was first: see below
        ignored    // it says nothing about this hand-off
    };
    What what = What::taken;
    std::string first_by{};    // empty: nobody is known
    std::string first_what{};  // "accepted", "rejected", "qualified", "reassigned", "withdrawn"
    How first_how = How::person;
    Millis first_at{};
};

struct ClockStep {
    Handoff next{};
    std::vector<ClockEffect> effects{};
    ClockReply reply{};
};

// Pure: the same event on the same hand-off gives the same step, so that a crash between them does no harm.
// Of several rungs that are due by now, as after a downtime, the strongest alone is carried out; the others
// are overtaken.
ClockStep apply(const Handoff&, const ClockEvent&, const ClockRules&);

// When `tick` has something to do next; nothing while it is paused or nothing is owed.
std::optional<Millis> next_due(const Handoff&, const ClockRules&);

// How a duty stands. Due time decides, not the time at which anybody looked.
struct DutyStatus {
    enum class State {
        none,  // not promised
        open,
        met,
        missed,      // not done by the due time, whether it was done afterwards or not
        by_silence,  // nobody answered, and the agreement takes that for acceptance
        withdrawn    // the hand-off ended before it was due
    };
    State state = State::none;
    std::optional<Millis> due{};  // empty while it is paused
    std::optional<Millis> done{};
    std::chrono::milliseconds worked{};  // working time used until it was done, ended, or now
};
std::string_view to_string(DutyStatus::State);
DutyStatus status_of(const Handoff&, Duty, const ClockRules&, Millis now);
// The due time of the first duty that is open; nothing where none is, or while it is paused.
std::optional<Millis> deadline_of(const Handoff&, const ClockRules&, Millis now);
// What the clock does not count.
Spans given_back(const Handoff&);

}  // namespace crosswalk::handoff
