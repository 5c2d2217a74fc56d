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

}  // namespace
}  // namespace crosswalk::doubles
