#include "webhooks/server/turns.h"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>

namespace crosswalk {
namespace {

class TurnsTest : public ::testing::Test {
protected:
    void wait(const std::string& address, std::string name) {
        turns_.wait(address, [this, name = std::move(name)] { order_ += name; });
    }

    boost::asio::io_context loop_{1};
    Turns turns_{loop_};
    std::string order_{};
};

TEST_F(TurnsTest, AnAddressWithManyConnectionsGetsNoMoreTurnsThanOneWithOne) {
    for (const char* name : {"a", "b", "c", "d"}) wait("127.0.0.1", name);
    for (const char* name : {"x", "y"}) wait("127.0.0.2", name);
    loop_.run();
    EXPECT_EQ(order_, "axbycd");
}

TEST_F(TurnsTest, WhatIsPostedComesBetweenTwoTurns) {
    for (const char* name : {"a", "b", "c"}) wait("127.0.0.1", name);
    boost::asio::post(loop_, [this] { order_ += "-"; });
    loop_.run();
    EXPECT_EQ(order_, "a-bc");
}

TEST_F(TurnsTest, OneThatWaitsAgainInItsTurnGoesBehindTheOthers) {
    turns_.wait("127.0.0.1", [this] {
        order_ += "a";
        wait("127.0.0.1", "A");
    });
    wait("127.0.0.1", "b");
    wait("127.0.0.2", "x");
    loop_.run();
    EXPECT_EQ(order_, "axbA");
}

TEST_F(TurnsTest, NobodyGetsATurnAfterTheEnd) {
    wait("127.0.0.1", "a");
    turns_.end();
    wait("127.0.0.1", "b");
    loop_.run();
    EXPECT_EQ(order_, "");
}

}  // namespace
}  // namespace crosswalk
