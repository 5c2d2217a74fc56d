#include "connector/contract/poll.h"
#include "connector/contract/text.h"
#include "tests/adapters/tool_account.h"
#include "tests/support/operations.h"
#include "tests/support/sendgrid_double.h"

#include <set>

namespace crosswalk::test::sendgrid_with_double {
namespace {

const Headers kNow{{"Date", "Mon, 02 Mar 2026 09:00:00 GMT"}};

class SendGridLife : public ToolAccount<doubles::SendGridDouble> {
protected:
    SendGridLife()
        : ToolAccount(
              {.vendor = "sendgrid",
               .kind = "contact",
               .wanted = {"email", "first_name", "lead_score", "preferences/all"},
               .headers = {{"Authorization", "Bearer SG.1"}}},
              "SG.1"
          ) {
        vendor.add_contact(ann, {{"first_name", "Ann"}, {"external_id", "cw_7"}}, {{"lead_score", 41}});
        describe();
    }
    WriteReport write_all(std::vector<Record> people) {
        return *ask(adapter, WriteBatch{plan, schema, WriteKind::update, "", people}, connection, send);
    }
    static constexpr char ann[] = "ann@example.com";
};

TEST_F(SendGridLife, AContactIsReadWithItsCustomFieldsAndItsConsent) {
    vendor.unsubscribe("bo@example.com");
    const auto page = read(ByIds{{{ann}, {"bo@example.com"}, {"cy@example.com"}}});
    ASSERT_EQ(page.changes.size(), 2U);
    EXPECT_EQ(page.changes[0].fields.at("lead_score"), 41);
    EXPECT_EQ(page.changes[0].fields.at("first_name"), "Ann");
    EXPECT_EQ(page.changes[0].fields.at("preferences/all"), false);
    EXPECT_EQ(page.changes[1].id.text, "bo@example.com") << "no contact, but somebody who left";
    EXPECT_EQ(page.changes[1].fields.at("preferences/all"), true);
    EXPECT_EQ(page.gone, (std::vector<VendorId>{{"cy@example.com"}}));
    EXPECT_EQ(read(ByMatch{"email", {"ANN@example.com"}}).changes.size(), 1U);
    EXPECT_TRUE(read(ByMatch{"email", {"cy@example.com"}}).changes.empty());
    EXPECT_EQ(schema.find("lead_score")->vendor_key, "e1_N");
}

TEST_F(SendGridLife, AWriteIsAJobAndRepeatsTheOtherIdentifiers) {
    const auto report = write({{"lead_score", 73}, {"first_name", "Anne"}}, ann);
    EXPECT_EQ(report.verdict, Verdict::applied) << report.vendor_code << report.vendor_says;
    EXPECT_EQ(vendor.contact(ann)->custom.at("lead_score"), 73);
    EXPECT_EQ(vendor.contact(ann)->fields.at("first_name"), "Anne");
    EXPECT_EQ(vendor.contact_count(), 1U) << "nobody else was made";
    const auto made = write({{"email", "Bo@example.com"}, {"lead_score", 7}});
    EXPECT_EQ(made.id, VendorId{"bo@example.com"});
    EXPECT_EQ(vendor.contact_count(), 2U);
}

TEST_F(SendGridLife, AJobThatIsNotDoneIsPendingAndLookedAtLater) {
    vendor.hold_jobs();
    const auto outcome = write({{"lead_score", 73}}, ann);
    EXPECT_EQ(outcome.verdict, Verdict::pending);
    EXPECT_TRUE(outcome.wait);
    vendor.do_jobs();
    EXPECT_EQ(read(ByIds{{{ann}}}).changes.at(0).fields.at("lead_score"), 73);
}

TEST_F(SendGridLife, OneBadAddressFailsTheCallWhichTheEngineHalves) {
    EXPECT_TRUE(plan.whole_batch_refused);
    const std::vector<Record> people{
        {.id = VendorId{ann}, .fields = {{"lead_score", 73}}}, {.fields = {{"email", "nobody"}, {"lead_score", 1}}}};
    const auto report = write_all(people);
    for (const auto& outcome : report.outcomes()) {
        EXPECT_EQ(outcome.verdict, Verdict::refused);
        EXPECT_NE(outcome.vendor_says.find("nobody"), std::string::npos);
    }
    EXPECT_EQ(vendor.contact(ann)->custom.at("lead_score"), 41);
}

TEST_F(SendGridLife, AnOptOutGoesFirstAndNobodyIsTakenOffTheList) {
    EXPECT_EQ(write({{"preferences/all", false}}, ann).verdict, Verdict::applied) << "open as it is";
    EXPECT_EQ(write({{"preferences/all", true}, {"lead_score", 5}}, ann).verdict, Verdict::applied);
    EXPECT_TRUE(vendor.suppressed(ann));
    EXPECT_EQ(vendor.contact(ann)->custom.at("lead_score"), 5);
    EXPECT_EQ(vendor.calls().at(vendor.calls().size() - 4).path, "/v3/asm/suppressions/global");
    EXPECT_EQ(write({{"preferences/all", false}}, ann).vendor_code, "opt_in_not_taken");
    EXPECT_EQ(write({{"lead_score", 6}}, ann).verdict, Verdict::applied);
    EXPECT_TRUE(vendor.suppressed(ann)) << "a written contact is brought back to nothing";
    EXPECT_EQ(write({{"preferences/10", true}}, ann).vendor_code, "group_opt_out");
}

TEST_F(SendGridLife, WhoIsMadeWithTheirConsentIsNotDoneWhereTheContactWasNotSent) {
    const auto whole = send;
    send = [whole](const HttpRequest& request) {
        return request.method == "PUT" ? HttpResponse{.status = 429, .body = "{}"} : whole(request);
    };
    for (const bool closed : {true, false}) {
        const auto made = write({{"email", "bo@example.com"}, {"preferences/all", closed}, {"lead_score", 5}});
        EXPECT_NE(made.verdict, Verdict::applied) << closed;
        EXPECT_FALSE(made.id) << closed;
    }
    EXPECT_TRUE(vendor.suppressed("bo@example.com"));
    EXPECT_FALSE(vendor.contact("bo@example.com"));
}

TEST_F(SendGridLife, AFullBatchOfPeopleWhoMayBeWrittenToComesToItsEnd) {
    std::vector<Record> people(plan.limits.records);
    for (std::size_t i = 0; i < people.size(); ++i)
        people[i].fields = Fields{
            {"email", boost::json::string("p" + std::to_string(i) + "@example.com")},
            {"preferences/all", false},
            {"lead_score", 1}};
    people[0].fields["preferences/all"] = true;
    const auto report = write_all(people);
    for (const auto& outcome : report.outcomes()) EXPECT_EQ(outcome.verdict, Verdict::applied) << outcome.vendor_code;
    EXPECT_EQ(vendor.contact_count(), people.size() + 1);
}

TEST_F(SendGridLife, WhoeverWasDeletedThereIsNotMadeAnew) {
    const auto gone = write({{"lead_score", 6}}, "bo@example.com");
    EXPECT_EQ(gone.verdict, Verdict::merged);
    EXPECT_FALSE(gone.id) << "into nobody";
    EXPECT_EQ(write({{"email", "anna@example.com"}, {"lead_score", 6}}, "bo@example.com").verdict, Verdict::merged);
    EXPECT_EQ(vendor.contact_count(), 1U);
}

TEST_F(SendGridLife, AFieldThatNoListHasIsRefusedByNameAndAnotherAddressIsAnotherContact) {
    const auto outcome = write({{"rank", 1}}, ann);
    EXPECT_EQ(outcome.vendor_code, "unknown_field");
    EXPECT_EQ(outcome.field, "rank");
    const auto moved = write({{"email", "anna@example.com"}, {"lead_score", 9}}, ann);
    EXPECT_EQ(moved.verdict, Verdict::merged);
    EXPECT_EQ(moved.id, VendorId{"anna@example.com"});
    EXPECT_EQ(vendor.contact("anna@example.com")->custom.at("lead_score"), 9);
}

TEST_F(SendGridLife, APollHalvesTheTimeUntilWhatChangedWithinFits) {
    const auto start = parse_iso("2026-03-02T00:00:00Z")->at.time_since_epoch();
    std::int64_t now = start.count();
    vendor.set_clock([&] { return now; });
    for (int i = 0; i < 120; ++i) {
        vendor.add_contact("p" + std::to_string(i) + "@example.com", {});
        now += 60'000;
    }
    const auto dated = [&](const HttpRequest& request) {
        auto reply = send(request);
        reply.headers = kNow;
        return reply;
    };
    std::set<std::string> met;
    std::string cursor = crosswalk::text_of(Place{.from = parse_iso("2026-03-01T12:00:00Z")->at});
    int pages = 0;
    for (bool more = true; more && pages < 20; ++pages) {
        const auto page = ask(adapter, ChangesQuery{plan, schema, {"email"}, {cursor}}, connection, dated);
        ASSERT_TRUE(page) << page.error().what;
        for (const auto& one : page->changes) met.insert(one.id.text);
        EXPECT_TRUE(page->unreadable.empty());
        cursor = page->next_cursor;
        more = page->more;
    }
    EXPECT_EQ(met.size(), 121U) << "they and Ann";
    EXPECT_LT(pages, 20);
    EXPECT_EQ(place_of(cursor).from, parse_iso("2026-03-02T09:00:00Z")->at);
}

TEST_F(SendGridLife, MoreThanItShowsWithinOneSecondAreToldAloud) {
    const auto at = parse_iso("2026-03-02T08:00:00Z")->at.time_since_epoch().count();
    vendor.set_clock([=] { return at; });
    for (int i = 0; i < 60; ++i) vendor.add_contact("p" + std::to_string(i) + "@example.com", {});
    const auto dated = [&](const HttpRequest& request) {
        auto reply = send(request);
        reply.headers = kNow;
        return reply;
    };
    std::string cursor = crosswalk::text_of(Place{.from = parse_iso("2026-03-02T07:00:00Z")->at});
    std::size_t unreadable = 0;
    for (int pages = 0; pages < 20; ++pages) {
        const auto page = ask(adapter, ChangesQuery{plan, schema, {"email"}, {cursor}}, connection, dated);
        ASSERT_TRUE(page) << page.error().what;
        unreadable += page->unreadable.size();
        cursor = page->next_cursor;
        if (!page->more) break;
    }
    EXPECT_EQ(unreadable, 1U);
}

TEST_F(SendGridLife, APollTellsWhoLeftFirst) {
    vendor.unsubscribe("bo@example.com");
    const auto page = read(Since{crosswalk::text_of(Place{.from = Millis{std::chrono::hours{1}}})});
    ASSERT_FALSE(page.changes.empty());
    EXPECT_EQ(page.changes[0].id.text, "bo@example.com");
    EXPECT_EQ(page.changes[0].fields.at("preferences/all"), true);
    EXPECT_EQ(page.changes.back().completeness, Completeness::read_the_rest) << "a search does not tell consent";
}

}  // namespace
}  // namespace crosswalk::test::sendgrid_with_double
