// What people do in the Salesforce org, and how the double tells of it.
#include <gmock/gmock.h>

#include "tests/doubles/salesforce_office.h"

namespace crosswalk::doubles {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

class SalesforceStory : public SalesforceOffice {
protected:
    Reply query(const std::string& soql, const std::string& resource = "/query") {
        const auto path = "/services/data/v66.0" + resource + "?q=" + encode_form(soql);
        return call(vendor.url(), "GET", path, {{"Authorization", "Bearer " + token}});
    }
    // The verdict on one row of a collection.
    json::value write(const std::string& type, const std::string& id, json::object row) {
        row["attributes"] = {{"type", type}};
        row["id"] = id;
        const auto body = json::serialize(json::object{{"allOrNone", false}, {"records", json::array{row}}});
        const Pairs headers{{"Authorization", "Bearer " + token}};
        const auto reply =
            call(vendor.url(), "PATCH", "/services/data/v66.0/composite/sobjects", headers, body);
        return reply.json().at(0);
    }
};

TEST_F(SalesforceStory, TellsOfChangesUntilTheyAreAcknowledged) {
    VendorDouble receiver;
    receiver.start();
    receiver.when(post("/hooks/sf"))
        .reply(200, "")
        .reply(200, "<notificationsResponse><Ack>true</Ack></notificationsResponse>")
        .always();
    vendor.send_messages_to(receiver.url() + "/hooks/sf", {"Title", "LastModifiedById", "SystemModstamp"});
    const auto tam = vendor.add_user("Tam Sales", "tam.sales@example.com");
    vendor.edit("Lead", ann, {{"Title", "R&D"}}, tam);
    ASSERT_TRUE(receiver.wait_until([&] { return vendor.messages().idle(); }));
    ASSERT_EQ(receiver.calls().size(), 2u);
    const auto body = receiver.calls()[1].body;
    EXPECT_EQ(body, receiver.calls()[0].body);
    EXPECT_THAT(body, HasSubstr("<sf:Id>" + ann + "</sf:Id>"));
    EXPECT_THAT(body, HasSubstr("<sf:Title>R&amp;D</sf:Title>"));
    EXPECT_THAT(body, HasSubstr("<sf:LastModifiedById>" + tam + "</sf:LastModifiedById>"));
    EXPECT_THAT(body, ::testing::Not(HasSubstr("sf:Email")));
}

TEST_F(SalesforceStory, MovesAConvertedLeadToItsContact) {
    vendor.edit("Lead", ann, {{"Phone", "+15550100"}, {"Lead_Score__c", 73}, {"HasOptedOutOfEmail", true}});
    now += 60'000;
    const auto contact = vendor.convert_lead(ann, {.opportunity = "Example, 10 seats"});
    const auto person = *vendor.record("Contact", contact);
    EXPECT_EQ(text_of(person, "Email"), "ann@example.com");
    EXPECT_EQ(text_of(person, "Phone"), "+15550100");
    EXPECT_EQ(person.at("Lead_Score__c"), 73.0);
    EXPECT_EQ(person.at("HasOptedOutOfEmail"), true);
    EXPECT_EQ(text_of(person, "OwnerId"), owner);
    const auto lead = *vendor.record("Lead", ann);
    EXPECT_EQ(lead.at("IsConverted"), true);
    EXPECT_EQ(text_of(lead, "ConvertedContactId"), contact);
    EXPECT_EQ(text_of(lead, "ConvertedAccountId"), text_of(person, "AccountId"));
    EXPECT_EQ(vendor.records("Opportunity").size(), 1u);
    EXPECT_EQ(text_of(lead, "SystemModstamp"), salesforce_time(now / 1000 * 1000));
    EXPECT_EQ(vendor.convert_lead(ann), "") << "once is enough";
    EXPECT_FALSE(vendor.edit("Lead", ann, {{"Title", "Dr"}}));
}

TEST_F(SalesforceStory, FillsOnlyTheBlanksOfAContactThatALeadIsConvertedInto) {
    const auto known = vendor.add_contact({{"LastName", "Lee"}, {"Email", "ann.lee@example.com"}});
    vendor.edit("Lead", ann, {{"Phone", "+15550100"}, {"Crosswalk_Id__c", "cw_1"}});
    EXPECT_EQ(vendor.convert_lead(ann, {.map_custom_fields = false, .into_contact = known}), known);
    const auto person = *vendor.record("Contact", known);
    EXPECT_EQ(text_of(person, "Email"), "ann.lee@example.com");
    EXPECT_EQ(text_of(person, "Phone"), "+15550100");
    EXPECT_EQ(text_of(person, "Crosswalk_Id__c"), "") << "no admin mapped it";
    EXPECT_EQ(text_of(*vendor.record("Lead", ann), "ConvertedOpportunityId"), "");
}

TEST_F(SalesforceStory, MergesContactsAndKeepsTheLosersOwnIdBehind) {
    const auto kept = vendor.add_contact({{"LastName", "Lee"}, {"Crosswalk_Id__c", "cw_1"}});
    const auto lost = vendor.add_contact({{"LastName", "Leigh"}, {"Crosswalk_Id__c", "cw_2"}});
    now += 60'000;
    ASSERT_TRUE(vendor.merge("Contact", kept, lost, {{"LastName", "Leigh"}}));
    EXPECT_EQ(text_of(*vendor.record("Contact", kept), "LastName"), "Leigh");
    EXPECT_EQ(text_of(*vendor.record("Contact", kept), "Crosswalk_Id__c"), "cw_1");
    const auto row =
        query("SELECT Id, MasterRecordId, SystemModstamp FROM Contact WHERE IsDeleted = true", "/queryAll")
            .json()
            .at("records")
            .at(0);
    EXPECT_EQ(row.at("Id"), json::value(lost));
    EXPECT_EQ(row.at("MasterRecordId"), json::value(kept));
    EXPECT_EQ(row.at("SystemModstamp"), json::value(salesforce_time(now / 1000 * 1000)));
    EXPECT_FALSE(vendor.merge("Contact", kept, lost)) << "it is gone already";
}

TEST_F(SalesforceStory, BringsADeletedRowBack) {
    EXPECT_FALSE(vendor.undelete("Lead", ann));
    EXPECT_TRUE(vendor.remove("Lead", ann));
    EXPECT_FALSE(vendor.remove("Lead", ann));
    EXPECT_EQ(query("SELECT Id FROM Lead").json().at("totalSize"), 0);
    EXPECT_TRUE(vendor.undelete("Lead", ann));
    EXPECT_EQ(query("SELECT Id FROM Lead").json().at("totalSize"), 1);
}

TEST_F(SalesforceStory, RemembersWhoEditedByHandAndStoresOpenPicklistsAsTheyCome) {
    const auto tam = vendor.add_user("Tam Sales", "tam.sales@example.com");
    ASSERT_TRUE(vendor.edit("Lead", ann, {{"Status", "Half Open"}, {"HasOptedOutOfEmail", true}}, tam));
    EXPECT_EQ(text_of(*vendor.record("Lead", ann), "LastModifiedById"), tam);
    EXPECT_EQ(text_of(*vendor.record("Lead", ann), "Status"), "Half Open");
    EXPECT_EQ(vendor.record("Lead", ann)->at("HasOptedOutOfEmail"), true);
    EXPECT_EQ(vendor.record("Lead", ann)->at("DoNotCall"), false) << "a checkbox is never blank";
    EXPECT_FALSE(vendor.edit("Lead", ann, {{"CleanStatus", "Half Clean"}}, tam)) << "a closed picklist";
    EXPECT_FALSE(vendor.edit("Lead", ann, {{"Title", std::string(129, 'x')}}, tam)) << "nothing is cut off";
}

TEST_F(SalesforceStory, LosesRepeatsAndDelaysMessagesWhenTold) {
    VendorDouble receiver;
    receiver.start();
    receiver.when(post("/hooks/sf"))
        .reply(200, "<notificationsResponse><Ack>true</Ack></notificationsResponse>")
        .always();
    const auto cy = vendor.add_contact({{"LastName", "Diallo"}});
    vendor.send_messages_to(receiver.url() + "/hooks/sf", {"Title"});
    const auto sent = [&] {
        EXPECT_TRUE(receiver.wait_until([&] { return vendor.messages().idle(); }));
        std::vector<std::string> out;
        for (const auto& one : receiver.calls()) out.push_back(one.body);
        receiver.forget_calls();
        return out;
    };
    vendor.lose_messages(1);
    vendor.edit("Lead", ann, {{"Title", "lost"}});
    EXPECT_TRUE(sent().empty());
    vendor.repeat_messages(1);
    vendor.edit("Lead", ann, {{"Title", "twice"}});
    const auto twice = sent();
    ASSERT_EQ(twice.size(), 2u);
    EXPECT_EQ(twice[0], twice[1]);
    vendor.hold_messages();
    vendor.edit("Lead", ann, {{"Title", "first"}});
    vendor.edit("Contact", cy, {{"Title", "second"}});
    EXPECT_TRUE(sent().empty());
    vendor.release_messages();
    const auto late = sent();
    ASSERT_EQ(late.size(), 2u);
    EXPECT_THAT(late[0], HasSubstr("xsi:type=\"sf:Contact\""));
    EXPECT_THAT(late[1], HasSubstr("<sf:Title>first</sf:Title>"));
}

TEST_F(SalesforceStory, RefusesNullForACheckboxAndClearsItByHand) {
    ASSERT_TRUE(vendor.edit("Lead", ann, {{"DoNotCall", true}}));
    const auto row = write("Lead", ann, {{"DoNotCall", nullptr}, {"Title", "Dr"}});
    EXPECT_EQ(row.at("success"), json::value(false));
    EXPECT_EQ(row.at("errors").at(0).at("statusCode"), json::value("INVALID_TYPE_ON_FIELD_IN_RECORD"));
    EXPECT_EQ(row.at("errors").at(0).at("fields").at(0), json::value("DoNotCall"));
    EXPECT_EQ(text_of(*vendor.record("Lead", ann), "Title"), "")
        << "a row is written as a whole or not at all";
    EXPECT_TRUE(vendor.edit("Lead", ann, {{"DoNotCall", nullptr}}));
    EXPECT_EQ(vendor.record("Lead", ann)->at("DoNotCall"), false);
}

TEST_F(SalesforceStory, RefusesARowByARuleOfItsOwnWithoutNamingAField) {
    vendor.refuse({"Lead", "Title", "test", "Titles of test data are not allowed here."});
    vendor.refuse({"Contact", "LastName", "", "Flow 'Guard' failed.", "CANNOT_EXECUTE_FLOW_TRIGGER", {}});
    const auto row = write("Lead", ann, {{"Title", "Test manager"}, {"HasOptedOutOfEmail", true}});
    EXPECT_EQ(row.at("errors").at(0).at("statusCode"), json::value("FIELD_CUSTOM_VALIDATION_EXCEPTION"));
    EXPECT_TRUE(row.at("errors").at(0).at("fields").as_array().empty());
    EXPECT_EQ(vendor.record("Lead", ann)->at("HasOptedOutOfEmail"), false);
    EXPECT_EQ(write("Lead", ann, {{"HasOptedOutOfEmail", true}}).at("success"), json::value(true));
    EXPECT_FALSE(vendor.edit("Lead", ann, {{"Title", "Test"}})) << "rules hold for people too";
    const auto cy = vendor.add_contact({{"LastName", "Diallo"}});
    EXPECT_EQ(
        write("Contact", cy, {{"Title", "Dr"}}).at("errors").at(0).at("statusCode"),
        json::value("CANNOT_EXECUTE_FLOW_TRIGGER")
    );
    vendor.refuse_no_more();
    EXPECT_TRUE(vendor.edit("Lead", ann, {{"Title", "Test"}}));
}

TEST_F(SalesforceStory, GivesLongTextsBackWithCrLf) {
    ASSERT_EQ(write("Lead", ann, {{"Description", "one\ntwo\r\nthree"}}).at("success"), json::value(true));
    const auto row = query("SELECT Description FROM Lead").json().at("records").at(0);
    EXPECT_EQ(row.at("Description"), json::value("one\r\ntwo\r\nthree"));
}

TEST_F(SalesforceStory, KeepsAllDigitsUntilSomebodySavesByHand) {
    ASSERT_EQ(write("Lead", ann, {{"Lead_Score__c", 72.3456}}).at("success"), json::value(true));
    EXPECT_EQ(vendor.record("Lead", ann)->at("Lead_Score__c"), 72.3456);
    ASSERT_TRUE(vendor.edit("Lead", ann, {{"Title", "Dr"}}));
    EXPECT_EQ(vendor.record("Lead", ann)->at("Lead_Score__c"), 72.35);
}

TEST_F(SalesforceStory, HidesAFieldFromEveryCallAndShowsItAgainWithItsValue) {
    vendor.edit("Lead", ann, {{"Website", "https://example.com"}});
    ASSERT_TRUE(vendor.hide_field("Lead", "Website"));
    EXPECT_FALSE(vendor.hide_field("Lead", "Website"));
    const auto refused = query("SELECT Id, Website FROM Lead");
    EXPECT_EQ(refused.status, 400);
    EXPECT_THAT(refused.body, HasSubstr("No such column 'Website' on entity 'Lead'"));
    ASSERT_TRUE(vendor.show_field("Lead", "Website"));
    EXPECT_EQ(
        query("SELECT Website FROM Lead").json().at("records").at(0).at("Website"),
        json::value("https://example.com")
    );
}

}  // namespace
}  // namespace crosswalk::doubles
