#include "tests/support/doubles_control.h"

#include <gtest/gtest.h>

#include "tests/support/client.h"

namespace crosswalk::doubles {
namespace {

TEST(DoublesControl, LetsAScriptPlayADayAndSeeWhatArrived) {
    VendorDouble receiver;
    receiver.start();
    receiver.when(post("/hooks")).reply(200).always();
    DoublesControl doubles{DoublesOptions{}};
    doubles.seed();
    const auto hooks = R"({"hubspot":{"url":")" + receiver.url() + R"(/hooks/hubspot","secret":"s"}})";
    EXPECT_EQ(call(doubles.url(), "POST", "/_control/hooks", {}, hooks).status, 200);
    EXPECT_EQ(
        call(doubles.url(), "POST", "/_control/score", {}, R"({"email":"ann@example.com","value":81})")
            .status,
        200
    );
    const auto edit = R"({"vendor":"hubspot","email":"ann@example.com","fields":{"phone":"+15550199"}})";
    EXPECT_EQ(call(doubles.url(), "POST", "/_control/edit", {}, edit).status, 200);
    EXPECT_EQ(
        call(doubles.url(), "POST", "/_control/edit", {}, R"({"vendor":"nope","fields":{}})").status, 400
    );
    ASSERT_TRUE(receiver.wait_until([&] { return receiver.calls().size() == 1; }));

    const auto state = call(doubles.url(), "GET", "/_control/state");
    EXPECT_EQ(state.json().at("activecampaign").at("contacts").at(0).at("scores").at("2"), "81");
    EXPECT_EQ(state.json().at("hubspot").at("contacts").at(0).at("properties").at("phone"), "+15550199");
    const auto& lead = state.json().at("salesforce").at("leads").at(0);
    EXPECT_EQ(lead.at("Email"), "ann@example.com");
    EXPECT_NE(lead.at("OwnerId"), state.json().at("salesforce").at("api_user"));
    EXPECT_EQ(call(doubles.url(), "GET", "/_control/writes").json().at("hubspot"), 0);
}

TEST(DoublesControl, FailsTheNextCallWhenTold) {
    DoublesControl doubles{DoublesOptions{}};
    EXPECT_EQ(
        call(
            doubles.url(), "POST", "/_control/fail", {}, R"({"vendor":"hubspot","path":"/crm","status":503})"
        )
            .status,
        200
    );
    EXPECT_EQ(call(doubles.hubspot().url(), "GET", "/crm/v3/objects/contacts/1").status, 503);
    EXPECT_EQ(call(doubles.hubspot().url(), "GET", "/crm/v3/objects/contacts/1").status, 401);
}

class DoublesDoor : public ::testing::Test {
protected:
    DoublesDoor() { doubles.seed(); }
    // The answer of one act of the door; `expected` is its status.
    boost::json::object act(const std::string& name, const std::string& what, int expected = 200) {
        const auto reply = call(doubles.url(), "POST", "/_control/" + name, {}, what);
        EXPECT_EQ(reply.status, expected) << name << " " << what << ": " << reply.body;
        return reply.json().is_object() ? reply.json().as_object() : boost::json::object{};
    }
    std::string made(const std::string& what) { return text_of(act("create", what), "id"); }

