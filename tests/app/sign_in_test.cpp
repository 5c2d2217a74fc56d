// Who signs in, how long it lasts, and what an attacker tries.
#include "tests/app/console_desk.h"

#include "connector/app/admin/accounts.h"
#include "tests/run/handoff_story.h"

#include <thread>

namespace crosswalk {
namespace {

class SignIn : public HandoffStory {
protected:
    int status(const RequestHeaders& headers) { return desk.ask("GET", "/api/v1/status", "", headers).status; }

    Config config{};
    AdminService admin{config, *store, *engine, clock, true};
    ConsoleDesk desk{admin};
};

TEST_F(SignIn, AnInviteLetsSomebodyInOnceAndTheCookieCarriesThem) {
    const std::string invite = desk.invite("mai", "editor");
    EXPECT_EQ(invite.size(), 43U) << "256 bits";
    const auto first = desk.use(invite);
    ASSERT_EQ(first.status, 200);
    EXPECT_EQ(text_at(first.data, "/user/name"), "mai");
    EXPECT_EQ(text_at(first.data, "/user/role"), "editor");
    const std::string cookie = first.header("Set-Cookie");
    EXPECT_TRUE(cookie.starts_with("__Host-crosswalk=")) << cookie;
    for (const char* part : {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"})
        EXPECT_NE(cookie.find(part), std::string::npos) << part;
    const auto headers = ConsoleDesk::cookie(first);
    EXPECT_EQ(status(headers), 200);
    EXPECT_EQ(text_at(desk.ask("GET", "/api/v1/session", "", headers).data, "/user/name"), "mai");
    EXPECT_EQ(desk.ask("GET", "/api/v1/session", "", {}).status, 401);
}

TEST_F(SignIn, AReplayedLinkLetsNobodyIn) {
    const std::string invite = desk.invite("mai", "editor");
    EXPECT_EQ(desk.use(invite).status, 200);
    const auto again = desk.use(invite);
    EXPECT_EQ(again.status, 401);
    EXPECT_EQ(again.code(), "session.refused");
    EXPECT_EQ(again.header("Set-Cookie"), "");
    EXPECT_EQ(desk.use("x" + invite.substr(1)).code(), "session.refused") << "the same words for a link that never was";
}

TEST_F(SignIn, OfTwoWhoUseALinkAtOnceOneIsLetIn) {
    for (int round = 0; round < 10; ++round) {
        const std::string body =
            boost::json::serialize(boost::json::object{{"invite", desk.invite("mai" + std::to_string(round), "rep")}});
        auto one = desk.begin("POST", "/api/v1/session", body, {}), other = desk.begin("POST", "/api/v1/session", body, {});
        EXPECT_EQ(one.get().status + other.get().status, 200 + 401);
    }
}

TEST_F(SignIn, AnOldLinkLetsNobodyIn) {
    const std::string invite = desk.invite("mai", "editor");
    clock.pass(std::chrono::hours{24});
    EXPECT_EQ(desk.use(invite).status, 401);
}

TEST_F(SignIn, ANewLinkEndsTheOldOneAndTheSessionsFromBefore) {
    const std::string old = desk.invite("mai", "editor");
    const std::string newer = desk.invite("mai", "editor");
    EXPECT_EQ(desk.use(old).status, 401);
    const auto before = ConsoleDesk::cookie(desk.use(newer));
    EXPECT_EQ(status(before), 200);
    EXPECT_EQ(desk.use(desk.invite("mai", "")).status, 200);
    EXPECT_EQ(status(before), 401);
}

TEST_F(SignIn, ACookieThatWasStolenIsWorthNothingAfterSigningOut) {
    const auto headers = desk.sign_in("mai", "editor");
    const auto out = desk.ask("DELETE", "/api/v1/session", "{}", headers);
    EXPECT_EQ(out.status, 200);
    EXPECT_NE(out.header("Clear-Site-Data").find("\"cookies\""), std::string::npos);
    EXPECT_EQ(status(headers), 401);
}

TEST_F(SignIn, ASessionEndsWhenNobodyIsThereAndAtTheLatestAfterItsTime) {
    const auto idle = desk.sign_in("mai", "admin");
    clock.pass(std::chrono::minutes{59});
    EXPECT_EQ(status(idle), 200) << "and it is seen again";
    clock.pass(std::chrono::minutes{59});
    EXPECT_EQ(status(idle), 200);
    clock.pass(std::chrono::hours{1});
    EXPECT_EQ(status(idle), 401);
    const auto busy = desk.sign_in("binh", "admin");
    for (int minutes = 0; minutes < 12 * 60 - 30; minutes += 30) {
        clock.pass(std::chrono::minutes{30});
        ASSERT_EQ(status(busy), 200) << minutes;
    }
    clock.pass(std::chrono::minutes{30});
    EXPECT_EQ(status(busy), 401) << "12 hours are over";
    const auto rep = desk.sign_in("an", "rep");
    clock.pass(std::chrono::days{13});
    EXPECT_EQ(status(rep), 200);
}

TEST_F(SignIn, AUserWhoIsShutOutHasNoSessionAndGetsNone) {
    const auto headers = desk.sign_in("mai", "editor");
    const std::string invite = desk.invite("mai", "");
    EXPECT_EQ(desk.command("user disable", {{"name", "mai"}}).exit, kFine);
    EXPECT_EQ(status(headers), 401);
    EXPECT_EQ(desk.use(invite).status, 401);
    EXPECT_EQ(text_at(desk.command("user invite", {{"name", "mai"}}).data, "/error/code"), "user.disabled");
    EXPECT_EQ(desk.command("user enable", {{"name", "mai"}}).exit, kFine);
    EXPECT_EQ(desk.use(desk.invite("mai", "")).status, 200);
}

TEST_F(SignIn, TheLastAdminStays) {
    desk.sign_in("mai", "admin");
    EXPECT_EQ(text_at(desk.command("user disable", {{"name", "mai"}}).data, "/error/code"), "user.last_admin");
    EXPECT_EQ(
        text_at(desk.command("user invite", {{"name", "mai"}, {"role", "viewer"}}).data, "/error/code"), "user.last_admin"
    );
    desk.sign_in("binh", "admin");
    EXPECT_EQ(desk.command("user disable", {{"name", "mai"}}).exit, kFine);
}

TEST_F(SignIn, ARoleThatWasTakenAwayCountsAtOnce) {
    desk.sign_in("binh", "admin");
    const auto headers = desk.sign_in("mai", "admin");
    EXPECT_EQ(desk.ask("GET", "/api/v1/users", "", headers).status, 200);
    EXPECT_EQ(desk.command("user invite", {{"name", "mai"}, {"role", "viewer"}}).exit, kFine);
    EXPECT_EQ(desk.ask("GET", "/api/v1/users", "", headers).status, 403);
}

TEST_F(SignIn, OwnSessionsAreListedAndEndedAndNobodyElses) {
    const auto one = desk.sign_in("mai", "editor");
    const auto other = desk.sign_in("binh", "editor");
    const auto listed = desk.ask("GET", "/api/v1/sessions", "", one);
    ASSERT_EQ(listed.data.at("sessions").get_array().size(), 1U);
    EXPECT_EQ(*value_at(listed.data, "/sessions/0/current"), boost::json::value(true));
    const std::string id(text_at(listed.data, "/sessions/0/id"));
    EXPECT_EQ(desk.ask("DELETE", "/api/v1/sessions/" + id, "{}", other).status, 404);
    EXPECT_EQ(status(one), 200);
    EXPECT_EQ(desk.ask("DELETE", "/api/v1/sessions/" + id, "{}", one).status, 200);
    EXPECT_EQ(status(one), 401);
}

TEST_F(SignIn, NothingOfASecretIsKept) {
    const std::string invite = desk.invite("mai", "editor");
    const auto set = desk.use(invite).header("Set-Cookie");
    const std::string secret = set.substr(set.find('=') + 1, 43);
    const std::string kept = [&] {
        std::string all;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            const auto user = tx.accounts.user_named("mai");
            if (!user) return user.error();
            for (const char* kind : {"session", "invite"})
                for (const Credential& one : tx.accounts.of(kind, (*user)->id, "", 10).value()) all += one.hash + one.doc;
            for (const AuditRow& row : tx.audit.before(1'000, {}, 100).value()) all += row.detail + row.about;
            return {};
        }));
        return all;
    }();
    EXPECT_NE(kept, "");
    EXPECT_EQ(kept.find(secret), std::string::npos);
    EXPECT_EQ(kept.find(invite), std::string::npos);
}

TEST_F(SignIn, WhoeverTriesLinksAllDayIsHeldBackAndTheLogTells) {
    int refused = 0;
    DeskAnswer last;
    for (int i = 0; i < 12; ++i) {
        last = desk.use("guess" + std::to_string(i));
        refused += last.status == 401 ? 1 : 0;
    }
    EXPECT_EQ(refused, 10);
    EXPECT_EQ(last.status, 429);
    EXPECT_EQ(desk.use(desk.invite("mai", "editor")).status, 429) << "from there";
    clock.pass(std::chrono::minutes{1});
    EXPECT_EQ(desk.use(desk.invite("mai", "editor")).status, 200);
    EXPECT_NE(desk.command("log list", {{"what", "session refused"}}).text.find("192.0.2.7"), std::string::npos);
}

TEST_F(SignIn, APageOfAnotherOriginOrAFormGetsNowhereWithTheCookie) {
    auto headers = desk.sign_in("mai", "admin");
    const auto post = [&](const std::string& name, const std::string& value) {
        auto sent = headers;
        std::erase_if(sent, [&](const auto& one) { return one.first == name; });
        sent.emplace_back(name, value);
        return desk.ask("POST", "/api/v1/connections/crm/pause", "{}", sent).status;
    };
    EXPECT_EQ(post("Origin", "http://127.0.0.1:8081"), 200);
    EXPECT_EQ(post("Origin", "https://example.net"), 403);
    EXPECT_EQ(post("Origin", "null"), 403);
    EXPECT_EQ(post("Sec-Fetch-Site", "cross-site"), 403);
    EXPECT_EQ(post("Sec-Fetch-Site", "same-site"), 403);
}

TEST_F(SignIn, ATokenHasARoleAndAnEndAndIsNeverTakenFromACookie) {
    const auto made = desk.command("token create", {{"role", "viewer"}, {"expires", 2}, {"name", "sheets"}});
    const std::string token(text_at(made.data, "/token"));
    const RequestHeaders bearer{{"Authorization", "Bearer " + token}};
    EXPECT_EQ(status(bearer), 200);
    EXPECT_EQ(status({{"Cookie", "__Host-crosswalk=" + token}}), 401);
    EXPECT_EQ(desk.ask("GET", "/api/v1/users", "", bearer).status, 403);
    clock.pass(std::chrono::days{2});
    EXPECT_EQ(status(bearer), 401);
    EXPECT_EQ(text_at(desk.command("token create", {{"role", "king"}}).data, "/error/code"), "user.role");
}

TEST_F(SignIn, ATokenWhoseRoleOrEndIsSaidAndEmptyIsNotMadeForEverythingAndForEver) {
    const auto headers = desk.token("admin");
    for (const char* body : {R"({"role":""})", R"({"expires":0})", R"({"expires":-1})", R"({"role":"viewer","expires":0})"}) {
        const auto answer = desk.ask("POST", "/api/v1/tokens", body, headers);
        EXPECT_EQ(answer.status, 400) << body;
        EXPECT_TRUE(answer.code() == "user.role" || answer.code() == "token.expires") << answer.code();
    }
}

TEST_F(SignIn, ATokenFromBeforeThereWereRolesDoesEverything) {
    const std::string token = "a-token-of-an-earlier-version";
    ASSERT_TRUE(run_one(*store, [&](Transaction& tx) {
        return tx.accounts.keep(
            {.kind = "token", .hash = hash_of_secret(token), .id = "1", .doc = R"({"author":"ada","at":"2026-01-01"})"}
        );
    }));
    EXPECT_EQ(desk.ask("GET", "/api/v1/users", "", {{"Authorization", "Bearer " + token}}).status, 200);
    EXPECT_NE(desk.command("token list", {}).text.find("a token of ada"), std::string::npos);
}

}  // namespace
}  // namespace crosswalk
