#include "store_contract.h"

namespace crosswalk {
namespace {

using How = WriteResult::How;

class OutboxContract : public StoreContract {
protected:
    void add(const WriteIntent& intent) {
        change([&](Transaction& tx) { return nothing(tx.outbox.add(intent)); });
    }
    std::vector<ClaimedWrite> claim(std::size_t limit = 10, std::int64_t now = 100) {
        return change([&](Transaction& tx) { return tx.outbox.claim("crm", limit, at_second(now)); });
    }
    ClaimedWrite claim_one() {
        auto writes = claim();
        EXPECT_EQ(writes.size(), 1U);
        return writes.empty() ? ClaimedWrite{} : writes.front();
    }
    void settle(const WriteResult& settlement, std::int64_t now = 100) {
        change([&](Transaction& tx) { return nothing(tx.outbox.settle(settlement, at_second(now))); });
    }
    void link(std::int64_t write, std::string id) {
        change([&](Transaction& tx) { return nothing(tx.outbox.link(write, {"Lead"}, {id})); });
    }
    Counts writes() { return book("crm", Book::writes); }
};

std::vector<std::string> leads(const std::vector<ClaimedWrite>& writes) {
    std::vector<std::string> out;
    for (const ClaimedWrite& write : writes) out.push_back(write.intent.lead.text);
    return out;
}

TEST_P(OutboxContract, ATouchWaitsUntilItIsDueAndComesBackWhole) {
    WriteIntent asked = touch_of("ada", {"email", "lead_score"}, Urgency::score, 50);
    asked.cause = 7;
    add(asked);
    EXPECT_EQ(writes(), (Counts{{"total", 1}, {"waiting", 1}}));
    EXPECT_TRUE(claim(10, 49).empty());
    const ClaimedWrite write = claim_one();
    EXPECT_EQ(write.intent.fields, asked.fields);
    EXPECT_EQ(write.intent.record, asked.record);
    EXPECT_EQ(write.intent.kind, asked.kind);
    EXPECT_EQ(write.intent.urgency, Urgency::score);
    EXPECT_EQ(write.intent.due, at_second(50));
    EXPECT_EQ(write.intent.cause, 7);
    EXPECT_EQ(write.attempts, 0);
    EXPECT_FALSE(write.unanswered);
    EXPECT_EQ(writes(), (Counts{{"in_flight", 1}, {"total", 1}}));
}

TEST_P(OutboxContract, TouchesOfOneDestinationBecomeOneWrite) {
    add(touch_of("ada", {"email"}, Urgency::bulk, 10));
    add(touch_of("ada", {"lead_score"}, Urgency::score, 40));
    EXPECT_EQ(writes(), (Counts{{"merged", 1}, {"total", 2}, {"waiting", 1}}));
    const ClaimedWrite write = claim_one();
    EXPECT_EQ(write.intent.fields, (FieldSet{"email", "lead_score"}));
    EXPECT_EQ(write.intent.urgency, Urgency::score);
    EXPECT_EQ(write.intent.due, at_second(10));
    settle({.write = write.id});
    EXPECT_EQ(writes(), (Counts{{"applied", 1}, {"merged", 1}, {"total", 2}}));
}

TEST_P(OutboxContract, WhatIsTouchedInFlightIsAWriteOfItsOwnAfterwards) {
    add(touch_of("ada", {"email"}));
    const ClaimedWrite first = claim_one();
    add(touch_of("ada", {"phone"}, Urgency::now, 60));
    add(touch_of("ada", {"company"}, Urgency::bulk, 70));
    EXPECT_EQ(writes(), (Counts{{"in_flight", 1}, {"merged", 1}, {"total", 3}, {"waiting", 1}}));
    EXPECT_TRUE(claim().empty()) << "one write in flight for each lead";
    settle({.write = first.id});
    EXPECT_EQ(writes(), (Counts{{"applied", 1}, {"merged", 1}, {"total", 3}, {"waiting", 1}}));
    const ClaimedWrite second = claim_one();
    EXPECT_EQ(second.intent.fields, (FieldSet{"company", "phone"}));
    EXPECT_EQ(second.intent.urgency, Urgency::now);
    EXPECT_EQ(second.attempts, 0);
}

TEST_P(OutboxContract, AgainCountsTheAttemptAndRemembersWhereItStood) {
    add(touch_of("ada", {"email"}));
    settle(
        {.write = claim_one().id, .how = How::again, .due = at_second(200), .unanswered = true, .memo = "m"}
    );
    EXPECT_EQ(writes(), (Counts{{"total", 1}, {"waiting", 1}}));
    EXPECT_TRUE(claim(10, 199).empty());
    auto again = claim(10, 200);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].attempts, 1);
    EXPECT_TRUE(again[0].unanswered);
    EXPECT_EQ(again[0].memo, "m");
    settle({.write = again[0].id, .how = How::again, .due = at_second(300), .counts = false});
    again = claim(10, 300);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].attempts, 1) << "the vendor's pace is not this record's failure";
    EXPECT_FALSE(again[0].unanswered);
}

