// Mail on its way: the envelope, the login, and what each reply of a server means for a notice.
#include "connector/io/smtp/smtp_sender.h"

#include "adapters/registry.h"
#include "connector/crypto/crypto.h"
#include "tests/support/mail_server.h"

#include <gtest/gtest.h>

#include <thread>

namespace crosswalk {
namespace {

class StandingClock final : public Clock {
public:
    Millis now() const override { return Millis{std::chrono::seconds{1796021280}}; }
    std::chrono::milliseconds steady() const override { return std::chrono::milliseconds{1}; }
    std::uint64_t chance() override { return 4; }
};

class EchoSender final : public Sender {
public:
    Result<HttpResponse> send(std::string_view connection, const HttpRequest&) override {
        return HttpResponse{.status = 200, .body = std::string(connection)};
    }
    void forget_credential(std::string_view) override {}
    void stop() override {}
};

class SmtpSenderTest : public testing::Test {
protected:
    MailAccount account(std::string username = {}, SecretList secrets = {}, bool tokens = false) const {
        return {
            .name = "mail", .url = server.url(), .username = std::move(username), .secrets = std::move(secrets), .access_tokens = tokens};
    }
    Result<HttpResponse> send(MailAccount with, HttpRequest request = {}, MailLimits limits = {}) {
        if (request.method == "GET" && request.body.empty()) request = letter();
        std::vector<MailAccount> accounts{std::move(with)};
        return make_smtp_sender(std::move(accounts), clock, std::move(limits))->send("mail", request);
    }
    static HttpRequest letter() {
        return {
            .method = "MAIL",
            .path = "/",
            .headers = {{"From", "crosswalk@example.com"}, {"To", "lan@example.com"}},
            .body = "Subject: New lead\r\n\r\nHello\r\n.hidden\r\n..two\r\n.\r\nend\r\n"};
    }
    // What the engine would do with the notice.
    static Outcome outcome_of(const HttpResponse& response) {
        const Manifest& manifest = find_adapter("smtp")->manifest;
        if (const auto no = verdict_on_refusal(manifest, response)) return *no;
        const auto answer = answer_of(manifest, response);
        return answer && answer->error ? *answer->error : Outcome{.verdict = Verdict::applied};
    }

    doubles::MailServer server{};
    StandingClock clock{};
};

TEST_F(SmtpSenderTest, AMessageArrivesAsItIsWithItsEnvelopeAndADate) {
    const auto answer = send(account());
    ASSERT_TRUE(answer) << answer.error().what;
    EXPECT_EQ(answer->status, 250);
    EXPECT_NE(answer->body.find("queued as 4F1"), std::string::npos) << answer->body;
    ASSERT_EQ(server.letters().size(), 1U);
    const auto arrived = server.letters().front();
    EXPECT_EQ(arrived.from, "crosswalk@example.com");
    EXPECT_EQ(arrived.to, "lan@example.com");
    EXPECT_EQ(arrived.text, "Date: Mon, 30 Nov 2026 06:48:00 +0000\r\n" + letter().body);
}

TEST_F(SmtpSenderTest, APasswordIsSentByPlainAndTheNextOneIsTriedWhenItIsRefused) {
    server.offer("AUTH PLAIN LOGIN XOAUTH2");
    server.accept_login(crypto::base64(std::string("\0tim\0tanstaaftanstaaf", 21)));
    EXPECT_EQ(send(account("tim", {Secret("old")}))->status, 535);
    const auto answer = send(account("tim", {Secret("old"), Secret("tanstaaftanstaaf")}));
    ASSERT_TRUE(answer) << answer.error().what;
    EXPECT_EQ(answer->status, 250);
}

TEST_F(SmtpSenderTest, AnAccessTokenIsSentByXoauth2Alone) {
    server.offer("AUTH PLAIN LOGIN XOAUTH2");
    server.accept_login("dXNlcj1sZWFkLWJvdEBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LkVYQU1QTEUBAQ==");
    const auto with = account("lead-bot@example.com", {Secret("ya29.EXAMPLE")}, true);
    EXPECT_EQ(send(with)->status, 250);
    server.offer("AUTH PLAIN LOGIN");
    const auto refused = send(with);
    EXPECT_FALSE(refused && is_success(refused->status)) << "never as a password";
    EXPECT_EQ(server.letters().size(), 1U);
}

TEST_F(SmtpSenderTest, RepliesMeanRetryRefusedOrReconnect) {
    const auto verdict = [&](const std::string& command, const std::string& reply) {
        doubles::MailServer other;
        other.reply_to(command, reply);
        MailAccount with = account();
        with.url = other.url();
        const auto answer = send(std::move(with));
        EXPECT_TRUE(answer) << (answer ? "" : answer.error().what);
        if (!answer) return Verdict::unanswered;
        EXPECT_EQ(std::to_string(answer->status), reply.substr(0, 3));
        EXPECT_NE(answer->body.find(reply), std::string::npos) << answer->body;
        return outcome_of(*answer).verdict;
    };
    EXPECT_EQ(verdict("RCPT", "550 5.1.1 no such user"), Verdict::refused);
    EXPECT_EQ(verdict("RCPT", "450 4.2.1 mailbox busy"), Verdict::retry);
    EXPECT_EQ(verdict("MAIL", "550 5.7.30 Basic authentication is not supported"), Verdict::reconnect);
    EXPECT_EQ(verdict("MAIL", "421 4.3.2 closing"), Verdict::retry);
    EXPECT_EQ(verdict(".", "554 5.7.1 spam"), Verdict::refused);
    EXPECT_EQ(verdict(".", "451 4.3.0 later"), Verdict::retry);
}

TEST_F(SmtpSenderTest, WithoutTlsNothingIsSentWhereTlsIsRequired) {
    server.offer("AUTH PLAIN");
    const auto answer = send(account("tim", {Secret("pw")}), {}, {.loopback_too = true});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, "send.insecure");
    for (const auto& command : server.commands())
        EXPECT_FALSE(command.starts_with("AUTH") || command.starts_with("MAIL")) << command;
}

TEST_F(SmtpSenderTest, ALineThatIsCutBehindTheLastDotLeavesTheOutcomeOpen) {
    server.reply_to(".", "");
    const auto answer = send(account());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, "send.no_answer");
}

