#include "store_contract.h"

namespace crosswalk {
namespace {

class TablesContract : public StoreContract {
protected:
    template <class Thing>
    void save(const Thing& thing) {
        change([&](Transaction& tx) { return nothing(tx.leads.save(thing)); });
    }
    std::vector<LeadId> matching(std::string key, std::string value) {
        return look([&](Transaction& tx) { return tx.leads.matching(key, value); });
    }
};

TEST_P(TablesContract, ALeadComesBackAsItWasSaved) {
    Lead lead{.id = {"l-1"}, .created_at = at_second(1), .created_in = "mail"};
    lead.values["email"] = {"ada@example.com", {3, "mail", at_second(2), "newest", 4}};
    lead.values["phone"] = {std::nullopt, {5, "crm", at_second(3), "prefer crm unless blank", 4}};
    lead.keys = {{"email", "ada@example.com"}};
    lead.absent = {{"crm", at_second(9)}};
    save(lead);
    reopen();
    const auto back = look([](Transaction& tx) { return tx.leads.load({"l-1"}); });
    ASSERT_TRUE(back);
    EXPECT_EQ(back->value("email"), "ada@example.com");
    EXPECT_FALSE(back->value("phone"));
    EXPECT_EQ(back->values.at("phone").why.event, 5);
    EXPECT_EQ(back->values.at("email").why.connection, "mail");
    EXPECT_EQ(back->values.at("email").why.at, at_second(2));
    EXPECT_EQ(back->values.at("email").why.rule, "newest");
    EXPECT_EQ(back->values.at("email").why.mapping_version, 4);
    EXPECT_EQ(back->keys, lead.keys);
    EXPECT_EQ(back->absent, lead.absent);
    EXPECT_EQ(back->created_at, at_second(1));
    EXPECT_EQ(back->created_in, "mail");
    EXPECT_FALSE(look([](Transaction& tx) { return tx.leads.load({"l-2"}); }));
}

TEST_P(TablesContract, ALeadKeepsItsLatchesItsWayAndHowItWasWon) {
    Lead lead{.id = {"l-1"}, .contested = {{"crm", {"r1", "r2"}}, {"mail", {"m1"}}}};
    lead.consents["email_consent"] = {true, at_second(4), Precision::seconds, 7, "mail", "opted_out"};
    lead.consents["news_consent"] = {.at = at_second(5), .proof = "confirmed"};
    lead.progress = {
        .steps = 3,
        .since = at_second(6),
        .first = {{"lead", at_second(1)}, {"mql", at_second(6)}},
        .then = {{"lead_score", "61"}, {"company", Value{}}}};
    lead.acquired = {"marketing", "webinar", "spring", "autumn"};
    save(lead);
    reopen();
    const auto back = look([](Transaction& tx) { return tx.leads.load({"l-1"}); });
    ASSERT_TRUE(back);
    EXPECT_EQ(back->contested, lead.contested);
    EXPECT_EQ(back->consents, lead.consents);
    EXPECT_EQ(back->progress, lead.progress);
    EXPECT_EQ(back->acquired, lead.acquired);
}

TEST_P(TablesContract, ALeadKeepsWhatIsCountedOfItsScoreToTheLastBit) {
    Lead lead{.id = {"l-1"}};
    lead.score = {.plan = "0123456789abcdef", .through = at_second(8), .rules = std::vector<RuleTally>(3), .due = at_second(900)};
    lead.score.rules[1] = {1.0 / 3, at_second(7), 20'833, 0.1 + 0.2, true};
    lead.score.rules[2] = {-1e-300, at_second(8), 0, 12, true};
    save(lead);
    reopen();
    const auto back = look([](Transaction& tx) { return tx.leads.load({"l-1"}); });
    ASSERT_TRUE(back);
    EXPECT_EQ(back->score, lead.score);
    lead.score.due.reset();
    save(lead);
    EXPECT_EQ(look([](Transaction& tx) { return tx.leads.load({"l-1"}); })->score, lead.score);
}

TEST_P(TablesContract, ValuesHeldForDifferentReasonsKeepTheirOwn) {
    Lead lead{.id = {"l-1"}};
    lead.values["email"] = {"a@example.com", {1, "mail", at_second(1), "newest", 2}};
    lead.values["phone"] = {"+1", {2, "crm", at_second(2), "newest", 3}};
    lead.values["city"] = {"Da Nang", {3, "mail", at_second(3), "newest", 4}};
    save(lead);
    const auto back = look([](Transaction& tx) { return tx.leads.load({"l-1"}); });
    for (const auto& [field, held] : lead.values) {
        EXPECT_EQ(back->values.at(field).value, held.value);
        EXPECT_EQ(back->values.at(field).why.connection, held.why.connection) << field;
        EXPECT_EQ(back->values.at(field).why.event, held.why.event) << field;
        EXPECT_EQ(back->values.at(field).why.at, held.why.at) << field;
        EXPECT_EQ(back->values.at(field).why.rule, held.why.rule) << field;
        EXPECT_EQ(back->values.at(field).why.mapping_version, held.why.mapping_version) << field;
    }
}

TEST_P(TablesContract, ALeadIsFoundByItsKeysAsTheyAreNow) {
    Lead ada{.id = {"ada"}, .keys = {{"email", "a@example.com"}, {"phone", "+1"}}};
    save(ada);
    save(Lead{.id = {"bob"}, .keys = {{"phone", "+1"}}});
    EXPECT_EQ(matching("phone", "+1"), (std::vector<LeadId>{{"ada"}, {"bob"}}));
    ada.keys = {{"email", "b@example.com"}};
    save(ada);
    EXPECT_TRUE(matching("email", "a@example.com").empty());
    EXPECT_EQ(matching("email", "b@example.com"), std::vector<LeadId>{{"ada"}});
    EXPECT_EQ(matching("phone", "+1"), std::vector<LeadId>{{"bob"}});
    EXPECT_TRUE(matching("phone", "b@example.com").empty());
}

TEST_P(TablesContract, ARecordRemembersFieldByField) {
    RecordState record{.key = {"crm", {"Lead"}, {"1"}}, .lead = {"ada"}, .stamped = true};
    record.fields["Score"] = {
        .known = 5, .pending = nullptr, .heard = Observation{5.5, at_second(1), Precision::seconds, 7}};
    record.fields["Blank"] = {.known = nullptr};
    record.fields["Never"] = {};
    save(record);
    const auto back = look([](Transaction& tx) { return tx.leads.record({"crm", {"Lead"}, {"1"}}); });
    ASSERT_TRUE(back);
    EXPECT_TRUE(back->stamped);
    EXPECT_FALSE(back->deleted);
    EXPECT_EQ(back->lead, LeadId{"ada"});
    const auto& score = back->fields.at("Score");
    EXPECT_EQ(score.known, boost::json::value(5));
    ASSERT_TRUE(score.pending) << "blank on its way is not nothing on its way";
    EXPECT_TRUE(score.pending->is_null());
    ASSERT_TRUE(score.heard);
    EXPECT_EQ(*score.heard, *record.fields["Score"].heard);
    ASSERT_TRUE(back->fields.at("Blank").known);
    EXPECT_TRUE(back->fields.at("Blank").known->is_null());
    EXPECT_FALSE(back->fields.contains("Never") && back->fields.at("Never").known);
    EXPECT_FALSE(look([](Transaction& tx) { return tx.leads.record({"crm", {"Lead"}, {"2"}}); }));
}

TEST_P(TablesContract, ARecordRemembersWhereItLivesOnAndWhatIsOwedToIt) {
    RecordState record{
        .key = {"crm", {"Lead"}, {"1"}},
        .lead = {"ada"},
        .deleted = true,
        .match_status = MatchStatus::rejected,
        .merged_into = RecordKey{"crm", {"Contact"}, {"2"}},
        .steps_shown = 4};
    record.fields["Score"].written = Written{at_second(3), boost::json::value(4)};
    record.fields["Fresh"].written = Written{at_second(4), std::nullopt};
    record.fields["Blank"].written = Written{at_second(5), boost::json::value(nullptr)};
    record.fields["Phone"].overwrite_count = OverwriteCount{at_second(6), 3};
    record.fields["City"].restore = boost::json::value("Hue");
    save(record);
    const auto back = look([](Transaction& tx) { return tx.leads.record({"crm", {"Lead"}, {"1"}}); });
    ASSERT_TRUE(back);
    EXPECT_EQ(back->merged_into, record.merged_into);
    EXPECT_EQ(back->match_status, MatchStatus::rejected);
    EXPECT_EQ(back->steps_shown, 4);
    EXPECT_EQ(back->fields.at("Score").written->at, at_second(3));
    EXPECT_EQ(back->fields.at("Score").written->replaced, boost::json::value(4));
    EXPECT_FALSE(back->fields.at("Fresh").written->replaced);
    EXPECT_EQ(back->fields.at("Blank").written->replaced, boost::json::value(nullptr));
    EXPECT_EQ(back->fields.at("Phone").overwrite_count->since, at_second(6));
    EXPECT_EQ(back->fields.at("Phone").overwrite_count->count, 3);
    EXPECT_EQ(back->fields.at("City").restore, boost::json::value("Hue"));
    EXPECT_FALSE(back->fields.at("City").known);
}

TEST_P(TablesContract, RecordsFollowTheirLead) {
    RecordState first{.key = {"crm", {"Lead"}, {"1"}}, .lead = {"ada"}};
    save(first);
    save(RecordState{.key = {"mail", {"contact"}, {"1"}}, .lead = {"ada"}, .deleted = true});
    const auto of = [&](std::string lead) {
        return look([&](Transaction& tx) { return tx.leads.records_of({lead}); });
    };
    EXPECT_EQ(of("ada").size(), 2U);
    first.lead = {"bob"};
    save(first);
    ASSERT_EQ(of("ada").size(), 1U);
    EXPECT_TRUE(of("ada")[0].deleted);
    EXPECT_EQ(of("bob").size(), 1U);
}

TEST_P(TablesContract, HistoryIsNewestFirstForEveryFieldOrOne) {
    for (int i = 1; i <= 3; ++i)
        change([&](Transaction& tx) {
            return nothing(tx.history.add(
                {.lead = {"ada"},
                 .event = i,
                 .at = at_second(i),
                 .field = i == 2 ? "phone" : "email",
                 .after = std::to_string(i),
                 .connection = "crm",
                 .rule = "newest",
                 .note = "n"}
            ));
        });
    const auto of = [&](std::string field, std::size_t limit) {
        return look([&](Transaction& tx) { return tx.history.of({"ada"}, field, limit); });
    };
    ASSERT_EQ(of("", 2).size(), 2U);
    EXPECT_EQ(of("", 2)[0].event, 3);
    ASSERT_EQ(of("email", 10).size(), 2U);
    EXPECT_EQ(of("email", 10)[1].event, 1);
    EXPECT_FALSE(of("email", 10)[1].before) << "blank is not the empty text";
    EXPECT_EQ(of("phone", 10)[0].after, "2");
}

TEST_P(TablesContract, WhatIsWantedTwiceIsReadOnce) {
    const RecordKey key{"crm", {"Lead"}, {"1"}};
    const auto want = [&](ReadRequest wanted, std::int64_t due) {
        wanted.key = key;
        change([&](Transaction& tx) { return nothing(tx.reads.want(wanted, at_second(due))); });
    };
    const auto due = [&](std::int64_t now) {
        return look([&](Transaction& tx) { return tx.reads.due("crm", 10, at_second(now)); });
    };
    const auto next = [&] { return look([](Transaction& tx) { return tx.reads.next_due("crm"); }); };
    EXPECT_FALSE(next());
    want({.parent = 5, .changes = 1, .applied_some = true}, 20);
    want({.parent = 3, .changes = 2}, 10);
    EXPECT_EQ(next(), at_second(10));
    EXPECT_TRUE(due(9).empty());
    ASSERT_EQ(due(10).size(), 1U);
    EXPECT_EQ(due(10)[0].parent, 5);
    EXPECT_EQ(due(10)[0].changes, 3);
    EXPECT_TRUE(due(10)[0].applied_some);
    change([&](Transaction& tx) { return nothing(tx.reads.postpone(key, at_second(60))); });
    EXPECT_TRUE(due(59).empty());
    EXPECT_EQ(due(60)[0].attempts, 1);
    const auto taken = change([&](Transaction& tx) { return tx.reads.take(key); });
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->key, key);
    EXPECT_EQ(taken->changes, 3);
    EXPECT_FALSE(change([&](Transaction& tx) { return tx.reads.take(key); }));
    EXPECT_FALSE(next());
}

TEST_P(TablesContract, ParkedItemsAreListedAndTakenOnce) {
    const auto park = [&](std::string code) {
        return change([&](Transaction& tx) {
            return tx.parked.park(
                {.what = Parked::What::change,
                 .connection = "crm",
                 .event = 3,
                 .kind = {"Lead"},
                 .fields = {"a", "b"},
                 .code = code,
                 .since = at_second(1)}
            );
        });
    };
    const auto first = park("one"), second = park("two");
    EXPECT_LT(first, second);
    EXPECT_EQ(look([](Transaction& tx) { return tx.parked.list(1); }).size(), 1U);
    const auto taken = change([&](Transaction& tx) { return tx.parked.take(second); });
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->code, "two");
    EXPECT_EQ(taken->fields, (FieldSet{"a", "b"}));
    EXPECT_FALSE(change([&](Transaction& tx) { return tx.parked.take(second); }));
    EXPECT_GT(park("three"), second) << "an admin's number never comes to mean something else";
}

TEST_P(TablesContract, AStepHeldBackIsListedAndInNoBook) {
    change([](Transaction& tx) {
        return tx.parked.park(
            {.what = Parked::What::step,
             .connection = "crm",
             .lead = {"ada"},
             .record = "mql",
             .code = "stage.surge"}
        );
    });
    const auto all = look([](Transaction& tx) { return tx.parked.list(5); });
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].what, Parked::What::step);
    EXPECT_TRUE(book("crm", Book::changes).empty());
}