TEST_P(OutboxContract, AgainTakesAlongWhatWasTouchedMeanwhile) {
    add(touch_of("ada", {"email"}));
    const ClaimedWrite first = claim_one();
    add(touch_of("ada", {"phone"}));
    settle({.write = first.id, .how = How::again, .due = at_second(100)});
    EXPECT_EQ(writes(), (Counts{{"merged", 1}, {"total", 2}, {"waiting", 1}}));
    EXPECT_EQ(claim_one().intent.fields, (FieldSet{"email", "phone"}));
}

TEST_P(OutboxContract, AParkedWriteIsVisibleWithItsCause) {
    WriteIntent asked = touch_of("ada", {"email"});
    asked.cause = 7;
    add(asked);
    const ClaimedWrite write = claim_one();
    settle({.write = write.id, .how = How::parked, .code = "c", .says = "s", .advice = "a"}, 120);
    EXPECT_EQ(writes(), (Counts{{"parked", 1}, {"total", 1}}));
    const auto parked = look([](Transaction& tx) { return tx.parked.list(10); });
    ASSERT_EQ(parked.size(), 1U);
    EXPECT_EQ(parked[0].what, Parked::What::write);
    EXPECT_EQ(parked[0].connection, "crm");
    EXPECT_EQ(parked[0].event, 7);
    EXPECT_EQ(parked[0].lead, LeadId{"ada"});
    EXPECT_EQ(parked[0].record, "r-ada");
    EXPECT_EQ(parked[0].fields, FieldSet{"email"});
    EXPECT_EQ(parked[0].code + parked[0].says + parked[0].advice, "csa");
    EXPECT_EQ(parked[0].since, at_second(120));
}

TEST_P(OutboxContract, AWithdrawnWriteIsGone) {
    add(touch_of("ada", {"email"}));
    settle({.write = claim_one().id, .how = How::withdrawn});
    EXPECT_EQ(writes(), (Counts{{"total", 1}, {"withdrawn", 1}}));
    EXPECT_TRUE(claim().empty());
}

TEST_P(OutboxContract, ASettlementCountsOnceAndUnknownOnesNotAtAll) {
    add(touch_of("ada", {"email"}));
    const ClaimedWrite write = claim_one();
    settle({.write = write.id});
    settle({.write = write.id});
    settle({.write = 4711, .how = How::parked});
    EXPECT_EQ(writes(), (Counts{{"applied", 1}, {"total", 1}}));
}

TEST_P(OutboxContract, TheMostUrgentGoFirstThenTheLongestDue) {
    add(touch_of("a", {"f"}, Urgency::bulk, 1));
    add(touch_of("b", {"f"}, Urgency::score, 9));
    add(touch_of("c", {"f"}, Urgency::score, 2));
    add(touch_of("d", {"f"}, Urgency::now, 8));
    add(touch_of("e", {"f"}, Urgency::score, 2));
    EXPECT_EQ(leads(claim(3)), (std::vector<std::string>{"d", "c", "e"}));
    EXPECT_EQ(leads(claim(3)), (std::vector<std::string>{"b", "a"}));
}

