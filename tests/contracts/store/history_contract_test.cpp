// What happened to the values and who was told, and the steps of the leads.
#include "store_contract.h"

namespace crosswalk {
namespace {

class HistoryContract : public StoreContract {
protected:
    template <class Row>
    void add(const Row& row) {
        change([&](Transaction& tx) { return nothing(tx.history.add(row)); });
    }
    std::vector<HistoryRow> of(std::string lead, std::string field = "", std::size_t limit = 10) {
        return look([&](Transaction& tx) { return tx.history.of({lead}, field, limit); });
    }
    std::vector<Step> steps(std::string lead, std::int64_t number = 0) {
        return look([&](Transaction& tx) { return tx.history.steps({lead}, number, false); });
    }
    std::int64_t promoted(std::string stage, std::int64_t since) {
        return look([&](Transaction& tx) {
            return tx.history.promoted_since(stage, at_second(since), at_second(1'000'000));
        });
    }
    static HistoryRow write(std::string lead, std::string record, std::int64_t version) {
        return {
            .what = HistoryRow::What::write,
            .lead = {std::move(lead)},
            .event = 7,
            .at = at_second(3),
            .field = "Lead_Score__c",
            .before = "41",
            .after = "\"42\"",
            .connection = "crm",
            .note = "applied",
            .kind = {"Lead"},
            .record = {std::move(record)},
            .mapping_version = version};
    }
};

TEST_P(HistoryContract, AValueThatChangedIsToldWhole) {
    add(HistoryRow{
        .lead = {"ada"},
        .event = 7,
        .at = at_second(2) + std::chrono::milliseconds{345},
        .field = "company",
        .before = "",
        .connection = "crm",
        .rule = "prefer crm unless blank",
        .note = std::string(300, 'x') + "\x1f\n",
        .mapping_version = 4});
    reopen();
    ASSERT_EQ(of("ada").size(), 1U);
    const HistoryRow row = of("ada")[0];
    EXPECT_EQ(row.what, HistoryRow::What::value);
    EXPECT_EQ(row.lead, LeadId{"ada"});
    EXPECT_EQ(row.event, 7);
    EXPECT_EQ(row.at, at_second(2) + std::chrono::milliseconds{345});
    EXPECT_EQ(row.field, "company");
    EXPECT_EQ(row.before, Value{""}) << "empty is not blank";
    EXPECT_EQ(row.after, Value{});
    EXPECT_EQ(row.connection, "crm");
    EXPECT_EQ(row.rule, "prefer crm unless blank");
    EXPECT_EQ(row.note, std::string(300, 'x') + "\x1f\n");
    EXPECT_EQ(row.kind, VendorKind{});
    EXPECT_EQ(row.record, VendorId{});
    EXPECT_EQ(row.mapping_version, 4);
}

TEST_P(HistoryContract, WhatAPersonDidIsToldWholeWithWhatJoinedPeopleDidAndNothingElse) {
    const auto did = [](std::string lead, std::string what, std::string key) {
        return HistoryRow{
            .what = HistoryRow::What::engagement,
            .lead = {std::move(lead)},
            .event = 9,
            .at = at_second(5),
            .field = std::move(what),
            .connection = "mail",
            .kind = {"contact"},
            .record = {"51"},
            .key = std::move(key),
            .link = "https://example.com/pricing",
            .campaign = "Spring, \x1f 2027",
            .mapping_version = 4};
    };
    for (const char* id : {"ada", "bob"})
        change([&](Transaction& tx) { return nothing(tx.leads.save(Lead{.id = {id}})); });
    add(did("ada", "clicked", "k1"));
    add(write("ada", "00Q1", 4));
    add(did("bob", "opened", ""));
    change([&](Transaction& tx) { return nothing(tx.identities.join({"bob"}, {"ada"})); });
    reopen();
    const auto rows = look([](Transaction& tx) { return tx.history.engagements({"bob"}); });
    ASSERT_EQ(rows.size(), 2U) << "who was joined answers as the one they live on as";
    EXPECT_EQ(rows[0].what, HistoryRow::What::engagement);
    EXPECT_EQ(rows[0].field, "clicked");
    EXPECT_EQ(rows[0].at, at_second(5));
    EXPECT_EQ(rows[0].connection, "mail");
    EXPECT_EQ(rows[0].record, VendorId{"51"});
    EXPECT_EQ(rows[0].key, "k1");
    EXPECT_EQ(rows[0].link, "https://example.com/pricing");
    EXPECT_EQ(rows[0].campaign, "Spring, \x1f 2027");
    EXPECT_EQ(rows[0].before, Value{});
    EXPECT_EQ(rows[0].after, Value{});
    EXPECT_EQ(rows[0].note, "");
    EXPECT_EQ(rows[1].field, "opened");
    EXPECT_EQ(rows[1].key, "");
    change([&](Transaction& tx) { return nothing(tx.identities.erase({"ada"})); });
    EXPECT_TRUE(look([](Transaction& tx) { return tx.history.engagements({"ada"}); }).empty());
}

TEST_P(HistoryContract, AWriteIsToldWithItsRecordAndTheToolsAnswer) {
    add(write("ada", "00Q1", 4));
    HistoryRow refused = write("ada", "00Q2", 4);
    refused.note = "refused (A\x1f" + std::string(90, 'y') + ")";
    add(refused);
    add(write("bob", "00Q2", 4));
    const auto rows = of("ada", "Lead_Score__c");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].note, refused.note);
    EXPECT_EQ(rows[0].record, VendorId{"00Q2"});
    EXPECT_EQ(rows[1].what, HistoryRow::What::write);
    EXPECT_EQ(rows[1].before, "41");
    EXPECT_EQ(rows[1].after, "\"42\"");
    EXPECT_EQ(rows[1].note, "applied");
    EXPECT_EQ(rows[1].kind, VendorKind{"Lead"});
    EXPECT_EQ(rows[1].record, VendorId{"00Q1"});
    EXPECT_EQ(of("bob")[0].record, VendorId{"00Q2"});
}

