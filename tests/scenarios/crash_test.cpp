// Killed after a vendor did what it was told and before it could say so: the vendor is looked at, not told
// again.
#include <gmock/gmock.h>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

using ::testing::IsEmpty;

Answer silence() {
    Answer out;
    out.ending = Ending::silent;
    return out;
}

class Crash : public ServiceFixture {
protected:
    void crash_and_restart() {
        service->kill();
        ASSERT_TRUE(service->start()) << service->log();
    }

    // Her automation calls.
    void meet_cleo() {
        const int id = doubles.activecampaign().add_contact(
            {{"email", "cleo@example.com"}, {"firstName", "Cleo"}, {"lastName", "Park"}}
        );
        doubles.activecampaign().set_score(id, 73);
    }

    void expect_all_is_well() {
        EXPECT_TRUE(falls_quiet());
        EXPECT_TRUE(balances());
        EXPECT_THAT(doubles.salesforce().unplanned_calls(), IsEmpty());
        EXPECT_THAT(doubles.hubspot().unplanned_calls(), IsEmpty());
    }
};

TEST_F(Crash, AScoreThatSalesforceTookIsReadBackAndNotWrittenTwice) {
    open();
    const auto of_the_score = [](const Call& call) {
        return call.method == "PATCH" && call.body.find("\"Lead_Score__c\":73") != std::string::npos;
    };
    doubles.salesforce().when(of_the_score).after_doing_it().reply(silence());
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return lead_score() == 73; }));
    crash_and_restart();
    EXPECT_TRUE(soon([&] { return contact_score() == 73; }));
    expect_all_is_well();
    EXPECT_EQ(doubles.salesforce().count(of_the_score), 1u) << "the one that was cut off";
    EXPECT_EQ(lead_score(), 73);
}

TEST_F(Crash, ALeadThatSalesforceCreatedIsFoundAndNotCreatedTwice) {
    open();
    switch_webhooks_on();
    const auto creation = [](const Call& call) {
        return call.method != "GET" && call.body.find("cleo@example.com") != std::string::npos;
    };
    doubles.salesforce().when(creation).after_doing_it().reply(silence());
    meet_cleo();
    ASSERT_TRUE(soon([&] { return doubles.salesforce().records("Lead").size() == 3; }));
    crash_and_restart();
    switch_webhooks_on();
    EXPECT_TRUE(soon([&] { return doubles.hubspot().contact("cleo@example.com").has_value(); }));
    expect_all_is_well();
    EXPECT_EQ(doubles.salesforce().count(creation), 1u);
    EXPECT_EQ(doubles.salesforce().records("Lead").size(), 3u);
}

TEST_F(Crash, AContactThatHubSpotCreatedIsFoundAndNotCreatedTwice) {
    open();
    switch_webhooks_on();
    const auto creation = [](const Call& call) {
        const bool writes = call.target.find("/batch/upsert") != std::string::npos ||
                            call.target.find("/batch/create") != std::string::npos;
        return writes && call.body.find("cleo@example.com") != std::string::npos;
    };
    doubles.hubspot().when(creation).after_doing_it().reply(silence());
    meet_cleo();
    ASSERT_TRUE(soon([&] { return doubles.hubspot().contacts().size() == 3; }));
    crash_and_restart();
    switch_webhooks_on();
    EXPECT_TRUE(soon([&] { return doubles.salesforce().records("Lead").size() == 3; }));
    expect_all_is_well();
    EXPECT_EQ(doubles.hubspot().count(creation), 1u);
    EXPECT_EQ(doubles.hubspot().contacts().size(), 3u);
    const auto made = doubles.hubspot().contact("cleo@example.com");
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(made->properties.at("crosswalk_lead_score"), "73");
}

TEST_F(Crash, AnAnswerThatWasCutOffIsReadBackWithoutARestart) {
    open();
    const auto of_the_score = [](const Call& call) {
        return call.method == "PATCH" && call.body.find("\"Lead_Score__c\":73") != std::string::npos;
    };
    Answer dropped;
    dropped.ending = Ending::dropped;
    doubles.salesforce().when(of_the_score).after_doing_it().reply(dropped);
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return lead_score() == 73 && contact_score() == 73; }));
    EXPECT_TRUE(soon([&] { return booked("salesforce", "writes", "in_flight") == 0; }));
    expect_all_is_well();
    EXPECT_EQ(doubles.salesforce().count(of_the_score), 1u);
}

TEST_F(Crash, WhatWasTakenAndNotYetAppliedIsAppliedAfterTheRestart) {
    open();
    doubles.activecampaign().forget_calls();
    doubles.activecampaign().when(get("scoreValues")).reply(silence());
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return doubles.activecampaign().count(get("scoreValues")) == 1; }));
    crash_and_restart();
    EXPECT_TRUE(soon([&] { return lead_score() == 73 && contact_score() == 73; }));
    expect_all_is_well();
}

}  // namespace
}  // namespace crosswalk::doubles
