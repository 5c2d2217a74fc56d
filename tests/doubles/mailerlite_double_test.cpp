#include "tests/support/mailerlite_double.h"

#include <gtest/gtest.h>

#include "tests/support/client.h"

namespace crosswalk::doubles {
namespace {

class MailerLite : public ::testing::Test {
protected:
    Reply ask(const std::string& method, const std::string& path, const std::string& body = {}) {
        return call(vendor.url(), method, "/api" + path, {{"Authorization", "Bearer token"}}, body);
    }
    MailerLiteDouble vendor{"token"};
};

TEST_F(MailerLite, UpsertsByAddressAndSaysWhoIsNew) {
    EXPECT_EQ(
        ask("POST", "/subscribers", R"({"email":"ann@example.com","fields":{"name":"Ann"}})").status, 201
    );
    const auto again = ask("POST", "/subscribers", R"({"email":"ANN@example.com","fields":{"nope":1}})");
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.json().at("data").at("fields").at("name"), "Ann") << "what is left out stays";
    EXPECT_FALSE(again.json().at("data").at("fields").as_object().contains("nope"));
}

TEST_F(MailerLite, RefusesAsTheSheetSays) {
    EXPECT_EQ(call(vendor.url(), "GET", "/api/subscribers").status, 401);
    const auto bad = ask("POST", "/subscribers", R"({"email":"ann"})");
    EXPECT_EQ(bad.status, 422);
    EXPECT_EQ(bad.json().at("errors").at("email").at(0), "The email must be a valid email address.");
    EXPECT_EQ(ask("GET", "/subscribers/nobody@example.com").status, 404);
    vendor.limit_calls(4);
    EXPECT_EQ(ask("GET", "/fields").header("X-RateLimit-Remaining"), "1");
    EXPECT_EQ(ask("GET", "/fields").status, 200);
    const auto limited = ask("GET", "/fields");
    EXPECT_EQ(limited.status, 429);
    EXPECT_EQ(limited.header("Retry-After"), "60");
}

TEST_F(MailerLite, ListsByItsOwnTokenAndByStatus) {
    for (int i = 0; i < 3; ++i) vendor.add_subscriber("p" + std::to_string(i) + "@example.com", {});
    vendor.set_status(vendor.subscribers().front().id, "unsubscribed");
    const auto first = ask("GET", "/subscribers?limit=2");
    EXPECT_EQ(first.json().at("data").as_array().size(), 2U);
    const std::string next(first.json().at("meta").at("next_cursor").as_string());
    const auto last = ask("GET", "/subscribers?limit=2&cursor=" + next);
    EXPECT_EQ(last.json().at("data").as_array().size(), 1U);
    EXPECT_TRUE(last.json().at("meta").at("next_cursor").is_null());
    EXPECT_EQ(
        ask("GET", "/subscribers?filter%5Bstatus%5D=unsubscribed").json().at("data").as_array().size(), 1U
    );
}

TEST_F(MailerLite, TellsDeletionsInEnvelopesOnly) {
    VendorDouble receiver;
    receiver.start();
    receiver.when(post("/hooks")).reply(200).always();
    vendor.send_webhooks_to(receiver.url() + "/hooks", "secret");
    vendor.delete_subscriber(vendor.add_subscriber("ann@example.com", {}));
    ASSERT_TRUE(receiver.wait_until([&] { return vendor.webhooks().idle(); }));
    EXPECT_EQ(receiver.calls().size(), 1U) << "only that she was there";
    vendor.send_webhooks_to(receiver.url() + "/hooks", "secret", true);
    vendor.delete_subscriber(vendor.add_subscriber("bob@example.com", {}));
    ASSERT_TRUE(receiver.wait_until([&] { return receiver.calls().size() == 3; }));
    EXPECT_EQ(parse_json(receiver.calls().back().body)->at("events").at(0).at("event"), "subscriber.deleted");
}

}  // namespace
}  // namespace crosswalk::doubles