TEST_P(HistoryContract, WhatWasWrittenUnderAVersionIsFoundFromPlaceToPlace) {
    add(write("ada", "1", 3));
    add(HistoryRow{.lead = {"ada"}, .field = "company", .mapping_version = 4});
    add(write("ada", "1", 4));
    add(write("bob", "2", 3));
    add(write("bob", "2", 4));
    const auto under = [&](std::int64_t version, std::int64_t after, std::size_t limit) {
        return look([&](Transaction& tx) { return tx.history.written_under(version, after, limit); });
    };
    const auto first = under(4, 0, 1);
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0].second.lead, LeadId{"ada"});
    EXPECT_EQ(first[0].second.what, HistoryRow::What::write);
    const auto second = under(4, first[0].first, 5);
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].second.lead, LeadId{"bob"});
    EXPECT_EQ(second[0].second.record, VendorId{"2"});
    EXPECT_TRUE(under(4, second[0].first, 5).empty());
    EXPECT_EQ(under(3, 0, 5).size(), 2U);
    EXPECT_TRUE(under(5, 0, 5).empty());
}

TEST_P(HistoryContract, AStepComesBackAsItWasWalked) {
    Step step{
        .lead = {"ada"},
        .number = 1,
        .from = "sql",
        .to = "recycled",
        .at = at_second(9),
        .cause = Step::Cause::heard,
        .event = 12,
        .connection = "crm",
        .who = "Somebody in Sales",
        .reason = "budget",
        .filled_in = true,
        .mapping_version = 3};
    add(step);
    step.number = 2;
    step.cause = Step::Cause::again;
    add(step);
    reopen();
    ASSERT_EQ(steps("ada").size(), 2U);
    const Step back = steps("ada")[0];
    EXPECT_EQ(back.lead, LeadId{"ada"});
    EXPECT_EQ(back.number, 1);
    EXPECT_EQ(back.from + ">" + back.to, "sql>recycled");
    EXPECT_EQ(back.at, at_second(9));
    EXPECT_EQ(back.cause, Step::Cause::heard);
    EXPECT_EQ(back.event, 12);
    EXPECT_EQ(back.connection, "crm");
    EXPECT_EQ(back.who, "Somebody in Sales");
    EXPECT_EQ(back.reason, "budget");
    EXPECT_TRUE(back.filled_in);
    EXPECT_EQ(back.mapping_version, 3);
    ASSERT_EQ(steps("ada", 1).size(), 1U);
    EXPECT_EQ(steps("ada", 1)[0].cause, Step::Cause::again);
    EXPECT_TRUE(steps("ada", 2).empty());
    EXPECT_TRUE(steps("bob").empty());
}