TEST_P(OutboxContract, NeverTwoWritesOfOneLeadAtOnce) {
    WriteIntent contact = touch_of("ada", {"f"});
    contact.kind = {"Contact"};
    add(touch_of("ada", {"f"}));
    add(contact);
    add(touch_of("bob", {"f"}));
    EXPECT_EQ(leads(claim()), (std::vector<std::string>{"ada", "bob"}));
    EXPECT_TRUE(claim().empty());
}

TEST_P(OutboxContract, ConnectionsDoNotHoldEachOtherUp) {
    WriteIntent elsewhere = touch_of("ada", {"f"});
    elsewhere.connection = "mail";
    add(touch_of("ada", {"f"}));
    add(elsewhere);
    EXPECT_EQ(claim().size(), 1U);
    EXPECT_EQ(change([](Transaction& tx) { return tx.outbox.claim("mail", 5, at_second(100)); }).size(), 1U);
}

TEST_P(OutboxContract, AnUnlinkedWriteIsSentToTheRecordItWasLinkedTo) {
    WriteIntent unlinked = touch_of("ada", {"email"});
    unlinked.record.reset();
    unlinked.kind = {};
    add(unlinked);
    const ClaimedWrite first = claim_one();
    EXPECT_FALSE(first.intent.record);
    add(unlinked);
    link(first.id, "r-ada");
    settle({.write = first.id});
    const ClaimedWrite second = claim_one();
    EXPECT_EQ(second.intent.record, VendorId{"r-ada"});
    EXPECT_EQ(second.intent.kind, VendorKind{"Lead"});
    add(touch_of("ada", {"phone"}));
    EXPECT_EQ(writes(), (Counts{{"applied", 1}, {"in_flight", 1}, {"total", 3}, {"waiting", 1}}));
}

TEST_P(OutboxContract, LinkingInFlightMeetsWhatWaitsThereAlready) {
    WriteIntent unlinked = touch_of("ada", {"email"});
    unlinked.record.reset();
    unlinked.kind = {};
    add(unlinked);
    const ClaimedWrite first = claim_one();
    unlinked.fields = {"company"};
    add(unlinked);
    add(touch_of("ada", {"phone"}));
    link(first.id, "r-ada");
    EXPECT_EQ(writes(), (Counts{{"in_flight", 1}, {"merged", 1}, {"total", 3}, {"waiting", 1}}));
    settle({.write = first.id});
    EXPECT_EQ(claim_one().intent.fields, (FieldSet{"company", "phone"}));
}

TEST_P(OutboxContract, WhatOfALeadIsStillOnItsWayIsKnown) {
    const auto waiting = [&] {
        return look([](Transaction& tx) { return tx.outbox.waiting("crm", {"ada"}); });
    };
    EXPECT_TRUE(waiting().empty());
    add(touch_of("ada", {"email"}));
    add(touch_of("bob", {"city"}));
    const ClaimedWrite write = claim(1).at(0);
    add(touch_of("ada", {"phone"}));
    EXPECT_EQ(waiting(), (FieldSet{"email", "phone"}));
    settle({.write = write.id});
    EXPECT_EQ(waiting(), FieldSet{"phone"});
}

TEST_P(OutboxContract, AfterARestartWhatWasInFlightIsUnansweredAndWaits) {
    add(touch_of("ada", {"email"}));
    add(touch_of("bob", {"email"}));
    ASSERT_EQ(claim().size(), 2U);
    add(touch_of("ada", {"phone"}));
    reopen();
    EXPECT_EQ(change([](Transaction& tx) { return tx.outbox.release_claims(at_second(150)); }), 2U);
    EXPECT_EQ(writes(), (Counts{{"merged", 1}, {"total", 3}, {"waiting", 2}}));
    for (const ClaimedWrite& write : claim(10, 150)) {
        EXPECT_TRUE(write.unanswered);
        EXPECT_EQ(write.attempts, 0);
    }
    EXPECT_EQ(writes(), (Counts{{"in_flight", 2}, {"merged", 1}, {"total", 3}}));
}

