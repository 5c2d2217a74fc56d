#include "tests/support/klaviyo_double.h"

#include <gtest/gtest.h>

#include "connector/crypto/crypto.h"
#include "tests/support/client.h"

namespace crosswalk::doubles {
namespace {

class Klaviyo : public ::testing::Test {
protected:
    Reply ask(const std::string& method, const std::string& path, const std::string& body = {}) {
        const Pairs headers{{"Authorization", "Klaviyo-API-Key key"}, {"revision", "2026-07-15"}};
        return call(vendor.url(), method, "/api" + path, headers, body);
    }
    KlaviyoDouble vendor{"key"};
};

TEST_F(Klaviyo, ImportsByAddressAndSaysWhoIsNew) {
    const std::string body =
        R"({"data":{"type":"profile","attributes":{"email":"ann@example.com","properties":{"a":1}}}})";
    EXPECT_EQ(ask("POST", "/profile-import", body).status, 201);
    const auto again = ask("POST", "/profile-import", body);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.json().at("data").at("attributes").at("properties").at("a"), 1);
    EXPECT_EQ(vendor.profiles().size(), 1U);
}

TEST_F(Klaviyo, RefusesAsTheSheetSays) {
    EXPECT_EQ(call(vendor.url(), "GET", "/api/profiles").status, 401);
    EXPECT_EQ(
        call(vendor.url(), "GET", "/api/profiles", {{"Authorization", "Klaviyo-API-Key key"}}).status, 400
    ) << "every call needs its revision";
    EXPECT_EQ(ask("GET", "/profiles/01NOBODY").json().at("errors").at(0).at("code"), "not_found");
}

TEST_F(Klaviyo, ShowsConsentOnlyWhereItIsAskedFor) {
    const auto ann = vendor.add_profile("ann@example.com", {});
    EXPECT_FALSE(ask("GET", "/profiles/" + ann)
                     .json()
                     .at("data")
                     .at("attributes")
                     .as_object()
                     .contains("subscriptions"));
    vendor.suppress(ann, "HARD_BOUNCE");
    const auto shown = ask("GET", "/profiles/" + ann + "?additional-fields%5Bprofile%5D=subscriptions");
    const auto marketing =
        shown.json().at("data").at("attributes").at("subscriptions").at("email").at("marketing");
    EXPECT_EQ(marketing.at("can_receive_email_marketing"), false);
    EXPECT_EQ(marketing.at("suppression").at(0).at("reason"), "HARD_BOUNCE");
}

TEST_F(Klaviyo, SignsBodyAndTimeWithNothingBetween) {
    VendorDouble receiver;
    receiver.start();
    receiver.when(post("/hooks")).reply(200).always();
    const auto ann = vendor.add_profile("ann@example.com", {});
    vendor.send_webhooks_to(receiver.url() + "/hooks", "at-least-16-characters");
    vendor.open_email(ann);
    ASSERT_TRUE(receiver.wait_until([&] { return receiver.calls().size() == 1; }));
    const auto sent = receiver.calls().front();
    const auto date = sent.header("Klaviyo-Timestamp");
    EXPECT_EQ(
        sent.header("Klaviyo-Signature"),
        crypto::hex(crypto::hmac_sha256("at-least-16-characters", sent.body + date))
    );
    EXPECT_EQ(date.size(), 29U) << date;
}

}  // namespace
}  // namespace crosswalk::doubles
