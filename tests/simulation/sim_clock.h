// The time as it is, and the time as the machine of the engine believes it to be.
#pragma once

#include "chance.h"
#include "connector/ports/clock.h"

namespace crosswalk::simulation {

// When every simulated world begins.
inline constexpr Millis kBeginning{std::chrono::seconds{1'800'000'000}};

class SimClock : public Clock {
public:
    explicit SimClock(std::uint64_t seed) : chance_(seed) {}

    Millis now() const override { return truth_ + wrong_by_; }
    std::chrono::milliseconds steady() const override { return truth_.time_since_epoch(); }
    std::uint64_t chance() override { return chance_.draw(); }

    // The vendors' clocks are right.
    Millis truth() const { return truth_; }
    void pass(std::chrono::milliseconds by) { truth_ += by; }
    void be_wrong_by(std::chrono::milliseconds by) { wrong_by_ = by; }

private:
    Millis truth_ = kBeginning;
    std::chrono::milliseconds wrong_by_{0};
    Chance chance_;
};

}  // namespace crosswalk::simulation
