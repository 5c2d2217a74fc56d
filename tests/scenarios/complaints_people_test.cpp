// Pains 4, 5, 6, 9 and 10: one person becomes two, or two records become one, and the sync goes astray.
#include <atomic>
#include <thread>

#include "tests/scenarios/complaints.h"

namespace crosswalk::doubles {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

double score_of(const json::object& record) {
    const auto* score = member(record, "Lead_Score__c");
    return score && score->is_number() ? score->to_number<double>() : -1;
}

// Calls that write this score.
Matcher scores(int value) {
    return [text = "\"Lead_Score__c\":" + std::to_string(value)](const Call& call) {
        return call.method != "GET" && call.body.find(text) != std::string::npos;
    };
}

// 4: duplicate people from concurrent events.

TEST_F(Complaints, TwoToolsThatMeetTheSamePersonAtTheSameMomentGiveOneLead) {
    open();
    hear_everything();
    std::thread sales([&] {
        doubles.salesforce().add_lead({{"LastName", "Park"}, {"Company", "Example Labs"}, {"Email", kCleo}});
    });
    std::thread marketing([&] { doubles.hubspot().add_contact({{"email", "Cleo@Example.com"}}); });
    meet_cleo();
    sales.join();
    marketing.join();
    ASSERT_TRUE(soon([&] {
        return hubspot(kCleo, "crosswalk_lead_score") == "73" && score_of(salesforce("Lead").back()) == 73;
    }));
    expect_all_is_well();
    EXPECT_THAT(salesforce("Lead"), SizeIs(3));
    EXPECT_THAT(hubspot(), SizeIs(3));
    EXPECT_THAT(records(kCleo, "salesforce"), SizeIs(1));
    EXPECT_THAT(records(kCleo, "hubspot"), SizeIs(1));
    EXPECT_THAT(records(kCleo, "activecampaign"), SizeIs(1));
}

TEST_F(Complaints, WhoIsCreatedInHubSpotBetweenOurLookAndOurWriteIsNotCreatedTwice) {
    open();
    hear_everything();
    const auto added = std::make_shared<std::atomic<bool>>(false);
    doubles.hubspot()
        .when([added, &hubspot = doubles.hubspot()](const Call& call) {
            const bool ours = call.target.find("/batch/upsert") != std::string::npos &&
                              call.body.find(kCleo) != std::string::npos;
            if (ours && !added->exchange(true))
                hubspot.add_contact({{"email", kCleo}, {"company", "Example Labs"}});
            return false;
        })
        .reply(500);
    meet_cleo();
    EXPECT_TRUE(soon([&] { return hubspot(kCleo, "crosswalk_lead_score") == "73"; }))
        << json::serialize(ask({"parked", "list"}));
    EXPECT_TRUE(*added);
    expect_all_is_well();
    EXPECT_THAT(hubspot(), SizeIs(3));
    EXPECT_THAT(records(kCleo, "hubspot"), SizeIs(1));
}

// 5: duplicate people from retried creates after a timeout.

TEST_F(Complaints, ACreationWhoseAnswerNeverCameIsLookedAtAndNotRepeated) {
    open();
    switch_webhooks_on();
    Answer dropped, late;
    dropped.ending = Ending::dropped;
    late.status = 504;
    const auto creation = [](const Call& call) {
        return call.method != "GET" && call.target.find("/read") == std::string::npos &&
               call.target.find("/search") == std::string::npos && call.body.find(kCleo) != std::string::npos;
    };
    doubles.salesforce().when(creation).after_doing_it().reply(dropped);
    doubles.hubspot().when(creation).after_doing_it().reply(late);
    meet_cleo();
    ASSERT_TRUE(soon([&] {
        return records(kCleo, "salesforce").size() == 1 && records(kCleo, "hubspot").size() == 1;
    }));
    expect_all_is_well();
    EXPECT_EQ(doubles.salesforce().count(creation), 1u);
    EXPECT_THAT(salesforce("Lead"), SizeIs(3));
    EXPECT_THAT(hubspot(), SizeIs(3));
}

// 6: lead conversion in Salesforce breaks the sync.

TEST_F(Complaints, AConvertedLeadGoesOnAsItsContactAndNoThirdRecordAppears) {
    poll("salesforce", "never");
    open();
    const auto id = text_of(lead(), "Id");
    const auto contact = doubles.salesforce().convert_lead(id, {.opportunity = "Example Corp, 20 seats"});
    ASSERT_NE(contact, "");
    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return score_of(salesforce("Contact", contact)) == 73; }))
        << json::serialize(ask({"parked", "list"}));
    EXPECT_EQ(
        doubles.salesforce().count([&](const Call& call) {
            return scores(73)(call) && call.body.find(id.substr(0, 15)) != std::string::npos;
        }),
        1u
    ) << "the write that hit CANNOT_UPDATE_CONVERTED_LEAD";
    expect_all_is_well();
    EXPECT_THAT(salesforce("Lead"), SizeIs(2));
    EXPECT_THAT(salesforce("Contact"), SizeIs(1));
    EXPECT_EQ(score_of(salesforce("Lead", id)), 41) << "what is converted is history";
    EXPECT_THAT(records(kAnn, "salesforce"), ElementsAre(contact));
    EXPECT_THAT(ask({"parked", "list"}).at("parked").as_array(), IsEmpty());

    // From now on the contact speaks, and is spoken to.
    hear_everything();
    doubles.salesforce().edit("Contact", contact, {{"Phone", "+12025550143"}});
    EXPECT_TRUE(soon([&] { return hubspot(kAnn, "phone") == "+12025550143"; }));
    EXPECT_EQ(report_score(81), 200);
    EXPECT_TRUE(soon([&] { return score_of(salesforce("Contact", contact)) == 81; }));
}

