// What vendors send besides values: one bad event among good ones, ids in two spellings, and what HubSpot
// tells of a contact's end and return.
#include <gmock/gmock.h>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

namespace json = boost::json;
using ::testing::IsEmpty;

class VendorParts : public ServiceFixture {
protected:
    std::string lead_id() const { return text_of(lead(), "Id"); }
    std::string hubspot_event(const std::string& more) const {
        return R"({"appId":39522895,"attemptNumber":0,"portalId":146425426,"eventId":)" +
               std::to_string(++events_) + R"(,"occurredAt":)" + std::to_string(system_ms()) +
               R"(,"subscriptionId":9,"changeSource":"CRM_UI",)" + more + "}";
    }
    std::string property(const std::string& name, const std::string& value) const {
        return hubspot_event(
            R"("objectId":126514270042,"subscriptionType":"contact.propertyChange","propertyName":")" + name +
            R"(","propertyValue":")" + value + "\""
        );
    }
    std::string notification() const { return "04lKa0000000" + std::to_string(++events_); }
    // The double's own message about a lead, cut and changed as told, delivered by hand.
    Reply salesforce_says(const std::string& id, const std::string& fields, const std::string& second = {}) {
        const auto one = [](const std::string& number, const std::string& about, const std::string& inner) {
            return "<Notification><Id>" + number +
                   R"(</Id><sObject xsi:type="sf:Lead" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">)" +
                   (about.empty() ? "" : "<sf:Id>" + about + "</sf:Id>") + inner +
                   "</sObject></Notification>";
        };
        const auto first_number = notification(), second_number = notification();
        const std::string body =
            R"(<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>)" +
            std::string(SalesforceDouble::kOrganization) + "</OrganizationId>" +
            one(first_number, id, fields) + (second.empty() ? "" : one(second_number, "", second)) +
            "</notifications></soapenv:Body></soapenv:Envelope>";
        return call(
            service->public_url(),
            "POST",
            std::string("/hooks/salesforce/") + kPathSecret,
            {},
            {body, "text/xml; charset=utf-8"}
        );
    }

private:
    mutable int events_{100};
};

TEST_F(VendorParts, OneHubSpotEventWithoutAnIdLeavesTheOthersOfItsDeliveryApplied) {
    open();
    doubles.hubspot().edit_contact(126514270042, {{"phone", "+12025550143"}, {"jobtitle", "CTO"}}, true);
    const auto bad = hubspot_event(R"("objectId":null,"subscriptionType":"contact.propertyChange")");
    EXPECT_EQ(
        hubspot_says(
            "[" + property("phone", "+12025550143") + "," + bad + "," + property("jobtitle", "CTO") + "]"
        )
            .status,
        200
    );
    ASSERT_TRUE(soon([&] { return text_of(lead(), "Phone") == "+12025550143"; }));
    ASSERT_TRUE(balances());
    EXPECT_EQ(booked("hubspot", "deliveries", "undecodable"), 0);
    EXPECT_EQ(booked("hubspot", "changes", "parked"), 1);
    const auto item = parked("hubspot.no_object_id");
    ASSERT_FALSE(item.empty());
    EXPECT_NE(text_of(item, "advice").find("crosswalk parked drop"), std::string::npos);
    const auto number = std::to_string(item.at("id").as_int64());
    EXPECT_EQ(service->command({"compare", "hubspot"}).exit_code, 0);
    EXPECT_EQ(service->command({"parked", "drop", number, "--yes"}).exit_code, 0);
    EXPECT_THAT(parked("hubspot.no_object_id"), IsEmpty());
    EXPECT_TRUE(balances());
}

TEST_F(VendorParts, OneNotificationWithoutARecordLeavesTheOthersOfItsMessageApplied) {
    open();
    doubles.salesforce().edit("Lead", lead_id(), {{"Phone", "+12025550143"}});
    EXPECT_EQ(
        salesforce_says(lead_id(), "<sf:Phone>+12025550143</sf:Phone>", "<sf:Phone>1</sf:Phone>").status, 200
    );
    ASSERT_TRUE(soon([&] { return contact()["phone"] == "+12025550143"; }));
    ASSERT_TRUE(balances());
    EXPECT_EQ(booked("salesforce", "deliveries", "undecodable"), 0);
    EXPECT_FALSE(parked("salesforce.not_an_outbound_message").empty());
}

