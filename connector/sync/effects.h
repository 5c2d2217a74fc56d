// connector/sync/effects.h - what follows from a lead that was decided anew, as one value. Pure.
#pragma once

#include "connector/lead/timer.h"
#include "connector/sync/recompute.h"

namespace crosswalk {

// Sets a timer of the lead, or cancels it.
struct TimerChange {
    std::string kind{};
    std::optional<Millis> due{};  // nothing: it is cancelled
};

// `carry_out` (run/inbound/effects.h) does all of it in one unit, or none.
struct Effects {
    bool keeps_lead = false;           // it is another than the one that is kept
    bool new_lead = false;             // nobody knew it before
    bool quiet = false;                // old news: nobody is told of it, and nothing is handed off for it
    std::vector<HistoryRow> rows{};
    std::vector<Step> steps{};         // walked already, in this order
    std::vector<TimerChange> timers{};
    std::optional<Parked> held_back{};  // a step that waits for a person
    std::vector<WriteIntent> writes{};
};

// What was decided about this lead; whom to tell is added by who knows it (`plan_writes`). Nothing decided, and
// nothing to keep: no effects.
Effects effects_of(const Mapping&, const Lead&, Recomputed, const Cause&);
// The same of a lead that is kept anew in any case.
Effects effects_of_kept(const Mapping&, const Lead&, Recomputed, const Cause&);

}  // namespace crosswalk