TEST_F(Complaints, ALeadThatIsConvertedIntoAContactThatWasThereIsFollowedByItsMessage) {
    const auto known = doubles.salesforce().add_contact(
        {{"FirstName", "Ann"}, {"LastName", "Lee"}, {"Email", "a.lee@example.org"}}
    );
    poll("salesforce", "never");
    open();
    hear_everything();
    const auto id = text_of(lead(), "Id"), ann = lead_id(kAnn);
    ASSERT_EQ(doubles.salesforce().convert_lead(id, {.into_contact = known}), known);
    ASSERT_TRUE(soon([&] { return records(ann, "salesforce") == std::vector{known}; }));
    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return score_of(salesforce("Contact", known)) == 73; }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_THAT(salesforce("Lead"), SizeIs(2));
    EXPECT_THAT(salesforce("Contact"), SizeIs(1));
    EXPECT_EQ(score_of(salesforce("Lead", id)), 41);
}

// 9: merges break id maps.

TEST_F(Complaints, TwoContactsMergedInHubSpotUnderANewIdAreOnePerson) {
    open();
    hear_everything();
    const auto winner = doubles.hubspot().contact(kAnn)->id;
    const auto loser =
        doubles.hubspot().add_contact({{"email", "ann.lee@example.org"}, {"phone", "+12025550143"}});
    ASSERT_TRUE(soon([&] { return !lead_id("ann.lee@example.org").empty(); }));
    ASSERT_TRUE(falls_quiet());
    const auto second = lead_id("ann.lee@example.org");
    ASSERT_NE(second, lead_id(kAnn));

    // The loser is edited just before; that webhook comes after the one of the merge.
    doubles.hubspot().hold_hooks();
    doubles.hubspot().edit_contact(loser, {{"firstname", "Annie"}});
    const auto survivor = doubles.hubspot().merge_contacts(winner, loser, true);
    ASSERT_NE(survivor, winner);
    ASSERT_NE(survivor, loser);
    doubles.hubspot().release_hooks();
    ASSERT_TRUE(soon([&] { return records(kAnn, "hubspot") == std::vector{std::to_string(survivor)}; }));
    EXPECT_EQ(lead_id(second), lead_id(kAnn)) << "the id of the lead that went is good for ever";

    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return contact_score() == 73 && lead_score() == 73; }));
    expect_all_is_well();
    EXPECT_THAT(hubspot(), SizeIs(2));
    EXPECT_EQ(hubspot(kAnn, "crosswalk_lead_score"), "73");
    EXPECT_THAT(records(kAnn, "hubspot"), ElementsAre(std::to_string(survivor)));
    EXPECT_THAT(ask({"parked", "list"}).at("parked").as_array(), IsEmpty());
}

TEST_F(Complaints, AMergeInSalesforceThatNobodyToldIsLearnedFromTheNextWrite) {
    poll("salesforce", "never");
    open();
    const auto loser = text_of(lead(), "Id");
    const auto winner = doubles.salesforce().add_lead(
        {{"FirstName", "Ann"}, {"LastName", "Lee"}, {"Company", "Example Corp"}, {"Email", kAnn}}
    );
    ASSERT_TRUE(doubles.salesforce().merge("Lead", winner, loser));
    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return score_of(salesforce("Lead", winner)) == 73; }))
        << json::serialize(ask({"parked", "list"}));
    expect_all_is_well();
    EXPECT_THAT(salesforce("Lead"), SizeIs(2)) << "the deleted one is not made anew";
    EXPECT_THAT(records(kAnn, "salesforce"), ElementsAre(winner));
}

TEST_F(Complaints, AMergeInSalesforceIsFoundByThePollAndTheLosersLateMessageDoesNoHarm) {
    poll("salesforce", "1 second");
    open();
    hear_everything();
    const auto winner = text_of(lead(), "Id");
    const auto loser = doubles.salesforce().add_lead(
        {{"LastName", "Lee"}, {"Company", "Example Works"}, {"Phone", "+12025550143"}}
    );
    ASSERT_TRUE(soon([&] { return !lead_id("+12025550143").empty(); }));
    ASSERT_TRUE(falls_quiet());
    doubles.salesforce().hold_messages();
    doubles.salesforce().edit("Lead", loser, {{"FirstName", "Annie"}});
    ASSERT_TRUE(doubles.salesforce().merge("Lead", winner, loser));
    ASSERT_TRUE(soon([&] {
        return lead_id("+12025550143") == lead_id(kAnn) || lead_id("+12025550143").empty();
    }));
    ASSERT_TRUE(soon([&] { return records(kAnn, "salesforce") == std::vector{winner}; }));
    doubles.salesforce().release_messages();
    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return score_of(salesforce("Lead", winner)) == 73; }));
    ASSERT_TRUE(falls_quiet());
    EXPECT_THAT(salesforce("Lead"), SizeIs(2));
    EXPECT_EQ(text_of(salesforce("Lead", winner), "FirstName"), "Ann") << "the loser's word is history";
}

