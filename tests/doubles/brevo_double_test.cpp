#include "tests/support/brevo_double.h"

#include <gtest/gtest.h>

#include "tests/support/client.h"

namespace crosswalk::doubles {
namespace {

class Brevo : public ::testing::Test {
protected:
    Reply ask(const std::string& method, const std::string& path, const std::string& body = {}) {
        return call(vendor.url(), method, "/v3" + path, {{"api-key", "key"}}, body);
    }
    const std::string ann = "/contacts/ann%40example.com?identifierType=email_id";
    BrevoDouble vendor{"key"};
};

TEST_F(Brevo, MakesSomebodyAndUpdatesThemOnlyWhereItIsAskedTo) {
    EXPECT_EQ(
        ask("POST", "/contacts", R"({"email":"ann@example.com","attributes":{"FNAME":"Ann"}})").status, 201
    );
    const auto again = ask("POST", "/contacts", R"({"email":"ann@example.com"})");
    EXPECT_EQ(again.status, 400);
    EXPECT_EQ(again.json().at("code"), "duplicate_parameter");
    const auto upsert = ask("POST", "/contacts", R"({"email":"ANN@example.com","updateEnabled":true})");
    EXPECT_EQ(upsert.status, 204);
    EXPECT_EQ(upsert.body, "");
    EXPECT_EQ(ask("GET", ann).json().at("attributes").at("FNAME"), "Ann") << "what is left out stays";
}

TEST_F(Brevo, IgnoresWhatItDoesNotKnowOrLike) {
    vendor.add_contact("ann@example.com", {{"LEAD_SCORE", 5}});
    EXPECT_EQ(ask("PUT", ann, R"({"attributes":{"NOPE":1,"LEAD_SCORE":"high"}})").status, 204);
    const auto shown = ask("GET", ann).json();
    EXPECT_EQ(shown.at("attributes").at("LEAD_SCORE"), 5);
    EXPECT_FALSE(shown.at("attributes").as_object().contains("NOPE"));
}

TEST_F(Brevo, RefusesAsTheSheetSays) {
    EXPECT_EQ(call(vendor.url(), "GET", "/v3/contacts").json().at("code"), "unauthorized");
    EXPECT_EQ(ask("GET", ann).json().at("code"), "document_not_found");
    EXPECT_EQ(ask("POST", "/contacts", R"({"email":"ann"})").json().at("code"), "invalid_parameter");
    vendor.set_clock([] { return std::int64_t{1'772'377'208'000}; });
    vendor.limit_calls(1);
    EXPECT_EQ(ask("GET", "/contacts").status, 200);
    const auto limited = ask("GET", "/contacts");
    EXPECT_EQ(limited.status, 429);
    EXPECT_EQ(limited.header("x-sib-ratelimit-reset"), "1");
    EXPECT_EQ(limited.header("Retry-After"), "");
}

TEST_F(Brevo, TriesAgainAfterATooManyAndNeverAfterAServersFault) {
    VendorDouble receiver;
    receiver.start();
    receiver.when(post("/hooks")).reply(429).reply(200).reply(503);
    vendor.add_contact("ann@example.com", {});
    vendor.send_webhooks_to(receiver.url() + "/hooks", "token");
    vendor.report("ann@example.com", "spam");
    ASSERT_TRUE(receiver.wait_until([&] { return receiver.calls().size() == 2; }));
    vendor.report("ann@example.com", "opened");
    ASSERT_TRUE(receiver.wait_until([&] { return receiver.calls().size() == 3 && vendor.webhooks().idle(); })
    );
    EXPECT_EQ(receiver.calls().size(), 3U) << "that event is lost";
}

}  // namespace
}  // namespace crosswalk::doubles