TEST_F(SmtpSenderTest, AServerThatIsNotThereTookNothing) {
    MailAccount with = account();
    with.url = "smtp://127.0.0.1:1";
    EXPECT_EQ(send(with).error().code, "send.unreachable");
    with.url = "gopher://127.0.0.1:1";
    EXPECT_EQ(send(with).error().code, "send.bad_url");
}

TEST_F(SmtpSenderTest, AnAddressCannotEndACommand) {
    HttpRequest request = letter();
    request.headers["To"] = "lan@example.com>\r\nRCPT TO:<everybody@example.com";
    EXPECT_EQ(send(account(), request).error().code, "send.bad_request");
    EXPECT_TRUE(server.commands().empty());
}

TEST_F(SmtpSenderTest, AnyOtherMethodOnlySignsIn) {
    const auto answer = send(account(), {.method = "HEAD", .path = "/"});
    ASSERT_TRUE(answer) << answer.error().what;
    EXPECT_TRUE(is_success(answer->status)) << answer->status;
    EXPECT_TRUE(server.letters().empty());
}

TEST_F(SmtpSenderTest, OtherConnectionsGoToTheOtherSender) {
    std::vector<MailAccount> accounts{account()};
    const auto sender = make_smtp_sender(std::move(accounts), clock, {}, std::make_unique<EchoSender>());
    EXPECT_EQ(sender->send("crm", {})->body, "crm");
    EXPECT_EQ(send(account(), letter())->status, 250);
    EXPECT_EQ(make_smtp_sender({}, clock)->send("crm", {}).error().code, "send.bad_request");
}

TEST_F(SmtpSenderTest, AStoppedSenderSendsNothing) {
    std::vector<MailAccount> accounts{account()};
    const auto sender = make_smtp_sender(std::move(accounts), clock);
    sender->stop();
    EXPECT_EQ(sender->send("mail", letter()).error().code, "send.stopped");
    EXPECT_TRUE(server.letters().empty());
}

TEST_F(SmtpSenderTest, SecretsThatAServerRepeatsAreTakenOut) {
    server.offer("AUTH PLAIN");
    server.reply_to("AUTH", "535 5.7.8 not with hunter-two");
    const auto answer = send(account("tim", {Secret("hunter-two")}));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body.find("hunter"), std::string::npos) << answer->body;
}

}  // namespace
}  // namespace crosswalk
