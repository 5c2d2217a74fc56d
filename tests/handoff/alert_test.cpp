// What operators are told of troubles that begin, pass, come back and end.
#include "connector/handoff/alert.h"

#include <gtest/gtest.h>

namespace crosswalk::handoff {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

Trouble refused(const std::string& name = "crm") {
    return {TroubleKind::credentials, name, name + " refuses our credentials", "Token expired.", "Sign in anew."};
}

// Looks every 15 seconds, as the engine does.
class OperatorsTold : public testing::Test {
protected:
    void look(const std::vector<Trouble>& troubles) {
        now += seconds{15};
        AlertStep step = decide_alerts(alert_states_from(written(states)), troubles, now);
        states = std::move(step.next);
        for (const Alert& alert : step.alerts) said.push_back((alert.over ? "over: " : "") + alert.trouble.headline);
    }
    void look_for(minutes time, const std::vector<Trouble>& troubles) {
        for (const Millis until = now + time; now < until;) look(troubles);
    }
    using Lines = std::vector<std::string>;

    Millis now{hours{24 * 20'000}};
    std::vector<AlertState> states{};
    Lines said{};
};

TEST_F(OperatorsTold, ATroubleIsToldOnceAndItsEndOnce) {
    look_for(minutes{60}, {refused()});
    EXPECT_EQ(said, Lines{"crm refuses our credentials"});
    look_for(minutes{60}, {});
    EXPECT_EQ(said, (Lines{"crm refuses our credentials", "over: crm refuses our credentials"}));
}

TEST_F(OperatorsTold, WhatPassesWithinTwoMinutesIsNotToldWhereItMayPass) {
    const Trouble away{TroubleKind::unreachable, "crm", "crm cannot be reached", "", ""};
    look_for(minutes{1}, {away});
    look_for(minutes{10}, {});
    EXPECT_TRUE(said.empty());
    look_for(minutes{5}, {away});
    EXPECT_EQ(said, Lines{"crm cannot be reached"}) << "and within five minutes where it stays";
}

TEST_F(OperatorsTold, OneThatFlapsAllDayIsNoFlood) {
    for (int i = 0; i < 24 * 6; ++i) {
        look_for(minutes{5}, {refused()});
        look_for(minutes{5}, {});
    }
    EXPECT_GE(said.size(), 4U);
    EXPECT_LE(said.size(), 12U);
}

TEST_F(OperatorsTold, OneThatComesBackTheNextWeekIsToldAtOnceAgain) {
    for (int week = 0; week < 3; ++week) {
        look_for(minutes{10}, {refused()});
        look_for(hours{24 * 7}, {});
    }
    EXPECT_EQ(said.size(), 6U);
    EXPECT_TRUE(states.empty()) << "nothing is kept for ever";
}

TEST_F(OperatorsTold, EveryTroubleIsToldByItself) {
    look_for(minutes{10}, {refused("crm"), refused("mail"), {TroubleKind::books, "", "The books do not balance", "", ""}});
    EXPECT_EQ(said, (Lines{"crm refuses our credentials", "mail refuses our credentials", "The books do not balance"}));
    look_for(minutes{10}, {refused("mail")});
    EXPECT_EQ(said.size(), 5U);
}

TEST_F(OperatorsTold, WhatIsKeptSurvivesARestartAndWhatIsDamagedIsToldAnew) {
    look({refused()});
    const auto kept = alert_states_from(written(states));
    EXPECT_EQ(kept, states);
    EXPECT_TRUE(alert_states_from("no JSON").empty());
    EXPECT_TRUE(alert_states_from(R"([{"kind":"weather"}])").empty());
}

}  // namespace
}  // namespace crosswalk::handoff