TEST_P(OutboxContract, TheNextDueTimeIsTheEarliestOfAllThatWait) {
    const auto next = [&] { return look([](Transaction& tx) { return tx.outbox.next_due("crm"); }); };
    EXPECT_FALSE(next());
    add(touch_of("a", {"f"}, Urgency::now, 30));
    add(touch_of("b", {"f"}, Urgency::bulk, 20));
    EXPECT_EQ(next(), at_second(20));
    EXPECT_EQ(claim(10, 25).size(), 1U);
    EXPECT_EQ(next(), at_second(30));
}

TEST_P(OutboxContract, ScoresAndBulkValuesGatherAndUrgentWritesDoNot) {
    add(touch_of("urgent", {"f"}, Urgency::now, 20));
    add(touch_of("scored", {"f"}, Urgency::score, 10));
    add(touch_of("bulk", {"f"}, Urgency::bulk, 10));
    const auto claim_at = [&](std::int64_t now) {
        return change([&](Transaction& tx) {
            return tx.outbox.claim("crm", 10, at_second(now), at_second(40));
        });
    };
    const auto next = [&] {
        return look([](Transaction& tx) { return tx.outbox.next_due("crm", at_second(40)); });
    };
    EXPECT_EQ(next(), at_second(20));
    const auto urgent = claim_at(39);
    ASSERT_EQ(urgent.size(), 1U);
    EXPECT_EQ(urgent[0].intent.lead, LeadId{"urgent"});
    EXPECT_EQ(next(), at_second(40));
    EXPECT_EQ(claim_at(40).size(), 2U);
}

TEST_P(OutboxContract, WhatWaitsForALeadInFlightFallsDueForNobody) {
    const auto next = [&] { return look([](Transaction& tx) { return tx.outbox.next_due("crm"); }); };
    add(touch_of("a", {"consent"}, Urgency::consent, 10));
    add(touch_of("a", {"f"}, Urgency::now, 10));
    ASSERT_EQ(claim(10, 20).size(), 1U);
    EXPECT_FALSE(next()) << "it cannot be claimed: whoever waits for it would spin";
}

INSTANTIATE_TEST_SUITE_P(Stores, OutboxContract, testing::ValuesIn(all_stores()), store_name);

TEST_P(OutboxContract, AgainStaysAsUrgentAsItsMostUrgentField) {
    add(touch_of("ada", {"consent"}, Urgency::now));
    const ClaimedWrite first = claim_one();
    add(touch_of("ada", {"company"}, Urgency::bulk));
    settle({.write = first.id, .how = How::again, .due = at_second(100)});
    EXPECT_EQ(claim_one().intent.urgency, Urgency::now) << "consent must not wait with the bulk";
}

TEST_P(OutboxContract, ConsentWaitsInAWriteOfItsOwnAndIsClaimedFirst) {
    add(touch_of("ada", {"stage"}, Urgency::now, 10));
    add(touch_of("bob", {"stage"}, Urgency::now, 10));
    add(touch_of("ada", {"consent"}, Urgency::consent, 90));
    EXPECT_EQ(writes(), (Counts{{"total", 3}, {"waiting", 3}}));
    EXPECT_EQ(
        look([](Transaction& tx) { return tx.outbox.waiting("crm", {"ada"}); }),
        (FieldSet{"consent", "stage"})
    );
    auto first = claim();
    ASSERT_EQ(first.size(), 2U) << "never two writes of one lead";
    EXPECT_EQ(first[0].intent.fields, FieldSet{"consent"});
    EXPECT_EQ(first[0].intent.urgency, Urgency::consent);
    EXPECT_EQ(first[1].intent.lead, LeadId{"bob"});
    EXPECT_TRUE(claim().empty());
    settle({.write = first[0].id});
    EXPECT_EQ(claim_one().intent.fields, FieldSet{"stage"});
}

