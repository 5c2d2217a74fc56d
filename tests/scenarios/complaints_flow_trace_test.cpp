// Pain 20, as far as the way of a lead goes: no hand-off without trace. And a day that comes twice.
#include "tests/scenarios/complaints_flow.h"

namespace crosswalk::doubles {
namespace {


class NoHandOffWithoutTrace : public Flow {
protected:
    void open_with_cleo() {
        meet_cleo(41);
        open();
        switch_webhooks_on();
        ASSERT_TRUE(soon([&] { return stage_of(kCleo) == "lead"; }));
        ASSERT_TRUE(falls_quiet());
    }
    boost::json::value shown() const { return ask({"lead", "show", kCleo}); }
};

TEST_F(NoHandOffWithoutTrace, EveryStepSaysWhenWhyAndByWhomAndIsNeverTouchedAgain) {
    open_with_cleo();
    cleo_scores(73);
    ASSERT_TRUE(soon([&] { return cleos("Status") == "Marketing Qualified"; }));
    ASSERT_TRUE(falls_quiet());
    ASSERT_TRUE(sales_edits_cleo({{"Status", "Working - Contacted"}}));
    ASSERT_TRUE(soon([&] { return stage_of(kCleo) == "sal"; }));
    const auto early = steps_of_cleo();
    ASSERT_EQ(early.size(), 3u) << early;
    EXPECT_EQ(text_of(early[0].as_object(), "cause"), "entered");
    EXPECT_EQ(text_of(early[1].as_object(), "cause"), "rule");
    EXPECT_EQ(text_of(early[1].as_object(), "connection"), "activecampaign")
        << "whose news made the rule true";
    EXPECT_EQ(text_of(early[2].as_object(), "cause"), "heard");
    EXPECT_EQ(text_of(early[2].as_object(), "connection"), "salesforce");
    std::int64_t number = 0;
    for (const auto& step : early) {
        EXPECT_EQ(step.at("number"), ++number);
        EXPECT_GT(step.at("event").to_number<std::int64_t>(), 0) << step;
        EXPECT_EQ(step.at("mapping_version"), 1);
        EXPECT_TRUE(number == 1 || step.at("at").is_string()) << step;
    }

    ASSERT_TRUE(sales_edits_cleo({{"Status", "Recycled"}, {"Reject_Reason__c", "timing"}}));
    ASSERT_TRUE(soon([&] { return stage_of(kCleo) == "recycled"; }));
    ASSERT_TRUE(falls_quiet());
    const auto late = steps_of_cleo();
    ASSERT_EQ(late.size(), 4u) << late;
    for (std::size_t i = 0; i < early.size(); ++i) EXPECT_EQ(early[i], late[i]);
    EXPECT_EQ(text_of(late[3].as_object(), "reason"), "timing");
}

TEST_F(NoHandOffWithoutTrace, TheFirstTimeInEachStageStaysWhateverComesLater) {
    open_with_cleo();
    ASSERT_TRUE(sales_edits_cleo({{"Status", "Qualified"}}));
    ASSERT_TRUE(soon([&] { return stage_of(kCleo) == "sql"; }));
    const auto before = shown().at("way").at("first").as_object();
    for (const char* stage : {"lead", "mql", "sal", "sql"}) EXPECT_TRUE(before.contains(stage)) << stage;
    ASSERT_TRUE(sales_edits_cleo({{"Status", "Recycled"}, {"Reject_Reason__c", "timing"}}));
    ASSERT_TRUE(soon([&] { return stage_of(kCleo) == "recycled"; }));
    ASSERT_TRUE(sales_edits_cleo({{"Status", "Marketing Qualified"}}));
    ASSERT_TRUE(soon([&] { return stage_of(kCleo) == "mql"; }));
    const auto after = shown().at("way").at("first").as_object();
    EXPECT_EQ(after.at("mql"), before.at("mql"));
    EXPECT_TRUE(after.contains("recycled"));
}

TEST_F(NoHandOffWithoutTrace, WhereSomebodyCameFromIsKeptFromTheFirstDay) {
    open();
    switch_webhooks_on();
    doubles.hubspot().add_contact(
        {{"email", kCleo},
         {"firstname", "Cleo"},
         {"hs_analytics_source", "ORGANIC_SEARCH"},
         {"hs_analytics_last_touch_converting_campaign", "Spring webinar"}}
    );
    ASSERT_TRUE(soon([&] { return service->command({"lead", "show", kCleo}).exit_code == 0; }));
    EXPECT_EQ(text_of(shown().as_object(), "created_in"), "hubspot");
    marketing_edits_cleo({{"hs_analytics_last_touch_converting_campaign", "Trade fair"}});
    ASSERT_TRUE(soon([&] {
        return text_of(shown().at("acquired").as_object(), "last_campaign") == "Trade fair";
    }));
    const auto acquired = shown().at("acquired").as_object();
    EXPECT_EQ(text_of(acquired, "side"), "marketing");
    EXPECT_EQ(text_of(acquired, "source"), "ORGANIC_SEARCH");
    EXPECT_EQ(text_of(acquired, "first_campaign"), "Spring webinar");

    doubles.salesforce().add_lead(
        {{"LastName", "Doe"}, {"Company", "Example"}, {"Email", "dan@example.com"}, {"LeadSource", "Web"}}
    );
    ASSERT_TRUE(soon([&] { return service->command({"lead", "show", "dan@example.com"}).exit_code == 0; }));
    const auto dan = ask({"lead", "show", "dan@example.com"});
    EXPECT_EQ(text_of(dan.at("acquired").as_object(), "side"), "sales");
    EXPECT_EQ(text_of(dan.at("acquired").as_object(), "source"), "Web");
}

// Everything the tools told on one day, byte for byte, once more.
class ADayThatComesTwice : public Flow {
protected:
    std::vector<Hook> day() {
        std::vector<Hook> out;
        for (const HookSender* sender :
             {&doubles.salesforce().messages(),
              &doubles.hubspot().webhooks(),
              &doubles.activecampaign().hooks()})
            for (const auto& one : sender->delivered()) out.push_back(one.hook);
        return out;
    }
    static int post_again(const Hook& hook) {
        const auto path = hook.url.find("/hooks/");
        return call(
                   hook.url.substr(0, path),
                   "POST",
                   hook.url.substr(path),
                   hook.headers,
                   {hook.body, hook.content_type}
        )
            .status;
    }
};

TEST_F(ADayThatComesTwice, CausesNoWriteTheSecondTime) {
    meet_cleo(41);
    open();
    switch_webhooks_on();
    doubles.activecampaign().send_events_to(service->public_url() + "/hooks/activecampaign/" + kPathSecret);
    ASSERT_TRUE(soon([&] { return cleos("Lead_Score__c") == "41"; }));
    cleo_scores(73);
    ASSERT_TRUE(soon([&] { return cleos("Status") == "Marketing Qualified"; }));
    marketing_edits_cleo({{"phone", "+12025550143"}});
    ASSERT_TRUE(soon([&] { return cleos("Phone") == "+12025550143"; }));
    ASSERT_TRUE(sales_edits_cleo({{"Company", "Example Mills"}, {"Status", "Working - Contacted"}}));
    ASSERT_TRUE(soon([&] { return cleo_in_hubspot("company") == "Example Mills"; }));
    marketing_edits_cleo({{"phone", "+12025550144"}});
    ASSERT_TRUE(soon([&] { return stage_of(kCleo) == "sal"; }));
    ASSERT_TRUE(sales_edits_cleo({{"Status", "Qualified"}}));
    ASSERT_TRUE(soon([&] { return cleo_in_hubspot("lifecyclestage") == "salesqualifiedlead"; }));
    ASSERT_TRUE(sales_edits_cleo({{"Status", "Recycled"}, {"Reject_Reason__c", "timing"}}));
    ASSERT_TRUE(soon([&] { return cleo_in_hubspot("lifecyclestage") == "lead"; }));
    edit_cleo_in_the_email_tool({{"firstName", "Cléo"}});
    ASSERT_TRUE(soon([&] { return booked("activecampaign", "changes", "waiting") == 0; }));
    ASSERT_TRUE(sales_edits_cleo({{"FirstName", "Clea"}}));
    ASSERT_TRUE(soon([&] { return cleo_in_hubspot("firstname") == "Clea"; }));
    doubles.hubspot().unsubscribe(doubles.hubspot().contact(std::string(kCleo))->id);
    ASSERT_TRUE(soon([&] { return cleos("HasOptedOutOfEmail") == "true"; }));
    doubles.hubspot().add_contact({{"email", "dan@example.com"}, {"lastname", "Doe"}});
    ASSERT_TRUE(soon([&] { return service->command({"lead", "show", "dan@example.com"}).exit_code == 0; }));
    ASSERT_TRUE(falls_quiet());

    const auto all = day();
    ASSERT_GT(all.size(), 10u);
    const auto written = writes();
    const auto steps = steps_of_cleo();
    const auto known = ask({"lead", "show", kCleo}).at("values");
    const auto twice = [&] {
        for (const Hook& hook : all) EXPECT_EQ(post_again(hook), 200) << hook.body;
        ASSERT_TRUE(falls_quiet());
        EXPECT_EQ(writes(), written);
        EXPECT_EQ(steps_of_cleo(), steps);
        EXPECT_EQ(ask({"lead", "show", kCleo}).at("values"), known);
        EXPECT_TRUE(balances());
    };
    twice();
}

}  // namespace
}  // namespace crosswalk::doubles
