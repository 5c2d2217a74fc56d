// When an account's calls of the day are used up.
#include "connector/sync/quota_forecast.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const Millis kMorning{hours{24 * 20'000 + 8}};

std::deque<QuotaSample> growing(double from, double each_minute, minutes time) {
    std::deque<QuotaSample> out;
    for (minutes at{0}; at <= time; at += minutes{1})
        note_quota(out, {kMorning + at, from + each_minute * static_cast<double>(at.count())});
    return out;
}

TEST(QuotaForecast, SaysWhenAPaceThatDoesNotLastTheDayEndsIt) {
    const auto ends = quota_ends(growing(0.4, 0.002, minutes{60}));
    ASSERT_TRUE(ends);
    EXPECT_EQ(std::chrono::round<minutes>(*ends - kMorning), minutes{275}) << "0.43 left at 0.12 an hour";
}

TEST(QuotaForecast, SaysNothingOfAPaceThatLastsTheDay) {
    EXPECT_FALSE(quota_ends(growing(0.4, 0.0005, minutes{60})));
}

TEST(QuotaForecast, SaysNothingBeforeItHasSeenHalfAnHourOrAFifthIsUsed) {
    EXPECT_FALSE(quota_ends(growing(0.4, 0.005, minutes{20})));
    EXPECT_FALSE(quota_ends(growing(0.0, 0.003, minutes{60})));
    EXPECT_FALSE(quota_ends({}));
}

TEST(QuotaForecast, BeginsAnewWithANewDay) {
    auto samples = growing(0.9, 0.001, minutes{60});
    note_quota(samples, {kMorning + hours{2}, 0.01});
    EXPECT_EQ(samples.size(), 1U);
}

TEST(QuotaForecast, IsNotOverWhileItStandsStillBecauseNothingMoreIsSent) {
    auto samples = growing(0.9, 0.001, minutes{60});
    ASSERT_EQ(quota_ends(samples), samples.back().at);
    const double at_the_end = samples.back().used;
    for (minutes at{65}; at <= minutes{240}; at += minutes{5}) note_quota(samples, {kMorning + at, at_the_end});
    EXPECT_EQ(quota_ends(samples), samples.back().at);
}

TEST(QuotaForecast, SaysNowWhereAllOfItIsUsed) {
    std::deque<QuotaSample> samples;
    note_quota(samples, {kMorning, 1.0});
    EXPECT_EQ(quota_ends(samples), kMorning);
}

}  // namespace
}  // namespace crosswalk
