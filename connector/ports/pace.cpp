#include "connector/ports/pace.h"

#include <cmath>

namespace crosswalk {
namespace {

constexpr double kFirstPace = 2.0;       // events a millisecond, as long as nothing was measured
constexpr double kSlowest = 0.25;  // what it counts as at least: what is taken then is enough to measure anew
constexpr double kRemembered = 2'000.0;  // milliseconds of work, after which what was measured counts a third

}  // namespace

void Pace::start(Seq mark) {
    const std::lock_guard lock(mutex_);
    mark_ = std::max(mark_, mark);
    newest_ = std::max(newest_, mark_);
}

void Pace::taken(Seq newest, Length steady) {
    const std::lock_guard lock(mutex_);
    if (newest_ <= mark_) since_ = steady;
    newest_ = std::max(newest_, newest);
}

void Pace::applied(const Step& step) {
    const std::lock_guard lock(mutex_);
    mark_ = std::max(mark_, step.mark);
    newest_ = std::max(newest_, mark_);
    since_ = step.ended;
    if (!step.full) return;  // it waited for news, or for the disk with few of them: that says nothing about its pace
    const double took = std::max(1.0, static_cast<double>(step.took.count()));
    const double fades = std::exp(-took / kRemembered);
    events_ = events_ * fades + static_cast<double>(step.events);
    took_ = took_ * fades + took;
}

Pace::Length Pace::delay(Length steady) const {
    const std::lock_guard lock(mutex_);
    const auto waiting = static_cast<double>(newest_ - mark_);
    if (waiting <= 0) return Length{0};
    const double pace = took_ > 0 ? events_ / took_ : kFirstPace;
    return std::max(Length{static_cast<std::int64_t>(waiting / std::max(pace, kSlowest))}, steady - since_);
}

}  // namespace crosswalk
