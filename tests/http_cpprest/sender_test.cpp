// Signing in once, and calling with what that gave.
#include "tests/http_cpprest/crm.h"

#include "connector/contract/json_read.h"
#include "connector/crypto/crypto.h"

namespace crosswalk::testing {
namespace {

using namespace std::chrono_literals;

TEST_F(SenderTest, SignsInWithASignedAssertionAndCallsTheHostTheTokenNames) {
    const auto to = sender(jwt());
    const auto answer = call(*to);
    ASSERT_TRUE(answer.has_value()) << answer.error().what;
    EXPECT_NE(crm_.last_api_call().find("Authorization:Bearer token-1\r\n"), std::string::npos);
    EXPECT_TRUE(crm_.last_api_call().starts_with("GET /data/leads HTTP/1.1\r\n"));

    const std::string asked = crm_.last_sign_in();
    EXPECT_EQ(field(asked, "grant_type"), "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer");
    const std::string assertion = field(asked, "assertion");
    const auto dot = assertion.rfind('.');
    ASSERT_NE(dot, std::string::npos) << asked;
    const std::string signed_part = assertion.substr(0, dot);
    const auto signature = crypto::from_base64url(assertion.substr(dot + 1));
    ASSERT_TRUE(signature.has_value());
    EXPECT_TRUE(crypto::verify_rs256(rsa_key().public_pem, signed_part, *signature));
    EXPECT_EQ(crypto::from_base64url(signed_part.substr(0, signed_part.find('.'))), R"({"alg":"RS256"})");
    const auto claims = parse_json(*crypto::from_base64url(signed_part.substr(signed_part.find('.') + 1)));
    ASSERT_TRUE(claims.has_value());
    EXPECT_EQ(text_at(*claims, "/iss"), "app-1");
    EXPECT_EQ(text_at(*claims, "/sub"), "robot@example.com");
    EXPECT_EQ(text_at(*claims, "/aud"), crm_.url());
    EXPECT_EQ(scalar_at(*claims, "/exp"), "1800000181");
}

TEST_F(SenderTest, TheConfiguredAudienceWins) {
    Account with = jwt();
    with.audience = "https://login.example.com";
    ASSERT_TRUE(call(*sender(with)).has_value());
    const std::string assertion = field(crm_.last_sign_in(), "assertion");
    const auto first = assertion.find('.');
    const auto claims =
        parse_json(*crypto::from_base64url(assertion.substr(first + 1, assertion.rfind('.') - first - 1)));
    ASSERT_TRUE(claims.has_value());
    EXPECT_EQ(text_at(*claims, "/aud"), "https://login.example.com");
}

TEST_F(SenderTest, SignsInWithClientCredentials) {
    ASSERT_TRUE(call(*sender(credentials())).has_value());
    EXPECT_EQ(field(crm_.last_sign_in(), "grant_type"), "client_credentials");
    EXPECT_EQ(field(crm_.last_sign_in(), "client_id"), "app-1");
    EXPECT_EQ(field(crm_.last_sign_in(), "client_secret"), "s3cr%26t%3D");
}

TEST_F(SenderTest, ThirtyThreadsThatNeedATokenCauseOneSignIn) {
    crm_.sign_ins_take(100ms);
    const auto to = sender(jwt());
    std::atomic<int> fine{0};
    std::vector<std::thread> callers;
    for (int i = 0; i < 30; ++i) callers.emplace_back([&] { fine += call(*to).has_value() ? 1 : 0; });
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(fine, 30);
    EXPECT_EQ(crm_.sign_ins(), 1);
    EXPECT_EQ(crm_.api_calls(), 30);
}

TEST_F(SenderTest, ThirtyThreadsThatSawA401OfOneTokenCauseOneSignIn) {
    const auto to = sender(jwt());
    ASSERT_TRUE(call(*to).has_value());
    std::vector<std::thread> callers;
    std::atomic<int> ready{0};
    for (int i = 0; i < 30; ++i)
        callers.emplace_back([&] {
            call(*to);
            ++ready;
            while (ready < 30) std::this_thread::yield();
            to->forget_credential("crm");
            call(*to);
        });
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(crm_.sign_ins(), 2);
}

TEST_F(SenderTest, AForgottenTokenIsReplacedByTheNextCall) {
    const auto to = sender(jwt());
    ASSERT_TRUE(call(*to).has_value());
    to->forget_credential("crm");
    ASSERT_TRUE(call(*to).has_value());
    EXPECT_NE(crm_.last_api_call().find("Bearer token-2\r\n"), std::string::npos);
    EXPECT_EQ(crm_.sign_ins(), 2);
}

TEST_F(SenderTest, ATokenIsRenewedBeforeItEnds) {
    crm_.sign_ins_answer(
        200, R"({"access_token":"t","expires_in":600,"instance_url":")" + crm_.url() + "\"}"
    );
    const auto to = sender(jwt());
    ASSERT_TRUE(call(*to).has_value());
    clock_.pass(500s);
    ASSERT_TRUE(call(*to).has_value());
    EXPECT_EQ(crm_.sign_ins(), 1);
    clock_.pass(60s);
    ASSERT_TRUE(call(*to).has_value());
    EXPECT_EQ(crm_.sign_ins(), 2);
}

TEST_F(SenderTest, AHostOfTheVendorIsCalledWhateverTheSignInHost) {
    crm_.sign_ins_answer(200, R"({"access_token":"t","instance_url":"https://no-such-org.crm.example"})");
    const auto answer = sender(jwt(), {.connect_deadline = 5s})->send("crm", {.path = "/x"});
    expect_fault(answer, "send.unreachable");
    EXPECT_NE(answer.error().what.find("no-such-org.crm.example:443"), std::string::npos)
        << answer.error().what;
}

TEST_F(SenderTest, TheAdminsBaseUrlWinsOverTheTokens) {
    crm_.sign_ins_answer(200, R"({"access_token":"t","instance_url":"https://no-such-org.crm.example"})");
    Account with = jwt();
    with.base_url = crm_.url() + "/proxy";
    ASSERT_TRUE(call(*sender(with)).has_value());
    EXPECT_TRUE(crm_.last_api_call().starts_with("GET /proxy/data/leads "));
}

TEST_F(SenderTest, AnApiKeyIsTheWholeSignInAndTheNextOneIsTriedAfterARefusal) {
    const Manifest mail = mail_manifest();
    const auto to = sender(
        {.name = "crm",
         .manifest = &mail,
         .base_url = crm_.url(),
         .secrets = {{"api_key", {Secret("new"), Secret("old")}}}}
    );
    const auto used = [&] {
        EXPECT_TRUE(call(*to).has_value());
        const std::string request = crm_.last_api_call();
        const auto at = request.find("Api-Token:");
        return at == std::string::npos ? "" : request.substr(at + 10, 3);
    };
    EXPECT_EQ(used(), "new");
    to->forget_credential("crm");
    EXPECT_EQ(used(), "old");
    EXPECT_EQ(used(), "old");
    to->forget_credential("crm");
    EXPECT_EQ(used(), "new");
    EXPECT_EQ(crm_.sign_ins(), 0);
}

}  // namespace
}  // namespace crosswalk::testing
