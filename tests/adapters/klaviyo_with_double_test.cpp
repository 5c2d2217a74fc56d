#include "tests/adapters/tool_account.h"
#include "tests/support/klaviyo_double.h"

#include <set>

namespace crosswalk::test::klaviyo_with_double {
namespace {

class KlaviyoLife : public ToolAccount<doubles::KlaviyoDouble> {
protected:
    KlaviyoLife()
        : ToolAccount(
              {.vendor = "klaviyo",
               .kind = "profile",
               .wanted = {"email", "lead_score", "preferences/all"},
               .headers = {{"Authorization", "Klaviyo-API-Key pk_1"}, {"revision", "2026-07-15"}}},
              "pk_1"
          ) {
        ann = vendor.add_profile("ann@example.com", {{"lead_score", 41}});
        describe();
    }

    std::string ann{};
};

TEST_F(KlaviyoLife, SomebodyNewIsMadeOnceAndFoundByIdAndByAddress) {
    const auto made = write({{"email", "bo@example.com"}, {"first_name", "Bo"}, {"lead_score", 7}});
    ASSERT_EQ(made.verdict, Verdict::applied) << made.vendor_code << made.vendor_says;
    EXPECT_EQ(write({{"email", "BO@example.com"}, {"title", "CEO"}}).id, made.id);
    EXPECT_EQ(vendor.profiles().size(), 2U);
    const auto page = read(ByIds{{*made.id, {"01NOBODY"}}});
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].fields.at("lead_score"), 7);
    EXPECT_EQ(page.gone, (std::vector<VendorId>{{"01NOBODY"}}));
    EXPECT_EQ(read(ByMatch{"email", {"bo@example.com", "cy@example.com"}}).changes.size(), 1U);
}

TEST_F(KlaviyoLife, AnOptOutArrivesAtOnceOrWhenItsJobIsDone) {
    vendor.subscribe(ann);
    vendor.hold_jobs();
    EXPECT_EQ(write({{"preferences/all", true}}, ann).verdict, Verdict::pending);
    vendor.do_jobs();
    EXPECT_EQ(write({{"preferences/all", true}}, ann).verdict, Verdict::applied);
    EXPECT_EQ(vendor.profile(ann)->consent, "UNSUBSCRIBED");
    EXPECT_EQ(write({{"preferences/all", false}}, ann).vendor_code, "opt_in_not_taken");
    EXPECT_EQ(write({{"email", "ann@example.com"}, {"lead_score", 50}}).verdict, Verdict::applied);
    EXPECT_EQ(vendor.profile(ann)->consent, "UNSUBSCRIBED") << "an import brings nobody back";
    EXPECT_EQ(write({{"email", "bo@example.com"}, {"preferences/all", true}}).verdict, Verdict::applied);
    EXPECT_EQ(vendor.profile("bo@example.com")->consent, "UNSUBSCRIBED");
}

TEST_F(KlaviyoLife, ABlankClearsAndAnothersAddressIsRefused) {
    EXPECT_EQ(write({{"lead_score", nullptr}}, ann).verdict, Verdict::applied);
    EXPECT_FALSE(vendor.profile(ann)->properties.contains("lead_score"));
    vendor.add_profile("bo@example.com", {});
    EXPECT_EQ(write({{"email", "bo@example.com"}}, ann).vendor_code, "duplicate_profile");
    EXPECT_EQ(write({{"email", "anna@example.com"}}, ann).verdict, Verdict::applied) << "the id stays";
}

TEST_F(KlaviyoLife, ListsAreJoinedAndLeft) {
    EXPECT_EQ(write({{"groups/L1", true}, {"groups/L2", false}}, ann, true).verdict, Verdict::applied);
    EXPECT_EQ(vendor.profile(ann)->lists, (std::set<std::string>{"L1"}));
    EXPECT_EQ(write({{"groups/L1", false}}, ann, true).verdict, Verdict::applied);
    EXPECT_EQ(vendor.profile(ann)->consent, "NEVER_SUBSCRIBED") << "a list is no consent";
}

TEST_F(KlaviyoLife, WhoeverIsDeletedIsToldByAWriteAndByARead) {
    vendor.delete_profile(ann);
    EXPECT_EQ(write({{"title", "CEO"}}, ann).verdict, Verdict::merged);
    EXPECT_EQ(read(ByIds{{{ann}}}).gone, (std::vector<VendorId>{{ann}}));
}

TEST_F(KlaviyoLife, ASweepReadsEverybodyAndEnds) {
    for (int i = 0; i < 240; ++i) vendor.add_profile("p" + std::to_string(i) + "@example.com", {});
    std::set<std::string> met;
    std::string cursor;
    int pages = 0;
    for (bool more = true; more && pages < 9; ++pages) {
        const auto page = read(Since{cursor});
        for (const auto& one : page.changes) met.insert(one.id.text);
        cursor = page.next_cursor;
        more = page.more;
    }
    EXPECT_EQ(met.size(), 241U);
    EXPECT_EQ(pages, 3);
}

TEST_F(KlaviyoLife, WhatItsWebhooksTellFitsWhatAReadTells) {
    doubles::VendorDouble receiver;
    receiver.start();
    receiver.when(doubles::post("/hooks")).reply(200).always();
    vendor.send_webhooks_to(receiver.url() + "/hooks/kl", "at-least-16-characters");
    vendor.suppress(ann, "SPAM_COMPLAINT");
    ASSERT_TRUE(receiver.wait_until([&] { return receiver.calls().size() == 1; }));
    const auto news = adapter.decode(delivery_of(receiver.calls().front().body), {});
    ASSERT_TRUE(news) << news.error().what;
    const auto& told = std::get<Change>(news->front());
    EXPECT_EQ(told.id.text, ann);
    EXPECT_EQ(
        read(ByIds{{told.id}}).changes.at(0).fields.at("preferences/all"), told.fields.at("preferences/all")
    );
}

}  // namespace
}  // namespace crosswalk::test::klaviyo_with_double
