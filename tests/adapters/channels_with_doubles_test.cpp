// Notices sent to the doubles of the chat tools, and what a person presses there.
#include "adapters/registry.h"
#include "tests/adapters/fixtures.h"
#include "tests/support/client.h"
#include "tests/support/slack_double.h"
#include "tests/support/telegram_double.h"

namespace crosswalk::test::channels_with_doubles {
namespace {

NoticeMessage new_lead(std::string address) {
    return {
        .id = "n-1",
        .address = std::move(address),
        .language = "en",
        .subject = "New lead: Lan <Nguyễn>",
        .body = "Call today.",
        .facts = {{"Score", "87"}},
        .link = "https://crosswalk.example.com/act/TOKEN",
        .token = "TOKEN",
        .reasons = {{"budget", "No budget"}, {"not_a_fit", "Not a fit"}}};
}

// What the engine would do: send each call, with the credential where the tool wants it.
struct Account {
    std::string_view vendor{};
    std::string url{}, path_prefix{};
    doubles::Pairs headers{};
};
Outcome tell(const Account& account, const NoticeMessage& one) {
    const auto report = ask(
        *find_adapter(account.vendor), NoticeBatch{std::span(&one, 1)}, Connection{}, [&](const HttpRequest& request) {
            const auto reply = doubles::call(
                account.url, request.method, account.path_prefix + request.path, account.headers, request.body
            );
            return HttpResponse{.status = reply.status, .body = reply.body};
        }
    );
    EXPECT_TRUE(report) << (report ? "" : report.error().what);
    return report ? report->outcomes()[0] : Outcome{};
}

Decision pressed(std::string_view vendor, const std::string& body) {
    const auto events = find_adapter(vendor)->decode(delivery_of(body), {});
    EXPECT_TRUE(events) << (events ? "" : events.error().what);
    const auto* out = events ? std::get_if<Decision>(&events->front()) : nullptr;
    EXPECT_NE(out, nullptr);
    return out == nullptr ? Decision{} : *out;
}

class SlackLife : public testing::Test {
protected:
    Outcome post(const NoticeMessage& one, const std::string& token = "xoxb-1") {
        return tell({"slack", slack.url(), "", {{"Authorization", "Bearer " + token}}}, one);
    }
    doubles::SlackDouble slack{"xoxb-1", {"C0LEADS"}};
};

TEST_F(SlackLife, ANoticeIsPostedDecidedOnAndWrittenOver) {
    const auto sent = post(new_lead("C0LEADS"));
    ASSERT_EQ(sent.verdict, Verdict::applied) << sent.vendor_code;
    const auto ts = slack.messages().at(0).ts;
    const auto accepted = pressed("slack", slack.click(ts, "lead_accept"));
    EXPECT_EQ(accepted.verb, "accept");
    EXPECT_EQ(accepted.token, "TOKEN");
    EXPECT_EQ(accepted.message, sent.id->text);
    const auto rejected = pressed("slack", slack.click(ts, "lead_reject", "not_a_fit"));
    EXPECT_EQ(rejected.verb, "reject");
    EXPECT_EQ(rejected.reason, "not_a_fit");
    NoticeMessage taken{.id = "n-2", .subject = "Taken by Lan", .replaces = sent.id->text};
    EXPECT_EQ(post(taken).id, sent.id);
    ASSERT_EQ(slack.messages().size(), 1U);
    EXPECT_EQ(slack.click(ts, "lead_accept"), "") << "its buttons are gone";
}

TEST_F(SlackLife, OpeningTheLinkIsNoDecision) {
    post(new_lead("C0LEADS"));
    const auto events = find_adapter("slack")->decode(delivery_of(slack.click(slack.messages().at(0).ts, "lead_open")), {});
    ASSERT_TRUE(events);
    EXPECT_TRUE(std::holds_alternative<Handshake>(events->front()));
}

TEST_F(SlackLife, AWrongTokenPausesAndAWrongChannelDoesNot) {
    EXPECT_EQ(post(new_lead("C0LEADS"), "xoxb-2").verdict, Verdict::reconnect);
    EXPECT_EQ(post(new_lead("C0OTHER")).verdict, Verdict::refused);
}

class TelegramLife : public testing::Test {
protected:
    TelegramLife() { bot.add_chat(7); }
    Outcome post(const NoticeMessage& one, const std::string& token = "T1") {
        return tell({"telegram", bot.url(), "/bot" + token, {}}, one);
    }
    doubles::TelegramDouble bot{"T1"};
};

TEST_F(TelegramLife, ANoticeIsSentDecidedOnAndWrittenOver) {
    const auto sent = post(new_lead("7"));
    ASSERT_EQ(sent.verdict, Verdict::applied) << sent.vendor_says;
    EXPECT_EQ(sent.id, VendorId{"7/42"});
    EXPECT_EQ(pressed("telegram", bot.tap(7, 42, "Accept")).verb, "accept");
    const auto rejected = pressed("telegram", bot.tap(7, 42, "Reject: Not a fit"));
    EXPECT_EQ(rejected.token, "TOKEN");
    EXPECT_EQ(rejected.reason, "not_a_fit");
    EXPECT_EQ(rejected.message, "7/42");
    NoticeMessage taken{.id = "n-2", .subject = "Taken by Lan", .replaces = "7/42"};
    EXPECT_EQ(post(taken).id, sent.id);
    EXPECT_EQ(bot.tap(7, 42, "Accept"), "") << "its buttons are gone";
    EXPECT_EQ(post(taken).verdict, Verdict::applied) << "it says already what it should";
}

TEST_F(TelegramLife, AGroupThatMovedIsFollowed) {
    bot.move_chat(-5, -1001);
    const auto sent = post(new_lead("-5"));
    EXPECT_EQ(sent.verdict, Verdict::applied);
    EXPECT_EQ(sent.id, VendorId{"-1001/42"});
}

TEST_F(TelegramLife, WhoeverBlockedTheBotIsRefusedAndAWrongTokenPauses) {
    bot.block(7);
    EXPECT_EQ(post(new_lead("7")).verdict, Verdict::refused);
    EXPECT_EQ(post(new_lead("7"), "T2").verdict, Verdict::reconnect);
}

}  // namespace
}  // namespace crosswalk::test::channels_with_doubles
