// The engine feels the pulse of its connections, over restarts.
#include "engine_story.h"

#include <unistd.h>

#include <algorithm>

namespace crosswalk {
namespace {

using namespace std::chrono_literals;

class Quiet : public EngineStory {
protected:
    // mail speaks every five minutes.
    void mail_speaks(std::chrono::hours time) {
        for (const Millis end = clock.now() + time; clock.now() < end; clock.pass(5min)) {
            hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", ++score_}}));
            engine->apply_step();
            engine->tick_step();
        }
    }
    void nobody_speaks(std::chrono::minutes time) {
        for (const Millis end = clock.now() + time; clock.now() < end; clock.pass(5min)) engine->tick_step();
    }
    std::optional<ConnectionStatus> quiet() {
        for (const ConnectionStatus& one : engine->status())
            if (one.quiet_since) return one;
        return std::nullopt;
    }

private:
    int score_ = 0;
};

TEST_F(Quiet, AConnectionThatFallsSilentIsShownWithWhatIsUsualAndSinceWhen) {
    mail_speaks(26h);
    EXPECT_FALSE(quiet());
    const Millis last = clock.now() - 5min;
    nobody_speaks(150min);
    const auto told = quiet();
    ASSERT_TRUE(told);
    EXPECT_EQ(told->name, "mail");
    EXPECT_NEAR(told->usually_an_hour, 12, 1);
    EXPECT_LE(*told->quiet_since - last, 1min);
    mail_speaks(1h);
    EXPECT_FALSE(quiet()) << "and it is over when it speaks again";
}

TEST_F(Quiet, WhatWasHeardOutlivesARestart) {
    mail_speaks(26h);
    reopen();
    nobody_speaks(150min);
    EXPECT_TRUE(quiet());
}

TEST_F(Quiet, APollIsNoWordOfTheVendor) {
    mail_speaks(26h);
    polls["mail"] = 5min;
    start();
    account("mail").records["m1"] = Fields{{"address", "ann@example.com"}};
    for (int i = 0; i < 30; ++i) {
        account("mail").records["m1"]["score"] = 1'000 + i;
        settle(1s);
        engine->tick_step();
        clock.pass(5min);
    }
    EXPECT_TRUE(quiet());
}

TEST_F(Quiet, TheTimeTheServiceWasDownIsNotHeldAgainstTheVendor) {
    mail_speaks(26h);
    clock.pass(24h);
    reopen();
    engine->tick_step();
    EXPECT_FALSE(quiet());
}

}  // namespace
}  // namespace crosswalk
