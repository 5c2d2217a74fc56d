// A connection that a person let in with a browser: what is kept is used, and what replaces it is kept before it is used.
#include "tests/http_cpprest/crm.h"
#include "tests/http_cpprest/memory_grants.h"

namespace crosswalk::testing {
namespace {

using namespace std::chrono_literals;

Manifest browser_manifest() {
    Manifest manifest = crm_manifest();
    manifest.auth = {{"web_server", kBrowserWay}};
    return manifest;
}

const std::string kDead = R"({"error":"invalid_grant","error_description":"expired access/refresh token"})";

class GrantedToken : public ::testing::Test {
protected:
    Account account() const {
        return {
            .name = "crm",
            .manifest = &manifest_,
            .login_url = crm_.url(),
            .settings = {{"client_id", "app-1"}},
            .secrets = {{"client_secret", {Secret("a-client-secret")}}}};
    }
    std::unique_ptr<Sender> sender() {
        std::vector<Account> accounts;
        accounts.push_back(account());
        return make_cpprest_sender(std::move(accounts), clock_, log_, &grants_, {});
    }
    void keep(const std::string& refresh, const std::string& access) {
        ASSERT_TRUE(grants_.keep(
            "crm",
            {.refresh_token = Secret(refresh),
             .access_token = Secret(access),
             .base_url = crm_.url(),
             .since = clock_.now()}
        ));
    }
    void vendor_gives(const std::string& access, const std::string& refresh) {
        boost::json::object body{{"access_token", access}, {"instance_url", crm_.url()}};
        if (!refresh.empty()) body["refresh_token"] = refresh;
        crm_.sign_ins_answer(200, boost::json::serialize(body));
    }
    static Result<HttpResponse> call(Sender& to) { return to.send("crm", {.path = "/data/leads"}); }
    bool was_called_with(const std::string& token) const {
        return crm_.last_api_call().find("Bearer " + token + "\r\n") != std::string::npos;
    }

