#include "connector/crypto/crypto.h"
#include "tests/adapters/tool_account.h"
#include "tests/support/mailchimp_double.h"

#include <set>

namespace crosswalk::test::mailchimp_with_double {
namespace {

class MailchimpLife : public ToolAccount<doubles::MailchimpDouble> {
protected:
    MailchimpLife()
        : ToolAccount(
              {.vendor = "mailchimp",
               .kind = "member",
               .wanted = {"email_address", "FNAME", "preferences/all"},
               .headers = {{"Authorization", "Basic " + crypto::base64("crosswalk:mc-key-us6")}},
               .connection = {.name = "mc", .settings = {{"audience_id", "a6b5da1054"}}}},
              "mc-key-us6", "a6b5da1054"
          ) {
        base = vendor.audience_url().substr(vendor.url().size());
        ann = vendor.add_member("ann@example.com", {{"FNAME", "Ann"}});
        describe();
    }

    std::vector<InboundEvent> heard(const std::string& body) {
        const auto news = adapter.decode(delivery_of(body), connection);
        EXPECT_TRUE(news) << (news ? "" : news.error().what);
        return news ? *news : std::vector<InboundEvent>{};
    }

    std::string ann{};
};

TEST_F(MailchimpLife, SomebodyNewIsMadeOnceAndFoundByIdAndByAddress) {
    const auto made = write({{"email_address", "bo@example.com"}, {"LEADSCORE", 7}});
    ASSERT_EQ(made.verdict, Verdict::applied) << made.vendor_code << made.vendor_says;
    EXPECT_EQ(made.id->text, doubles::MailchimpDouble::id_of("bo@example.com"));
    EXPECT_EQ(vendor.member_of("bo@example.com")->status, "transactional") << "nobody signed up for mail";
    EXPECT_EQ(write({{"email_address", "Bo@example.com"}, {"FNAME", "Bo"}}).id, made.id);
    EXPECT_EQ(vendor.members().size(), 2U);
    const auto page = read(ByIds{{*made.id, {std::string(32, '0')}}});
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.gone, (std::vector<VendorId>{{std::string(32, '0')}}));
    EXPECT_EQ(read(ByMatch{"email_address", {"BO@example.com", "cy@example.com"}}).changes.size(), 1U);
}

TEST_F(MailchimpLife, AnUpsertOfSomebodyWhoSignedUpLeavesThemSubscribed) {
    EXPECT_EQ(write({{"email_address", "ann@example.com"}, {"LEADSCORE", 7}}).verdict, Verdict::applied);
    EXPECT_EQ(vendor.member_of("ann@example.com")->status, "subscribed");
    EXPECT_EQ(
        write({{"email_address", "ann@example.com"}, {"preferences/all", true}}).verdict, Verdict::applied
    );
    EXPECT_EQ(vendor.member_of("ann@example.com")->status, "unsubscribed") << "they left elsewhere";
}

TEST_F(MailchimpLife, AnOptOutArrivesAndAnOptInIsLeftToThePerson) {
    EXPECT_EQ(write({{"preferences/all", false}}, ann).verdict, Verdict::applied) << "subscribed as they are";
    EXPECT_EQ(write({{"preferences/all", true}}, ann).verdict, Verdict::applied);
    EXPECT_EQ(write({{"preferences/all", false}, {"FNAME", "Anne"}}, ann).vendor_code, "opt_in_not_taken");
    EXPECT_EQ(vendor.member_of("ann@example.com")->status, "unsubscribed");
    EXPECT_EQ(vendor.member_of("ann@example.com")->merges.at("FNAME"), "Anne") << "the rest does not wait";
    vendor.clean("ann@example.com");
    EXPECT_EQ(write({{"preferences/all", true}}, ann).verdict, Verdict::applied)
        << "nobody writes to the cleaned";
}

TEST_F(MailchimpLife, TagsAreSetTakenAwayAndRead) {
    EXPECT_EQ(write({{"tag/MQL", true}, {"tag/Cold", false}}, ann, true).verdict, Verdict::applied);
    EXPECT_TRUE(vendor.member_of("ann@example.com")->tags.contains("MQL"));
    EXPECT_EQ(read(ByIds{{{ann}}}, {"tag/MQL"}).changes.at(0).fields.at("tag/MQL"), true);
    EXPECT_EQ(write({{"tag/MQL", false}}, ann, true).verdict, Verdict::applied);
    EXPECT_EQ(read(ByIds{{{ann}}}, {"tag/MQL"}).changes.at(0).fields.at("tag/MQL"), false);
}

TEST_F(MailchimpLife, ABlankClearsAndAFieldTheAudienceHasNotIsRefused) {
    EXPECT_EQ(write({{"FNAME", nullptr}}, ann).verdict, Verdict::applied);
    EXPECT_EQ(vendor.member_of("ann@example.com")->merges.at("FNAME"), "");
    EXPECT_EQ(write({{"RANK", 1}}, ann).vendor_code, "unknown_field");
    vendor.add_merge_field("RANK", {.type = "number", .required = true});
    EXPECT_EQ(write({{"RANK", 1}}, ann).verdict, Verdict::applied);
    const auto bad = write({{"RANK", "high"}}, ann);
    EXPECT_EQ(bad.vendor_code + " " + bad.field, "Invalid Resource RANK");
    EXPECT_EQ(write({{"email_address", "bo@example.com"}}).verdict, Verdict::applied)
        << "a required field holds nobody up";
}

TEST_F(MailchimpLife, AnotherAddressIsFollowedAndAnothersAddressIsRefused) {
    const auto moved = write({{"email_address", "anna@example.com"}}, ann);
    EXPECT_EQ(moved.verdict, Verdict::merged);
    EXPECT_EQ(moved.id->text, doubles::MailchimpDouble::id_of("anna@example.com"));
    EXPECT_EQ(write({{"email_address", "anna@example.com"}}, moved.id->text).verdict, Verdict::applied);
    EXPECT_EQ(read(ByIds{{{ann}}}).gone, (std::vector<VendorId>{{ann}}));
    vendor.add_member("bo@example.com", {});
    EXPECT_EQ(write({{"email_address", "bo@example.com"}}, moved.id->text).vendor_code, "Member Exists");
}

TEST_F(MailchimpLife, WhoeverIsArchivedOrErasedIsGoneAndTheErasedAreNotMadeAgain) {
    vendor.archive("ann@example.com");
    EXPECT_TRUE(read(ByIds{{{ann}}}).changes.at(0).deleted);
    EXPECT_EQ(write({{"FNAME", "Anne"}}, ann).verdict, Verdict::merged) << "a read settles it";
    vendor.erase("ann@example.com");
    EXPECT_EQ(write({{"FNAME", "Anne"}}, ann).verdict, Verdict::merged);
    EXPECT_EQ(read(ByIds{{{ann}}}).gone, (std::vector<VendorId>{{ann}}));
    EXPECT_EQ(write({{"email_address", "ann@example.com"}}).vendor_code, "Forgotten Email Not Subscribed");
}

TEST_F(MailchimpLife, WhoeverChangesDuringASweepPushesNobodyOutAndIsReadByTheNextOne) {
    for (int i = 0; i < 1200; ++i) vendor.add_member("p" + std::to_string(i) + "@example.com", {});
    std::set<std::string> met;
    std::string cursor;
    int pages = 0;
    for (bool more = true; more && pages < 5; ++pages) {
        const auto page = read(Since{cursor});
        for (const auto& one : page.changes) met.insert(one.id.text);
        cursor = page.next_cursor;
        more = page.more;
        if (pages == 0) vendor.edit_member("p7@example.com", {{"FNAME", "Pat"}});
    }
    met.insert(doubles::MailchimpDouble::id_of("p7@example.com"));
    EXPECT_EQ(met.size(), 1201U);
    EXPECT_EQ(pages, 2);
    EXPECT_EQ(read(Since{cursor}).changes.at(0).fields.at("FNAME"), "Pat") << "what changed last stands first";
}

TEST_F(MailchimpLife, WhatItsWebhooksTellIsWhatAReadTells) {
    doubles::VendorDouble receiver;
    receiver.start();
    receiver.when(doubles::post("/hooks")).reply(200).always();
    vendor.send_webhooks_to(receiver.url() + "/hooks/mc", "made-up-secret");
    vendor.edit_member("ann@example.com", {{"FNAME", "Zo\xC3\xAB & Co"}, {"LEADSCORE", 81}});
    vendor.unsubscribe("ann@example.com", true);
    vendor.change_email("ann@example.com", "anna@example.com");
    ASSERT_TRUE(receiver.wait_until([&] { return receiver.calls().size() == 4; }));
    const auto calls = receiver.calls();
    const auto edit = std::get<Change>(heard(calls[0].body).at(0));
    EXPECT_EQ(edit.fields.at("FNAME"), "Zo\xC3\xAB & Co");
    EXPECT_EQ(edit.fields.at("LEADSCORE"), "81");
    EXPECT_EQ(edit.id.text, ann);
    EXPECT_EQ(std::get<Change>(heard(calls[1].body).at(0)).consent->kind, "complained");
    const auto merge = std::get<Merge>(heard(calls[2].body).at(0));
    EXPECT_EQ(merge.losers.at(0).text, ann);
    EXPECT_EQ(read(ByIds{{merge.winner}}).changes.at(0).fields.at("preferences/all"), true);
}

}  // namespace
}  // namespace crosswalk::test::mailchimp_with_double
