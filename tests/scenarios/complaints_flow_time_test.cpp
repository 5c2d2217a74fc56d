// Pains 17 to 19: a score that arrives old, a token that dies, and a backlog in front of what is urgent.
#include <algorithm>
#include <atomic>

#include "tests/scenarios/complaints_flow.h"

namespace crosswalk::doubles {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

// Pain 17: the score arrives old.
class TheScoreNeverArrivesOld : public Flow {
protected:
    static std::vector<int> numbers(const std::vector<std::string>& texts) {
        std::vector<int> out;
        for (const auto& text : texts) out.push_back(std::stoi(text));
        return out;
    }
};

TEST_F(TheScoreNeverArrivesOld, HoweverSlowTheVendorIsWhileItRises) {
    open();
    doubles.salesforce().forget_calls();
    doubles.salesforce().set_latency(milliseconds(700));
    for (const int score : {50, 62, 75, 88, 100}) EXPECT_EQ(report_score(score), 200);
    ASSERT_TRUE(soon([&] { return lead_score() == 100 && contact_score() == 100; }));
    doubles.salesforce().set_latency(milliseconds(0));
    ASSERT_TRUE(falls_quiet());
    std::vector<int> told;
    for (const auto& call : doubles.salesforce().calls()) {
        const auto at = call.body.find("\"Lead_Score__c\":");
        if (writes_something(call) && at != std::string::npos)
            told.push_back(std::stoi(call.body.substr(at + 16)));
    }
    EXPECT_TRUE(std::ranges::is_sorted(told)) << ::testing::PrintToString(told);
    EXPECT_LT(told.size(), 5u) << "what waits is brought up to date, not queued";
    EXPECT_EQ(lead_score(), 100);
}

TEST_F(TheScoreNeverArrivesOld, WhenTheFirstAnswerWasAnErrorAndTheScoreHasRisenSince) {
    open();
    doubles.salesforce().when(body_has("\"Lead_Score__c\":50")).reply(503).reply(503);
    EXPECT_EQ(report_score(50), 200);
    ASSERT_TRUE(soon([&] {
        return doubles.salesforce().count([](const Call& c) { return c.status == 503; }) > 0;
    }));
    EXPECT_EQ(report_score(100), 200);
    ASSERT_TRUE(soon([&] { return lead_score() == 100; }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(
        doubles.salesforce().count([](const Call& call) {
            return call.status < 300 && call.body.find("\"Lead_Score__c\":50") != std::string::npos;
        }),
        0u
    ) << "50 was true once, and is never told again";
}

TEST_F(TheScoreNeverArrivesOld, TheStageThatAScoreEarnedTravelsWithThatScore) {
    meet_cleo(41);
    open();
    switch_webhooks_on();
    ASSERT_TRUE(soon([&] { return cleos("Lead_Score__c") == "41"; }));
    ASSERT_TRUE(falls_quiet());
    doubles.salesforce().forget_calls();
    cleo_scores(73);
    ASSERT_TRUE(soon([&] { return cleos("Status") == "Marketing Qualified"; }));
    ASSERT_TRUE(falls_quiet());
    const auto both = [](const Call& call) {
        return call.body.find("Marketing Qualified") != std::string::npos &&
               call.body.find("\"Lead_Score__c\":73") != std::string::npos;
    };
    EXPECT_EQ(doubles.salesforce().count(both), 1u);
    EXPECT_EQ(doubles.salesforce().count(writes_something), 1u);
}

// Pain 18: OAuth dies silently and the sync is dark for days.
class ATokenThatDies : public Flow {
protected:
    void let_hubspot_refuse_the_token() {
        doubles.hubspot()
            .when([this](const Call&) { return dead_.load(); })
            .reply(
                401,
                R"({"status":"error","category":"EXPIRED_AUTHENTICATION",)"
                R"("message":"The OAuth token used to make this call expired."})"
            )
            .always();
    }
    std::atomic<bool> dead_{};
};

TEST_F(ATokenThatDies, IsShownAndWhatWaitsIsHeldUntilItIsRenewedNotFailed) {
    open();
    let_hubspot_refuse_the_token();
    dead_ = true;
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return lead_score() == 73; })) << "the other vendors go on";
    ASSERT_TRUE(soon([&] { return text_of(status_of("hubspot"), "state") == "reconnect"; }));
    EXPECT_GE(status_of("hubspot").at("writes_waiting").to_number<int>(), 1);
    EXPECT_NE(text_of(status_of("hubspot"), "detail"), "");
    const auto shown = service->command({"status"});
    EXPECT_EQ(shown.exit_code, 1) << "a monitor sees it";
    EXPECT_THAT(shown.out, HasSubstr("reconnect"));
    const auto ready = call(service->admin_url(), "GET", "/readyz").json();
    EXPECT_EQ(text_of(ready.at("troubled").as_object(), "hubspot"), "reconnect");
    EXPECT_EQ(report_score(85), 200) << "and news still comes in";
    ASSERT_TRUE(soon([&] { return lead_score() == 85; }));
    EXPECT_EQ(booked("hubspot", "writes", "parked"), 0);

    dead_ = false;
    EXPECT_TRUE(soon([&] { return contact_score() == 85; })) << "nobody had to press anything";
    EXPECT_TRUE(soon([&] { return text_of(status_of("hubspot"), "state") == "ok"; }));
    EXPECT_TRUE(balances());
}