TEST_P(TablesContract, WhatASweepRecoveredIsTaggedBesideTheBook) {
    change([](Transaction& tx) -> Result<Nothing> {
        for (const auto word : {books::kTotal, books::kApplied, books::kRecovered})
            tx.books.add("crm", Book::changes, word, 1);
        return Nothing{};
    });
    EXPECT_EQ(book("crm", Book::changes), (Counts{{"applied", 1}, {"recovered", 1}, {"total", 1}}));
}

TEST_P(TablesContract, SettingsAreFoundByNameAndPrefix) {
    const auto put = [&](std::string name, std::string value) {
        change([&](Transaction& tx) { return nothing(tx.settings.put(name, value)); });
    };
    put("pause/crm", "1");
    put("pause/crm", "2");
    put("pause/mail", std::string("\0\xff", 2));
    put("pausf", "no");
    put("pause%", "no");
    const auto all = look([](Transaction& tx) { return tx.settings.starting_with("pause/"); });
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0], (std::pair<std::string, std::string>{"pause/crm", "2"}));
    EXPECT_EQ(all[1].second, std::string("\0\xff", 2));
    change([](Transaction& tx) { return nothing(tx.settings.drop("pause/crm")); });
    EXPECT_FALSE(look([](Transaction& tx) { return tx.settings.get("pause/crm"); }));
}

INSTANTIATE_TEST_SUITE_P(Stores, TablesContract, testing::ValuesIn(all_stores()), store_name);

}  // namespace
}  // namespace crosswalk