// 10: a changed e-mail creates a second person, and the old one keeps getting mail.

TEST_F(Complaints, AChangedEmailIsStillTheSamePersonEverywhere) {
    open();
    hear_everything();
    const auto before = lead_id(kAnn);
    doubles.hubspot().edit_contact(doubles.hubspot().contact(kAnn)->id, {{"email", "ann.lee@example.org"}});
    EXPECT_TRUE(soon([&] {
        const auto rows = salesforce("Lead");
        return text_of(rows.front(), "Email") == "ann.lee@example.org" &&
               doubles.activecampaign().contact(kAnnsId)->fields.at("email") == "ann.lee@example.org";
    }));
    EXPECT_EQ(report_score(73), 200);
    EXPECT_TRUE(soon([&] { return score_of(salesforce("Lead").front()) == 73; }));
    expect_all_is_well();
    EXPECT_EQ(lead_id("ann.lee@example.org"), before);
    EXPECT_THAT(salesforce("Lead"), SizeIs(2));
    EXPECT_THAT(hubspot(), SizeIs(2));
    EXPECT_THAT(doubles.activecampaign().contacts(), SizeIs(2)) << "nobody is left behind to be mailed";

    // She leaves at the new address, and no tool may mail any record of her.
    doubles.hubspot().unsubscribe(doubles.hubspot().contact(std::string("ann.lee@example.org"))->id);
    EXPECT_TRUE(soon([&] { return is_out_everywhere("ann.lee@example.org"); }));
}

// Nobody is linked by guess.

TEST_F(Complaints, WhereTwoLeadsAndTwoContactsShareAnEmailNothingIsWrittenUntilAPersonChooses) {
    std::vector<std::string> ids;
    for (const char* company : {"Example Labs", "Example Works"}) {
        ids.push_back(
            doubles.salesforce().add_lead({{"LastName", "Park"}, {"Company", company}, {"Email", kCleo}})
        );
        ids.push_back(doubles.salesforce().add_contact({{"LastName", "Park"}, {"Email", kCleo}}));
    }
    const auto chosen = ids[3];  // the second contact
    poll("salesforce", "never");
    open();
    meet_cleo();
    switch_webhooks_on();
    EXPECT_EQ(
        activecampaign_says("seriesid=13&contact%5Bid%5D=100&contact%5Bemail%5D=cleo%40example.com").status,
        200
    );
    ASSERT_TRUE(soon([&] { return !parked("identity.ambiguous").empty(); }));
    ASSERT_TRUE(falls_quiet());
    const auto of_her = [&](const Call& call) {
        const bool writes = call.method == "POST" || call.method == "PATCH";
        const bool reads =
            call.target.find("/composite/sobjects/") != std::string::npos && call.method == "POST";
        if (!writes || reads) return false;
        return call.body.find(kCleo) != std::string::npos || std::ranges::any_of(ids, [&](const auto& id) {
                   return call.body.find(id) != std::string::npos;
               });
    };
    EXPECT_EQ(doubles.salesforce().count(of_her), 0u);
    EXPECT_THAT(salesforce("Lead"), SizeIs(4));
    const auto item = parked("identity.ambiguous");
    for (const auto& id : {ids[1], ids[3]}) EXPECT_THAT(text_of(item, "says"), ::testing::HasSubstr(id));

    const auto number = std::to_string(item.at("id").to_number<int>());
    const auto done = service->command({"parked", "choose", number, chosen});
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    EXPECT_TRUE(soon([&] { return score_of(salesforce("Contact", chosen)) == 73; }));
    expect_all_is_well();
    for (const auto& id : ids) {
        if (id == chosen) continue;
        const auto row = salesforce(id.starts_with("00Q") ? "Lead" : "Contact", id);
        EXPECT_EQ(score_of(row), -1);
        EXPECT_EQ(text_of(row, "Crosswalk_Id__c"), "");
    }
    EXPECT_THAT(salesforce("Lead"), SizeIs(4));
    EXPECT_THAT(salesforce("Contact"), SizeIs(2));

    // The choice is remembered.
    const auto cleo = doubles.activecampaign().contact(kCleo)->id;
    doubles.activecampaign().set_score(cleo, 85);
    EXPECT_TRUE(soon([&] { return score_of(salesforce("Contact", chosen)) == 85; }));
    EXPECT_THAT(ask({"parked", "list"}).at("parked").as_array(), IsEmpty());
}

}  // namespace
}  // namespace crosswalk::doubles
