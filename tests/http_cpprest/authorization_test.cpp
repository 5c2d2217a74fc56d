// The authorization code grant: what leaves with the browser, and what is believed when it comes back.
#include "connector/io/http_cpprest/authorization.h"

#include "connector/crypto/crypto.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using namespace std::chrono_literals;

constexpr AuthorizationCode kWay{
    .authorize_url = "/services/oauth2/authorize",
    .token_path = "/services/oauth2/token",
    .scope = "api refresh_token",
    .account_at = "/id",
    .account_segment = 2,
    .base_url_field = "instance_url",
    .host_guard = R"(.*\.my\.vendor\.example)"};
constexpr AuthorizationCode kAbout{.about_id_at = "/organization", .about_name_at = "/name"};
constexpr Millis kNow{std::chrono::milliseconds{1'790'000'000'000}};
const std::string kPublic = "https://crosswalk.example.com/";

class AuthorizationCodeGrant : public ::testing::Test {
protected:
    Account account(std::string name = "crm") const {
        Account out{.name = std::move(name), .manifest = &manifest, .login_url = "https://login.vendor.example"};
        out.settings["client_id"] = "the client";
        out.secrets["client_secret"] = {Secret("a-client-secret")};
        return out;
    }
    // The parameter of the address, as the vendor's page reads it.
    static std::string parameter(const std::string& url, const std::string& name) {
        const auto at = url.find(name + "=");
        if (at == std::string::npos) return {};
        const auto from = at + name.size() + 1;
        return url.substr(from, url.find('&', from) - from);
    }
    std::string begin(const std::string& connection = "crm", Millis now = kNow) {
        const auto begun = pending.begin(account(connection), kWay, kPublic, now);
        EXPECT_TRUE(begun) << begun.error().what;
        return begun ? begun->url : std::string();
    }
    static HttpResponse answer(const std::string& id, const std::string& host, const std::string& refresh = "") {
        boost::json::object body{{"access_token", "at-1"}, {"instance_url", host}, {"id", id}};
        if (!refresh.empty()) body["refresh_token"] = refresh;
        return {200, {}, boost::json::serialize(body)};
    }

    Manifest manifest{};
    PendingSignIns pending{};
};

const std::string kOrg = "00DKa00000CW1aBMAT", kId = "https://login.vendor.example/id/" + kOrg + "/005Ka";

TEST_F(AuthorizationCodeGrant, TheBrowserLeavesWithAStateAndTheDigestOfAVerifier) {
    const std::string url = begin();
    EXPECT_TRUE(url.starts_with("https://login.vendor.example/services/oauth2/authorize?")) << url;
    EXPECT_EQ(parameter(url, "response_type"), "code");
    EXPECT_EQ(parameter(url, "code_challenge_method"), "S256");
    EXPECT_EQ(parameter(url, "redirect_uri"), "https%3A%2F%2Fcrosswalk.example.com%2Foauth%2Fcrm%2Fcallback");
    EXPECT_EQ(parameter(url, "state").size(), 43U) << "256 bits";
    const auto back = pending.take("crm", parameter(url, "state"), kNow);
    ASSERT_TRUE(back);
    EXPECT_EQ(crypto::base64url(crypto::sha256(back->verifier.reveal())), parameter(url, "code_challenge"));
    EXPECT_NE(parameter(begin(), "state"), parameter(url, "state"));
}

TEST_F(AuthorizationCodeGrant, AStateCountsOnce) {
    const std::string state = parameter(begin(), "state");
    EXPECT_TRUE(pending.take("crm", state, kNow));
    EXPECT_EQ(pending.take("crm", state, kNow).error().code, "connect.bad_state");
}

TEST_F(AuthorizationCodeGrant, AStateThatIsForgedLateOrOfAnotherConnectionIsRefusedAlike) {
    const auto forged = pending.take("crm", std::string(43, 'A'), kNow);
    const std::string late = parameter(begin(), "state"), other = parameter(begin("hub"), "state");
    const auto too_late = pending.take("crm", late, kNow + 10min), crossed = pending.take("crm", other, kNow);
    for (const auto* one : {&forged, &too_late, &crossed}) {
        ASSERT_FALSE(*one);
        EXPECT_EQ(one->error().code, "connect.bad_state");
        EXPECT_EQ(one->error().what, forged.error().what);
    }
    EXPECT_FALSE(pending.take("hub", other, kNow)) << "who showed it elsewhere has spent it";
}

TEST_F(AuthorizationCodeGrant, SignInsThatNobodyFinishesMakeRoomWhenTheyAreOver) {
    for (int i = 0; i < 64; ++i) begin();
    EXPECT_EQ(pending.begin(account(), kWay, kPublic, kNow).error().code, "connect.too_many");
    EXPECT_TRUE(pending.begin(account(), kWay, kPublic, kNow + 10min));
}

TEST_F(AuthorizationCodeGrant, WithoutAPublicUrlNoBrowserIsSent) {
    EXPECT_EQ(pending.begin(account(), kWay, "", kNow).error().code, "connect.no_public_url");
}

