// Pains 2, 3, 7 and 8: echoes, lost webhooks, blanks over good data, and news out of order.
#include <atomic>
#include <filesystem>

#include "tests/scenarios/complaints.h"

namespace crosswalk::doubles {
namespace {

namespace json = boost::json;
using ::testing::SizeIs;

constexpr char kLocked[] =
    R"([{"success":false,"errors":[{"statusCode":"UNABLE_TO_LOCK_ROW","message":"unable to obtain exclusive access to this record","fields":[]}]}])";

class PainsOfValues : public Complaints {
protected:
    std::int64_t anns_contact() const {
        return const_cast<DoublesControl&>(doubles).hubspot().contact(kAnn)->id;
    }
    std::string anns_lead() const { return text_of(lead(), "Id"); }
    // What HubSpot tells of Ann's contact, as of that long ago.
    int hubspot_tells(const std::string& property, const std::string& value, std::int64_t ago_ms) {
        static std::int64_t event = 9'000'000'000;
        const json::array events{json::object{
            {"appId", HubSpotDouble::kApp},
            {"eventId", ++event},
            {"portalId", HubSpotPortal::kPortal},
            {"subscriptionId", 3801234},
            {"subscriptionType", "contact.propertyChange"},
            {"objectId", anns_contact()},
            {"propertyName", property},
            {"propertyValue", value},
            {"changeSource", "CRM_UI"},
            {"occurredAt", system_ms() - ago_ms},
            {"attemptNumber", 0}}};
        return hubspot_says(json::serialize(events)).status;
    }
    // Ten minutes before now.
    void long_ago(const std::function<void()>& happens) {
        for (VendorDouble* tool : all_tools()) tool->set_clock([] { return system_ms() - 600'000; });
        happens();
        for (VendorDouble* tool : all_tools()) tool->set_clock(system_ms);
    }
    std::vector<VendorDouble*> all_tools() {
        return {&doubles.salesforce(), &doubles.hubspot(), &doubles.activecampaign()};
    }
    std::int64_t recovered(const char* connection) const {
        return books().at("connections").at(connection).at("recovered").to_number<std::int64_t>();
    }
};

// 2: echo loops.

TEST_F(PainsOfValues, WhatCrosswalkItselfWroteIsNeverSentRoundAgain) {
    open();
    hear_everything();
    ASSERT_TRUE(falls_quiet());
    for (VendorDouble* tool : all_tools()) tool->forget_calls();
    doubles.hubspot().edit_contact(anns_contact(), {{"phone", "+12025550143"}});
    ASSERT_TRUE(soon([&] {
        return text_of(lead(), "Phone") == "+12025550143" &&
               doubles.activecampaign().contact(kAnnsId)->fields.at("phone") == "+12025550143";
    }));
    expect_all_is_well();
    EXPECT_EQ(doubles.salesforce().count(writes_of("+12025550143")), 1u);
    EXPECT_EQ(doubles.activecampaign().count(writes_of("+12025550143")), 1u);
    EXPECT_EQ(doubles.hubspot().count(writes_of("+12025550143")), 0u);
    EXPECT_GT(booked("salesforce", "changes", "echo"), 0) << "it was told of its own write, and knew it";
}

TEST_F(PainsOfValues, AnAutomationThatUndoesEveryWriteIsStoppedAndShown) {
    open();
    hear_everything();
    const auto fights_back = [&] {
        const bool ours_is_done = contact()["company"] == "Example Corp" &&
                                  booked("hubspot", "writes", "in_flight") == 0 &&
                                  booked("hubspot", "writes", "waiting") == 0;
        if (!ours_is_done) return false;
        doubles.hubspot().edit_contact(anns_contact(), {{"company", "Example Robots"}});
        return true;
    };
    ASSERT_TRUE(soon(fights_back));
    std::size_t rounds = 1;
    EXPECT_TRUE(soon([&] {
        rounds += fights_back() ? 1 : 0;
        return !parked("ping_pong").empty();
    })) << rounds;
    EXPECT_LE(rounds, 8u);
    EXPECT_TRUE(falls_quiet());
    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return contact_score() == 73; })) << "everything else goes on";
}

// 3: lost webhooks.

TEST_F(PainsOfValues, NewsWhoseWebhooksWereLostIsFoundByThePoll) {
    for (const char* tool : {"salesforce", "hubspot"}) poll(tool, "1 second");
    open();
    hear_everything();
    ASSERT_TRUE(falls_quiet());
    doubles.hubspot().lose_hooks(2);
    doubles.salesforce().lose_messages(1);
    doubles.hubspot().edit_contact(anns_contact(), {{"phone", "+12025550143"}});
    doubles.hubspot().add_contact({{"email", kCleo}, {"lastname", "Park"}});
    doubles.salesforce().edit("Lead", anns_lead(), {{"Company", "Example Works"}});
    EXPECT_TRUE(soon([&] {
        return text_of(lead(), "Phone") == "+12025550143" && hubspot(kAnn, "company") == "Example Works" &&
               !lead_id(kCleo).empty();
    }));
    expect_all_is_well();
}

TEST_F(PainsOfValues, WhereNobodyPollsAComparisonFindsWhatWasMissedAndCountsIt) {
    for (const char* tool : {"salesforce", "hubspot"}) poll(tool, "never");
    open();
    hear_everything();
    ASSERT_TRUE(falls_quiet());
    doubles.hubspot().lose_hooks(2);
    doubles.hubspot().edit_contact(anns_contact(), {{"phone", "+12025550143"}});
    doubles.hubspot().add_contact({{"email", kCleo}, {"lastname", "Park"}});
    ASSERT_TRUE(falls_quiet());
    ASSERT_NE(text_of(lead(), "Phone"), "+12025550143") << "nobody told it";

    const auto found = ask({"compare", "hubspot"});
    EXPECT_EQ(found.at("recovered"), 2) << json::serialize(found);
    EXPECT_TRUE(soon([&] { return text_of(lead(), "Phone") == "+12025550143" && !lead_id(kCleo).empty(); }));
    expect_all_is_well();
    EXPECT_EQ(recovered("hubspot"), 2);
    EXPECT_EQ(ask({"compare", "hubspot"}).at("recovered"), 0) << "what was found once is known";
    EXPECT_EQ(recovered("hubspot"), 2);
}

// 7: good data overwritten by blanks or placeholders.

TEST_F(PainsOfValues, APlaceholderThatSalesforceDemandsIsNeverTakenForACompany) {
    poll("salesforce", "1 second");
    open();
    hear_everything();
    meet_cleo();  // no company is known, and Salesforce wants one
    ASSERT_TRUE(soon([&] { return salesforce("Lead").size() == 3 && hubspot().size() == 3; }));
    const auto id = text_of(salesforce("Lead").back(), "Id");
    EXPECT_EQ(text_of(salesforce("Lead", id), "Company"), "(unknown)");
    // Sales touches the lead: its message and the poll carry the placeholder.
    doubles.salesforce().edit("Lead", id, {{"Title", "Buyer"}});
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(hubspot(kCleo, "company"), "");
    // The company becomes known in HubSpot: a placeholder is no word that could win.
    doubles.hubspot().edit_contact(doubles.hubspot().contact(kCleo)->id, {{"company", "Example Labs"}});
    EXPECT_TRUE(soon([&] { return text_of(salesforce("Lead", id), "Company") == "Example Labs"; }));
    expect_all_is_well();
    EXPECT_EQ(hubspot(kCleo, "company"), "Example Labs");
    EXPECT_EQ(doubles.hubspot().count(writes_of("(unknown)")), 0u);
    EXPECT_EQ(doubles.activecampaign().count(writes_of("(unknown)")), 0u);
}

TEST_F(PainsOfValues, AFieldThatIsClearedInOneToolIsNotClearedInTheOthersAndDoesNotReappearThere) {
    poll("salesforce", "1 second");
    open();
    hear_everything();
    ASSERT_TRUE(soon([&] {
        return text_of(lead(), "Phone") == "+12025550100" && hubspot(kAnn, "phone") == "+12025550100";
    }));
    ASSERT_TRUE(falls_quiet());
    const auto id = anns_lead();
    doubles.salesforce().edit("Lead", id, {{"Phone", nullptr}});
    doubles.hubspot().edit_contact(anns_contact(), {{"lastname", ""}});
    const auto heard = booked("hubspot", "changes", "total");
    ASSERT_TRUE(soon([&] { return booked("hubspot", "changes", "total") >= heard; }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(hubspot(kAnn, "phone"), "+12025550100");
    EXPECT_EQ(doubles.activecampaign().contact(kAnnsId)->fields.at("phone"), "+12025550100");
    EXPECT_EQ(text_of(lead(), "Phone"), "") << "a person cleared it there";
    EXPECT_EQ(text_of(lead(), "LastName"), "Lee");
    EXPECT_EQ(hubspot(kAnn, "lastname"), "");
    expect_all_is_well();
}

TEST_F(PainsOfValues, WhereTheMappingSaysClearABlankTravels) {
    prepare();
    edit("mappings/fields.yaml", "    type: phone\n", "    type: phone\n    if_blank: clear\n");
    poll("salesforce", "1 second");
    open();
    hear_everything();
    ASSERT_TRUE(soon([&] {
        return text_of(lead(), "Phone") == "+12025550100" && hubspot(kAnn, "phone") == "+12025550100";
    }));
    ASSERT_TRUE(falls_quiet());
    doubles.salesforce().edit("Lead", anns_lead(), {{"Phone", "+12025550143"}});
    ASSERT_TRUE(soon([&] { return hubspot(kAnn, "phone") == "+12025550143"; }));
    ASSERT_TRUE(falls_quiet());
    doubles.hubspot().edit_contact(anns_contact(), {{"phone", ""}});
    ASSERT_TRUE(soon([&] { return hubspot(kAnn, "phone") == "+12025550143"; })) << "Sales' word counts";
    expect_all_is_well();
}

// 8: out-of-order events leave stale data or move a stage back.

TEST_F(PainsOfValues, WebhooksThatArriveInReverseLeaveTheNewestValue) {
    open();
    hear_everything();
    ASSERT_TRUE(falls_quiet());
    doubles.hubspot().hold_hooks();
    for (const char* phone : {"+12025550141", "+12025550142", "+12025550143"}) {
        const auto then = system_ms();
        ASSERT_TRUE(soon([&] { return system_ms() > then; })) << "each at a moment of its own";
        doubles.hubspot().edit_contact(anns_contact(), {{"phone", phone}});
    }
    doubles.hubspot().release_hooks(true);
    EXPECT_TRUE(soon([&] { return text_of(lead(), "Phone") == "+12025550143"; }));
    expect_all_is_well();
    EXPECT_EQ(text_of(lead(), "Phone"), "+12025550143");
    EXPECT_EQ(hubspot(kAnn, "phone"), "+12025550143");
    EXPECT_EQ(doubles.salesforce().count(writes_of("+12025550141")), 0u);
}

TEST_F(PainsOfValues, WebhooksThatArriveInReverseDoNotMoveAStageBack) {
    open();
    hear_everything();
    const auto id = doubles.hubspot().add_contact({{"email", kCleo}, {"lifecyclestage", "lead"}});
    ASSERT_TRUE(soon([&] { return !lead_id(kCleo).empty(); }));
    ASSERT_TRUE(falls_quiet());
    doubles.hubspot().hold_hooks();
    for (const char* stage : {"marketingqualifiedlead", "salesqualifiedlead"}) {
        const auto then = system_ms();
        ASSERT_TRUE(soon([&] { return system_ms() > then; }));
        doubles.hubspot().edit_contact(id, {{"lifecyclestage", stage}});
    }
    doubles.hubspot().release_hooks(true);
    const auto stage = [&] {
        return text_of(ask({"lead", "show", kCleo}).at("values").at("stage").as_object(), "value");
    };
    EXPECT_TRUE(soon([&] { return stage() == "sql" && salesforce("Lead").size() == 3; }));
    expect_all_is_well();
    EXPECT_EQ(stage(), "sql");
    EXPECT_EQ(hubspot(kCleo, "lifecyclestage"), "salesqualifiedlead");
    EXPECT_EQ(text_of(salesforce("Lead").back(), "Status"), "Qualified");
}

TEST_F(PainsOfValues, AnEditFiveMinutesBeforeThePollOfAnotherToolIsNotReverted) {
    prepare();
    edit(  // the newest word counts, so an old one that looks new would win
        "mappings/fields.yaml",
        "    region: VN\n    rule: prefer salesforce unless blank\n",
        "    region: VN\n    rule: newest\n"
    );
    std::filesystem::remove(folder.path() + "/mappings/fields.cases.yaml");  // one of them says otherwise
    poll("salesforce", "1 second");
    long_ago([&] {
        doubles.activecampaign().edit_contact(kAnnsId, {{"phone", kAnnsPhone}});
        doubles.salesforce().edit("Lead", anns_lead(), {{"Phone", kAnnsPhone}});
    });
    open();
    ASSERT_TRUE(soon([&] { return hubspot(kAnn, "phone") == kAnnsPhone; }));
    ASSERT_TRUE(falls_quiet());

    // Marketing corrected the phone five minutes ago; a flow keeps Sales' lead locked, so it is not there
    // yet.
    const auto locked = std::make_shared<std::atomic<bool>>(true);
    const auto of_the_phone = [locked](const Call& call) {
        return *locked && call.method == "PATCH" && call.body.find("+12025550143") != std::string::npos;
    };
    doubles.salesforce().when(of_the_phone).reply(200, kLocked).always();
    doubles.hubspot().edit_contact(anns_contact(), {{"phone", "+12025550143"}}, true);
    EXPECT_EQ(hubspot_tells("phone", "+12025550143", 5 * 60'000), 200);
    ASSERT_TRUE(soon([&] {
        return doubles.activecampaign().contact(kAnnsId)->fields.at("phone") == "+12025550143";
    }));
    // Now Sales saves the lead for another reason: the poll reads it, newer, with the old phone in it.
    doubles.salesforce().edit("Lead", anns_lead(), {{"Company", "Example Works"}});
    ASSERT_TRUE(soon([&] { return hubspot(kAnn, "company") == "Example Works"; }));
    EXPECT_EQ(text_of(lead(), "Phone"), kAnnsPhone);
    EXPECT_EQ(hubspot(kAnn, "phone"), "+12025550143");

    *locked = false;
    EXPECT_TRUE(soon([&] { return text_of(lead(), "Phone") == "+12025550143"; }));
    expect_all_is_well();
    EXPECT_EQ(hubspot(kAnn, "phone"), "+12025550143");
    EXPECT_EQ(doubles.activecampaign().contact(kAnnsId)->fields.at("phone"), "+12025550143");
}

}  // namespace
}  // namespace crosswalk::doubles
