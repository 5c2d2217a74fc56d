// What every notification channel promises, whichever tool it speaks to.
#include "connector/contract/notice_text.h"
#include "connector/contract/text.h"
#include "tests/adapters/fixtures.h"
#include "tests/contracts/channel/channel_samples.h"
#include "tests/support/operations.h"

#include <algorithm>

namespace crosswalk::test {
namespace {

constexpr const char* kHostile[] = {
    "<b>Lan</b>",
    "*Lan* _Nguyễn_ ~x~ `y`",
    "@channel <!channel> <@U0SALES01>",
    "[Call me](https://elsewhere.example.com)",
    "Chào Lê Thị Hồng 👩‍💻🇻🇳",
    "e\u0302\u0303 decomposed",
    "\"quotes\" & 'ampersands' &amp; \\backslashes\\",
    "{{template}} ${x} %s"};
constexpr const char* kNothingSaid[] = {"", "{}", "[]", "null", "0", "[{}]", R"({"ok":null})", R"({"error":null,"data":{}})"};

class ChannelContract : public testing::TestWithParam<const Adapter*> {
protected:
    const Adapter& adapter = *GetParam();
    const ChannelSample& sample = channel_sample_of(adapter);
    const ChannelPlan& plan = *adapter.manifest.channel;

    NoticeMessage message(std::string id = "0190f3a2-notice-1") const {
        return {
            .id = std::move(id),
            .address = sample.address,
            .language = "vi",
            .subject = "New lead: Lan",
            .body = "Call today.",
            .facts = {{"Score", "87"}},
            .link = "https://crosswalk.example.com/act/kT0kenT0kenT0kenT0kenT0kenT0kenT0kenT0ken-1",
            .token = "kT0kenT0kenT0kenT0kenT0kenT0kenT0kenT0ken-1",
            .reasons = {{"budget", "No budget"}, {"not_a_fit", "Not a fit"}}};
    }
    HttpRequest request_for(const NoticeMessage& one) const {
        return first_request(adapter, NoticeBatch{std::span(&one, 1)}, sample.connection);
    }
    Outcome outcome_of(const NoticeMessage& one, const HttpResponse& response) const {
        if (const auto no = verdict_on_refusal(adapter.manifest, response)) return *no;
        const auto report = first_answer(adapter, NoticeBatch{std::span(&one, 1)}, sample.connection, response);
        EXPECT_TRUE(report || is_success(response.status)) << (report ? "" : report.error().what);
        return report ? report->outcomes()[0] : Outcome{};
    }
};

TEST_P(ChannelContract, SaysWhatItCanDo) {
    EXPECT_TRUE(adapter.notify);
    EXPECT_GE(plan.messages, 1U);
    EXPECT_EQ(adapter.decode != nullptr, !adapter.manifest.webhook.accept.empty());
    EXPECT_TRUE(!plan.answers || adapter.decode != nullptr);
    EXPECT_EQ(plan.answers, !sample.clicks.empty()) << "a channel whose buttons answer has a recorded click";
}

TEST_P(ChannelContract, EachMessageOfABatchGetsItsOwnOutcomeAndId) {
    const std::vector<NoticeMessage> messages{message("n-1"), message("n-2"), message("n-3")};
    std::size_t calls = 0;
    const auto report = ask(adapter, NoticeBatch{messages}, sample.connection, [&](const HttpRequest&) {
        ++calls;
        return calls == 2 ? answer(500, "") : sample.taken;
    });
    ASSERT_TRUE(report) << report.error().what;
    ASSERT_EQ(report->outcomes().size(), 3U);
    for (const std::size_t i : {0U, 2U}) {
        ASSERT_EQ(report->outcomes()[i].verdict, Verdict::applied) << i;
        ASSERT_TRUE(report->outcomes()[i].id && !report->outcomes()[i].id->text.empty()) << "nothing to update it by";
        if (!sample.id.empty()) {
            EXPECT_EQ(report->outcomes()[i].id->text, sample.id);
        }
    }
    EXPECT_NE(report->outcomes()[1].verdict, Verdict::applied);
}

TEST_P(ChannelContract, IsAPureFunctionThatAddsNoCredential) {
    const auto request = request_for(message());
    EXPECT_EQ(request.body, request_for(message()).body);
    EXPECT_TRUE(request.path.starts_with("/"));
    for (const auto& [name, value] : request.headers) {
        EXPECT_FALSE(same_but_for_case(name, "Authorization"));
        EXPECT_EQ(value.find_first_of("\r\n"), std::string::npos) << name;
    }
}

TEST_P(ChannelContract, TextIsShownAsItWasWrittenAndNeverRead) {
    for (const std::string text : kHostile) {
        for (const int where : {0, 1, 2}) {
            NoticeMessage one = message();
            (where == 0 ? one.subject : where == 1 ? one.body : one.facts[0].value) = text;
            const auto request = request_for(one);
            const auto shown = sample.shown(request);
            EXPECT_NE(shown.find(text), std::string::npos) << text << " in " << where << "\n" << request.body;
            EXPECT_EQ(shown.find("markup!"), std::string::npos) << request.body;
        }
    }
}

TEST_P(ChannelContract, LimitsAreKeptWhateverIsSaid) {
    std::string accents, faces;
    while (accents.size() < 30'000) accents += "Nguyễn Thị Hồng ";
    while (faces.size() < 40'000) faces += "👩‍💻";
    for (const std::string& text : {std::string(10'000, 'x'), std::string(10'000, '<'), std::string(10'000, '\x01'), accents, faces}) {
        NoticeMessage one = message();
        one.subject = one.body = text;
        one.facts.assign(80, {text, text});
        one.reasons.assign(200, {"a_reason_with_quite_a_long_code", text});
        const auto request = request_for(one);
        EXPECT_EQ(sample.over_limit(request), "") << text.substr(0, 8);
        EXPECT_TRUE(is_utf8(request.body)) << text.substr(0, 8);
        if (text.front() != '\x01') {
            EXPECT_NE(sample.shown(request).find("…"), std::string::npos) << text.substr(0, 8);
        }
    }
}

TEST_P(ChannelContract, ALongTokenOrNoneStillMakesAMessage) {
    for (const std::string& token : {std::string(), std::string(300, 't')}) {
        NoticeMessage one = message();
        one.token = token;
        EXPECT_EQ(sample.over_limit(request_for(one)), "");
        one.link.clear();
        one.facts.clear();
        one.body.clear();
        EXPECT_EQ(sample.over_limit(request_for(one)), "");
        EXPECT_NE(sample.shown(request_for(one)).find(one.subject), std::string::npos);
    }
}

TEST_P(ChannelContract, WhereAClickComesBackEachAnswerHasAButtonOfItsOwn) {
    NoticeMessage one = message();
    ASSERT_EQ(one.token.size(), kTokenLength) << "the token of this test is as long as the service's";
    one.link.clear();
    const std::string body = request_for(one).body;
    std::size_t buttons = 0;
    for (auto at = body.find(one.token); at != std::string::npos; at = body.find(one.token, at + 1)) ++buttons;
    if (!plan.answers) return;
    EXPECT_GE(buttons, 1U) << body;
    for (const NoticeReason& reason : one.reasons) EXPECT_NE(body.find(reason.code), std::string::npos) << body;
}

TEST_P(ChannelContract, TheTokenStandsInButtonsAndLinksAlone) {
    const NoticeMessage one = message();
    std::string shown = sample.shown(request_for(one));
    for (auto at = shown.find(one.link); at != std::string::npos; at = shown.find(one.link))
        shown.erase(at, one.link.size());
    EXPECT_EQ(shown.find(one.token), std::string::npos) << shown;
}

TEST_P(ChannelContract, AnEarlierMessageIsWrittenOverOrLeftAlone) {
    NoticeMessage one = message();
    one.replaces = sample.earlier.empty() ? "earlier" : sample.earlier;
    std::size_t calls = 0;
    const auto report = ask(adapter, NoticeBatch{std::span(&one, 1)}, sample.connection, [&](const HttpRequest& request) {
        ++calls;
        NoticeMessage fresh = one;
        fresh.replaces.clear();
        EXPECT_NE(request.path + request.body, request_for(fresh).path + request_for(fresh).body);
        return sample.taken_over;
    });
    ASSERT_TRUE(report) << report.error().what;
    EXPECT_EQ(calls, plan.replaces ? 1U : 0U);
    EXPECT_EQ(report->outcomes()[0].verdict, Verdict::applied);
    EXPECT_EQ(report->outcomes()[0].id, VendorId{one.replaces});
}

TEST_P(ChannelContract, SilenceIsNoSuccess) {
    if (plan.answers_unread) return;
    for (const int status : {200, 202})
        for (const char* body : kNothingSaid)
            EXPECT_NE(outcome_of(message(), answer(status, body)).verdict, Verdict::applied) << status << body;
}

TEST_P(ChannelContract, TroubleThatPassesIsTriedAgainLater) {
    for (const int status : sample.passing) {
        const auto out = outcome_of(message(), answer(status, "<html>busy</html>"));
        EXPECT_EQ(out.verdict, Verdict::retry) << status;
        EXPECT_TRUE(out.wait && out.wait->count() > 0) << status;
        EXPECT_FALSE(out.advice.empty()) << status;
    }
    if (std::ranges::count(sample.passing, 429) == 0) return;
    const auto asked = outcome_of(message(), answer(429, "", {{"Retry-After", "7"}}));
    EXPECT_EQ(asked.wait, std::chrono::seconds{7});
}

TEST_P(ChannelContract, RefusedCredentialsPauseTheChannelAndAnUnknownReceiverDoesNot) {
    const auto out = outcome_of(message(), sample.bad_credentials);
    EXPECT_EQ(out.verdict, Verdict::reconnect) << out.vendor_code << out.vendor_says;
    EXPECT_TRUE(out.advice.ends_with("."));
    if (sample.nobody.status == 0) return;
    const auto nobody = outcome_of(message(), sample.nobody);
    EXPECT_EQ(nobody.verdict, Verdict::refused) << nobody.vendor_code << nobody.vendor_says;
    EXPECT_TRUE(nobody.advice.ends_with("."));
    EXPECT_FALSE(nobody.vendor_code.empty());
}

TEST_P(ChannelContract, AClickSaysWhoDecidedWhatOnWhichMessage) {
    for (const auto& file : sample.clicks) {
        const auto events = adapter.decode(delivery_of(fixture(file)), sample.connection);
        ASSERT_TRUE(events) << events.error().what;
        const auto* click = std::get_if<Decision>(&events->front());
        ASSERT_NE(click, nullptr) << file;
        EXPECT_EQ(click->verb, "accept");
        EXPECT_EQ(click->token, "ld_01HZX");
        EXPECT_EQ(click->message, sample.earlier) << "the message that was sent";
        EXPECT_FALSE(click->by.empty() || click->name.empty() || click->event_key.empty());
    }
}

TEST_P(ChannelContract, ACutOrGarbledClickIsAFaultWithARemedy) {
    for (const auto& file : sample.clicks) {
        const auto body = fixture(file);
        const auto try_out = [&](const std::string& broken) {
            const auto events = adapter.decode(delivery_of(broken), sample.connection);
            EXPECT_TRUE(events || !(events.error().code.empty() || events.error().what.empty() || events.error().remedy.empty()));
        };
        for (std::size_t cut = 0; cut < body.size(); cut += 3) try_out(body.substr(0, cut));
        for (std::size_t at = 0; at < body.size(); at += 5)
            for (const char bad : {'\0', '"', '&', '\xFF'}) {
                auto garbled = body;
                garbled[at] = bad;
                try_out(garbled);
            }
    }
    if (adapter.decode == nullptr) return;
    for (const char* nothing : {"", "{}", "[]", "null", "payload=", "payload={}", "payload=%7B%22type%22%3A%22x%22%7D"})
        EXPECT_FALSE(adapter.decode(delivery_of(nothing), sample.connection)) << nothing;
}

std::vector<const Adapter*> channels() {
    std::vector<const Adapter*> out;
    for (const Adapter* one : all_adapters())
        if (one->manifest.channel) out.push_back(one);
    return out;
}

INSTANTIATE_TEST_SUITE_P(Channels, ChannelContract, testing::ValuesIn(channels()), [](const auto& of) {
    return std::string(of.param->manifest.vendor);
});

}  // namespace
}  // namespace crosswalk::test