TEST_F(ATokenThatDies, IsRenewedWithoutAnyoneNoticingWhereTheVendorLetsUs) {
    open();
    const auto before = doubles.salesforce().tokens_issued();
    doubles.salesforce().expire_sessions();
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return lead_score() == 73; }));
    EXPECT_EQ(doubles.salesforce().tokens_issued(), before + 1);
    EXPECT_EQ(text_of(status_of("salesforce"), "state"), "ok");
    EXPECT_EQ(booked("salesforce", "writes", "parked"), 0);
}

TEST_F(ATokenThatDies, IsShownWhenSigningInAgainIsRefusedTooAndWhatWaitedIsSentAfterTheRepair) {
    open();
    doubles.salesforce()
        .when(post("/oauth2/token"), [this](const Call&) { return dead_.load(); })
        .reply(400, R"({"error":"invalid_grant","error_description":"user hasn't approved this consumer"})")
        .always();
    dead_ = true;
    doubles.salesforce().expire_sessions();
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return text_of(status_of("salesforce"), "state") == "reconnect"; }));
    EXPECT_THAT(text_of(status_of("salesforce"), "detail"), HasSubstr("approved"));
    EXPECT_EQ(booked("salesforce", "writes", "parked"), 0);
    ASSERT_TRUE(falls_quiet());
    EXPECT_LE(doubles.salesforce().count(post("/oauth2/token")), 3u) << "a dead credential is not hammered";
    EXPECT_EQ(service->terminate(), 0);

    dead_ = false;
    ASSERT_TRUE(service->start()) << service->log();
    EXPECT_TRUE(soon([&] { return lead_score() == 73; }));
    EXPECT_TRUE(soon([&] { return text_of(status_of("salesforce"), "state") == "ok"; }));
    EXPECT_TRUE(balances());
}

// Pain 19: backlog kills speed-to-lead.
class UrgentChangesOvertakeABacklog : public Flow {
protected:
    static constexpr int kPeople = 1'000;
    static std::string person(int i) { return "p" + std::to_string(i) + "@example.com"; }

    // Everybody is in the email tool and in HubSpot; then HubSpot is not written to while an admin corrects
    // everybody's name.
    void open_with_a_backlog() {
        std::vector<int> ids;
        for (int i = 0; i < kPeople; ++i) {
            ids.push_back(doubles.activecampaign().add_contact({{"email", person(i)}, {"lastName", "Parc"}}));
            doubles.activecampaign().set_score(ids.back(), 10);
        }
        doubles.activecampaign().subscribe(42, 1);
        open();
        ASSERT_TRUE(soon([&] { return doubles.hubspot().contacts().size() == 2 + kPeople; }));
        ASSERT_TRUE(falls_quiet());
        doubles.hubspot().forget_calls();
        ASSERT_EQ(service->command({"pause", "hubspot"}).exit_code, 0);
        const auto hooks = service->public_url() + "/hooks/activecampaign/" + kPathSecret;
        doubles.activecampaign().send_updates_to(hooks);
        doubles.activecampaign().send_events_to(hooks);
        for (const int id : ids) doubles.activecampaign().edit_contact(id, {{"lastName", "Park"}});
        ASSERT_TRUE(soon([&] { return waiting() >= kPeople; }));
    }
    int waiting() const { return status_of("hubspot").at("writes_waiting").to_number<int>(); }
    static bool of_the_backlog(const Call& call) {
        return writes_something(call) && call.body.find("\"lastname\":\"Park\"") != std::string::npos;
    }
    // Which of the writing calls at HubSpot was the first, and which the last, that `fits`; -1: none.
    std::pair<int, int> places_of(const Matcher& fits) const {
        std::pair<int, int> out{-1, -1};
        int place = 0;
        for (const auto& call : const_cast<DoublesControl&>(doubles).hubspot().calls()) {
            if (!writes_something(call)) continue;
            if (fits(call)) {
                out.second = place;
                if (out.first < 0) out.first = place;
            }
            ++place;
        }
        return out;
    }
};

TEST_F(UrgentChangesOvertakeABacklog, TheScoreThatMakesALeadIsNotBehindThousandNames) {
    open_with_a_backlog();
    doubles.hubspot().set_latency(milliseconds(200));
    ASSERT_EQ(service->command({"resume", "hubspot"}).exit_code, 0);
    ASSERT_TRUE(soon([&] { return doubles.hubspot().count(of_the_backlog) >= 1; }));
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return contact_score() == 73; }));
    doubles.hubspot().set_latency(milliseconds(0));
    ASSERT_TRUE(soon([&] { return waiting() == 0; }));
    const auto urgent = places_of(body_has("\"crosswalk_lead_score\":\"73\""));
    const auto bulk = places_of(of_the_backlog);
    EXPECT_LT(urgent.first, bulk.second - 2) << "it came long before the end of the backlog";
    EXPECT_EQ(doubles.hubspot().contact(person(kPeople - 1))->properties["lastname"], "Park");
}

TEST_F(UrgentChangesOvertakeABacklog, AnOptOutIsTheFirstThingToldOnceTheQueueMoves) {
    open_with_a_backlog();
    doubles.activecampaign().unsubscribe(42);
    ASSERT_TRUE(soon([&] {
        return ask({"lead", "show", "ann@example.com"}).at("consent").as_object().contains("consent_email");
    }));
    ASSERT_EQ(service->command({"resume", "hubspot"}).exit_code, 0);
    ASSERT_TRUE(soon([&] { return waiting() == 0; }));
    const auto urgent = places_of(any("/unsubscribe-all"));
    ASSERT_GE(urgent.first, 0);
    EXPECT_LT(urgent.first, places_of(of_the_backlog).first) << "nobody is mailed because of a queue";
}

}  // namespace
}  // namespace crosswalk::doubles
