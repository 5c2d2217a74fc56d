// connector/ports/timers.h - the timers that wait.
#pragma once

#include "connector/lead/timer.h"

namespace crosswalk {

// Those of a lead go with it into a join, where the earlier one stays, and are gone when it is erased. Times are the
// wall clock's.
class Timers {
public:
    virtual ~Timers() = default;
    // In place of the one of this kind and subject.
    virtual Result<void> set(const Timer&) = 0;
    virtual Result<void> cancel(std::string_view kind, std::string_view subject) = 0;
    // Those that are due and held by nobody, the earliest first. They are held until `held_until`: whoever holds them
    // is to end them by then, or others get them.
    virtual Result<std::vector<Timer>> claim(std::size_t limit, Millis now, Millis held_until) = 0;
    // It has happened. False: it was set anew, cancelled or ended meanwhile, and nothing is to be done.
    virtual Result<bool> end(const Timer&) = 0;
    // When the next one is due, of those that nobody holds now.
    virtual Result<std::optional<Millis>> next_due(Millis now) = 0;
    // The clock was set back by `by`: what is due after `now` is due that much earlier, as it was meant.
    virtual Result<void> clock_set_back(Millis now, std::chrono::milliseconds by) = 0;
};

}  // namespace crosswalk
