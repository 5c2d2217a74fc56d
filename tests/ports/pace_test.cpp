#include "connector/ports/pace.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using namespace std::chrono_literals;

TEST(Pace, WhereNothingWaitsNothingIsDelayed) {
    Pace pace;
    EXPECT_EQ(pace.delay(9h), 0ms);
    pace.taken(7, 1s);
    pace.applied({.mark = 7, .events = 1, .took = 3ms, .ended = 2s});
    EXPECT_EQ(pace.delay(9h), 0ms);
}

TEST(Pace, WhatWaitsIsMeasuredByFullStepsAlone) {
    Pace pace;
    pace.taken(12'000, 0ms);
    pace.applied({.mark = 1, .events = 1, .took = 900ms, .ended = 0ms});
    EXPECT_EQ(pace.delay(0ms), 5'999ms) << "before anything was measured, two a millisecond";
    pace.applied({.mark = 2'000, .events = 1'999, .took = 500ms, .ended = 500ms, .full = true});
    EXPECT_NEAR(static_cast<double>(pace.delay(500ms).count()), 2'500, 5);
}

TEST(Pace, ForgetsHowFastItOnceWas) {
    Pace pace;
    pace.taken(100'000, 0ms);
    pace.applied({.mark = 10'000, .events = 10'000, .took = 1s, .ended = 1s, .full = true});
    EXPECT_EQ(pace.delay(1s), 9s);
    for (int i = 0; i < 40; ++i)
        pace.applied({.mark = 10'000 + i, .events = 1'000, .took = 1s, .ended = 1s, .full = true});
    EXPECT_NEAR(static_cast<double>(pace.delay(1s).count()), 90'000, 1'000);
}

TEST(Pace, OneSlowMomentIsMeasuredAnew) {
    Pace pace;
    pace.taken(100'000, 0ms);
    pace.applied({.mark = 256, .events = 256, .took = 60s, .ended = 60s, .full = true});
    pace.applied({.mark = 100'000, .events = 1, .took = 1ms, .ended = 61s});
    pace.taken(100'500, 61s);
    EXPECT_EQ(pace.delay(61s), 2s) << "so many are taken that the next step is full again";
}

TEST(Pace, AStoreThatWasFilledBeforeDelaysNothing) {
    Pace pace;
    pace.start(1'000'000);
    EXPECT_EQ(pace.delay(5s), 0ms);
    pace.taken(1'000'002, 5s);
    EXPECT_EQ(pace.delay(5s), 1ms);
}

TEST(Pace, AStandstillDelaysAsLongAsItLasts) {
    Pace pace;
    pace.taken(1, 10s);
    EXPECT_EQ(pace.delay(10s), 0ms);
    pace.taken(2, 14s);
    EXPECT_EQ(pace.delay(18s), 8s) << "the first one waits since then";
    pace.applied({.mark = 2, .events = 2, .took = 1ms, .ended = 18s});
    EXPECT_EQ(pace.delay(30s), 0ms);
    pace.taken(3, 60s);
    EXPECT_EQ(pace.delay(61s), 1s);
}

}  // namespace
}  // namespace crosswalk
