// Leads that turn out to be one person, and people who are to be forgotten.
#include "store_contract.h"

namespace crosswalk {
namespace {

using namespace books;

class IdentityContract : public StoreContract {
protected:
    void add(const Unit& unit) {
        change([&](Transaction& tx) { return nothing(unit(tx)); });
    }
    Seq hear(const NewEvent& event) {
        return change([&](Transaction& tx) { return tx.journal.append(event); }).value_or(0);
    }
    void person(const std::string& id) {
        add([&](Transaction& tx) -> Result<void> {
            EXPECT_TRUE(tx.leads.save(Lead{.id = {id}, .keys = {{"email", id + "@example.com"}}}));
            EXPECT_TRUE(tx.history.add({.lead = {id}, .event = 1, .field = "email", .after = id}));
            EXPECT_TRUE(tx.history.add(Step{.lead = {id}, .number = 1, .to = "lead"}));
            return tx.leads.save(RecordState{.key = record_of(id), .lead = {id}});
        });
    }
    static RecordKey record_of(const std::string& id) { return {"crm", {"Lead"}, {"r-" + id}}; }
    void join(const std::string& loser, const std::string& winner) {
        add([&](Transaction& tx) { return tx.identities.join({loser}, {winner}); });
    }
    void erase(const std::string& id) {
        add([&](Transaction& tx) { return tx.identities.erase({id}); });
    }
    void add(const WriteIntent& intent) {
        add([&](Transaction& tx) { return tx.outbox.add(intent); });
    }
    static WriteIntent unlinked(const std::string& lead, FieldSet fields) {
        WriteIntent out = touch_of(lead, std::move(fields));
        out.record.reset();
        out.kind = {};
        return out;
    }
    std::vector<ClaimedWrite> claim() {
        return change([](Transaction& tx) { return tx.outbox.claim("crm", 10, at_second(1'000)); });
    }
    void settle(const WriteResult& settlement) {
        add([&](Transaction& tx) { return tx.outbox.settle(settlement, at_second(1'000)); });
    }
    std::optional<Lead> lead(const std::string& id) {
        return look([&](Transaction& tx) { return tx.leads.load({id}); });
    }
    std::vector<HistoryRow> history(const std::string& id, const std::string& field = "") {
        return look([&](Transaction& tx) { return tx.history.of({id}, field, 10); });
    }
    std::size_t records(const std::string& id) {
        return look([&](Transaction& tx) { return tx.leads.records_of({id}); }).size();
    }
    std::vector<Parked> parked() {
        return look([](Transaction& tx) { return tx.parked.list(10); });
    }
    void park(Parked item) {
        add([&](Transaction& tx) -> Result<void> {
            if (const auto book = item.what == Parked::What::write ? Book::writes : Book::changes;
                item.what == Parked::What::write || item.what == Parked::What::change)
                for (const auto word : {kTotal, kParked}) tx.books.add("crm", book, word, 1);
            const auto id = tx.parked.park(item);
            if (!id) return id.error();
            return {};
        });
    }
};

TEST_P(IdentityContract, AJoinedLeadAnswersAsTheOtherOneForEver) {
    person("ada");
    person("bob");
    join("bob", "ada");
    reopen();
    ASSERT_TRUE(lead("bob"));
    EXPECT_EQ(lead("bob")->id, LeadId{"ada"});
    EXPECT_EQ(records("ada"), 2U);
    EXPECT_EQ(records("bob"), 2U);
    EXPECT_EQ(look([&](Transaction& tx) { return tx.leads.record(record_of("bob")); })->lead, LeadId{"ada"});
    EXPECT_TRUE(look([](Transaction& tx) { return tx.leads.matching("email", "bob@example.com"); }).empty())
        << "what the winner is known by is the winner's to say";
}

TEST_P(IdentityContract, JoinsOfJoinsLeadToTheLastOne) {
    for (const char* id : {"ada", "bob", "cleo", "dan"}) person(id);
    join("bob", "ada");
    join("dan", "cleo");
    join("bob", "dan");
    for (const char* id : {"ada", "bob", "cleo", "dan"}) EXPECT_EQ(lead(id)->id, LeadId{"cleo"}) << id;
    join("ada", "bob");
    EXPECT_EQ(lead("cleo")->id, LeadId{"cleo"}) << "one person is not joined with itself";
    EXPECT_EQ(records("cleo"), 4U);
    EXPECT_EQ(history("bob").size(), 4U);
    EXPECT_EQ(
        look([](Transaction& tx) { return tx.identities.after({}, 10); }), std::vector<LeadId>{{"cleo"}}
    );
}

TEST_P(IdentityContract, BothPastsAreReadAsOne) {
    person("ada");
    person("bob");
    add([](Transaction& tx) { return tx.history.add({.lead = {"ada"}, .event = 2, .field = "phone"}); });
    join("bob", "ada");
    add([](Transaction& tx) { return tx.history.add({.lead = {"ada"}, .event = 3, .field = "email"}); });
    const auto rows = history("ada", "email");
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].event, 3);
    EXPECT_EQ(rows[1].after, "bob");
    EXPECT_EQ(rows[2].after, "ada");
    EXPECT_EQ(look([](Transaction& tx) { return tx.history.of({"ada"}, "email", 2); }).size(), 2U);
    const auto steps = [&](bool joined) {
        return look([&](Transaction& tx) { return tx.history.steps({"ada"}, 0, joined); }).size();
    };
    EXPECT_EQ(steps(true), 2U);
    EXPECT_EQ(steps(false), 1U);
}

TEST_P(IdentityContract, WhatWaitsForAPersonOrForItsTimeMovesOver) {
    person("ada");
    person("bob");
    park({.what = Parked::What::change, .connection = "crm", .lead = {"bob"}, .code = "c"});
    for (const auto& [kind, subject, at] :
         {std::tuple{"reentry", "bob", 5}, {"reentry", "ada", 9}, {"remind", "bob", 7}, {"remind", "ada", 6}})
        add([&](Transaction& tx) { return tx.timers.set({kind, subject, at_second(at), ""}); });
    join("bob", "ada");
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].lead, LeadId{"ada"});
    const auto due = change([&](Transaction& tx) { return tx.timers.claim(10, at_second(99), at_second(999)); });
    ASSERT_EQ(due.size(), 2U);
    EXPECT_EQ(due[0].kind, "reentry");
    EXPECT_EQ(due[0].due, at_second(5)) << "the earlier one";
    EXPECT_EQ(due[1].due, at_second(6));
    for (const Timer& timer : due) EXPECT_EQ(timer.subject, "ada");
}

TEST_P(IdentityContract, WhatWaitsForTheLoserIsBookedAsMerged) {
    person("ada");
    person("bob");
    add(touch_of("bob", {"email"}));
    add(touch_of("ada", {"phone"}));
    join("bob", "ada");
    EXPECT_EQ(book("crm", Book::writes), (Counts{{"merged", 1}, {"total", 2}, {"waiting", 1}}));
    ASSERT_EQ(claim().size(), 1U);
}

TEST_P(IdentityContract, AWriteInFlightGoesOnAsTheWinners) {
    person("ada");
    person("bob");
    add(touch_of("bob", {"email"}));
    const auto writes = claim();
    ASSERT_EQ(writes.size(), 1U);
    add(touch_of("bob", {"company"}));
    join("bob", "ada");
    EXPECT_EQ(book("crm", Book::writes), (Counts{{"in_flight", 1}, {"merged", 1}, {"total", 2}}));
    add(touch_of("ada", {"phone"}));
    EXPECT_TRUE(claim().empty()) << "one write in flight for each lead";
    // Who held the record meanwhile does not take it back.
    add([](Transaction& tx) { return tx.leads.save(RecordState{.key = record_of("bob"), .lead = {"bob"}}); });
    EXPECT_EQ(records("ada"), 2U);
    settle({.write = writes[0].id, .how = WriteResult::How::parked, .code = "c"});
    EXPECT_EQ(parked()[0].lead, LeadId{"ada"});
    EXPECT_EQ(claim().size(), 1U);
}

TEST_P(IdentityContract, ALateTouchOfTheLoserReachesTheWinner) {
    person("ada");
    person("bob");
    join("bob", "ada");
    add(unlinked("bob", {"email"}));
    add(unlinked("ada", {"phone"}));
    EXPECT_EQ(
        look([](Transaction& tx) { return tx.outbox.waiting("crm", {"bob"}); }), (FieldSet{"email", "phone"})
    );
    const auto writes = claim();
    ASSERT_EQ(writes.size(), 1U);
    EXPECT_EQ(writes[0].intent.lead, LeadId{"ada"});
}

TEST_P(IdentityContract, WhatTheWinnerWaitsToWriteComesBehindTheLosersClaim) {
    person("ada");
    person("bob");
    add(unlinked("bob", {"email"}));
    const auto first = claim();
    ASSERT_EQ(first.size(), 1U);
    add(unlinked("ada", {"phone"}));
    join("bob", "ada");
    EXPECT_TRUE(claim().empty());
    add([&](Transaction& tx) { return tx.outbox.link(first[0].id, {"Lead"}, {"new"}); });
    settle({.write = first[0].id});
    const auto second = claim();
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].intent.record, VendorId{"new"});
    EXPECT_EQ(second[0].intent.fields, FieldSet{"phone"});
}

TEST_P(IdentityContract, TwoClaimsAtOneMomentBecomeOneWhenTheyComeBack) {
    person("ada");
    person("bob");
    add(unlinked("bob", {"email"}));
    add(unlinked("ada", {"phone"}));
    const auto writes = claim();
    ASSERT_EQ(writes.size(), 2U);
    join("bob", "ada");
    for (const ClaimedWrite& write : writes)
        settle({.write = write.id, .how = WriteResult::How::again, .due = at_second(100)});
    EXPECT_EQ(book("crm", Book::writes), (Counts{{"merged", 1}, {"total", 2}, {"waiting", 1}}));
    const auto again = claim();
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].intent.fields, (FieldSet{"email", "phone"}));
    EXPECT_EQ(again[0].intent.lead, LeadId{"ada"});
}

TEST_P(IdentityContract, LeadsAreGoneThroughInTheOrderOfTheirIds) {
    for (const char* id : {"b", "d", "a", "c"}) person(id);
    add([](Transaction& tx) { return tx.history.add({.lead = {"bb"}, .field = "nobody"}); });
    const auto after = [&](std::string mark, std::size_t limit) {
        return look([&](Transaction& tx) { return tx.identities.after({mark}, limit); });
    };
    EXPECT_EQ(after("", 2), (std::vector<LeadId>{{"a"}, {"b"}}));
    EXPECT_EQ(after("b", 9), (std::vector<LeadId>{{"c"}, {"d"}}));
    EXPECT_TRUE(after("d", 9).empty());
}

TEST_P(IdentityContract, NothingIsLeftOfWhoIsErased) {
    const Seq webhook = hear(event_of("mail", "thin"));
    NewEvent answer = event_of("mail", "ada@example.com");
    answer.kind = EventKind::read;
    answer.parent = webhook;
    answer.memo = "asked for ada@example.com";
    answer.delivery.headers = {{"X-Contact", "ada"}};
    const Seq read = hear(answer);
    const Seq of_bob = hear(event_of("mail", "bob"));
    for (const char* id : {"ada", "ada2", "bob"}) person(id);
    add([&](Transaction& tx) { return tx.journal.link_lead(read, {"ada"}); });
    add([&](Transaction& tx) { return tx.journal.link_lead(read, {"ada"}); });
    add([&](Transaction& tx) { return tx.journal.link_lead(of_bob, {"bob"}); });
    join("ada2", "ada");
    add([](Transaction& tx) { return tx.timers.set({"reentry", "ada", at_second(1), ""}); });
    add(touch_of("ada", {"email"}));
    ASSERT_EQ(claim().size(), 1U);
    add(touch_of("ada", {"phone"}));
    park({.what = Parked::What::change, .connection = "crm", .lead = {"ada"}, .code = "c"});
    park({.what = Parked::What::write, .connection = "crm", .lead = {"ada"}, .code = "c"});
    park({.what = Parked::What::step, .connection = "crm", .lead = {"ada"}, .code = "c"});
    erase("ada2");
    reopen();
    for (const char* id : {"ada", "ada2"}) {
        EXPECT_FALSE(lead(id)) << id;
        EXPECT_TRUE(history(id).empty()) << id;
        EXPECT_EQ(records(id), 0U) << id;
        EXPECT_TRUE(look([&](Transaction& tx) { return tx.history.steps({id}, 0, true); }).empty()) << id;
        EXPECT_FALSE(look([&](Transaction& tx) { return tx.leads.record(record_of(id)); })) << id;
    }
    EXPECT_TRUE(look([](Transaction& tx) { return tx.leads.matching("email", "ada@example.com"); }).empty());
    EXPECT_FALSE(look([](Transaction& tx) { return tx.timers.next_due(at_second(99)); }));
    EXPECT_TRUE(parked().empty());
    EXPECT_TRUE(claim().empty());
    EXPECT_EQ(book("crm", Book::writes), (Counts{{"total", 3}, {"withdrawn", 3}}));
    EXPECT_EQ(book("crm", Book::changes), (Counts{{"irrelevant", 1}, {"total", 1}}));
    for (const Event& event : look([](Transaction& tx) { return tx.journal.after(0, 9); })) {
        EXPECT_TRUE(event.intact);
        EXPECT_EQ(event.delivery.body, event.seq == of_bob ? "bob" : "");
        if (event.seq == of_bob) continue;
        EXPECT_EQ(event.delivery.target + event.memo, "");
        EXPECT_TRUE(event.delivery.headers.empty());
    }
    EXPECT_TRUE(lead("bob"));
    EXPECT_EQ(history("bob").size(), 1U);
}

TEST_P(IdentityContract, WhoComesBackUnderAnOldIdHasNoPast) {
    person("ada");
    erase("ada");
    person("bob");
    person("ada");
    EXPECT_EQ(history("ada").size(), 1U);
    EXPECT_EQ(history("bob").size(), 1U);
}

TEST_P(IdentityContract, AClosedAddressIsKnownAgainHoweverItIsWritten) {
    add([](Transaction& tx) {
        return tx.identities.remember("ada@example.com", "email_consent", at_second(1));
    });
    add([](Transaction& tx) {
        return tx.identities.remember("Ada@Example.com", "email_consent", at_second(2));
    });
    add([](Transaction& tx) {
        return tx.identities.remember("ada@example.com", "news_consent", at_second(3));
    });
    reopen();
    const auto closed = [&](std::string address) {
        return look([&](Transaction& tx) { return tx.identities.closed_for(address); });
    };
    using Closed = std::map<std::string, Millis>;
    EXPECT_EQ(closed("ADA@example.com"), (Closed{{"email_consent", at_second(2)}, {"news_consent", at_second(3)}}));
    EXPECT_TRUE(closed("bob@example.com").empty());
}

TEST_P(IdentityContract, AUnitThatFailsJoinsAndErasesNobody) {
    person("ada");
    person("bob");
    const auto failed = run_one(*store, [](Transaction& tx) -> Result<void> {
        EXPECT_TRUE(tx.identities.join({"bob"}, {"ada"}));
        EXPECT_TRUE(tx.identities.erase({"ada"}));
        EXPECT_TRUE(tx.leads.save(Lead{.id = {"new"}}));
        EXPECT_TRUE(tx.history.add({.lead = {"new"}, .field = "never_seen", .connection = "never"}));
        return Fault{"test.no", "", ""};
    });
    EXPECT_FALSE(failed);
    person("cleo");
    add([](Transaction& tx) {
        return tx.history.add({.lead = {"cleo"}, .field = "first_seen", .connection = "mail"});
    });
    EXPECT_EQ(lead("bob")->id, LeadId{"bob"});
    EXPECT_FALSE(lead("new"));
    EXPECT_TRUE(history("new").empty());
    ASSERT_EQ(history("cleo", "first_seen").size(), 1U);
    EXPECT_EQ(history("cleo", "first_seen")[0].connection, "mail");
    EXPECT_EQ(history("ada").size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Stores, IdentityContract, testing::ValuesIn(all_stores()), store_name);

}  // namespace
}  // namespace crosswalk
