#include "tests/adapters/tool_account.h"
#include "tests/support/brevo_double.h"

#include <set>

namespace crosswalk::test::brevo_with_double {
namespace {

class BrevoLife : public ToolAccount<doubles::BrevoDouble> {
protected:
    BrevoLife()
        : ToolAccount(
              {.vendor = "brevo",
               .kind = "contact",
               .wanted = {"email", "FNAME", "preferences/all", "groups/11"},
               .headers = {{"api-key", "xkeysib-1"}}},
              "xkeysib-1"
          ) {
        ann = vendor.add_contact("Ann@example.com", {{"FNAME", "Ann"}}, {11});
        describe();
    }

    std::string ann{};
};

TEST_F(BrevoLife, SomebodyNewIsMadeOnceAndFoundByAddressInAnySpelling) {
    const auto made = write({{"email", "bo@example.com"}, {"LEAD_SCORE", 7}});
    ASSERT_EQ(made.verdict, Verdict::applied) << made.vendor_code << made.vendor_says;
    EXPECT_EQ(made.id, VendorId{"bo@example.com"});
    EXPECT_EQ(write({{"email", "BO@example.com"}, {"FNAME", "Bo"}}).id, made.id);
    EXPECT_EQ(vendor.contacts().size(), 2U);
    const auto page = read(ByIds{{{ann}, {"cy@example.com"}}});
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].id.text, ann);
    EXPECT_EQ(page.gone, (std::vector<VendorId>{{"cy@example.com"}}));
    EXPECT_EQ(read(ByMatch{"email", {"ANN@example.com", "cy@example.com"}}).changes.size(), 1U);
}

TEST_F(BrevoLife, AnOptOutArrivesAndAnOptInIsLeftToThePerson) {
    EXPECT_EQ(write({{"preferences/all", false}}, ann).verdict, Verdict::applied) << "open as it is";
    EXPECT_EQ(write({{"preferences/all", true}}, ann).verdict, Verdict::applied);
    EXPECT_EQ(write({{"preferences/all", false}, {"FNAME", "Anne"}}, ann).vendor_code, "opt_in_not_taken");
    EXPECT_TRUE(vendor.contact(ann)->blocklisted);
    EXPECT_EQ(vendor.contact(ann)->attributes.at("FNAME"), "Anne") << "the rest does not wait";
    EXPECT_EQ(write({{"email", "ann@example.com"}, {"LEAD_SCORE", 5}}).verdict, Verdict::applied);
    EXPECT_TRUE(vendor.contact(ann)->blocklisted) << "an upsert brings nobody back";
}

TEST_F(BrevoLife, ListsAreJoinedAndLeftAndNobodyWhoLeftIsPutBack) {
    EXPECT_EQ(write({{"groups/12", true}, {"groups/11", false}}, ann, true).verdict, Verdict::applied);
    EXPECT_EQ(vendor.contact(ann)->lists, (std::set<std::int64_t>{12}));
    vendor.unsubscribe(ann, 12);
    EXPECT_EQ(write({{"groups/12", true}}, ann, true).vendor_code, "left_list");
    EXPECT_EQ(vendor.contact(ann)->left, (std::set<std::int64_t>{12}));
}

TEST_F(BrevoLife, WhatIsIgnoredInSilenceIsRefusedAloud) {
    EXPECT_EQ(write({{"RANK", 1}}, ann).vendor_code, "unknown_field");
    vendor.add_attribute("RANK", "text");
    EXPECT_EQ(write({{"RANK", 1}}, ann).vendor_code, "unknown_field") << "a number is no text";
    EXPECT_EQ(write({{"RANK", "one"}}, ann).verdict, Verdict::applied);
    EXPECT_EQ(write({{"RANK", nullptr}}, ann).verdict, Verdict::applied);
    EXPECT_EQ(write({{"email", "no address"}}).vendor_code, "invalid_parameter");
}

TEST_F(BrevoLife, AnotherAddressIsFollowedAndAnothersAddressIsRefused) {
    const auto moved = write({{"email", "anna@example.com"}}, ann);
    EXPECT_EQ(moved.verdict, Verdict::merged);
    EXPECT_EQ(moved.id, VendorId{"anna@example.com"});
    EXPECT_EQ(write({{"email", "anna@example.com"}}, "anna@example.com").verdict, Verdict::applied);
    vendor.add_contact("bo@example.com", {});
    EXPECT_EQ(write({{"email", "bo@example.com"}}, "anna@example.com").vendor_code, "duplicate_parameter");
}

TEST_F(BrevoLife, WhoeverIsDeletedIsToldByAWriteAndByARead) {
    vendor.delete_contact(ann);
    EXPECT_EQ(write({{"FNAME", "Anne"}}, ann).verdict, Verdict::merged);
    EXPECT_EQ(read(ByIds{{{ann}}}).gone, (std::vector<VendorId>{{ann}}));
}

TEST_F(BrevoLife, ASweepReadsEverybodyWhoeverChangesOrLeavesMeanwhile) {
    for (int i = 0; i < 1200; ++i) vendor.add_contact("p" + std::to_string(i) + "@example.com", {});
    std::set<std::string> met;
    std::string cursor;
    int pages = 0;
    for (bool more = true; more && pages < 5; ++pages) {
        const auto page = read(Since{cursor});
        for (const auto& one : page.changes) met.insert(one.id.text);
        cursor = page.next_cursor;
        more = page.more;
        if (pages == 0) vendor.edit_contact("p7@example.com", {{"FNAME", "Pat"}});
        if (pages == 0) vendor.delete_contact("p3@example.com");  // all behind them move up
    }
    EXPECT_EQ(met.size(), 1201U);
    EXPECT_EQ(pages, 2);
}

TEST_F(BrevoLife, WhatItsWebhooksTellFitsWhatAReadTells) {
    doubles::VendorDouble receiver;
    receiver.start();
    receiver.when(doubles::post("/hooks")).reply(200).always();
    for (const bool batched : {false, true}) {
        receiver.forget_calls();
        vendor.send_webhooks_to(receiver.url() + "/hooks/br", "made-up-token", batched);
        vendor.report("ann@example.com", "hard_bounce");
        ASSERT_TRUE(receiver.wait_until([&] { return receiver.calls().size() == 1; }));
        EXPECT_EQ(receiver.calls().front().header("Authorization"), "Bearer made-up-token");
        const auto news = adapter.decode(delivery_of(receiver.calls().front().body), {});
        ASSERT_TRUE(news) << news.error().what;
        const auto& told = std::get<Change>(news->front());
        EXPECT_EQ(told.id.text, ann);
        EXPECT_EQ(
            read(ByIds{{told.id}}).changes.at(0).fields.at("preferences/all"),
            told.fields.at("preferences/all")
        );
    }
}

}  // namespace
}  // namespace crosswalk::test::brevo_with_double
