// Pains 12 to 15: limits, repeats, records that can never pass, and an intake that always answers.
#include <atomic>

#include "tests/scenarios/complaints_flow.h"

namespace crosswalk::doubles {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using Steady = std::chrono::steady_clock;

bool about_contacts(const Call& call) { return call.target.find("/contacts") != std::string::npos; }

// Pain 12: rate-limit storms and the perpetual error state.
class RateLimitStorm : public Flow {
protected:
    // Every call about contacts is refused while it lasts; when the calls came is kept.
    void let_hubspot_refuse(seconds retry_after) {
        doubles.hubspot()
            .when([this](const Call& call) {
                if (!storm_ || !about_contacts(call)) return false;
                came_.push_back(Steady::now());
                return true;
            })
            .reply(
                429,
                R"({"status":"error","message":"You have reached your ten_secondly_rolling limit.",)"
                R"("errorType":"RATE_LIMIT","policyName":"TEN_SECONDLY_ROLLING"})",
                {{"Retry-After", std::to_string(retry_after.count())}}
            )
            .always();
    }

    std::atomic<bool> storm_{};
    std::vector<Steady::time_point> came_{};  // written under the double's lock, read when the storm is over
};

TEST_F(RateLimitStorm, A429IsWaitedOutAsLongAsTheVendorSaysAndNobodyElseWaitsWithIt) {
    open();
    let_hubspot_refuse(seconds(2));
    storm_ = true;
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return lead_score() == 73; })) << "Salesforce is not limited";
    ASSERT_TRUE(soon([&] {
        return doubles.hubspot().count([](const Call& c) { return c.status == 429; }) >= 3;
    }));
    EXPECT_EQ(text_of(status_of("hubspot"), "state"), "limited");
    EXPECT_TRUE(parked("http_429").empty());
    storm_ = false;
    EXPECT_TRUE(soon([&] { return contact_score() == 73; })) << "the error state ends with its cause";
    EXPECT_TRUE(soon([&] { return text_of(status_of("hubspot"), "state") == "ok"; }));
    const auto waited = [this](std::size_t i) { return came_[i] - came_[i - 1] >= milliseconds(1'900); };
    std::size_t i = 1;
    while (i < came_.size() && !waited(i)) ++i;  // these were on their way when the first one was refused
    ASSERT_LE(i, 6u) << "no more than may be on their way at once: five that write, and one that reads";
    ASSERT_LT(i, came_.size());
    for (; i < came_.size(); ++i) EXPECT_TRUE(waited(i)) << "call " << i << " came too early";
    EXPECT_EQ(booked("hubspot", "writes", "parked"), 0);
    EXPECT_TRUE(balances());
}

TEST_F(RateLimitStorm, A429OnSignInKillsNothing) {
    open();
    std::atomic<bool> busy = true;
    doubles.salesforce()
        .when(post("/oauth2/token"), [&](const Call&) { return busy.load(); })
        .reply(429, "", {{"Retry-After", "1"}})
        .always();
    doubles.salesforce().expire_sessions();
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return contact_score() == 73; }));
    ASSERT_TRUE(soon([&] {
        return doubles.salesforce().count([](const Call& c) { return c.status == 429; }) >= 2;
    }));
    const auto told = status_of("salesforce");
    EXPECT_NE(text_of(told, "state"), "reconnect") << "nothing is wrong with the credential: " << told;
    EXPECT_GE(told.at("writes_waiting").to_number<int>(), 1);
    busy = false;
    EXPECT_TRUE(soon([&] { return lead_score() == 73; }));
    EXPECT_TRUE(balances());
}

TEST_F(RateLimitStorm, FiveHundredNewPeopleAtOnceNeverMeetALimit) {
    for (int i = 0; i < 500; ++i) {
        const std::string email = "p" + std::to_string(i) + "@example.com";
        doubles.activecampaign().set_score(doubles.activecampaign().add_contact({{"email", email}}), 10);
    }
    doubles.hubspot().limit_calls(100);
    open();
    ASSERT_TRUE(soon([&] { return doubles.hubspot().contacts().size() == 502; }));
    const auto refused = [](const Call& call) { return call.status == 429; };
    EXPECT_EQ(doubles.hubspot().count(refused), 0u);
    EXPECT_EQ(doubles.salesforce().count(refused), 0u);
    EXPECT_EQ(doubles.activecampaign().count(refused), 0u);
    EXPECT_LE(doubles.hubspot().count(writes_something), 60u) << "they share their calls";
}

