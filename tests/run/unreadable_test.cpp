// One event of a delivery, or one row of an answer, that cannot be read: it waits by itself, the others go
// on.
#include "engine_story.h"

#include <unistd.h>

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;

class UnreadablePart : public EngineStory {
protected:
    UnreadablePart() {
        account("crm").add({{"Email", "ann@example.com"}});
        account("crm").add({{"Email", "bob@example.com"}});
    }
    static std::string delivery(std::string_view second) {
        return R"({"events":[{"id":"m1","fields":{"address":"ann@example.com","score":73}},)" +
               std::string(second) + R"(,{"id":"m2","fields":{"address":"bob@example.com","score":21}}]})";
    }
};

TEST_F(UnreadablePart, OneBadEventOfThreeIsParkedAndTheOthersAreApplied) {
    hears("mail", delivery(R"({"garbled":true})"));
    settle();
    EXPECT_EQ(at("crm", "r1", "Score"), value(73));
    EXPECT_EQ(at("crm", "r2", "Score"), value(21));
    EXPECT_EQ(booked("mail", Book::deliveries, books::kUndecodable), 0);
    EXPECT_EQ(booked("mail", Book::changes, books::kParked), 1);
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].what, Parked::What::change);
    EXPECT_EQ(parked()[0].code, "toy.garbled");
    EXPECT_EQ(parked()[0].record, "event 2");
}

TEST_F(UnreadablePart, ReplayingTheBadEventLeavesItWaitingAndTheOthersAlone) {
    hears("mail", delivery(R"({"garbled":true})"));
    settle();
    EXPECT_EQ(*engine->replay(std::nullopt), 1U);
    settle();
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(booked("mail", Book::changes, books::kParked), 1);
    EXPECT_EQ(booked("mail", Book::changes, books::kTotal), 3);
    ASSERT_TRUE(*engine->drop(parked()[0].id));
    settle();
    EXPECT_TRUE(parked().empty());
    EXPECT_EQ(booked("mail", Book::changes, books::kParked), 0);
}

TEST_F(UnreadablePart, TwoBadEventsAreTwoItems) {
    hears("mail", delivery(R"({"garbled":true},{"garbled":true})"));
    hears("mail", delivery(R"({"garbled":true})"));
    settle();
    EXPECT_EQ(parked().size(), 3U);
    EXPECT_EQ(booked("mail", Book::changes, books::kParked), 3);
}

TEST_F(UnreadablePart, ADeliveryOfNothingElseIsUndecodable) {
    hears("mail", R"({"events":[{"garbled":true},{"garbled":true}]})");
    settle();
    EXPECT_EQ(booked("mail", Book::deliveries, books::kUndecodable), 1);
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].what, Parked::What::event);
}

TEST_F(UnreadablePart, OneBadRowOfAPollIsParkedOnceAndReplayedWhenItIsReadable) {
    polls["mail"] = 60s;
    start();
    const auto ann = account("mail").add({{"address", "ann@example.com"}, {"score", 73}});
    const auto bob = account("mail").add({{"address", "bob@example.com"}, {"score", 21}});
    account("mail").garbles = {ann};
    settle(200s);
    EXPECT_EQ(at("crm", "r2", "Score"), value(21));
    ASSERT_EQ(parked().size(), 1U) << "three polls have seen it";
    EXPECT_EQ(parked()[0].code, "toy.garbled");
    EXPECT_EQ(parked()[0].record, ann);
    account("mail").garbles.clear();
    EXPECT_EQ(*engine->replay(parked()[0].id), 1U);
    settle();
    EXPECT_EQ(at("crm", "r1", "Score"), value(73));
    EXPECT_TRUE(parked().empty());
}

TEST_F(UnreadablePart, ARowThatIsReadableAgainSettlesItsItemByItself) {
    polls["mail"] = 60s;
    start();
    const auto ann = account("mail").add({{"address", "ann@example.com"}, {"score", 73}});
    account("mail").garbles = {ann};
    settle(70s);
    ASSERT_EQ(parked().size(), 1U);
    account("mail").garbles.clear();
    settle(70s);
    EXPECT_EQ(at("crm", "r1", "Score"), value(73));
    EXPECT_TRUE(parked().empty());
}

TEST_F(UnreadablePart, OneBadRowOfAReadIsParkedAndTheOthersAnswer) {
    account("mail").records["m1"] = {{"address", "ann@example.com"}, {"score", 73}};
    account("mail").records["m2"] = {{"address", "bob@example.com"}, {"score", 21}};
    account("mail").garbles = {"m1"};
    hears("mail", toy_event("m1", {}, {}, "thin"));
    hears("mail", toy_event("m2", {}, {}, "thin"));
    settle();
    EXPECT_EQ(at("crm", "r2", "Score"), value(21));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].record, "m1");
    EXPECT_EQ(booked("mail", Book::changes, books::kParked), 1);
}

TEST_F(UnreadablePart, NobodyIsCreatedBesideARecordThatFitsAndCannotBeRead) {
    account("hub").records["h1"] = {{"email", "ann@example.com"}};
    account("hub").garbles = {"h1"};
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 73}}));
    settle();
    EXPECT_EQ(account("hub").records.size(), 1U);
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].what, Parked::What::write);
    account("hub").garbles.clear();
    EXPECT_EQ(*engine->replay(std::nullopt), 1U);
    settle();
    EXPECT_EQ(at("hub", "h1", "score"), value(73));
    EXPECT_TRUE(parked().empty());
}

}  // namespace
}  // namespace crosswalk
