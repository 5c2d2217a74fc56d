#include <gmock/gmock.h>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

using ::testing::IsEmpty;

class ScoreJourney : public ServiceFixture {
protected:
    std::vector<VendorDouble*> all_vendors() {
        return {&doubles.salesforce(), &doubles.hubspot(), &doubles.activecampaign()};
    }
};

Matcher writes_of(const std::string& text) {
    return [text](const Call& call) {
        const bool writes = call.method == "POST" || call.method == "PATCH";
        return writes && call.status < 300 && call.body.find(text) != std::string::npos;
    };
}

TEST_F(ScoreJourney, AScoreReachesTheLeadThatSalesAlreadyHadAndTheContact) {
    const auto owner = text_of(lead(), "OwnerId");
    open();
    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return lead_score() == 73 && contact_score() == 73; }));
    EXPECT_EQ(text_of(lead(), "OwnerId"), owner);
    EXPECT_EQ(doubles.salesforce().records("Lead").size(), 2u);
    EXPECT_EQ(doubles.hubspot().contacts().size(), 2u);
}

TEST_F(ScoreJourney, AChangeInHubSpotReachesSalesforceAndNothingEchoes) {
    open();
    switch_webhooks_on();
    EXPECT_EQ(report_score(73), 200);
    EXPECT_EQ(report_phone("+12025550143"), 200);
    EXPECT_TRUE(soon([&] { return lead_score() == 73 && text_of(lead(), "Phone") == "+12025550143"; }));
    EXPECT_TRUE(falls_quiet());
    EXPECT_TRUE(balances());
    EXPECT_THAT(doubles.salesforce().unplanned_calls(), IsEmpty());
    EXPECT_THAT(doubles.hubspot().unplanned_calls(), IsEmpty());
    EXPECT_THAT(doubles.activecampaign().unplanned_calls(), IsEmpty());
}

TEST_F(ScoreJourney, TheSameWebhookASecondTimeIsNewsWhenTheScoreRose) {
    open();
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return lead_score() == 73 && contact_score() == 73; }));
    EXPECT_EQ(report_score(81), 200);
    EXPECT_TRUE(soon([&] { return lead_score() == 81 && contact_score() == 81; }));
}

TEST_F(ScoreJourney, TheSameWebhookTwiceIsTwoDeliveriesOfWhichTheSecondSaysNothingNew) {
    open();
    EXPECT_EQ(report_score(73), 200);
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return lead_score() == 73 && contact_score() == 73; }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_TRUE(balances());
    EXPECT_EQ(booked("activecampaign", "deliveries", "duplicate"), 0);
    EXPECT_EQ(doubles.salesforce().count(writes_of("Lead_Score__c\":73")), 1u);
    EXPECT_EQ(doubles.hubspot().count(writes_of("crosswalk_lead_score\":\"73")), 1u);
}

TEST_F(ScoreJourney, ALeadThatSalesWorksOnKeepsItsStatusWhenTheFirstScoreSeenIsHigh) {
    doubles.activecampaign().set_score(42, 73);
    prepare();
    ASSERT_TRUE(service->start()) << service->log();
    ASSERT_TRUE(soon([&] { return lead_score() == 73 && contact_score() == 73; }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(text_of(lead(), "Status"), "Working - Contacted");
    EXPECT_EQ(doubles.salesforce().count(writes_of("\"Status\"")), 0u);
    const auto known = ask({"lead", "show", "ann@example.com"});
    EXPECT_EQ(known.at("values").at("stage").at("value"), "sal");
}

TEST_F(ScoreJourney, NoWriteChangesAnOwnerAndEveryWriteSaysSo) {
    const auto owner = text_of(lead(), "OwnerId");
    open();
    switch_webhooks_on();
    EXPECT_EQ(report_score(73), 200);
    EXPECT_EQ(report_phone("+12025550143"), 200);
    ASSERT_TRUE(soon([&] { return lead_score() == 73 && text_of(lead(), "Phone") == "+12025550143"; }));
    ASSERT_TRUE(falls_quiet());
    for (const auto& row : doubles.salesforce().records("Lead")) EXPECT_EQ(text_of(row, "OwnerId"), owner);
    for (const auto& call : doubles.salesforce().calls()) {
        const bool writes = call.method == "POST" || call.method == "PATCH";
        if (!writes || call.target.find("oauth2") != std::string::npos) continue;
        EXPECT_EQ(lower(call.header("Sforce-Auto-Assign")), "false") << call.target;
    }
}

TEST_F(ScoreJourney, AfterTheLastNewsNobodyIsCalledAnyMore) {
    open();
    switch_webhooks_on();
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return lead_score() == 73 && contact_score() == 73; }));
    ASSERT_TRUE(falls_quiet());
    for (VendorDouble* vendor : all_vendors()) vendor->forget_calls();
    ASSERT_TRUE(falls_quiet());
    for (VendorDouble* vendor : all_vendors()) EXPECT_EQ(vendor->calls().size(), 0u);
}

TEST_F(ScoreJourney, WhatSalesCorrectsReachesMarketing) {
    open();
    switch_webhooks_on();
    doubles.salesforce().edit("Lead", text_of(lead(), "Id"), {{"Company", "Example Works"}});
    EXPECT_TRUE(soon([&] { return contact()["company"] == "Example Works"; }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_TRUE(balances());
}

TEST_F(ScoreJourney, SomebodyNewIsCreatedOnceInEachTool) {
    open();
    switch_webhooks_on();
    const int id = doubles.activecampaign().add_contact(
        {{"email", "cleo@example.com"}, {"firstName", "Cleo"}, {"lastName", "Park"}}
    );
    doubles.activecampaign().set_score(id, 73);  // her automation calls
    ASSERT_TRUE(soon([&] { return doubles.salesforce().records("Lead").size() == 3; }));
    ASSERT_TRUE(soon([&] { return doubles.hubspot().contacts().size() == 3; }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(doubles.salesforce().records("Lead").size(), 3u);
    EXPECT_EQ(doubles.hubspot().contacts().size(), 3u);
    const auto made = doubles.hubspot().contact("cleo@example.com");
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(made->properties.at("crosswalk_lead_score"), "73");
    EXPECT_EQ(made->properties.at("lastname"), "Park");
    EXPECT_TRUE(balances());
}

TEST_F(ScoreJourney, AVendorThatIsDownGetsTheScoreWhenItIsBack) {
    open();
    doubles.hubspot().when(post("/batch/upsert")).reply(503).reply(502);
    doubles.hubspot().when(post("/batch/update")).reply(503).reply(502);
    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return lead_score() == 73; }));
    EXPECT_TRUE(soon([&] { return contact_score() == 73; }));
}

TEST_F(ScoreJourney, WatchingWritesNothing) {
    open("watch");
    switch_webhooks_on();
    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return doubles.activecampaign().count(get("scoreValues")) > 0; }));
    EXPECT_TRUE(falls_quiet());
    EXPECT_EQ(writes(), 0u);
    EXPECT_EQ(service->terminate(), 0);
}

}  // namespace
}  // namespace crosswalk::doubles
