// A vendor that must be called back before it sends anything, and one that refuses within a yes.
#include "engine_story.h"

#include <algorithm>

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;

class HandshakeStory : public EngineStory {
protected:
    ConnectionStatus status(std::string_view name) {
        for (ConnectionStatus& one : engine->status())
            if (one.name == name) return one;
        return {};
    }
    std::size_t asked(std::string_view path) {
        return static_cast<std::size_t>(std::ranges::count(account("crm").calls, path));
    }
    void asks_for(const std::string& path) { hears("crm", R"({"events":[{"confirm":")" + path + R"("}]})"); }
};

TEST_F(HandshakeStory, AnAddressIsConfirmedOnceAndBookedAsApplied) {
    asks_for("/confirm?token=1");
    settle(30s);
    EXPECT_EQ(asked("/confirm?token=1"), 1U);
    EXPECT_EQ(booked("crm", Book::changes, books::kApplied), 1);
    EXPECT_TRUE(status("crm").troubles.empty());
}

TEST_F(HandshakeStory, AConfirmationThatIsRefusedIsNamedAndTriedAgainAfterARestartToo) {
    account("crm").confirms = false;
    asks_for("/confirm?token=1");
    settle(10s);
    ASSERT_EQ(status("crm").troubles.size(), 1U);
    EXPECT_EQ(status("crm").troubles.front().what, "webhook");
    EXPECT_EQ(status("crm").troubles.front().code, "http_404");
    EXPECT_EQ(status("crm").state, "degraded");
    const auto before = asked("/confirm?token=1");
    EXPECT_LE(before, 2U) << "not again and again";
    reopen();
    account("crm").confirms = true;
    settle(10s);
    EXPECT_EQ(asked("/confirm?token=1"), before + 1);
    EXPECT_TRUE(status("crm").troubles.empty());
}

TEST_F(HandshakeStory, ALaterConfirmationTakesThePlaceOfAnEarlierOne) {
    account("crm").confirms = false;
    asks_for("/confirm?token=1");
    settle(5s);
    account("crm").confirms = true;
    asks_for("/confirm?token=2");
    settle(1h);
    EXPECT_EQ(asked("/confirm?token=2"), 1U);
    EXPECT_TRUE(status("crm").troubles.empty());
}

TEST_F(HandshakeStory, ACredentialThatIsTurnedAwayWithinAYesIsRenewedOnce) {
    const HttpResponse ended{200, {}, R"({"success":false,"code":"ENDED","message":"It ended."})"};
    cloud.next.push_back({.path = "/read", .answer = ended});
    account("crm").records["c1"] = {{"Email", "ann@example.com"}};
    hears("hub", toy_event("h1", {{"email", "ann@example.com"}, {"city", "Hue"}}));
    settle(20s);
    EXPECT_EQ(cloud.credentials_forgotten, 1);
    EXPECT_EQ(at("crm", "c1", "City"), value("Hue")) << "nobody heard of it";
    cloud.next.push_back({.path = "/update", .answer = ended});
    cloud.next.push_back({.path = "/update", .answer = ended});
    hears("hub", toy_event("h1", {{"city", "Hanoi"}}));
    settle(20s);
    EXPECT_TRUE(cloud.next.empty());
    EXPECT_EQ(cloud.credentials_forgotten, 2) << "once for each call, however often it is turned away";
}

}  // namespace
}  // namespace crosswalk
