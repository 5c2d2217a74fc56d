#include "connector/contract/poll.h"
#include "connector/contract/text.h"
#include "tests/adapters/tool_account.h"
#include "tests/support/operations.h"
#include "tests/support/postmark_double.h"

namespace crosswalk::test::postmark_with_double {
namespace {

class PostmarkLife : public ToolAccount<doubles::PostmarkDouble> {
protected:
    PostmarkLife()
        : ToolAccount(
              {.vendor = "postmark",
               .kind = "recipient",
               .wanted = {"EmailAddress", "SuppressionReason", "preferences/all"},
               .headers = {{"X-Postmark-Server-Token", "server-token-1"}},
               .connection = {.settings = {{"message_stream", "broadcast"}}}},
              "server-token-1"
          ) {
        base = "/message-streams/broadcast";
        describe();
    }
    WriteReport write_all(std::vector<Record> people) {
        return *ask(adapter, WriteBatch{plan, schema, WriteKind::update, "", people}, connection, send);
    }
    static constexpr char ann[] = "ann@example.com";
};

TEST_F(PostmarkLife, WhoeverNoListHoldsIsThereAndMayBeWrittenTo) {
    const auto page = read(ByMatch{"EmailAddress", {"Ann@Example.com"}});
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].id.text, ann);
    EXPECT_EQ(page.changes[0].fields.at("preferences/all"), false);
    EXPECT_EQ(read(ByIds{{{ann}}}).changes.at(0).fields.at("EmailAddress"), ann);
    EXPECT_NE(schema.find("SuppressionReason"), nullptr);
}

TEST_F(PostmarkLife, ASuppressionIsToldWithItsReasonAndABounceIsNoWordOfAnybody) {
    vendor.unsubscribe(ann);
    vendor.bounce("bo@example.com");
    const auto page = read(ByIds{{{ann}, {"bo@example.com"}}});
    ASSERT_EQ(page.changes.size(), 2U);
    EXPECT_EQ(page.changes[0].fields.at("preferences/all"), true);
    EXPECT_FALSE(page.changes[1].fields.contains("preferences/all"));
    EXPECT_EQ(page.changes[1].fields.at("SuppressionReason"), "HardBounce");
}

TEST_F(PostmarkLife, AnOptOutArrivesAndNobodyIsTakenOffTheList) {
    EXPECT_EQ(write({{"preferences/all", false}}, ann).verdict, Verdict::applied) << "open as it is";
    EXPECT_EQ(write({{"preferences/all", true}}, ann).verdict, Verdict::applied);
    EXPECT_EQ(vendor.suppression(ann)->reason, "ManualSuppression");
    EXPECT_EQ(write({{"preferences/all", true}}, ann).verdict, Verdict::applied) << "as it is";
    EXPECT_EQ(write({{"preferences/all", false}}, ann).vendor_code, "opt_in_not_taken");
    EXPECT_TRUE(vendor.suppression(ann));
}

TEST_F(PostmarkLife, EachAddressOfACallIsAnsweredByItself) {
    vendor.refuse("bo@example.com");
    std::vector<Record> people;
    for (const char* who : {"ann@example.com", "bo@example.com", "cy@example.com"})
        people.push_back({.id = VendorId{who}, .fields = {{"preferences/all", true}}});
    const auto report = write_all(people);
    EXPECT_EQ(report.outcomes()[0].verdict, Verdict::applied);
    EXPECT_EQ(report.outcomes()[1].vendor_code, "suppression_failed");
    EXPECT_EQ(report.outcomes()[2].verdict, Verdict::applied);
    EXPECT_EQ(vendor.count(doubles::post("/suppressions")), 1U);
}

TEST_F(PostmarkLife, AnotherAddressIsAnotherRecipientAndOtherFieldsCannotBeWritten) {
    EXPECT_EQ(write({{"EmailAddress", "Anna@example.com"}}, ann).id, VendorId{"anna@example.com"});
    EXPECT_EQ(write({{"EmailAddress", "anna@example.com"}}, ann).verdict, Verdict::merged);
    EXPECT_EQ(write({{"EmailAddress", "Ann@example.com"}}, ann).verdict, Verdict::applied);
    EXPECT_EQ(write({{"SuppressionReason", "no"}}, ann).vendor_code, "unknown_field");
}

TEST_F(PostmarkLife, APollReadsTheListFromTwoDaysBeforeTheLastOne) {
    vendor.unsubscribe(ann);
    const auto page = read(Since{});
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].fields.at("preferences/all"), true);
    EXPECT_FALSE(page.more);
    const Place before{.from = parse_iso("2026-03-05T01:00:00Z")->at};
    EXPECT_EQ(
        first_request(adapter, ChangesQuery{plan, schema, {}, {crosswalk::text_of(before)}}).path,
        "/suppressions/dump?fromdate=2026-03-03"
    );
}

TEST_F(PostmarkLife, WhatAWebhookTellsFitsWhatAReadTells) {
    doubles::VendorDouble receiver;
    receiver.start();
    receiver.when(doubles::post("/hooks")).reply(200).always();
    vendor.send_webhooks_to(receiver.url() + "/hooks/pm", "made-up-secret");
    vendor.unsubscribe(ann);
    ASSERT_TRUE(receiver.wait_until([&] { return receiver.calls().size() == 1; }));
    EXPECT_EQ(receiver.calls().front().header("X-Crosswalk-Secret"), "made-up-secret");
    const auto news = adapter.decode(delivery_of(receiver.calls().front().body), connection);
    ASSERT_TRUE(news) << news.error().what;
    const auto& change = std::get<Change>(news->front());
    const auto page = read(ByIds{{change.id}});
    EXPECT_EQ(page.changes.at(0).fields.at("preferences/all"), change.fields.at("preferences/all"));
}

}  // namespace
}  // namespace crosswalk::test::postmark_with_double
