#include "connector/contract/poll.h"
#include "connector/contract/text.h"
#include "tests/adapters/tool_account.h"
#include "tests/support/marketo_double.h"
#include "tests/support/operations.h"

#include <set>

namespace crosswalk::test::marketo_with_double {
namespace {

class MarketoLife : public ToolAccount<doubles::MarketoDouble> {
protected:
    MarketoLife()
        : ToolAccount(
              {.vendor = "marketo",
               .kind = "lead",
               .wanted = {"email", "leadScore", "preferences/all"},
               .headers = {{"Authorization", "Bearer token-1:int"}}},
              "client-1",
              "secret-1"
          ) {
        ann = vendor.add_lead("ann@example.com", {{"leadScore", 41}});
        describe();
    }
    // A whole sweep from where the last one ended.
    Page sweep() {
        Page whole;
        for (int pages = 0; pages < 50; ++pages) {
            add_page(whole, read(Since{cursor}));
            cursor = whole.next_cursor;
            if (!whole.more) break;
        }
        EXPECT_FALSE(whole.more);
        return whole;
    }
    static std::set<std::string> ids_in(const Page& page) {
        std::set<std::string> out;
        for (const Change& one : page.changes) out.insert(one.id.text);
        return out;
    }

    std::string ann{}, cursor{};
};

TEST_F(MarketoLife, FieldsAreThoseWithANameInThisApiAndListsAreGroups) {
    ASSERT_NE(schema.find("leadScore"), nullptr);
    EXPECT_EQ(schema.find("leadScore")->shape, FieldShape::number);
    EXPECT_TRUE(schema.find("leadScore")->writable);
    EXPECT_FALSE(schema.find("updatedAt")->writable);
    EXPECT_TRUE(schema.find("email")->unique);
    EXPECT_EQ(schema.find("groups/1001")->label, "MQL");
    EXPECT_EQ(schema.find("Of the old API"), nullptr);
}

TEST_F(MarketoLife, SomebodyNewIsMadeOnceAndFoundByIdAndByAddress) {
    const auto made = write({{"email", "bo@example.com"}, {"firstName", "Bo"}, {"leadScore", 7}});
    ASSERT_EQ(made.verdict, Verdict::applied) << made.vendor_code << made.vendor_says;
    EXPECT_EQ(write({{"email", "BO@example.com"}, {"company", "Example Corp"}}).id, made.id);
    EXPECT_EQ(vendor.leads(), 2U);
    const auto page = read(ByIds{{*made.id, {"9999"}}});
    ASSERT_EQ(page.changes.size(), 1U);
    EXPECT_EQ(page.changes[0].fields.at("leadScore"), 7);
    EXPECT_EQ(page.changes[0].fields.at("preferences/all"), false) << "as the durable word of nobody";
    EXPECT_EQ(page.gone, (std::vector<VendorId>{{"9999"}}));
    EXPECT_EQ(read(ByMatch{"email", {"bo@example.com", "cy@example.com"}}).changes.size(), 1U);
}

TEST_F(MarketoLife, EachLeadOfACallIsAnsweredByItself) {
    std::vector<Record> leads;
    for (const auto& [id, email] : {std::pair{ann, "anna@example.com"}, {std::string("9999"), "bo@example.com"}, {ann, "no address"}})
        leads.push_back({.id = VendorId{id}, .fields = {{"email", email}}});
    const auto report = ask(adapter, WriteBatch{plan, schema, WriteKind::update, "", leads}, connection, send);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->outcomes()[0].verdict, Verdict::applied);
    EXPECT_EQ(report->outcomes()[1].verdict, Verdict::merged) << "a read says what became of it";
    EXPECT_EQ(report->outcomes()[2].vendor_code, "1003");
    EXPECT_EQ(vendor.count(doubles::post("/leads.json")), 1U);
}

TEST_F(MarketoLife, AFieldThatIsNotThereSinksTheCallAndIsNamed) {
    EXPECT_EQ(write({{"shoeSize", 43}}, ann).vendor_code, "1006");
    const std::vector<std::string> fields{"shoeSize"};
    const auto page = ask(adapter, IdsQuery{plan, schema, fields, {{{ann}}}}, connection, send);
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, "marketo.unknown_field");
    EXPECT_NE(page.error().what.find("'shoeSize'"), std::string::npos);
}

TEST_F(MarketoLife, AnOptOutArrivesAndNobodyIsSetBack) {
    EXPECT_EQ(write({{"preferences/all", false}}, ann).verdict, Verdict::applied) << "open as it is";
    EXPECT_EQ(write({{"preferences/all", true}}, ann).verdict, Verdict::applied);
    EXPECT_TRUE(vendor.lead(ann)->unsubscribed());
    EXPECT_EQ(write({{"preferences/all", false}}, ann).vendor_code, "opt_in_not_taken");
    EXPECT_EQ(write({{"preferences/all", false}, {"leadScore", 9}}, ann).vendor_code, "opt_in_not_taken");
    EXPECT_EQ(write({{"email", "ann@example.com"}, {"preferences/all", false}}).vendor_code, "opt_in_not_taken");
    EXPECT_TRUE(vendor.lead(ann)->unsubscribed());
    EXPECT_EQ(vendor.count(doubles::body_has("\"unsubscribed\":false")), 0U);
}

