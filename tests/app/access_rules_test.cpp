// The rules of signing in, without a store.
#include "connector/console/access/session.h"
#include "connector/console/access/sign_in_brake.h"

#include <gtest/gtest.h>

namespace crosswalk::access {
namespace {

constexpr Millis kNow{std::chrono::seconds{1'800'000'000}};

TEST(AccessSessions, LastShortWhereMuchCanBeDoneAndLongOnAPhone) {
    const Session fresh{.made = kNow, .seen = kNow, .touched = kNow};
    EXPECT_EQ(expires_at(fresh, Role::admin) - kNow, std::chrono::hours{1});
    EXPECT_EQ(expires_at(fresh, Role::editor) - kNow, std::chrono::hours{1});
    EXPECT_EQ(expires_at(fresh, Role::viewer) - kNow, std::chrono::hours{12});
    EXPECT_EQ(expires_at(fresh, Role::rep) - kNow, std::chrono::days{14});
    const Session busy{.made = kNow - std::chrono::hours{11} - std::chrono::minutes{50}, .seen = kNow};
    EXPECT_EQ(expires_at(busy, Role::admin) - kNow, std::chrono::minutes{10}) << "12 hours in all";
    EXPECT_FALSE(is_over(fresh, Role::admin, kNow + std::chrono::minutes{59}));
    EXPECT_TRUE(is_over(fresh, Role::admin, kNow + std::chrono::hours{1}));
}

TEST(AccessSessions, ATouchIsFreshForFiveMinutes) {
    const Session one{.touched = kNow};
    EXPECT_TRUE(is_touched_lately(one, kNow + std::chrono::minutes{5}));
    EXPECT_FALSE(is_touched_lately(one, kNow + std::chrono::minutes{5} + std::chrono::milliseconds{1}));
}

TEST(AccessSessions, AreReadAsTheyWereWritten) {
    const Session one{kNow, kNow + std::chrono::seconds{1}, kNow, "Firefox", "192.0.2.7"};
    const auto read = session_from(to_json(one));
    ASSERT_TRUE(read);
    EXPECT_EQ(to_json(*read), to_json(one));
    EXPECT_EQ(read->seen, one.seen);
    EXPECT_FALSE(session_from("{}"));
    EXPECT_FALSE(session_from("no JSON"));
}

TEST(AccessRoles, AreReadByTheirNames) {
    for (const Role role : all_roles()) EXPECT_EQ(role_named(to_string(role)), role);
    EXPECT_FALSE(role_named("king"));
    EXPECT_FALSE(role_named(""));
}

TEST(AccessBrake, HoldsAnAddressBackAndAllTogether) {
    SignInBrake brake;
    for (std::size_t i = 0; i < SignInBrake::kMostEach; ++i) {
        EXPECT_FALSE(brake.is_held("a", kNow));
        brake.failed("a", kNow);
    }
    EXPECT_TRUE(brake.is_held("a", kNow));
    EXPECT_FALSE(brake.is_held("b", kNow));
    EXPECT_FALSE(brake.is_held("a", kNow + SignInBrake::kWithin));
    for (std::size_t i = 0; i < SignInBrake::kMostTogether; ++i) brake.failed(std::to_string(i), kNow);
    EXPECT_TRUE(brake.is_held("never seen", kNow));
    EXPECT_FALSE(brake.is_held("never seen", kNow + SignInBrake::kWithin));
}

}  // namespace
}  // namespace crosswalk::access
