#include "store_contract.h"

namespace crosswalk {
namespace {

using namespace books;

class JournalContract : public StoreContract {
protected:
    std::optional<Seq> hear(const NewEvent& event) {
        return change([&](Transaction& tx) { return tx.journal.append(event); });
    }
    void apply_up_to(Seq seq) {
        change([&](Transaction& tx) { return nothing(tx.settings.put("applied", std::to_string(seq))); });
    }
    std::vector<Event> all() {
        return look([](Transaction& tx) { return tx.journal.after(0, 100); });
    }
};

TEST_P(JournalContract, AnEventComesBackByteForByte) {
    NewEvent event = event_of("mail", std::string("a\0b\xff\r\n\xc3", 7), 5, "d-1");
    event.kind = EventKind::read;
    event.parent = 41;
    event.memo = "since 4";
    event.delivery.headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}};
    event.delivery.target = "/hooks/mail?a=%20&b=\xc3\xa4";
    const auto seq = hear(event);
    ASSERT_TRUE(seq);
    reopen();
    const auto back = look([&](Transaction& tx) { return tx.journal.load(*seq); });
    ASSERT_TRUE(back);
    EXPECT_TRUE(back->intact);
    EXPECT_EQ(back->seq, *seq);
    EXPECT_EQ(back->connection, "mail");
    EXPECT_EQ(back->kind, EventKind::read);
    EXPECT_EQ(back->parent, 41);
    EXPECT_EQ(back->memo, "since 4");
    EXPECT_EQ(back->delivery.body, event.delivery.body);
    EXPECT_EQ(back->delivery.method, "POST");
    EXPECT_EQ(back->delivery.target, event.delivery.target);
    EXPECT_EQ(back->delivery.headers, event.delivery.headers);
    EXPECT_EQ(back->delivery.received_at, at_second(5));
}

TEST_P(JournalContract, TheNewestNumberIsThatOfTheLastEventWhoeverAsks) {
    const auto newest = [&] { return look([](Transaction& tx) { return tx.journal.newest(); }); };
    EXPECT_EQ(newest(), 0);
    for (int i = 0; i < 12; ++i) {  // more often than there are readers
        const auto seq = hear(event_of("mail", std::to_string(i)));
        EXPECT_EQ(newest(), seq.value());
    }
    const Seq last = newest();
    apply_up_to(last);
    change([](Transaction& tx) { return tx.journal.prune(at_second(1'000'000), at_second(0)); });
    EXPECT_EQ(newest(), last) << "also when its row was forgotten";
}

TEST_P(JournalContract, EventsComeInTheOrderTheyWereHeard) {
    std::vector<Seq> heard;
    for (int i = 0; i < 5; ++i) heard.push_back(hear(event_of("mail", std::to_string(i))).value());
    const auto two = look([&](Transaction& tx) { return tx.journal.after(heard[1], 2); });
    ASSERT_EQ(two.size(), 2U);
    EXPECT_EQ(two[0].delivery.body, "2");
    EXPECT_EQ(two[1].delivery.body, "3");
    EXPECT_TRUE(look([&](Transaction& tx) { return tx.journal.after(heard[4], 2); }).empty());
}

TEST_P(JournalContract, TheSameBodyTwiceIsTwoEventsWhenTheVendorNamesNoDelivery) {
    EXPECT_TRUE(hear(event_of("mail", "same")));
    EXPECT_TRUE(hear(event_of("mail", "same")));
    EXPECT_EQ(book("mail", Book::deliveries), (Counts{{"total", 2}, {"waiting", 2}}));
}

