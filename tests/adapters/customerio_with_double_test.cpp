#include "connector/crypto/crypto.h"
#include "tests/adapters/tool_account.h"
#include "tests/support/customerio_double.h"
#include "tests/support/operations.h"

namespace crosswalk::test::customerio_with_double {
namespace {

class CustomerIoLife : public ToolAccount<doubles::CustomerIoDouble> {
protected:
    CustomerIoLife()
        : ToolAccount(
              {.vendor = "customerio",
               .kind = "person",
               .wanted = {"email", "first_name", "lead_score", "preferences/all"}},
              "app-key-1",
              "site-1",
              "track-key-1"
          ) {
        send = [this](const HttpRequest& request) {
            const auto login = request.host == "track" ? "Basic " + crypto::base64("site-1:track-key-1")
                                                       : std::string("Bearer app-key-1");
            const auto reply = doubles::call(
                vendor.url(), request.method, request.path, {{"Authorization", login}}, request.body
            );
            return HttpResponse{.status = reply.status, .body = reply.body};
        };
        vendor.add_person(ann, {{"email", "ann@example.com"}, {"first_name", "Ann"}, {"lead_score", 41}});
        describe();
    }
    static constexpr char ann[] = "0200102";
};

TEST_F(CustomerIoLife, SomebodyIsFoundByAddressAndReadWithTheirConsent) {
    vendor.unsubscribe(ann);
    const auto page = read(ByMatch{"email", {"Ann@example.com", "cy@example.com"}});
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].id.text, ann);
    EXPECT_EQ(page.changes[0].fields.at("lead_score"), "41") << "attributes are shown as texts";
    EXPECT_EQ(page.changes[0].fields.at("preferences/all"), true);
    const auto known = read(ByIds{{{ann}, {"99"}}});
    ASSERT_EQ(known.changes.size(), 1U);
    EXPECT_EQ(known.gone, (std::vector<VendorId>{{"99"}}));
    EXPECT_FALSE(schema.whole) << "no list names the attributes";
}

TEST_F(CustomerIoLife, SomebodyNewIsMadeOnceAndKnownByTheToolsOwnId) {
    const auto made = write({{"email", "bo@example.com"}, {"lead_score", 7}});
    ASSERT_EQ(made.verdict, Verdict::applied) << made.vendor_code << made.vendor_says;
    ASSERT_TRUE(made.id);
    EXPECT_TRUE(made.id->text.starts_with("cio_"));
    EXPECT_EQ(read(ByIds{{*made.id}}).changes.at(0).fields.at("email"), "bo@example.com");
    EXPECT_EQ(write({{"lead_score", 8}}, made.id->text).verdict, Verdict::applied);
    EXPECT_EQ(write({{"email", "bo@example.com"}, {"lead_score", 9}}).id, made.id);
    EXPECT_EQ(vendor.person_count(), 2U);
}

TEST_F(CustomerIoLife, AnOptOutArrivesAndNobodyIsSubscribed) {
    EXPECT_EQ(write({{"preferences/all", false}}, ann).verdict, Verdict::applied) << "open as it is";
    EXPECT_EQ(write({{"preferences/all", true}}, ann).verdict, Verdict::applied);
    EXPECT_TRUE(vendor.person(ann)->unsubscribed);
    EXPECT_EQ(write({{"preferences/all", false}}, ann).vendor_code, "opt_in_not_taken");
    EXPECT_EQ(write({{"lead_score", 5}}, ann).verdict, Verdict::applied);
    EXPECT_TRUE(vendor.person(ann)->unsubscribed);
    EXPECT_EQ(vendor.count(doubles::body_has("\"unsubscribed\":false")), 0U);
    EXPECT_EQ(write({{"preferences/topic_1", true}}, ann).vendor_code, "topic_opt_out");
}

TEST_F(CustomerIoLife, WhatIsRejectedInSilenceIsPendingAndNamed) {
    vendor.ignore("lead_score");
    const auto outcome = write({{"rank", 1}, {"lead_score", 73}}, ann);
    EXPECT_EQ(outcome.verdict, Verdict::pending);
    EXPECT_EQ(outcome.field, "lead_score");
    EXPECT_EQ(vendor.person(ann)->attributes.at("rank"), 1) << "the rest does not wait";
    vendor.ignore("street");
    const auto missing = write({{"street", "Main"}}, ann);
    EXPECT_EQ(missing.verdict, Verdict::pending);
    EXPECT_EQ(missing.field, "street");
}

TEST_F(CustomerIoLife, BlankIsClearedAndNobodyIsMadeByAnUpdate) {
    EXPECT_EQ(write({{"first_name", nullptr}}, ann).verdict, Verdict::applied);
    EXPECT_FALSE(vendor.person(ann)->attributes.contains("first_name"));
    vendor.delete_person(ann);
    const auto gone = write({{"first_name", "Anne"}}, ann);
    EXPECT_EQ(gone.verdict, Verdict::merged);
    EXPECT_FALSE(gone.id) << "into nobody: it was deleted";
    EXPECT_EQ(write({{"preferences/all", false}}, ann).verdict, Verdict::merged);
    EXPECT_EQ(vendor.person_count(), 0U);
}

}  // namespace
}  // namespace crosswalk::test::customerio_with_double