TEST_F(VendorParts, AMessageWithTheIdCutTo15CharactersIsAboutTheSameLead) {
    open();
    doubles.salesforce().edit("Lead", lead_id(), {{"Phone", "+12025550143"}});
    EXPECT_EQ(salesforce_says(lead_id().substr(0, 15), "<sf:Phone>+12025550143</sf:Phone>").status, 200);
    ASSERT_TRUE(soon([&] { return contact()["phone"] == "+12025550143"; }));
    const auto shown = ask({"lead", "show", "ann@example.com"});
    EXPECT_EQ(json::serialize(shown).find(lead_id().substr(0, 15) + "\""), std::string::npos)
        << json::serialize(shown);
    EXPECT_TRUE(balances());
}

TEST_F(VendorParts, AnIdOf15CharactersIsChosenAsWell) {
    prepare();
    std::string id;
    for (const char* name : {"Diallo", "Dialo"})
        id = doubles.salesforce().add_lead(
            {{"LastName", name}, {"Company", "Cleo Ltd"}, {"Email", "cleo@example.com"}}
        );
    doubles.activecampaign().set_score(
        doubles.activecampaign().add_contact({{"email", "cleo@example.com"}}), 66
    );
    open();
    ASSERT_TRUE(soon([&] { return !parked("identity.ambiguous").empty(); }));
    const auto number = std::to_string(parked("identity.ambiguous").at("id").as_int64());
    const auto chosen = service->command({"parked", "choose", number, id.substr(0, 15)});
    EXPECT_EQ(chosen.exit_code, 0) << chosen.out << chosen.err;
    EXPECT_TRUE(soon([&] {
        const auto row = *doubles.salesforce().record("Lead", id);
        const auto* score = member(row, "Lead_Score__c");
        return score != nullptr && *score == json::value(66.0);
    }));
    EXPECT_EQ(doubles.salesforce().records("Lead").size(), 4u);
}

TEST_F(VendorParts, ARestoredContactLivesAgainWithWhatItSaysNow) {
    open();
    switch_webhooks_on();
    const auto ann = doubles.hubspot().contact("ann@example.com")->id;
    doubles.hubspot().delete_contact(ann);
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return lead_score() == 73; }));
    doubles.hubspot().restore_contact(ann);
    ASSERT_TRUE(soon([&] { return contact_score() == 73; }));
    doubles.hubspot().edit_contact(ann, {{"phone", "+12025550143"}});
    ASSERT_TRUE(soon([&] { return text_of(lead(), "Phone") == "+12025550143"; }));
    EXPECT_TRUE(balances());
}

TEST_F(VendorParts, WhoIsForgottenInHubSpotIsOptedOutEverywhereAndStaysSo) {
    open();
    switch_webhooks_on();
    doubles.hubspot().erase_contact(126514270042);
    ASSERT_TRUE(soon([&] { return lead().at("HasOptedOutOfEmail") == json::value(true); }));
    doubles.hubspot().add_contact({{"email", "ann@example.com"}, {"firstname", "Ann"}});
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(lead().at("HasOptedOutOfEmail"), json::value(true)) << "a new contact proves nothing";
    EXPECT_TRUE(soon([&] { return contact()["hs_email_optout"] == "true"; }));
    EXPECT_TRUE(balances());
}

TEST_F(VendorParts, EitherKindOfHubSpotMergeIsFollowed) {
    open();
    switch_webhooks_on();
    const auto twin = doubles.hubspot().add_contact({{"email", "ann.lee@example.com"}});
    ASSERT_TRUE(falls_quiet());
    const auto survivor = doubles.hubspot().merge_contacts(126514270042, twin, true);
    ASSERT_NE(survivor, 126514270042);
    ASSERT_TRUE(falls_quiet());
    EXPECT_EQ(report_score(73), 200);
    ASSERT_TRUE(soon([&] { return contact_score() == 73; }));
    EXPECT_EQ(doubles.hubspot().contact("ann@example.com")->id, survivor);
    EXPECT_TRUE(balances());
}

}  // namespace
}  // namespace crosswalk::doubles
