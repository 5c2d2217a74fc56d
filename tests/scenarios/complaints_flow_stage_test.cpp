// Pain 16: "lifecycle stage cannot go back, jumps, or means different things".
#include "tests/scenarios/complaints_flow.h"

namespace crosswalk::doubles {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LifecycleStageGoesItsWay : public Flow {
protected:
    void open_with_cleo(int score) {
        meet_cleo(score);
        open();
        switch_webhooks_on();
        ASSERT_TRUE(soon([&] { return stage_of(kCleo) == "lead"; }));
        ASSERT_TRUE(falls_quiet());
        doubles.salesforce().forget_calls();
        doubles.hubspot().forget_calls();
    }

    void expect_all_is_well() {
        ASSERT_TRUE(falls_quiet());
        EXPECT_TRUE(balances());
        EXPECT_THAT(doubles.salesforce().unplanned_calls(), IsEmpty());
        EXPECT_THAT(doubles.hubspot().unplanned_calls(), IsEmpty());
    }
};

TEST_F(LifecycleStageGoesItsWay, SalesJumpsFromOpenToQualifiedAndIsNeverRewoundWhileHubSpotSeesEachStep) {
    open_with_cleo(41);
    ASSERT_TRUE(sales_edits_cleo({{"Status", "Qualified"}}));
    ASSERT_TRUE(soon([&] { return cleo_in_hubspot("lifecyclestage") == "salesqualifiedlead"; }));
    expect_all_is_well();
    EXPECT_THAT(
        hubspot_was_told("lifecyclestage"), ElementsAre("marketingqualifiedlead", "salesqualifiedlead")
    );
    EXPECT_THAT(salesforce_was_told("Status"), IsEmpty());
    EXPECT_EQ(cleos("Status"), "Qualified");

    const auto steps = steps_of_cleo();
    ASSERT_EQ(steps.size(), 4u) << steps;
    const std::vector<std::string> way{"lead", "mql", "sal", "sql"};
    for (std::size_t i = 0; i < way.size(); ++i) {
        EXPECT_EQ(text_of(steps[i].as_object(), "to"), way[i]);
        const bool between = i == 1 || i == 2;
        EXPECT_EQ(steps[i].at("filled_in"), between) << way[i];
    }
    EXPECT_EQ(steps[1].at("at"), steps[3].at("at")) << "what lay between has the time of the jump";
}

TEST_F(LifecycleStageGoesItsWay, TheHistoryNamesWhoMovedTheLeadInSalesforceAndWhoInHubSpot) {
    open_with_cleo(41);
    const auto tam = doubles.salesforce().add_user("Tam Sales", "tam.sales@example.com");
    ASSERT_TRUE(doubles.salesforce().edit("Lead", cleos("Id"), {{"Status", "Qualified"}}, tam));
    ASSERT_TRUE(soon([&] { return cleo_in_hubspot("lifecyclestage") == "salesqualifiedlead"; }));
    ASSERT_TRUE(falls_quiet());
    auto& hubspot = doubles.hubspot();
    hubspot.edit_contact(
        hubspot.contact(std::string(kCleo))->id, {{"lifecyclestage", "customer"}}, false, "userId:12"
    );
    ASSERT_TRUE(soon([&] { return stage_of(kCleo) == "customer"; }));
    expect_all_is_well();

    std::map<std::string, std::string> moved;
    for (const auto& step : steps_of_cleo())
        moved[text_of(step.as_object(), "to")] = text_of(step.as_object(), "who");
    EXPECT_EQ(moved["lead"], "") << "she stood there when we met her";
    EXPECT_EQ(moved["sql"], tam);
    EXPECT_EQ(moved["customer"], "userId:12");
    const auto told = service->command({"lead", "history", kCleo, "--field", "stage"}).out;
    EXPECT_THAT(told, HasSubstr(", by " + tam));
    EXPECT_THAT(told, HasSubstr(", by userId:12"));
}

TEST_F(LifecycleStageGoesItsWay, BackToMarketingWithAReasonIsClearedThenSetInHubSpot) {
    open_with_cleo(41);
    ASSERT_TRUE(sales_edits_cleo({{"Status", "Qualified"}}));
    ASSERT_TRUE(soon([&] { return cleo_in_hubspot("lifecyclestage") == "salesqualifiedlead"; }));
    ASSERT_TRUE(falls_quiet());
    doubles.hubspot().forget_calls();
    ASSERT_TRUE(sales_edits_cleo({{"Status", "Recycled"}, {"Reject_Reason__c", "Not a fit"}}));
    ASSERT_TRUE(soon([&] { return cleo_in_hubspot("lifecyclestage") == "lead"; }));
    expect_all_is_well();
    const auto told = hubspot_was_told("lifecyclestage");
    ASSERT_GE(told.size(), 2u);
    EXPECT_THAT((std::vector<std::string>{told.end() - 2, told.end()}), ElementsAre("", "lead"));
    EXPECT_EQ(cleo_in_hubspot("hs_lead_status"), "UNQUALIFIED");
    EXPECT_EQ(cleo_in_hubspot("crosswalk_reject_reason"), "not_a_fit");
    EXPECT_EQ(cleos("Status"), "Recycled");
    EXPECT_EQ(stage_of(kCleo), "recycled");
    EXPECT_EQ(text_of(steps_of_cleo().back().as_object(), "reason"), "not_a_fit");
}

TEST_F(LifecycleStageGoesItsWay, AMoveThatTheAgreementDoesNotKnowWaitsForAPersonWithBothSidesWords) {
    open_with_cleo(41);
    marketing_edits_cleo({{"lifecyclestage", "customer"}});
    ASSERT_TRUE(soon([&] { return stage_of(kCleo) == "customer"; }));
    ASSERT_TRUE(sales_edits_cleo({{"Status", "Working - Contacted"}}));
    ASSERT_TRUE(soon([&] { return !parked("stage.illegal_move").empty(); }));
    const auto item = parked("stage.illegal_move");
    EXPECT_THAT(text_of(item, "says"), HasSubstr("salesforce says 'Accepted by Sales'"));
    EXPECT_THAT(text_of(item, "says"), HasSubstr("'Customer' by the word of hubspot"));
    EXPECT_NE(text_of(item, "advice"), "");
    EXPECT_EQ(stage_of(kCleo), "customer");
    EXPECT_EQ(cleo_in_hubspot("lifecyclestage"), "customer");

    cleo_scores(73);
    EXPECT_TRUE(soon([&] { return cleos("Lead_Score__c") == "73"; })) << "everything else goes on";
    expect_all_is_well();
}

TEST_F(LifecycleStageGoesItsWay, Score80RejectedWithoutAReasonIsNotHandedOffAgainBefore20PointsMore) {
    prepare();
    edit("mappings/lifecycle.yaml", "after: 30 days, ", "");
    edit(  // without the wait, a score that comes after the way back is a rise
        "mappings/lifecycle.cases.yaml",
        "score/Engagement: 80 }\n  expect:\n    canonical: { stage: recycled }",
        "score/Engagement: 80 }\n  expect:\n    canonical: { stage: mql }"
    );
    open_with_cleo(41);
    cleo_scores(80);
    ASSERT_TRUE(soon([&] { return cleos("Status") == "Marketing Qualified"; }));
    ASSERT_TRUE(falls_quiet());
    doubles.salesforce().forget_calls();
    ASSERT_TRUE(sales_edits_cleo({{"Status", "Recycled"}}));
    ASSERT_TRUE(soon([&] { return stage_of(kCleo) == "recycled"; }));
    EXPECT_EQ(text_of(steps_of_cleo().back().as_object(), "reason"), "no_reason");

    for (const int score : {85, 92, 99}) {
        cleo_scores(score);
        ASSERT_TRUE(soon([&] { return cleos("Lead_Score__c") == std::to_string(score); }));
    }
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(cleos("Status"), "Recycled") << "19 points are not 20";
    EXPECT_THAT(salesforce_was_told("Status"), IsEmpty());

    cleo_scores(100);
    EXPECT_TRUE(soon([&] { return cleos("Status") == "Marketing Qualified"; }));
    EXPECT_TRUE(soon([&] { return cleo_in_hubspot("lifecyclestage") == "marketingqualifiedlead"; }));
    EXPECT_EQ(text_of(steps_of_cleo().back().as_object(), "cause"), "again");
    expect_all_is_well();
}

}  // namespace
}  // namespace crosswalk::doubles
