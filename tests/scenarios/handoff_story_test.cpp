// What Sales hears of a lead and answers, with the real program, the CRMs and Slack. The exact working minutes are told on
// a clock of its own in tests/run/handoff_tet_test.cpp.
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kFormPhone[] = "+84912345678", kQualified[] = "marketingqualifiedlead";
constexpr char kAnAtSlack[] = "U0AN", kBinhAtSlack[] = "U0BINH", kOperatorsAtSlack[] = "C0OPS", kHandedOver[] = "Khách hàng cho bạn: Mai", kNewLead[] = "Khách hàng mới: Mai";
constexpr auto kToldWithin = std::chrono::seconds(2);
constexpr std::int64_t kDayMs = 86'400'000;

std::string said(const SlackDouble::Message& message) { return text_of(message.said, "text"); }

class SalesTold : public ServiceFixture {
protected:
    // An is away; Bình is there, and reads Vietnamese.
    void begin() {
        prepare_chat();
        // Its cases stand on fixed days, on which An is there.
        std::filesystem::remove(folder.path() + "/mappings/handoff.cases.yaml");
        const auto day = [](int days) { return utc_time(system_ms() + days * kDayMs).substr(0, 10); };
        edit(
            "mappings/handoff.yaml",
            "{ chat: U0AN }",
            "{ chat: U0AN }\n    absences:\n      " + day(-2) + " to " + day(2) + ": leave"
        );
        edit(
            "mappings/handoff.yaml",
            "điểm }\n    to: recycled\n    quiet: 30 days",
            "điểm }\n    to: recycled\n    tag: back from Sales"
        );
        edit("mappings/lifecycle.yaml", "\nback:\n", "\nback:\n  - { from: recycled, to: mql }\n");
        open();
        switch_webhooks_on();
        // Whoever is qualified before their first sight was never seen to be qualified.
        ASSERT_TRUE(falls_quiet());
    }
    // A form without an e-mail address; Marketing's automation qualifies whoever sent it.
    void form_is_sent() {
        contact_ = doubles.hubspot().add_contact({{"phone", kFormPhone}, {"lastname", "Mai"}, {"lifecyclestage", "lead"}});
        ASSERT_TRUE(soon([&] { return told(kBinhAtSlack, kNewLead) == 1; }));
    }
    void qualify() { doubles.hubspot().edit_contact(contact_, {{"lifecyclestage", kQualified}}); }
    void hand_off() {
        begin();
        form_is_sent();
        qualify();
        ASSERT_TRUE(soon([&] { return told(kBinhAtSlack, kHandedOver) == 1; }));
    }

    std::vector<SlackDouble::Message> messages(const std::string& to, const std::string& text) {
        auto all = doubles.slack().messages();
        std::erase_if(all, [&](const auto& one) {
            return one.channel != to || said(one).find(text) == std::string::npos;
        });
        return all;
    }
    std::int64_t told(const std::string& to, const std::string& text) { return std::ssize(messages(to, text)); }
    std::string last_of(const std::string& to) { return messages(to, kHandedOver).back().ts; }
    std::string token_of(const std::string& ts) {
        const auto click = doubles.slack().click(ts, "lead_accept");
        const auto payload = parse_json(text_of_pair(form_pairs(click), "payload"));
        const std::string block = text_of(payload->at("actions").at(0).as_object(), "block_id");
        return block.substr(block.find(':') + 1);
    }
    Reply say(const std::string& body, const Pairs& headers) {
        return call(service->public_url(), "POST", "/channels/chat", headers, {body, "application/x-www-form-urlencoded"});
    }
    int click(const std::string& ts, const std::string& what, const std::string& reason = {}, const char* user = kBinhAtSlack) {
        const auto body = doubles.slack().click(ts, what, reason, user);
        return say(body, slack_signature(kSlackSecret, body, system_ms() / 1000)).status;
    }
    json::array handoffs() { return ask({"handoffs", "list", "--all"}).at("handoffs").as_array(); }
    json::object state(std::size_t which = 0) {
        return ask({"handoffs", "show", text_of(handoffs().at(which).as_object(), "id")}).at("state").as_object();
    }
    bool ended(std::size_t which, const char* how) {
        const auto all = handoffs();
        return all.size() > which && text_of(all[which].as_object(), "standing") == how;
    }
    json::object sales_lead() {
        for (auto& row : doubles.salesforce().records("Lead"))
            if (text_of(row, "Phone") == kFormPhone) return row;
        return {};
    }
    HubSpotProperties marketing_contact() { return doubles.hubspot().contact(contact_)->properties; }

private:
    static std::string text_of_pair(const Pairs& pairs, std::string_view name) {
        const auto found = std::ranges::find(pairs, name, &Pairs::value_type::first);
        return found == pairs.end() ? "" : found->second;
    }
    std::int64_t contact_{};
};

