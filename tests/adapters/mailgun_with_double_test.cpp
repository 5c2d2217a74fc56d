#include "connector/crypto/crypto.h"
#include "tests/adapters/tool_account.h"
#include "tests/support/mailgun_double.h"
#include "tests/support/operations.h"

#include <set>

namespace crosswalk::test::mailgun_with_double {
namespace {

class MailgunLife : public ToolAccount<doubles::MailgunDouble> {
protected:
    MailgunLife()
        : ToolAccount(
              {.vendor = "mailgun",
               .kind = "recipient",
               .wanted = {"address", "preferences/all"},
               .headers = {{"Authorization", "Basic " + crypto::base64("api:key-1")}}},
              "key-1"
          ) {
        base = "/v3/mg.example.com";
        describe();
    }
    static constexpr char ann[] = "ann@example.com";
};

TEST_F(MailgunLife, WhoeverNoListHoldsMayBeWrittenToAndAComplaintClosesAsAnUnsubscription) {
    vendor.unsubscribe("bo@example.com");
    vendor.complain("cy@example.com");
    vendor.unsubscribe("di@example.com", "newsletter");
    const auto page = read(ByIds{{{ann}, {"bo@example.com"}, {"cy@example.com"}, {"di@example.com"}}});
    ASSERT_EQ(page.changes.size(), 4U);
    const bool closed[] = {false, true, true, false};
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(page.changes[i].fields.at("preferences/all"), closed[i]) << i;
    const auto found = read(ByMatch{"address", {"Cy@example.com"}});
    ASSERT_EQ(found.changes.size(), 1U);
    EXPECT_EQ(found.changes[0].fields.at("preferences/all"), true);
    EXPECT_EQ(found.changes[0].id.text, "cy@example.com");
}

TEST_F(MailgunLife, AWrongDomainIsNobodysAbsence) {
    base = "/v3/other.example.com";
    const IdsQuery query{plan, schema, {"preferences/all"}, {{{ann}}}};
    EXPECT_FALSE(ask(adapter, query, connection, send));
}

TEST_F(MailgunLife, AnOptOutArrivesForAllMailAndNobodyIsTakenOffTheList) {
    EXPECT_EQ(write({{"preferences/all", false}}, ann).verdict, Verdict::applied) << "open as it is";
    EXPECT_EQ(write({{"preferences/all", true}}, ann).verdict, Verdict::applied);
    EXPECT_TRUE(vendor.unsubscribed(ann));
    EXPECT_EQ(write({{"preferences/all", false}}, ann).vendor_code, "opt_in_not_taken");
    EXPECT_TRUE(vendor.unsubscribed(ann));
    EXPECT_EQ(write({{"preferences/all", true}}, "nobody").verdict, Verdict::refused);
    EXPECT_EQ(write({{"address", "anna@example.com"}}, ann).id, VendorId{"anna@example.com"});
    EXPECT_EQ(write({{"name", "Ann"}}, ann).vendor_code, "unknown_field");
}

TEST_F(MailgunLife, OneBadAddressFailsTheCallWhichTheEngineHalves) {
    std::vector<Record> people(2);
    people[0] = {.id = VendorId{ann}, .fields = {{"preferences/all", true}}};
    people[1] = {.id = VendorId{"nobody"}, .fields = {{"preferences/all", true}}};
    const auto report = ask(adapter, WriteBatch{plan, schema, WriteKind::update, "", people}, connection, send);
    ASSERT_TRUE(report);
    for (const auto& outcome : report->outcomes()) EXPECT_EQ(outcome.verdict, Verdict::refused);
    EXPECT_TRUE(plan.whole_batch_refused);
    EXPECT_FALSE(vendor.unsubscribed(ann));
}

TEST_F(MailgunLife, APollReadsBothListsToTheirEnds) {
    for (int i = 0; i < 1200; ++i) vendor.unsubscribe("p" + std::to_string(i) + "@example.com");
    vendor.complain(ann);
    vendor.unsubscribe("di@example.com", "newsletter");
    std::set<std::string> closed, met;
    std::string cursor;
    int pages = 0;
    for (bool more = true; more && pages < 10; ++pages) {
        const auto page = read(Since{cursor});
        for (const auto& one : page.changes) {
            met.insert(one.id.text);
            if (one.fields.contains("preferences/all")) closed.insert(one.id.text);
        }
        cursor = page.next_cursor;
        more = page.more;
    }
    EXPECT_EQ(met.size(), 1202U);
    EXPECT_EQ(closed.size(), 1201U) << "one left the mail of a tag alone";
    EXPECT_TRUE(closed.contains(ann));
    EXPECT_LT(pages, 10);
}

}  // namespace
}  // namespace crosswalk::test::mailgun_with_double
