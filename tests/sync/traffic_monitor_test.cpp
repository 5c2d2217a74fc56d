// A connection that usually speaks, and then does not.
#include "connector/sync/traffic_monitor.h"

#include <gtest/gtest.h>

#include <functional>

namespace crosswalk {
namespace {

using namespace std::chrono_literals;

constexpr Millis kMonday{std::chrono::sys_days{std::chrono::year{2026} / 11 / 2}};
constexpr std::chrono::minutes kEvery{5};

// `an_hour` says how many deliveries the hour of the day and the day of the week (0: Monday) brings.
struct Tool {
    TrafficMonitor pulse{};
    Millis now = kMonday;

    void passes(std::chrono::hours time, const std::function<int(int hour, int day)>& an_hour) {
        for (const Millis end = now + time; now < end; now += kEvery) {
            const auto hours = std::chrono::floor<std::chrono::hours>(now - kMonday).count();
            const int n = an_hour(static_cast<int>(hours % 24), static_cast<int>(hours / 24 % 7));
            const bool speaks = n > 0 && (now - kMonday) % 1h < n * kEvery;
            listen(pulse, now, speaks ? 1 : 0);
        }
    }
    // How long it can be silent until the alarm rings; nothing: not within four days.
    std::optional<std::chrono::minutes> rings_after() {
        const Millis quiet = now;
        for (; now < quiet + 96h; now += kEvery) {
            listen(pulse, now, 0);
            if (silence(pulse, now))
                return std::chrono::duration_cast<std::chrono::minutes>(now - *pulse.last);
        }
        return std::nullopt;
    }
};

int steady(int, int) { return 12; }
int office_hours(int hour, int day) { return day < 5 && hour >= 8 && hour < 18 ? 10 : 0; }

TEST(TrafficGap, ASteadyToolThatStopsIsMissedWithinTwoHours) {
    Tool tool;
    tool.passes(72h, steady);
    EXPECT_FALSE(silence(tool.pulse, tool.now));
    const auto rang = tool.rings_after();
    ASSERT_TRUE(rang);
    EXPECT_GE(*rang, 40min) << "eight that are missing are more than chance";
    EXPECT_LE(*rang, 2h);
    const auto told = silence(tool.pulse, tool.now);
    EXPECT_EQ(told->since, *tool.pulse.last);
    EXPECT_NEAR(told->usually, 12, 0.5);
}

TEST(TrafficGap, ADayOfListeningIsNeededFirst) {
    Tool tool;
    tool.passes(20h, steady);
    const Millis quiet = tool.now;
    for (; tool.now < quiet + 3h; tool.now += kEvery) listen(tool.pulse, tool.now, 0);
    EXPECT_FALSE(silence(tool.pulse, tool.now));
}

TEST(TrafficGap, AToolThatNeverSpokeIsNotMissed) {
    Tool tool;
    tool.passes(400h, [](int, int) { return 0; });
    EXPECT_FALSE(silence(tool.pulse, tool.now));
}

TEST(TrafficGap, AToolThatSpeaksOnceADayIsGivenTheTimeItTakes) {
    Tool tool;
    tool.passes(7 * 24h, [](int hour, int) { return hour == 9 ? 1 : 0; });
    const auto rang = tool.rings_after();
    EXPECT_TRUE(!rang || *rang > 48h);
}

TEST(TrafficGap, NightsOfTheFirstWeekAreNoAlarm) {
    Tool tool;
    tool.passes(24h, office_hours);
    for (int day = 1; day < 5; ++day)
        for (int hour = 0; hour < 24; ++hour) {
            tool.passes(1h, office_hours);
            EXPECT_FALSE(silence(tool.pulse, tool.now)) << day << " " << hour;
        }
}

TEST(TrafficGap, NightsAndWeekendsAreQuietByRightOnceTheWeekIsKnown) {
    Tool tool;
    tool.passes(14 * 24h, office_hours);
    for (int hour = 0; hour < 7 * 24; ++hour) {
        tool.passes(1h, office_hours);
        EXPECT_FALSE(silence(tool.pulse, tool.now)) << hour;
    }
}

TEST(TrafficGap, AMondayMorningWithoutAWordIsMissedBeforeNoon) {
    Tool tool;
    tool.passes(21 * 24h, office_hours);  // it is Monday, 0:00
    const auto quiet = tool.now;
    ASSERT_TRUE(tool.rings_after());
    EXPECT_GE(tool.now - quiet, 8h);
    EXPECT_LE(tool.now - quiet, 11h);
}

TEST(TrafficGap, AnImportDoesNotRaiseWhatIsUsual) {
    Tool tool;
    tool.passes(48h, [](int hour, int) { return hour % 2; });
    listen(tool.pulse, tool.now, 10'000);
    tool.passes(24h, [](int hour, int) { return hour % 2; });
    const auto rang = tool.rings_after();
    ASSERT_TRUE(rang);
    EXPECT_GE(*rang, 8h) << "one in two hours: eight missing are most of a day";
    EXPECT_LT(silence(tool.pulse, tool.now)->usually, 1);
}

TEST(TrafficGap, HoursInWhichNobodyListenedSayNothing) {
    Tool tool;
    tool.passes(72h, steady);
    tool.now += 48h;  // the service was down
    listen(tool.pulse, tool.now, 0);
    EXPECT_FALSE(silence(tool.pulse, tool.now));
}

TEST(TrafficGap, OneWordEndsIt) {
    Tool tool;
    tool.passes(72h, steady);
    ASSERT_TRUE(tool.rings_after());
    tool.now += kEvery;
    listen(tool.pulse, tool.now, 1);
    EXPECT_FALSE(silence(tool.pulse, tool.now + 1min));
}

TEST(TrafficGap, AClockThatJumpsBackIsNoAlarm) {
    Tool tool;
    tool.passes(72h, steady);
    EXPECT_FALSE(silence(tool.pulse, tool.now - 24h));
}

TEST(TrafficMonitor, IsKeptSmallAndComesBackAsItWas) {
    Tool tool;
    tool.passes(40 * 24h, steady);
    EXPECT_LE(tool.pulse.hours.size(), 15U * 24 + 1);
    const std::string text = form(tool.pulse);
    EXPECT_LT(text.size(), 8'192U);
    const TrafficMonitor back = pulse_in(text);
    EXPECT_EQ(back.hours, tool.pulse.hours);
    EXPECT_EQ(back.last, tool.pulse.last);
    EXPECT_EQ(back.began, kMonday);
    EXPECT_TRUE(pulse_in("{ not json").hours.empty());
}

}  // namespace
}  // namespace crosswalk