TEST_P(JournalContract, ADeliveryThatComesTwiceIsKeptOnceAndBookedTwice) {
    EXPECT_TRUE(hear(event_of("mail", "one", 0, "d-1")));
    EXPECT_FALSE(hear(event_of("mail", "one", 6 * 86'400, "d-1")));
    EXPECT_TRUE(hear(event_of("news", "one", 0, "d-1"))) << "another connection's ids are its own";
    EXPECT_EQ(all().size(), 2U);
    EXPECT_EQ(book("mail", Book::deliveries), (Counts{{"duplicate", 1}, {"total", 2}, {"waiting", 1}}));
}

TEST_P(JournalContract, ADeliveryIdMeansNothingAfterAWeek) {
    EXPECT_TRUE(hear(event_of("mail", "one", 0, "d-1")));
    EXPECT_TRUE(hear(event_of("mail", "two", 7 * 86'400 + 1, "d-1")));
    EXPECT_FALSE(hear(event_of("mail", "two", 8 * 86'400, "d-1"))) << "the week counts from the newer one";
}

TEST_P(JournalContract, AnEventKeyIsFirstOnce) {
    const auto first = [&](std::string connection, std::string key) {
        return change([&](Transaction& tx) { return tx.journal.mark_seen(connection, key, at_second(0)); });
    };
    EXPECT_TRUE(first("mail", "k"));
    EXPECT_FALSE(first("mail", "k"));
    EXPECT_TRUE(first("mail", "K"));
    EXPECT_TRUE(first("news", "k"));
    reopen();
    EXPECT_FALSE(first("mail", "k"));
}

TEST_P(JournalContract, AUnitThatFailsLeavesNoEventKeyBehind) {
    const auto failed = run_one(*store, [](Transaction& tx) -> Result<void> {
        EXPECT_TRUE(*tx.journal.mark_seen("mail", "k", at_second(0)));
        EXPECT_TRUE(**tx.journal.append(event_of("mail", "one", 0, "d-1")) > 0);
        return Fault{"test.no", "", ""};
    });
    EXPECT_EQ(failed.error().code, "test.no");
    EXPECT_TRUE(change([](Transaction& tx) { return tx.journal.mark_seen("mail", "k", at_second(0)); }));
    EXPECT_TRUE(hear(event_of("mail", "one", 0, "d-1")));
}

TEST_P(JournalContract, WhatIsOldAndAppliedIsForgotten) {
    const Seq old = *hear(event_of("mail", "old", 0, "d-1"));
    const Seq young = *hear(event_of("mail", "young", 100));
    apply_up_to(young);
    EXPECT_GT(change([](Transaction& tx) { return tx.journal.prune(at_second(50), at_second(10)); }), 0U);
    EXPECT_FALSE(look([&](Transaction& tx) { return tx.journal.load(old); }));
    EXPECT_TRUE(look([&](Transaction& tx) { return tx.journal.load(young); }));
    EXPECT_EQ(change([](Transaction& tx) { return tx.journal.prune(at_second(50), at_second(10)); }), 0U);
}

TEST_P(JournalContract, WhatIsNotAppliedIsNeverForgotten) {
    hear(event_of("mail", "one"));
    const Seq second = *hear(event_of("mail", "two"));
    EXPECT_EQ(change([](Transaction& tx) { return tx.journal.prune(at_second(50), at_second(50)); }), 0U);
    apply_up_to(second - 1);
    change([](Transaction& tx) { return tx.journal.prune(at_second(50), at_second(50)); });
    EXPECT_TRUE(look([&](Transaction& tx) { return tx.journal.load(second); }));
}

TEST_P(JournalContract, WhatIsParkedIsKeptLonger) {
    const Seq seq = *hear(event_of("mail", "one"));
    apply_up_to(seq);
    const auto id = change([&](Transaction& tx) {
        return tx.parked.park({.what = Parked::What::event, .connection = "mail", .event = seq});
    });
    const auto prune = [&](std::int64_t parked_before) {
        change([&](Transaction& tx) { return tx.journal.prune(at_second(50), at_second(parked_before)); });
        return look([&](Transaction& tx) { return tx.journal.load(seq); }).has_value();
    };
    EXPECT_TRUE(prune(-1));
    change([&](Transaction& tx) { return tx.parked.take(id); });
    EXPECT_FALSE(prune(-1));
}

TEST_P(JournalContract, WhomADeliveryToldOfIsForgottenWithIt) {
    const Seq seq = *hear(event_of("mail", "one"));
    change([&](Transaction& tx) { return nothing(tx.journal.link_lead(seq, {"ada"})); });
    change([&](Transaction& tx) { return nothing(tx.journal.link_lead(0, {"ada"})); });
    apply_up_to(seq);
    EXPECT_EQ(change([](Transaction& tx) { return tx.journal.prune(at_second(50), at_second(50)); }), 1U);
    change([](Transaction& tx) { return nothing(tx.identities.erase({"ada"})); });
    EXPECT_TRUE(all().empty());
}

TEST_P(JournalContract, NumbersGoOnAfterTheJournalWasEmptied) {
    const Seq last = *hear(event_of("mail", "one"));
    apply_up_to(last);
    change([](Transaction& tx) { return tx.journal.prune(at_second(50), at_second(50)); });
    reopen();
    EXPECT_GT(*hear(event_of("mail", "two", 60)), last) << "apply would never see it";
}

INSTANTIATE_TEST_SUITE_P(Stores, JournalContract, testing::ValuesIn(all_stores()), store_name);

}  // namespace
}  // namespace crosswalk