TEST_F(AuthorizationCodeGrant, ACodeIsDecodedOnceAndEncodedOnce) {
    const auto back = read_callback("code=aPrx%3D%3D&state=s");
    ASSERT_TRUE(back);
    EXPECT_EQ(back->code, "aPrx==");
    const auto state = parameter(begin(), "state");
    const auto request = code_request(account(), kWay, *pending.take("crm", state, kNow), Secret(back->code));
    ASSERT_TRUE(request);
    EXPECT_NE(request->body.find("code=aPrx%3D%3D&"), std::string::npos) << request->body;
    EXPECT_NE(request->body.find("code_verifier="), std::string::npos);
    EXPECT_EQ(request->path, "/services/oauth2/token") << "no secret is in the address";
}

TEST_F(AuthorizationCodeGrant, ACallbackThatSaysThingsTwiceOrNothingIsRefused) {
    for (const char* bad :
         {"", "code=a", "state=s", "code=a&state=s&state=t", "code=a&code=b&state=s", "code=%zz&state=s", "code=%0a&state=s"})
        EXPECT_FALSE(read_callback(bad)) << bad;
    EXPECT_FALSE(read_callback("state=s&code=" + std::string(5'000, 'a')));
    EXPECT_EQ(read_callback("error=access_denied&state=s")->error, "access_denied");
}

TEST_F(AuthorizationCodeGrant, TheAccountIsReadFromItsIdOrAskedForAndAnotherOneIsRefused) {
    const auto first = read_grant(account(), kWay, answer(kId, "https://acme.my.vendor.example", "r-1"));
    ASSERT_TRUE(first) << first.error().what;
    EXPECT_EQ(first->account, kOrg);
    EXPECT_EQ(first->refresh_token.reveal(), "r-1");
    PinnedAccount told{.id = kOrg};
    read_about(kAbout, {200, {}, R"({"organization":4711,"name":"ann@example.com"})"}, told);
    EXPECT_EQ(told.id, kOrg) << "the token answer said so";
    EXPECT_EQ(told.name, "ann@example.com");
    PinnedAccount asked{};
    read_about(kAbout, {200, {}, R"({"organization":4711})"}, asked);
    EXPECT_EQ(asked.id, "4711");
}

TEST_F(AuthorizationCodeGrant, AConnectionStaysWithTheAccountThatIsConfiguredOrThatItHadFirst) {
    const PinnedAccount here{.id = kOrg}, other{.id = "00DOTHER"};
    EXPECT_TRUE(check_account(account(), {}, here));
    EXPECT_TRUE(check_account(account(), here, here));
    EXPECT_EQ(check_account(account(), here, other).error().code, "connect.wrong_account");
    Account configured = account();
    configured.account_id = "00DOTHER";
    EXPECT_TRUE(check_account(configured, here, other)) << "the admin says which one it is";
    EXPECT_EQ(check_account(configured, {}, here).error().code, "connect.wrong_account");
    EXPECT_EQ(check_account(account(), {}, {}).error().code, "connect.account_unknown");
}

TEST_F(AuthorizationCodeGrant, WithoutARotatedTokenTheOneBeforeStays) {
    const auto answered = read_grant(account(), kWay, answer(kId, "https://acme.my.vendor.example"));
    ASSERT_TRUE(answered);
    EXPECT_TRUE(answered->refresh_token.empty());
}

TEST_F(AuthorizationCodeGrant, AnApiHostThatIsNotTheVendorsIsRefused) {
    for (const char* host :
         {"https://evil.example", "http://acme.my.vendor.example", "https://acme.my.vendor.example.evil.example",
          "http://127.0.0.1:1"})
        EXPECT_FALSE(read_grant(account(), kWay, answer(kId, host))) << host;
}

TEST_F(AuthorizationCodeGrant, ASignInHostOfOnesOwnShowsThePageThatIsElsewhereOtherwise) {
    AuthorizationCode way = kWay;
    way.authorize_url = "https://app.vendor.example/oauth/authorize";
    const auto own = pending.begin(account(), way, kPublic, kNow);
    ASSERT_TRUE(own);
    EXPECT_TRUE(own->url.starts_with("https://login.vendor.example/oauth/authorize?")) << own->url;
    Account plain = account();
    plain.login_url.clear();
    const auto vendors = pending.begin(plain, way, kPublic, kNow);
    ASSERT_TRUE(vendors);
    EXPECT_TRUE(vendors->url.starts_with("https://app.vendor.example/oauth/authorize?")) << vendors->url;
    EXPECT_EQ(vendors->url.find(vendors->ticket), std::string::npos) << "it may be shown";
}

TEST_F(AuthorizationCodeGrant, ARevocationNamesTheTokenInEveryWayTheVendorReads) {
    AuthorizationCode way = kWay;
    way.revoke_path = "/revoke";
    EXPECT_EQ(
        revoke_request(account(), way, Secret("r-1")).body,
        "token=r-1&token_type_hint=refresh_token&client_id=the%20client&client_secret=a-client-secret"
    );
    way.revoke_as = "refresh_token";
    EXPECT_NE(revoke_request(account(), way, Secret("r-1")).body.find("&refresh_token=r-1&"), std::string::npos);
}

}  // namespace
}  // namespace crosswalk
