// Pains 4, 9 and 10 once more: people under two addresses, merges that nobody told, and addresses spelled otherwise.
#include "tests/scenarios/complaints.h"

namespace crosswalk::doubles {
namespace {

namespace json = boost::json;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Identity : public Complaints {
protected:
    double score_of(const std::string& lead) const {
        const auto row = salesforce("Lead", lead);
        const auto* score = member(row, "Lead_Score__c");
        return score && score->is_number() ? score->to_number<double>() : -1;
    }
    void expect_nothing_parked() const {
        EXPECT_THAT(ask({"parked", "list"}).at("parked").as_array(), IsEmpty())
            << json::serialize(ask({"parked", "list"}));
    }
    // Her automation in the email tool calls.
    void tell_of(int contact, const std::string& form_email) {
        EXPECT_EQ(
            activecampaign_says(
                "seriesid=13&contact%5Bid%5D=" + std::to_string(contact) + "&contact%5Bemail%5D=" + form_email
            )
                .status,
            200
        );
    }
};

TEST_F(Identity, MergeKeepsTheScoreThatOnlyTheLosersLeadKnew) {
    const auto cara = doubles.salesforce().add_lead(
        {{"LastName", "Berg"}, {"Company", "Example Labs"}, {"Email", "cara@example.com"}}
    );
    const auto winner = doubles.hubspot().add_contact({{"email", "cara@example.com"}});
    const auto loser = doubles.hubspot().add_contact({{"email", "carl@example.com"}});
    open();
    hear_everything();
    doubles.salesforce().edit("Lead", cara, {{"FirstName", "Cara"}});
    doubles.hubspot().edit_contact(winner, {{"firstname", "Cara"}});
    const int carl = doubles.activecampaign().add_contact({{"email", "carl@example.com"}});
    doubles.activecampaign().set_score(carl, 10);
    tell_of(carl, "carl%40example.com");
    ASSERT_TRUE(soon([&] { return hubspot("carl@example.com", "crosswalk_lead_score") == "10"; }));
    ASSERT_TRUE(soon([&] { return !lead_id("cara@example.com").empty(); }));
    ASSERT_NE(lead_id("cara@example.com"), lead_id("carl@example.com"));
    doubles.hubspot().merge_contacts(winner, loser);
    EXPECT_TRUE(soon([&] { return score_of(cara) == 10; })) << json::serialize(ask({"parked", "list"}));
    EXPECT_EQ(lead_id("cara@example.com"), lead_id("carl@example.com"));
    expect_nothing_parked();
    expect_all_is_well();
}

TEST_F(Identity, MergeInHubSpotThatNobodyToldIsFollowedByTheNextWrite) {
    poll("hubspot", "never");
    open();
    const auto eve = doubles.hubspot().contact(kAnn)->id;
    const auto emil = doubles.hubspot().add_contact({{"email", "emil@example.com"}});
    doubles.hubspot().merge_contacts(emil, eve);
    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return hubspot("emil@example.com", "crosswalk_lead_score") == "73"; }))
        << json::serialize(ask({"parked", "list"}));
    expect_nothing_parked();
    expect_all_is_well();
    EXPECT_THAT(records(kAnn, "hubspot"), ::testing::ElementsAre(std::to_string(emil)));
}

TEST_F(Identity, ContactFoundUnderItsSecondAddressIsThatPerson) {
    const auto maya = doubles.hubspot().add_contact(
        {{"email", "maya.new@example.com"}, {"hs_additional_emails", "maya.old@example.com"}}
    );
    const auto sales = doubles.salesforce().add_lead(
        {{"LastName", "Ito"}, {"Company", "Example Labs"}, {"Email", "maya.new@example.com"}}
    );
    open();
    hear_everything();
    doubles.hubspot().edit_contact(maya, {{"firstname", "Maya"}});
    ASSERT_TRUE(soon([&] { return records("maya.new@example.com", "salesforce").size() == 1; }));
    const int old = doubles.activecampaign().add_contact({{"email", "maya.old@example.com"}});
    doubles.activecampaign().set_score(old, 66);
    tell_of(old, "maya.old%40example.com");
    // Which of the two addresses is the newer word depends on the second; whose record it is does not.
    EXPECT_TRUE(soon([&] { return doubles.hubspot().contact(maya)->properties["crosswalk_lead_score"] == "66"; }))
        << json::serialize(ask({"parked", "list"}));
    EXPECT_TRUE(soon([&] { return score_of(sales) == 66; }));
    expect_nothing_parked();
    expect_all_is_well();
    EXPECT_EQ(doubles.hubspot().contact(maya)->id, maya);
    EXPECT_THAT(salesforce("Lead"), SizeIs(3)) << "no second lead for Sales";
    EXPECT_THAT(records("maya.old@example.com", "salesforce"), SizeIs(1));
}

TEST_F(Identity, AddressOfAnotherDomainThanItsFoldedFormIsWrittenAsItWasSaid) {
    open();
    hear_everything();
    const std::string sharp = "info@stra\xc3\x9f"
                              "e.example";
    doubles.hubspot().edit_contact(doubles.hubspot().contact(kAnn)->id, {{"email", sharp}});
    EXPECT_TRUE(soon([&] { return text_of(salesforce("Lead").front(), "Email") == sharp; }))
        << text_of(salesforce("Lead").front(), "Email");
    EXPECT_EQ(lead_id("info@xn--strae-oqa.example"), lead_id(sharp));
    EXPECT_EQ(lead_id("info@strasse.example"), "");
}

TEST_F(Identity, TakenRecordIsJoinedByACommand) {
    // Jo and Joe are two leads for Sales, but HubSpot has them as one contact.
    const auto jo = doubles.salesforce().add_lead(
        {{"LastName", "Park"}, {"Company", "Example Labs"}, {"Email", "jo@example.com"}}
    );
    const auto joe = doubles.salesforce().add_lead(
        {{"LastName", "Park"}, {"Company", "Example Labs"}, {"Email", "joe@example.com"}}
    );
    doubles.hubspot().add_contact({{"email", "joe@example.com"}, {"hs_additional_emails", "jo@example.com"}});
    poll("salesforce", "1 second");
    open();
    ASSERT_TRUE(soon([&] { return !parked("identity.taken").empty(); }))
        << json::serialize(ask({"parked", "list"}));
    ASSERT_NE(lead_id("jo@example.com"), lead_id("joe@example.com"));
    const auto number = std::to_string(parked("identity.taken").at("id").to_number<int>());
    const auto done = service->command({"parked", "join", number});
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    EXPECT_TRUE(soon([&] { return lead_id("jo@example.com") == lead_id("joe@example.com"); }));
    ASSERT_TRUE(falls_quiet());
    expect_nothing_parked();
    EXPECT_EQ(service->command({"parked", "join", number}).exit_code, 1) << "it waits no more";
}

}  // namespace
}  // namespace crosswalk::doubles