TEST_P(OutboxContract, MembershipsWaitInAWriteOfTheirOwn) {
    WriteIntent groups = touch_of("ada", {"newsletter"}, Urgency::bulk, 20);
    groups.part = WritePart::memberships;
    add(groups);
    add(touch_of("ada", {"company"}, Urgency::bulk, 10));
    add(touch_of("ada", {"consent"}, Urgency::consent, 90));
    add(groups);
    EXPECT_EQ(writes(), (Counts{{"total", 4}, {"waiting", 3}, {"merged", 1}}));
    for (const auto& [fields, part] :
         {std::pair{FieldSet{"consent"}, WritePart::consent}, {FieldSet{"company"}, WritePart::fields},
          {FieldSet{"newsletter"}, WritePart::memberships}}) {
        const ClaimedWrite next = claim_one();
        EXPECT_EQ(next.intent.fields, fields);
        EXPECT_EQ(next.intent.part, part);
        settle({.write = next.id});
    }
}

TEST_P(OutboxContract, AWriteThatIsTriedAgainLaterHoldsNoConsentBack) {
    add(touch_of("ada", {"company"}));
    settle({.write = claim_one().id, .how = How::again, .due = at_second(900), .unanswered = true});
    add(touch_of("ada", {"consent"}, Urgency::consent, 90));
    const auto next = look([](Transaction& tx) { return tx.outbox.next_due("crm"); });
    EXPECT_EQ(next, at_second(90));
    const ClaimedWrite consent = claim_one();
    EXPECT_EQ(consent.intent.fields, FieldSet{"consent"});
    EXPECT_EQ(consent.attempts, 0);
    EXPECT_FALSE(consent.unanswered);
}

TEST_P(OutboxContract, AParkedWriteMayNameSomeOfItsFieldsAndSinceWhen) {
    add(touch_of("ada", {"company", "name"}));
    settle(
        {.write = claim_one().id, .how = How::parked, .code = "c", .fields = {"name"}, .since = at_second(7)}
    );
    const auto parked = look([](Transaction& tx) { return tx.parked.list(10); });
    ASSERT_EQ(parked.size(), 1U);
    EXPECT_EQ(parked[0].fields, FieldSet{"name"});
    EXPECT_EQ(parked[0].since, at_second(7));
}

TEST_P(OutboxContract, AParkedWriteNamesItsOwnCauseNotThatOfALaterOne) {
    WriteIntent first = touch_of("ada", {"email"});
    first.cause = 7;
    add(first);
    const ClaimedWrite write = claim_one();
    WriteIntent later = touch_of("ada", {"phone"});
    later.cause = 9;
    add(later);
    settle({.write = write.id, .how = How::parked, .code = "c"});
    const auto parked = look([](Transaction& tx) { return tx.parked.list(10); });
    ASSERT_EQ(parked.size(), 1U);
    EXPECT_EQ(parked[0].event, 7);
    EXPECT_EQ(claim_one().intent.fields, FieldSet{"phone"});
}

TEST_P(OutboxContract, ALateSettlementDoesNotHitALaterWrite) {
    add(touch_of("ada", {"email"}));
    const ClaimedWrite first = claim_one();
    settle({.write = first.id});
    add(touch_of("bob", {"email"}));
    const ClaimedWrite second = claim_one();
    EXPECT_NE(first.id, second.id);
    settle({.write = first.id, .how = How::withdrawn});
    EXPECT_EQ(writes(), (Counts{{"applied", 1}, {"in_flight", 1}, {"total", 2}}));
}

TEST_P(OutboxContract, LinkingAWaitingWriteUnitesItWithTheOneThere) {
    WriteIntent unlinked = touch_of("ada", {"email"});
    unlinked.record.reset();
    unlinked.kind = {};
    add(unlinked);
    const ClaimedWrite first = claim_one();
    settle({.write = first.id, .how = How::again, .due = at_second(100)});
    add(touch_of("ada", {"phone"}));
    link(first.id, "r-ada");
    EXPECT_EQ(writes(), (Counts{{"merged", 1}, {"total", 2}, {"waiting", 1}}));
    const ClaimedWrite united = claim_one();
    EXPECT_EQ(united.intent.fields, (FieldSet{"email", "phone"}));
    settle({.write = united.id});
    EXPECT_TRUE(claim().empty()) << "nothing is left of the other";
    EXPECT_EQ(writes(), (Counts{{"applied", 1}, {"merged", 1}, {"total", 2}}));
}

}  // namespace
}  // namespace crosswalk
