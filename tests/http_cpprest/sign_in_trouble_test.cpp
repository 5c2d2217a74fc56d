// What is told when no credential can be had.
#include "tests/http_cpprest/crm.h"

namespace crosswalk::testing {
namespace {

using namespace std::chrono_literals;

TEST_F(SenderTest, ARefusedSignInTellsTheVendorsWordsAndIsNotStormed) {
    crm_.sign_ins_answer(
        400, R"({"error":"invalid_grant","error_description":"user hasn't approved this consumer"})"
    );
    const auto to = sender(jwt());
    const auto answer = call(*to);
    expect_fault(answer, "send.sign_in");
    EXPECT_NE(
        answer.error().what.find("invalid_grant: user hasn't approved this consumer"), std::string::npos
    );
    EXPECT_NE(answer.error().what.find("'crm'"), std::string::npos);
    EXPECT_EQ(answer.error().remedy, "Let this user use the app.") << "what the vendor's own words mean there";
    for (int i = 0; i < 20; ++i) expect_fault(call(*to), "send.sign_in");
    EXPECT_EQ(crm_.sign_ins(), 1);
    EXPECT_EQ(crm_.api_calls(), 0);
    clock_.pass(31s);
    crm_.sign_ins_answer(200, "");
    EXPECT_TRUE(call(*to).has_value());
}

TEST_F(SenderTest, WhatPassesByItselfIsToldApart) {
    const std::pair<int, const char*> passing[] = {
        {500, "oops"}, {503, "{}"}, {429, "{}"}, {400, R"({"error":"rate_limit_exceeded"})"}};
    for (const auto& [status, body] : passing) {
        crm_.sign_ins_answer(status, body);
        expect_fault(call(*sender(jwt())), "send.sign_in_later");
    }
    const std::pair<int, const char*> lasting[] = {
        {401, R"({"error":"invalid_client"})"},
        {404, "<html>"},
        {302, ""},
        {200, "<html>sign in</html>"},
        {200, "{}"}};
    for (const auto& [status, body] : lasting) {
        crm_.sign_ins_answer(status, body);
        expect_fault(call(*sender(jwt())), "send.sign_in");
    }
}

TEST_F(SenderTest, AnUnreachableSignInHostIsTriedAgainLater) {
    Account with = jwt();
    with.login_url = "http://127.0.0.1:" + std::to_string(closed_port());
    const auto answer = call(*sender(with));
    expect_fault(answer, "send.sign_in_later");
    EXPECT_NE(answer.error().what.find(with.login_url.substr(7)), std::string::npos) << answer.error().what;
}

TEST_F(SenderTest, ATokenThatNamesAStrangersHostIsNotUsed) {
    for (const char* host :
         {"https://crm.example.evil.example",
          "https://evil.example",
          "http://eu.crm.example",
          "https://user@eu.crm.example",
          "https://evil.example/eu.crm.example",
          "not a url"}) {
        crm_.sign_ins_answer(200, R"({"access_token":"t","instance_url":")" + std::string(host) + "\"}");
        expect_fault(call(*sender(jwt())), "send.sign_in");
    }
}

TEST_F(SenderTest, PlainHttpToAnotherMachineIsRefusedBeforeAnythingIsSent) {
    Account with = jwt();
    with.login_url = "http://login.example.com";
    expect_fault(call(*sender(with)), "send.insecure");
    Account keyed{
        .name = "crm", .base_url = "http://mail.example.com", .secrets = {{"api_key", {Secret("k")}}}};
    const Manifest mail = mail_manifest();
    keyed.manifest = &mail;
    expect_fault(call(*sender(keyed)), "send.insecure");
}

TEST_F(SenderTest, TheOtherSecretInRotationIsTriedWhenTheFirstIsRefused) {
    Account with = credentials();
    with.secrets["client_secret"] = {Secret("first"), Secret("second")};
    crm_.sign_ins_answer(401, R"({"error":"invalid_client"})");
    expect_fault(call(*sender(with)), "send.sign_in");
    EXPECT_EQ(crm_.sign_ins(), 2);
    EXPECT_EQ(field(crm_.last_sign_in(), "client_secret"), "second");
}

TEST_F(SenderTest, WhatIsMissingInTheConfigurationIsNamed) {
    Account no_id = jwt(), no_user = jwt(), no_key = jwt(), bad_key = jwt(), no_flow = jwt();
    no_id.settings.erase("client_id");
    no_user.settings.erase("username");
    no_key.secrets.clear();
    bad_key.secrets["private_key"] = {Secret("-----BEGIN NONSENSE-----")};
    no_flow.flow = "magic";
    const std::pair<Account, const char*> cases[] = {
        {no_id, "client_id"},
        {no_user, "username"},
        {no_key, "private_key"},
        {bad_key, "private_key"},
        {no_flow, "flow"}};
    for (const auto& [with, word] : cases) {
        const auto answer = call(*sender(with));
        expect_fault(answer, "send.sign_in");
        EXPECT_NE(answer.error().what.find(word), std::string::npos) << answer.error().what;
    }
    EXPECT_EQ(crm_.sign_ins(), 0);
}

TEST_F(SenderTest, NoSecretShowsInAnyMessageOrLog) {
    crm_.sign_ins_answer(400, R"({"error":"s3cr&t=","error_description":"no such secret: s3cr&t=\r\nline"})");
    const auto to = sender(credentials());
    const auto refused = call(*to);
    expect_fault(refused, "send.sign_in");
    EXPECT_EQ((refused.error().what + refused.error().remedy).find("s3cr&t="), std::string::npos);
    EXPECT_EQ(refused.error().what.find('\n'), std::string::npos);
    crm_.sign_ins_answer(200, "");
    clock_.pass(31s);
    ASSERT_TRUE(call(*to).has_value());
    for (const char* secret : {"s3cr&t=", "s3cr%26t", "token-", "PRIVATE KEY"})
        EXPECT_EQ(log_.text().find(secret), std::string::npos) << secret;
}

TEST_F(SenderTest, StopEndsAllWhoWaitForASignIn) {
    RawVendor silent([](Peer& peer) { peer.linger(); });
    Account with = jwt();
    with.login_url = silent.url();
    const auto to = sender(with);
    std::atomic<int> stopped{0};
    std::vector<std::thread> callers;
    for (int i = 0; i < 4; ++i)
        callers.emplace_back([&] {
            const auto answer = call(*to);
            stopped += !answer && answer.error().code == "send.stopped" ? 1 : 0;
        });
    ASSERT_TRUE(silent.wait_for_connections(1));
    const auto start = std::chrono::steady_clock::now();
    to->stop();
    for (std::thread& caller : callers) caller.join();
    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
    EXPECT_EQ(stopped, 4);
}

TEST_F(SenderTest, TheDeadlineCoversSignInAndCallTogether) {
    crm_.sign_ins_take(1s);
    const auto to = sender(jwt(), {.total_deadline = 200ms});  // its key takes a while to make
    const auto start = std::chrono::steady_clock::now();
    expect_fault(call(*to), "send.sign_in_later");
    EXPECT_LT(std::chrono::steady_clock::now() - start, 900ms);
}

TEST_F(SenderTest, AConnectionThatIsNotConfiguredIsNamed) {
    const auto answer = sender(jwt())->send("nobody", {.path = "/x"});
    expect_fault(answer, "send.bad_request");
    EXPECT_NE(answer.error().what.find("'nobody'"), std::string::npos);
}

}  // namespace
}  // namespace crosswalk::testing
