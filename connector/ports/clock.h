// connector/ports/clock.h - time and chance, so that tests decide both.
#pragma once

#include "connector/contract/values.h"

namespace crosswalk {

// Safe to share between threads.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Millis now() const = 0;                        // wall clock
    virtual std::chrono::milliseconds steady() const = 0;  // never jumps; for waits and budgets
    virtual std::uint64_t chance() = 0;                    // uniform over all 64 bits
};

}  // namespace crosswalk