TEST_F(SalesTold, OfAPhoneOnlyFormOnceAtOnceAndPastWhoIsAwayInTheirLanguage) {
    begin();
    form_is_sent();
    const auto since = std::chrono::steady_clock::now();
    qualify();
    ASSERT_TRUE(soon([&] { return told(kBinhAtSlack, kHandedOver) == 1; }));
    EXPECT_LT(std::chrono::steady_clock::now() - since, kToldWithin);
    EXPECT_EQ(said(messages(kBinhAtSlack, kHandedOver).at(0)).find("A lead for you"), std::string::npos);
    ASSERT_TRUE(soon([&] { return text_of(sales_lead(), "Status") == "Marketing Qualified"; }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(told(kBinhAtSlack, kHandedOver), 1);
    EXPECT_EQ(told(kBinhAtSlack, kNewLead), 1);
    EXPECT_EQ(told(kAnAtSlack, ""), 0) << "An is away";
    EXPECT_TRUE(balances());
}

TEST_F(SalesTold, AndWhatTheyRejectGoesBackInEveryToolThoughTheProgramDiesAsItAnswers) {
    hand_off();
    ASSERT_TRUE(soon([&] { return text_of(sales_lead(), "Status") == "Marketing Qualified"; }));
    EXPECT_EQ(click(last_of(kBinhAtSlack), "lead_reject", "timing"), 200);
    service->kill();
    ASSERT_TRUE(service->start());
    switch_webhooks_on();
    ASSERT_TRUE(soon([&] { return text_of(sales_lead(), "Status") == "Recycled"; }));
    EXPECT_EQ(text_of(sales_lead(), "Reject_Reason__c"), "timing");
    ASSERT_TRUE(soon([&] { return marketing_contact()["lifecyclestage"] == "lead"; }));
    EXPECT_EQ(marketing_contact()["hs_lead_status"], "UNQUALIFIED");
    EXPECT_EQ(marketing_contact()["crosswalk_reject_reason"], "timing");
    ASSERT_TRUE(soon([&] { return doubles.slack().click(last_of(kBinhAtSlack), "lead_accept").empty(); }))
        << "the buttons are gone";
    EXPECT_THAT(said(messages(kBinhAtSlack, kHandedOver).at(0)), HasSubstr("Khách hàng này đã bị từ chối: Chưa đúng thời điểm"));

    ASSERT_TRUE(falls_quiet());
    qualify();  // again, and Sales gave no time in which it must not be
    ASSERT_TRUE(soon([&] { return told(kBinhAtSlack, kHandedOver) == 2; }));
    EXPECT_EQ(click(last_of(kBinhAtSlack), "lead_reject", "budget"), 200);
    ASSERT_TRUE(soon([&] { return ended(1, "rejected"); }));
    ASSERT_TRUE(soon([&] { return marketing_contact()["lifecyclestage"] == "lead"; }));

    ASSERT_TRUE(falls_quiet());
    qualify();  // within the 90 days in which Sales wants to hear nothing
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(told(kBinhAtSlack, kHandedOver), 2) << "each hand-off is told once, and the third waits";
    EXPECT_EQ(told(kBinhAtSlack, kNewLead), 1);
    EXPECT_EQ(handoffs().size(), 2u);
    EXPECT_TRUE(balances());
}

TEST_F(SalesTold, AndTheToolThatHasTagsAloneShowsWhyTheyRejected) {
    begin();
    doubles.hubspot().edit_contact(doubles.hubspot().contact(std::string("bob@example.com"))->id, {{"lifecyclestage", kQualified}});
    ASSERT_TRUE(soon([&] { return told(kBinhAtSlack, "Ray Bob") == 1; }));
    EXPECT_EQ(click(messages(kBinhAtSlack, "Ray Bob").back().ts, "lead_reject", "timing"), 200);
    ASSERT_TRUE(soon([&] {
        for (const auto& one : doubles.activecampaign().contacts())
            if (one.id == 43) return std::ranges::find(one.tags, "back from Sales") != one.tags.end();
        return false;
    }));
    EXPECT_TRUE(balances());
}

TEST_F(SalesTold, AndOneClickDecidesWhateverElseIsForgedReplayedLateOrDoubled) {
    hand_off();
    const auto ts = last_of(kBinhAtSlack);
    const auto reject = doubles.slack().click(ts, "lead_reject", "budget", kBinhAtSlack);
    const auto now = system_ms() / 1000;
    EXPECT_GE(say(reject, slack_signature("another-secret", reject, now)).status, 400) << "forged";
    EXPECT_GE(say(reject, {}).status, 400) << "not signed";
    EXPECT_GE(say(reject, slack_signature(kSlackSecret, reject, now - 600)).status, 400) << "recorded earlier";
    EXPECT_GE(say(reject + "&x=1", slack_signature(kSlackSecret, reject, now)).status, 400) << "changed on its way";
    const auto accept = doubles.slack().click(ts, "lead_accept", {}, kBinhAtSlack);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(say(accept, slack_signature(kSlackSecret, accept, now)).status, 200);
    EXPECT_EQ(click(ts, "lead_accept"), 200) << "pressed twice";
    ASSERT_TRUE(soon([&] { return ended(0, "accepted"); }));
    ASSERT_TRUE(soon([&] { return text_of(sales_lead(), "Status") == "Working - Contacted"; }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(text_of(state().at("accepted").as_object(), "by"), "binh");
    EXPECT_TRUE(state().at("ended").is_null());
    EXPECT_TRUE(balances());
}

TEST_F(SalesTold, AndOfTwoWhoAnswerAtTheSameTimeOneDecidesAndTheOtherReadsWho) {
    hand_off();
    const auto ts = last_of(kBinhAtSlack);
    const std::string page = "/act/" + token_of(ts);
    for (const char* scanner : {"GET", "HEAD", "GET"})
        EXPECT_EQ(call(service->public_url(), scanner, page).status, 200);
    EXPECT_TRUE(state().at("accepted").is_null()) << "who only looks decides nothing";
    std::thread other([&] { click(ts, "lead_accept", {}, kAnAtSlack); });
    click(ts, "lead_reject", "budget", kBinhAtSlack);
    other.join();
    ASSERT_TRUE(soon([&] { return ended(0, "accepted") || ended(0, "rejected"); }));
    const bool accepted = ended(0, "accepted");
    const auto late = call(
        service->public_url(),
        "POST",
        page,
        {},
        {accepted ? "verb=reject&reason=timing" : "verb=accept", "application/x-www-form-urlencoded"}
    );
    EXPECT_EQ(late.status, 200);
    EXPECT_THAT(late.body, HasSubstr("Đã có người trả lời trước."));
    EXPECT_THAT(late.body, HasSubstr(accepted ? "An Nguyễn đã nhận khách hàng này." : "(Bình Trần)"));
    EXPECT_EQ(ended(0, "accepted"), accepted) << "and nothing else";
    ASSERT_TRUE(soon([&] { return said(messages(kBinhAtSlack, kHandedOver).at(0)).find(accepted ? "An Nguyễn" : "(Bình") != std::string::npos; }))
        << "the message shows who it was";
    EXPECT_TRUE(balances());
}

TEST_F(SalesTold, AndOperatorsOfATokenThatDiesWhileNothingIsLostAndBlindTimeIsGivenBack) {
    std::atomic<bool> dead{false};
    doubles.salesforce()
        .when(post("/oauth2/token"), [&](const Call&) { return dead.load(); })
        .reply(400, R"({"error":"invalid_grant","error_description":"user hasn't approved this consumer"})")
        .always();
    hand_off();
    ASSERT_TRUE(falls_quiet());
    dead = true;
    doubles.salesforce().expire_sessions();
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return told(kOperatorsAtSlack, "Crosswalk: salesforce refuses our credentials") == 1; }));
    ASSERT_TRUE(soon([&] { return state().at("pauses").as_array().size() == 1; })) << "Sales' clock stands still";
    dead = false;
    EXPECT_EQ(service->terminate(), 0);  // somebody came on Monday, and repaired it
    ASSERT_TRUE(service->start());
    switch_webhooks_on();
    ASSERT_TRUE(soon([&] { return lead_score() == 73; }));
    ASSERT_TRUE(soon([&] { return !state().at("pauses").at(0).at("until").is_null(); }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(told(kOperatorsAtSlack, "salesforce refuses our credentials"), 1);
    EXPECT_TRUE(balances());
}

}  // namespace
}  // namespace crosswalk::doubles