TEST_F(RateLimitStorm, SeveralChangesOfOnePersonThatWaitedAreOneWrite) {
    open();
    ASSERT_EQ(service->command({"pause", "salesforce"}).exit_code, 0);
    doubles.salesforce().forget_calls();
    for (const int score : {50, 61, 73, 88}) {
        EXPECT_EQ(report_score(score), 200);
        ASSERT_TRUE(soon([&] { return contact_score() == score; }));
    }
    ASSERT_EQ(service->command({"resume", "salesforce"}).exit_code, 0);
    ASSERT_TRUE(soon([&] { return lead_score() == 88; }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(doubles.salesforce().count(writes_something), 1u);
}

// Pain 13: the same webhook is run twice or thrice.
class TheSameWebhookTwiceOrThrice : public Flow {
protected:
    static std::string phone_change(const std::string& event) {
        return R"([{"appId":39522895,"eventId":)" + event + R"(,"subscriptionId":3801234,"portalId":)" +
               std::to_string(HubSpotPortal::kPortal) + R"(,"occurredAt":)" + std::to_string(system_ms()) +
               R"(,"subscriptionType":"contact.propertyChange","attemptNumber":0,"objectId":126514270042,)"
               R"("propertyName":"phone","propertyValue":"+12025550143","changeSource":"CRM_UI"}])";
    }
    static bool of_the_phone(const Call& call) {
        return writes_something(call) && call.body.find("+12025550143") != std::string::npos;
    }
};

TEST_F(TheSameWebhookTwiceOrThrice, IsWrittenOnceAndBookedAsWhatItIs) {
    open();
    doubles.hubspot().edit_contact(126514270042, {{"phone", "+12025550143"}}, true);
    const auto body = phone_change("4711");
    for (int i = 0; i < 3; ++i) EXPECT_EQ(hubspot_says(body).status, 200);
    ASSERT_TRUE(soon([&] { return text_of(lead(), "Phone") == "+12025550143"; }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(doubles.salesforce().count(of_the_phone), 1u);
    EXPECT_EQ(booked("hubspot", "changes", "duplicate"), 2);
    EXPECT_TRUE(balances());
}

TEST_F(TheSameWebhookTwiceOrThrice, IsRememberedOverARestart) {
    open();
    doubles.hubspot().edit_contact(126514270042, {{"phone", "+12025550143"}}, true);
    const auto body = phone_change("4711");
    EXPECT_EQ(hubspot_says(body).status, 200);
    ASSERT_TRUE(soon([&] { return text_of(lead(), "Phone") == "+12025550143"; }));
    EXPECT_EQ(service->terminate(), 0);
    ASSERT_TRUE(service->start()) << service->log();
    const auto sales = text_of(lead(), "Id");
    ASSERT_TRUE(doubles.salesforce().edit("Lead", sales, {{"Phone", "+12025550199"}}));
    EXPECT_EQ(hubspot_says(body).status, 200);
    EXPECT_TRUE(soon([&] { return booked("hubspot", "changes", "duplicate") == 1; }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(doubles.salesforce().count(of_the_phone), 1u);
    EXPECT_EQ(text_of(lead(), "Phone"), "+12025550199") << "what Sales typed since then stays";
}

TEST_F(TheSameWebhookTwiceOrThrice, FromEveryToolChangesNothing) {
    meet_cleo(41);
    open();
    switch_webhooks_on();
    ASSERT_TRUE(soon([&] { return cleos("Lead_Score__c") == "41"; }));
    ASSERT_TRUE(falls_quiet());
    doubles.hubspot().repeat_hooks(100);
    doubles.salesforce().repeat_messages(100);
    doubles.activecampaign().repeat_hooks(100);
    cleo_scores(73);
    marketing_edits_cleo({{"phone", "+12025550143"}});
    ASSERT_TRUE(sales_edits_cleo({{"Company", "Example Mills"}}));
    ASSERT_TRUE(soon([&] {
        return cleos("Lead_Score__c") == "73" && cleos("Phone") == "+12025550143" &&
               cleo_in_hubspot("company") == "Example Mills";
    }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(std::ranges::count(salesforce_was_told("Phone"), "+12025550143"), 1);
    EXPECT_EQ(std::ranges::count(hubspot_was_told("company"), "Example Mills"), 1);
    EXPECT_EQ(std::ranges::count(hubspot_was_told("crosswalk_lead_score"), "73"), 1);
    EXPECT_TRUE(balances());
}

// Pain 14: endless retries of a record that can never pass, drowning the real errors.
class ARecordThatCanNeverPass : public Flow {
protected:
    static constexpr int kPeople = 60, kGuilty = 17;
    static std::string person(int i) { return "p" + std::to_string(i) + "@example.com"; }
    static std::size_t parked_with(const boost::json::value& list, const std::string& code) {
        return static_cast<std::size_t>(std::ranges::count_if(
            list.at("parked").as_array(),
            [&](const auto& one) { return text_of(one.as_object(), "code") == code; }
        ));
    }
};

TEST_F(ARecordThatCanNeverPass, IsParkedAloneAndSentAgainOnlyWhenSomethingAboutItChanged) {
    int guilty = 0;
    for (int i = 0; i < kPeople; ++i) {
        const bool bad = i == kGuilty;
        const int id = doubles.activecampaign().add_contact(
            {{"email", person(i)}, {"lastName", bad ? std::string(100, 'x') : "Park"}}
        );
        doubles.activecampaign().set_score(id, 73);
        if (bad) guilty = id;
    }
    open();
    ASSERT_TRUE(soon([&] { return doubles.salesforce().records("Lead").size() == 2 + kPeople - 1; }));
    ASSERT_TRUE(soon([&] { return !parked("STRING_TOO_LONG").empty(); }));
    ASSERT_TRUE(falls_quiet());
    const auto item = parked("STRING_TOO_LONG");
    EXPECT_EQ(text_of(item, "connection"), "salesforce");
    EXPECT_NE(text_of(item, "says"), "");
    EXPECT_EQ(booked("salesforce", "writes", "parked"), 1) << "nobody else is parked with it";

    const auto tried = [&] { return doubles.salesforce().count(body_has(std::string(100, 'x'))); };
    const auto before = tried();
    EXPECT_LE(before, 2u);
    EXPECT_EQ(report_score(81), 200);  // somebody else's news
    ASSERT_TRUE(soon([&] { return lead_score() == 81; }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(tried(), before);

    doubles.activecampaign().send_updates_to(service->public_url() + "/hooks/activecampaign/" + kPathSecret);
    doubles.activecampaign().edit_contact(guilty, {{"lastName", "Park"}});
    EXPECT_TRUE(soon([&] { return text_of(lead_of(person(kGuilty)), "LastName") == "Park"; }));
    EXPECT_TRUE(soon([&] { return parked("STRING_TOO_LONG").empty(); }));
    EXPECT_TRUE(balances());
}

TEST_F(ARecordThatCanNeverPass, IsToldByCauseWithACountNotOneByOne) {
    for (int i = 0; i < 5; ++i) {
        const int id =
            doubles.activecampaign().add_contact({{"email", person(i)}, {"lastName", std::string(100, 'x')}});
        doubles.activecampaign().set_score(id, 73);
    }
    open();
    ASSERT_TRUE(soon([&] { return parked_with(ask({"parked", "list"}), "STRING_TOO_LONG") == 5; }));
    const auto told = service->command({"parked", "list"}).out;
    EXPECT_THAT(told, HasSubstr("salesforce: 5 writes parked since "));
    EXPECT_EQ(told.find("STRING_TOO_LONG"), told.rfind("STRING_TOO_LONG")) << told;
}

TEST_F(ARecordThatCanNeverPass, DoesNotTakeItsBatchWithItWhereTheVendorRefusesBatchesAsAWhole) {
    for (int i = 0; i < kPeople; ++i) {
        const int id = doubles.activecampaign().add_contact({{"email", person(i)}, {"lastName", "Park"}});
        doubles.activecampaign().set_score(id, 10);
    }
    const auto whole = [](const Call& call) {
        return call.target.find("/batch/") != std::string::npos && writes_something(call) &&
               call.body.find(person(kGuilty)) != std::string::npos;
    };
    doubles.hubspot()
        .when(whole)
        .reply(
            400,
            R"({"status":"error","message":"Property values were not valid: [{\"isValid\":false,)"
            R"(\"error\":\"INVALID_EMAIL\",\"name\":\"email\"}]","category":"VALIDATION_ERROR"})"
        )
        .always();
    open();
    // The one at fault is made without the address that is refused; all others are made with theirs.
    ASSERT_TRUE(soon([&] { return doubles.hubspot().contacts().size() == 2 + kPeople; }));
    ASSERT_TRUE(soon([&] { return parked_with(ask({"parked", "list"}), "INVALID_EMAIL") == 1; }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_FALSE(doubles.hubspot().contact(person(kGuilty)).has_value());
    EXPECT_LE(doubles.hubspot().count(whole), 8u) << "halved, not sent one by one or for ever";
    EXPECT_EQ(booked("hubspot", "writes", "parked"), 1);
    EXPECT_TRUE(balances());
}

// Pain 15: the receiver stops answering because its own queue is full.
class TheReceiverAlwaysAnswers : public Flow {
protected:
    static constexpr int kEvents = 300;
    static std::string phone(int n) { return "+1202555" + std::to_string(1'000 + n); }
    static std::string change(int n) {
        return R"([{"appId":39522895,"eventId":)" + std::to_string(5'000'000 + n) +
               R"(,"subscriptionId":3801234,"portalId":)" + std::to_string(HubSpotPortal::kPortal) +
               R"(,"occurredAt":)" + std::to_string(system_ms() + n) +
               R"(,"subscriptionType":"contact.propertyChange","attemptNumber":0,"objectId":126514270042,)"
               R"("propertyName":"phone","propertyValue":")" +
               phone(n) + R"(","changeSource":"CRM_UI"}])";
    }

    void expect_prompt_answers() {
        const auto before = booked("hubspot", "deliveries", "total");
        for (int i = 0; i < kEvents; ++i) {
            const auto began = Steady::now();
            ASSERT_EQ(hubspot_says(change(i)).status, 200) << i;
            EXPECT_LT(Steady::now() - began, seconds(2)) << i;
        }
        // What we read there ourselves is booked beside them.
        EXPECT_GE(booked("hubspot", "deliveries", "total"), before + kEvents) << "and nothing was dropped";
        doubles.hubspot().edit_contact(126514270042, {{"phone", phone(kEvents - 1)}}, true);
    }

    void expect_the_last_word_arrives() {
        EXPECT_TRUE(soon([&] { return text_of(lead(), "Phone") == phone(kEvents - 1); }));
        EXPECT_TRUE(balances());
    }
};

TEST_F(TheReceiverAlwaysAnswers, WhileEveryVendorIsDown) {
    open();
    ASSERT_TRUE(falls_quiet());
    const std::vector<VendorDouble*> all{
        &doubles.salesforce(), &doubles.hubspot(), &doubles.activecampaign()};
    std::vector<int> ports;
    for (VendorDouble* vendor : all) ports.push_back(vendor->port());
    for (VendorDouble* vendor : all) vendor->stop();
    expect_prompt_answers();
    EXPECT_EQ(call(service->admin_url(), "GET", "/readyz").status, 200);
    EXPECT_TRUE(soon([&] { return text_of(status_of("salesforce"), "state") == "unreachable"; }));
    for (std::size_t i = 0; i < all.size(); ++i) all[i]->start(ports[i]);
    expect_the_last_word_arrives();
}

TEST_F(TheReceiverAlwaysAnswers, WhileAVendorHangsAndItsQueueGrows) {
    open();
    ASSERT_TRUE(falls_quiet());
    Answer silence;
    silence.ending = Ending::silent;
    std::atomic<bool> hangs = true;
    doubles.salesforce().when([&](const Call&) { return hangs.load(); }).reply(silence).always();
    expect_prompt_answers();
    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return contact_score() == 73; })) << "the other vendors go on";
    EXPECT_GE(status_of("salesforce").at("writes_waiting").to_number<int>(), 1);
    hangs = false;
    const int port = doubles.salesforce().port();
    doubles.salesforce().stop();
    doubles.salesforce().start(port);
    expect_the_last_word_arrives();
    EXPECT_TRUE(soon([&] { return lead_score() == 73; }));
}

TEST_F(TheReceiverAlwaysAnswers, WhileWritingIsPaused) {
    open();
    ASSERT_TRUE(falls_quiet());
    for (const char* connection : {"salesforce", "hubspot", "activecampaign"})
        ASSERT_EQ(service->command({"pause", connection}).exit_code, 0);
    const auto before = writes();
    expect_prompt_answers();
    EXPECT_TRUE(soon([&] { return booked("hubspot", "changes", "waiting") == 0; }));
    EXPECT_EQ(writes(), before);
    for (const char* connection : {"salesforce", "hubspot", "activecampaign"})
        ASSERT_EQ(service->command({"resume", connection}).exit_code, 0);
    expect_the_last_word_arrives();
}

}  // namespace
}  // namespace crosswalk::doubles