    DoublesControl doubles{DoublesOptions{}};
};

TEST_F(DoublesDoor, CreatesEditsMergesConvertsAndDeletesInSalesforce) {
    const auto cy = made(
        R"({"vendor":"salesforce","fields":{"LastName":"Diallo","Company":"Cy Ltd","Email":"cy@example.com"}})"
    );
    const auto twin = made(R"({"vendor":"salesforce","fields":{"LastName":"Dialo","Company":"Cy Ltd"}})");
    act("edit", R"({"vendor":"salesforce","email":"cy@example.com","fields":{"Title":"Dr"}})");
    act("merge", R"({"vendor":"salesforce","winner":")" + cy + R"(","loser":")" + twin + R"("})");
    EXPECT_EQ(text_of(*doubles.salesforce().record("Lead", twin), "MasterRecordId"), cy);
    const auto contact = text_of(act("convert", R"({"email":"cy@example.com"})"), "id");
    EXPECT_EQ(text_of(*doubles.salesforce().record("Contact", contact), "Title"), "Dr");
    act("delete", R"({"vendor":"salesforce","kind":"Contact","id":")" + contact + R"("})");
    EXPECT_EQ(doubles.salesforce().record("Contact", contact)->at("IsDeleted"), true);
    act("restore", R"({"vendor":"salesforce","kind":"Contact","id":")" + contact + R"("})");
    EXPECT_EQ(doubles.salesforce().record("Contact", contact)->at("IsDeleted"), false);
    act("delete", R"({"vendor":"salesforce","email":"nobody@example.com"})", 400);
}

TEST_F(DoublesDoor, HidesShowsAddsAndRefusesInSalesforce) {
    act("hide", R"({"vendor":"salesforce","field":"Website"})");
    act("hide", R"({"vendor":"salesforce","field":"Website"})", 400);
    act("show", R"({"vendor":"salesforce","field":"Website"})");
    act("field", R"({"vendor":"salesforce","name":"Extra__c","type":"boolean"})");
    act("edit", R"({"vendor":"salesforce","email":"ann@example.com","fields":{"Extra__c":true}})");
    act("refuse", R"({"field":"Title","holds":"Test","message":"Not here."})");
    act("edit", R"({"vendor":"salesforce","email":"ann@example.com","fields":{"Title":"Test"}})", 400);
    act("refuse", "{}");
    act("edit", R"({"vendor":"salesforce","email":"ann@example.com","fields":{"Title":"Test"}})");
}

TEST_F(DoublesDoor, MergesHidesErasesAndOptsOutInHubSpot) {
    const auto cy = made(R"({"vendor":"hubspot","fields":{"email":"cy@example.com","jobtitle":"CTO"}})");
    const auto merged =
        act("merge",
            R"({"vendor":"hubspot","winner":"126514270042","loser":")" + cy +
                R"(","new_record":true,"silent":true})");
    EXPECT_NE(text_of(merged, "id"), "126514270042");
    act("opt_out", R"({"vendor":"hubspot","email":"ann@example.com"})");
    EXPECT_EQ(doubles.hubspot().contact("ann@example.com")->properties["hs_email_optout"], "true");
    act("field",
        R"({"vendor":"hubspot","name":"interests","type":"enumeration","field_type":"checkbox","options":["a","b"]})"
    );
    act("edit", R"({"vendor":"hubspot","email":"ann@example.com","fields":{"interests":"b;a"}})");
    EXPECT_EQ(doubles.hubspot().contact("ann@example.com")->properties["interests"], "a;b");
    act("hide", R"({"vendor":"hubspot","field":"jobtitle"})");
    act("show", R"({"vendor":"hubspot","field":"jobtitle"})");
    act("erase", R"({"vendor":"hubspot","email":"bob@example.com"})");
    EXPECT_FALSE(doubles.hubspot().contact("bob@example.com"));
}

TEST_F(DoublesDoor, RenamesAScoreAndMergesInActiveCampaign) {
    act("rename", R"({"score":"Engagement","to":"Interest"})");
    act("rename", R"({"score":"Engagement","to":"Interest"})", 400);
    const auto scores =
        call(doubles.activecampaign().url(), "GET", "/api/3/scores", {{"Api-Token", "ac-demo-key"}});
    EXPECT_EQ(scores.json().at("scores").at(0).at("name"), "Interest");
    EXPECT_EQ(scores.json().at("scores").at(0).at("id"), "2");
    act("merge", R"({"vendor":"activecampaign","winner":42,"loser":43})");
    EXPECT_FALSE(doubles.activecampaign().contact("bob@example.com"));
    act("erase", R"({"vendor":"activecampaign","id":42})", 400);
}

TEST_F(DoublesDoor, SendsABodyOfOnesOwnAsEachToolSendsIt) {
    VendorDouble receiver;
    receiver.start();
    receiver.when(any("/hooks")).reply(200, "<Ack>true</Ack></notificationsResponse>").always();
    act("hooks",
        R"({"salesforce":{"url":")" + receiver.url() + R"(/hooks/sf"},"hubspot":{"url":")" + receiver.url() +
            R"(/hooks/hs","secret":"s"},"activecampaign":{"url":")" + receiver.url() + R"(/hooks/ac"}})");
    for (const char* vendor : {"salesforce", "hubspot", "activecampaign"})
        act("send", std::string(R"({"vendor":")") + vendor + R"(","body":"[{\"objectId\":null}]"})");
    ASSERT_TRUE(receiver.wait_until([&] { return receiver.calls().size() == 3; }));
    for (const auto& told : receiver.calls()) {
        EXPECT_EQ(told.body, "[{\"objectId\":null}]");
        EXPECT_EQ(told.path == "/hooks/hs", !told.header("X-HubSpot-Signature-v3").empty());
    }
}

}  // namespace
}  // namespace crosswalk::doubles