    Manifest manifest_ = browser_manifest();
    Crm crm_{};
    HandClock clock_{};
    KeptLog log_{};
    MemoryGrants grants_{};
};

TEST_F(GrantedToken, WhereNobodySignedInNobodyIsAskedAndTheCommandIsNamed) {
    const auto out = sender();
    const auto answer = call(*out);
    expect_fault(answer, "send.not_connected");
    EXPECT_NE(answer.error().remedy.find("`crosswalk connect crm`"), std::string::npos) << answer.error().remedy;
    EXPECT_EQ(crm_.sign_ins() + crm_.api_calls(), 0);
    keep("r-1", "at-1");
    EXPECT_TRUE(call(*out)) << "as soon as somebody did, without a wait";
}

TEST_F(GrantedToken, WhatIsKeptIsUsedWithoutASignIn) {
    keep("r-1", "at-1");
    EXPECT_TRUE(call(*sender()));
    EXPECT_EQ(crm_.sign_ins(), 0);
    EXPECT_TRUE(was_called_with("at-1"));
}

TEST_F(GrantedToken, ATokenThatTheVendorTakesNoMoreIsRefreshedAndTheNextOneKept) {
    keep("r-1", "at-1");
    vendor_gives("at-2", "r-2");
    const auto out = sender();
    ASSERT_TRUE(call(*out));
    out->forget_credential("crm");
    ASSERT_TRUE(call(*out));
    EXPECT_EQ(field(crm_.last_sign_in(), "refresh_token"), "r-1");
    EXPECT_EQ(field(crm_.last_sign_in(), "grant_type"), "refresh_token");
    EXPECT_TRUE(was_called_with("at-2"));
    EXPECT_EQ(grants_.refresh_token(), "r-2");
    EXPECT_EQ(log_.text().find("at-2"), std::string::npos);
}

TEST_F(GrantedToken, WithoutANewRefreshTokenTheOneBeforeStays) {
    keep("r-1", "");
    vendor_gives("at-2", "");
    EXPECT_TRUE(call(*sender()));
    EXPECT_EQ(grants_.refresh_token(), "r-1");
}

TEST_F(GrantedToken, ATokenThatEndsSoonIsRefreshedBeforeItIsRefused) {
    StoredGrant grant{.refresh_token = Secret("r-1"), .access_token = Secret("at-1"), .base_url = crm_.url()};
    grant.expires = clock_.now() + 30min;
    ASSERT_TRUE(grants_.keep("crm", grant));
    vendor_gives("at-2", "r-2");
    const auto out = sender();
    ASSERT_TRUE(call(*out));
    EXPECT_TRUE(was_called_with("at-1"));
    clock_.pass(29min + 30s);
    ASSERT_TRUE(call(*out));
    EXPECT_TRUE(was_called_with("at-2"));
}

TEST_F(GrantedToken, WhatTheStoreCannotKeepIsNotUsedAndIsKeptBeforeAnythingElseIsAsked) {
    keep("r-1", "");
    vendor_gives("at-2", "r-2");
    grants_.full = true;
    const auto out = sender();
    expect_fault(call(*out), "send.sign_in_later");
    EXPECT_EQ(crm_.api_calls(), 0) << "the token before it is over, and this one would be lost with a crash";
    grants_.full = false;
    clock_.pass(1min);
    ASSERT_TRUE(call(*out));
    EXPECT_EQ(crm_.sign_ins(), 1) << "the vendor would take a second use of r-1 for a theft";
    EXPECT_EQ(grants_.refresh_token(), "r-2");
    EXPECT_TRUE(was_called_with("at-2"));
}

TEST_F(GrantedToken, AProcessThatEndsBetweenKeepingAndUsingGoesOnWithWhatItKept) {
    keep("r-2", "at-2");  // kept by the process before, and never used
    EXPECT_TRUE(call(*sender()));
    EXPECT_EQ(crm_.sign_ins(), 0);
    EXPECT_TRUE(was_called_with("at-2"));
}

TEST_F(GrantedToken, AGrantIsDeadOnlyWhenNobodyHasReplacedItMeanwhile) {
    keep("r-1", "");
    crm_.sign_ins_answer(400, kDead);
    int loads = 0;
    grants_.on_load = [&] {
        if (++loads == 2) keep("r-9", "at-9");  // somebody signed in while the vendor said no
    };
    EXPECT_TRUE(call(*sender()));
    EXPECT_TRUE(was_called_with("at-9"));
    EXPECT_EQ(grants_.dead(), "");
}

TEST_F(GrantedToken, ADeadGrantIsNamedInTheVendorsWordsAndNotShownAgain) {
    keep("r-1", "");
    crm_.sign_ins_answer(400, kDead);
    const auto out = sender();
    const auto answer = call(*out);
    expect_fault(answer, "send.not_connected");
    EXPECT_NE(answer.error().what.find("expired access/refresh token"), std::string::npos) << answer.error().what;
    clock_.pass(1h);
    expect_fault(call(*out), "send.not_connected");
    expect_fault(call(*sender()), "send.not_connected");
    EXPECT_EQ(crm_.sign_ins(), 1) << "who shows a token again that was replaced ends the grant that replaced it";
    vendor_gives("at-3", "r-3");
    keep("r-2", "");
    EXPECT_TRUE(call(*out));
    EXPECT_EQ(grants_.dead(), "");
}

TEST_F(GrantedToken, AnAppThatTheVendorDoesNotKnowIsNoDeadGrant) {
    keep("r-1", "");
    crm_.sign_ins_answer(400, R"({"error":"invalid_client","error_description":"invalid client credentials"})");
    const auto out = sender();
    expect_fault(call(*out), "send.sign_in");
    EXPECT_EQ(grants_.dead(), "");
    EXPECT_EQ(grants_.refresh_token(), "r-1");
    crm_.sign_ins_answer(503, "");
    clock_.pass(1min);
    expect_fault(call(*out), "send.sign_in_later");
    EXPECT_EQ(grants_.dead(), "");
}

TEST_F(GrantedToken, ManyWhoNeedItAreServedByOneRefresh) {
    keep("r-1", "");
    vendor_gives("at-2", "r-2");
    crm_.sign_ins_take(100ms);
    const auto out = sender();
    std::atomic<int> fine{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) threads.emplace_back([&] { fine += call(*out) ? 1 : 0; });
    }
    EXPECT_EQ(fine, 8);
    EXPECT_EQ(crm_.sign_ins(), 1);
}

TEST_F(GrantedToken, WhoSignsOutIsForgottenAtOnce) {
    keep("r-1", "at-1");
    const auto out = sender();
    ASSERT_TRUE(call(*out));
    ASSERT_TRUE(grants_.forget("crm"));
    EXPECT_TRUE(call(*out)) << "the token is still in hand";
    out->sign_in_anew("crm");
    expect_fault(call(*out), "send.not_connected");
}

}  // namespace
}  // namespace crosswalk::testing