TEST_F(MarketoLife, ListsAreJoinedAndLeft) {
    EXPECT_EQ(write({{"groups/1001", true}}, ann, true).verdict, Verdict::applied);
    EXPECT_EQ(vendor.lead(ann)->lists, (std::set<std::string>{"1001"}));
    EXPECT_EQ(write({{"groups/1001", false}}, ann, true).verdict, Verdict::applied);
    EXPECT_EQ(write({{"groups/1001", false}}, ann, true).verdict, Verdict::applied) << "as it is";
    EXPECT_TRUE(vendor.lead(ann)->lists.empty());
    EXPECT_EQ(write({{"groups/1001", true}, {"groups/77", true}}, ann, true).vendor_code, "1013");
    EXPECT_EQ(write({{"groups/1001", true}}, "9999", true).verdict, Verdict::merged);
}

TEST_F(MarketoLife, ASweepReadsWhoeverChangedAndSkipsWhatStayedAsItWas) {
    const auto bo = vendor.add_lead("bo@example.com", {{"leadScore", 5}});
    EXPECT_EQ(ids_in(sweep()), (std::set<std::string>{ann, bo})) << "the first one reads everybody";
    vendor.edit_lead(ann, {{"leadScore", 73}});
    vendor.hold_rows(1);
    const auto page = read(Since{text_of(Place{.behind = "GIYDA2Q===", .kept = ""})});
    EXPECT_EQ(page.changes.at(0).fields.at("leadScore"), 73);
}

TEST_F(MarketoLife, ARowThatTellsOfNoChangeReadsNobody) {
    sweep();
    const auto before = vendor.calls().size();
    vendor.log_same_score(ann);
    const auto page = read(Since{text_of(Place{.behind = "GIYDA1Q==="})});
    EXPECT_TRUE(page.changes.empty());
    EXPECT_EQ(vendor.calls().size(), before + 1) << "the list, and nobody read";
}

TEST_F(MarketoLife, PagesMayBeShortOrEmptyAndStillGoOn) {
    std::set<std::string> all{ann};
    for (int i = 0; i < 20; ++i) all.insert(vendor.add_lead("p" + std::to_string(i) + "@example.com", {}));
    vendor.hold_rows(3);
    EXPECT_EQ(ids_in(sweep()), all);
}

TEST_F(MarketoLife, MergesAndDeletionsAreTold) {
    const auto bo = vendor.add_lead("bo@example.com", {}), cy = vendor.add_lead("cy@example.com", {});
    vendor.merge(ann, bo);
    vendor.delete_lead(cy);
    const auto page = sweep();
    ASSERT_EQ(page.merges.size(), 1U);
    EXPECT_EQ(page.merges[0].winner.text, ann);
    EXPECT_EQ(page.merges[0].losers, (std::vector<VendorId>{{bo}}));
    const auto gone = std::ranges::find(page.changes, VendorId{cy}, &Change::id);
    ASSERT_NE(gone, page.changes.end());
    EXPECT_TRUE(gone->deleted);
}

TEST_F(MarketoLife, ASweepBeginsTenMinutesBeforeTheLastOneBegan) {
    const Place before{.from = parse_iso("2026-03-05T01:00:00Z")->at};
    EXPECT_EQ(
        first_request(adapter, ChangesQuery{plan, schema, {}, {crosswalk::text_of(before)}}).path,
        "/rest/v1/activities/pagingtoken.json?sinceDatetime=2026-03-05T00%3A50%3A00.000Z"
    );
}

TEST_F(MarketoLife, ARefusalWithinAYesIsOfTheAccountOrOfTheCall) {
    const auto verdict = [&](const char* code) {
        const std::string body = R"({"success":false,"errors":[{"code":")" + std::string(code) + R"(","message":"No"}]})";
        const auto out = verdict_on_refusal(adapter.manifest, answer(200, body));
        return out ? out->verdict : Verdict::applied;
    };
    EXPECT_EQ(verdict("602"), Verdict::reconnect);
    EXPECT_EQ(verdict("606"), Verdict::retry);
    EXPECT_EQ(verdict("607"), Verdict::retry);
    EXPECT_EQ(verdict("1003"), Verdict::applied) << "about records: for whoever reads the answer";
    EXPECT_FALSE(verdict_on_refusal(adapter.manifest, answer(200, fixture("marketo/res_leads_sync_200_mixed.json"))));
}

TEST_F(MarketoLife, ALeadThatWasLeftOutWithoutAReasonIsNotWritten) {
    const std::vector<Record> one{{.id = VendorId{"50"}, .fields = {{"leadScore", 1}}}};
    const WriteBatch batch{plan, schema, WriteKind::update, "", one};
    const auto report = first_answer(
        adapter, batch, connection, answer(200, R"({"success":true,"result":[{"id":50,"status":"skipped"}]})")
    );
    ASSERT_TRUE(report);
    EXPECT_EQ(report->outcomes()[0].verdict, Verdict::unanswered);
}

}  // namespace
}  // namespace crosswalk::test::marketo_with_double