TEST_P(HistoryContract, AStepIsNeverTakenTwice) {
    add(Step{.lead = {"ada"}, .number = 1, .to = "lead"});
    const auto again = run_one(*store, [](Transaction& tx) {
        return tx.history.add(Step{.lead = {"ada"}, .number = 1, .to = "mql"});
    });
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, "store.unit_broken") << "to try once more would not help";
    EXPECT_EQ(steps("ada")[0].to, "lead");
    EXPECT_TRUE(store->writable());
}

TEST_P(HistoryContract, WhoMadeAMoveMayBeToldLaterOnceAndOfThatMoveAlone) {
    const auto step = [](std::int64_t number, Seq event, std::string who) {
        return Step{.lead = {"ada"}, .number = number, .to = "mql", .event = event, .who = std::move(who)};
    };
    add(step(1, 3, ""));
    add(step(2, 4, ""));
    add(step(3, 4, ""));
    add(Step{.lead = {"bob"}, .number = 1, .to = "mql", .event = 4});
    const auto name = [&](const std::string& who) {
        change([&](Transaction& tx) { return nothing(tx.history.name_mover(step(3, 4, ""), who)); });
    };
    name("Tam");
    name("Somebody else");
    reopen();
    ASSERT_EQ(steps("ada").size(), 3U);
    EXPECT_EQ(steps("ada")[0].who, "");
    EXPECT_EQ(steps("ada")[1].who, "Tam");
    EXPECT_EQ(steps("ada")[2].who, "Tam");
    EXPECT_EQ(steps("bob")[0].who, "");
}

TEST_P(HistoryContract, WhoMovedInARangeIsFoundOnceUnderTheLeadTheyLiveOnAs) {
    const auto step = [&](std::string lead, std::int64_t number, std::int64_t at) {
        add(Step{.lead = {std::move(lead)}, .number = number, .to = "mql", .at = at_second(at)});
    };
    step("ada", 1, 5);
    step("ada", 2, 6);
    step("bob", 1, 4);
    step("cleo", 1, 9);
    step("dora", 1, 10);
    change([&](Transaction& tx) { return nothing(tx.identities.join({"dora"}, {"ada"})); });
    change([&](Transaction& tx) { return nothing(tx.identities.join({"cleo"}, {"zoe"})); });
    reopen();
    const auto moved = look([&](Transaction& tx) { return tx.history.moved_between(at_second(5), at_second(10)); });
    EXPECT_EQ(moved, (std::vector<LeadId>{{"ada"}, {"zoe"}}));
}

TEST_P(HistoryContract, OnlyWhoWasPromotedByRuleSinceThenCounts) {
    const auto step = [&](std::string lead, std::string to, Step::Cause cause, std::int64_t at) {
        add(Step{.lead = {lead}, .number = 1, .to = to, .at = at_second(at), .cause = cause});
    };
    step("a", "mql", Step::Cause::rule, 5);
    step("b", "mql", Step::Cause::rule, 10);
    step("c", "mql", Step::Cause::heard, 10);
    step("d", "sql", Step::Cause::rule, 10);
    step("e", "mql", Step::Cause::rule, 11);
    EXPECT_EQ(promoted("mql", 10), 2);
    EXPECT_EQ(promoted("mql", 0), 3);
    EXPECT_EQ(promoted("mql", 12), 0);
    EXPECT_EQ(promoted("customer", 0), 0);
}

INSTANTIATE_TEST_SUITE_P(Stores, HistoryContract, testing::ValuesIn(all_stores()), store_name);

}  // namespace
}  // namespace crosswalk
