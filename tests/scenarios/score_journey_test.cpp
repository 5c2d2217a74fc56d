#include <gmock/gmock.h>

#include "tests/scenarios/office.h"

namespace crosswalk::doubles {
namespace {

using ::testing::IsEmpty;

class ScoreJourney : public Office {};

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
    EXPECT_THAT(unbalanced(books()), IsEmpty());
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
