#include "tests/support/mailchimp_double.h"

#include <gtest/gtest.h>

#include "connector/crypto/crypto.h"
#include "tests/support/client.h"

namespace crosswalk::doubles {
namespace {

class Mailchimp : public ::testing::Test {
protected:
    Reply ask(const std::string& method, const std::string& path, const std::string& body = {}) {
        return call(vendor.url(), method, audience() + path, {{"Authorization", "Bearer key"}}, body);
    }
    Reply members_with(const std::string& proof) {
        return call(vendor.url(), "GET", audience() + "/members", {{"Authorization", proof}});
    }
    std::string audience() const { return vendor.audience_url().substr(vendor.url().size()); }
    std::string title(const Reply& reply) { return std::string(reply.json().at("title").as_string()); }
    const std::string ann = "/members/" + MailchimpDouble::id_of("Ann@example.com");
    MailchimpDouble vendor{"key", "a6b5da1054"};
};

TEST_F(Mailchimp, TakesTheKeyAsAPasswordAndAsAToken) {
    EXPECT_EQ(members_with("Basic " + crypto::base64("anything:key")).status, 200);
    EXPECT_EQ(members_with("Bearer key").status, 200);
    const auto turned_away = members_with("Bearer other");
    EXPECT_EQ(turned_away.status, 401);
    EXPECT_EQ(title(turned_away), "API Key Invalid");
}

TEST_F(Mailchimp, KeepsTheStatusOfWhoeverIsThereUnlessTheyAreGivenAnother) {
    const std::string body =
        R"({"email_address":"ann@example.com","status_if_new":"transactional","merge_fields":{"FNAME":"Ann"}})";
    EXPECT_EQ(ask("PUT", ann, body).json().at("status"), "transactional");
    vendor.subscribe("ann@example.com");
    EXPECT_EQ(ask("PUT", ann, body).json().at("status"), "subscribed");
    EXPECT_EQ(ask("PATCH", ann, R"({"status":"unsubscribed"})").json().at("status"), "unsubscribed");
    EXPECT_EQ(title(ask("PATCH", ann, R"({"status":"subscribed"})")), "Member In Compliance State");
    EXPECT_EQ(ask("PATCH", ann, R"({"status":"pending"})").status, 200) << "they are asked";
}

TEST_F(Mailchimp, RefusesAsTheSheetSays) {
    EXPECT_EQ(title(ask("GET", ann)), "Resource Not Found");
    EXPECT_EQ(title(ask("PATCH", ann, "{}")), "Resource Not Found");
    vendor.add_member("ann@example.com", {});
    EXPECT_EQ(title(ask("PATCH", ann, R"({"merge_fields":{"FNAME":null}})")), "Invalid Resource");
    EXPECT_EQ(ask("PATCH", ann, R"({"merge_fields":{"NOPE":1}})").status, 200)
        << "what it has not is ignored";
    vendor.erase("ann@example.com");
    const auto again =
        ask("PUT", ann, R"({"email_address":"ann@example.com","status_if_new":"transactional"})");
    EXPECT_EQ(title(again), "Forgotten Email Not Subscribed");
    vendor.subscribe("ann@example.com");
    EXPECT_EQ(ask("GET", ann).status, 200) << "they came back by themselves";
}

TEST_F(Mailchimp, ListsTenUnlessMoreAreAskedForAndNobodyWhoWasArchived) {
    for (int i = 0; i < 12; ++i) vendor.add_member("p" + std::to_string(i) + "@example.com", {});
    vendor.archive("p3@example.com");
    EXPECT_EQ(ask("GET", "/members").json().at("members").as_array().size(), 10U);
    const auto all = ask("GET", "/members?count=1000");
    EXPECT_EQ(all.json().at("members").as_array().size(), 11U);
    EXPECT_EQ(all.json().at("total_items"), 11);
    EXPECT_EQ(ask("GET", "/members?count=1000&offset=9").json().at("members").as_array().size(), 2U);
}

TEST_F(Mailchimp, SignsWhatItTellsAndStopsAtAGone) {
    VendorDouble receiver;
    receiver.start();
    receiver.when(post("/hooks")).reply(200).reply(410);
    vendor.send_webhooks_to(receiver.url() + "/hooks", "secret");
    vendor.add_member("ann@example.com", {});
    vendor.clean("ann@example.com");
    ASSERT_TRUE(receiver.wait_until([&] { return vendor.switched_off() && vendor.webhooks().idle(); }));
    vendor.unsubscribe("ann@example.com");
    EXPECT_EQ(receiver.calls().size(), 2U);
    const auto first = receiver.calls().front();
    const auto proof = first.header("X-Mailchimp-Signature");
    const auto t = proof.substr(2, proof.find(',') - 2);
    EXPECT_EQ(
        proof.substr(proof.find("v1=") + 3), crypto::hex(crypto::hmac_sha256("secret", t + "." + first.body))
    );
    EXPECT_NE(first.body.find("data%5Bid%5D="), std::string::npos) << first.body;
}

TEST_F(Mailchimp, TellsWhatTheApiDidOnlyWhereItIsAskedTo) {
    VendorDouble receiver;
    receiver.start();
    receiver.when(post("/hooks")).reply(200).always();
    vendor.add_member("ann@example.com", {});
    vendor.send_webhooks_to(receiver.url() + "/hooks", "");
    EXPECT_EQ(ask("PATCH", ann, R"({"merge_fields":{"FNAME":"Ann"}})").status, 200);
    ASSERT_TRUE(vendor.webhooks().idle());
    EXPECT_TRUE(receiver.calls().empty());
    vendor.send_webhooks_to(receiver.url() + "/hooks", "", true);
    EXPECT_EQ(ask("PATCH", ann, R"({"email_address":"anna@example.com"})").status, 200);
    ASSERT_TRUE(receiver.wait_until([&] { return receiver.calls().size() == 2; }));
    EXPECT_EQ(receiver.calls().front().header("X-Mailchimp-Signature"), "") << "an old webhook";
    EXPECT_NE(receiver.calls().front().body.find("type=upemail"), std::string::npos);
}

}  // namespace
}  // namespace crosswalk::doubles
