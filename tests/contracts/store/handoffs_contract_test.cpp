// The hand-offs of leads, and the notices about them.
#include "store_contract.h"

namespace crosswalk {
namespace {

NoticeRow notice_of(std::string id, std::string channel = "chat", std::int64_t due = 0) {
    return {
        .id = std::move(id),
        .handoff = "h1",
        .lead = {"ada"},
        .member = "an",
        .channel = std::move(channel),
        .address = "an@example.com",
        .message = "{}",
        .further = "[]",
        .made = at_second(0),
        .due = at_second(due)};
}

class HandoffsContract : public StoreContract {
protected:
    void save(const KeptHandoff& one) {
        change([&](Transaction& tx) { return nothing(tx.handoffs.save(one)); });
    }
    void queue(const NoticeRow& one) {
        change([&](Transaction& tx) { return nothing(tx.notices.add(one)); });
    }
    std::vector<NoticeRow> claim(std::int64_t now, std::int64_t held_for = 60) {
        return change([&](Transaction& tx) {
            return tx.notices.claim("chat", 10, at_second(now), at_second(now + held_for));
        });
    }
    bool settle(NoticeRow one, NoticeState state, std::string cause = "") {
        one.state = state;
        one.cause = std::move(cause);
        return change([&](Transaction& tx) { return tx.notices.settle(one); });
    }
    void person(const std::string& id) {
        change([&](Transaction& tx) { return nothing(tx.leads.save(Lead{.id = {id}})); });
    }
};

TEST_P(HandoffsContract, AHandOffIsKeptAndFoundByLeadAndByWhetherItIsOpen) {
    save({.id = "h1", .lead = {"ada"}, .owner = "an", .made = at_second(1), .company = "acme", .doc = "one"});
    save({.id = "h2", .lead = {"ada"}, .owner = "binh", .made = at_second(2), .company = "acme", .deadline = at_second(9), .doc = "two"});
    save({.id = "h1", .lead = {"ada"}, .owner = "an", .open = false, .made = at_second(1), .company = "acme", .doc = "ended"});
    reopen();
    const auto all = look([](Transaction& tx) { return tx.handoffs.of({"ada"}); });
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].doc, "ended");
    const auto open = look([](Transaction& tx) { return tx.handoffs.list(true, "", 10); });
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].id, "h2");
    EXPECT_EQ(look([](Transaction& tx) { return tx.handoffs.list(false, "h1", 10); }).size(), 1U);
    const auto loads = look([](Transaction& tx) { return tx.handoffs.loads(at_second(2)); });
    EXPECT_EQ(loads.at("binh").open, 1);
    EXPECT_EQ(loads.at("binh").today, 1);
    EXPECT_FALSE(loads.contains("an"));
    EXPECT_EQ(look([](Transaction& tx) { return tx.handoffs.made_since(at_second(1)); }), 1);
    EXPECT_EQ(look([](Transaction& tx) { return tx.handoffs.owner_of_company("acme"); }), "binh");
    EXPECT_EQ(look([](Transaction& tx) { return tx.handoffs.owner_of_company("other"); }), std::nullopt);
    EXPECT_TRUE(look([](Transaction& tx) { return tx.handoffs.overdue(at_second(8), 10); }).empty());
    EXPECT_EQ(look([](Transaction& tx) { return tx.handoffs.overdue(at_second(9), 10); }).size(), 1U);
}

TEST_P(HandoffsContract, WhyItWentWhereItWentIsKeptOnceForEver) {
    for (const char* decision : {"to an", "to binh"})
        change([&](Transaction& tx) { return nothing(tx.handoffs.save(KeptRouting{"h1", 3, "who?", decision})); });
    const auto why = look([](Transaction& tx) { return tx.handoffs.routing("h1"); });
    ASSERT_TRUE(why);
    EXPECT_EQ(why->mapping_version, 3);
    EXPECT_EQ(why->question, "who?");
    EXPECT_EQ(why->decision, "to an");
    EXPECT_FALSE(look([](Transaction& tx) { return tx.handoffs.routing("h2"); }));
}

TEST_P(HandoffsContract, ADueNoticeIsHeldByOneUntilItIsSettledOrTheTimeIsOver) {
    queue(notice_of("late", "chat", 20));
    queue(notice_of("early", "chat", 10));
    queue(notice_of("other", "mail", 10));
    EXPECT_EQ(look([](Transaction& tx) { return tx.notices.next_due("chat"); }), at_second(10));
    EXPECT_TRUE(claim(9).empty());
    const auto held = claim(10);
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(held[0].id, "early");
    EXPECT_EQ(held[0].address, "an@example.com");
    EXPECT_TRUE(claim(15).empty());
    EXPECT_EQ(claim(70).size(), 2U) << "whoever held it never came back";
    EXPECT_EQ(book("chat", Book::notices), (Counts{{"waiting", 2}, {"total", 2}}));
}

TEST_P(HandoffsContract, WhatBecomesOfANoticeIsBookedAndWhatHasEndedStays) {
    queue(notice_of("n1"));
    NoticeRow one = claim(1).at(0);
    one.there = "m-7";
    EXPECT_TRUE(settle(one, NoticeState::sent));
    EXPECT_EQ(book("chat", Book::notices), (Counts{{"sent", 1}, {"total", 1}}));
    const auto found = look([](Transaction& tx) { return tx.notices.by_message("chat", "m-7"); });
    ASSERT_EQ(found.size(), 1U);
    EXPECT_FALSE(settle(found[0], NoticeState::withdrawn)) << "it was read by now";
    EXPECT_TRUE(settle(found[0], NoticeState::delivered));
    EXPECT_TRUE(settle(found[0], NoticeState::acted));
    EXPECT_FALSE(settle(found[0], NoticeState::failed));
    EXPECT_EQ(book("chat", Book::notices), (Counts{{"delivered", 1}, {"total", 1}}));
}

TEST_P(HandoffsContract, ANoticeThatWasWithdrawnOnItsWayWasSentAllTheSame) {
    queue(notice_of("n1"));
    NoticeRow one = claim(1).at(0);
    EXPECT_TRUE(settle(one, NoticeState::withdrawn));
    EXPECT_FALSE(settle(one, NoticeState::queued));
    one.message = "as it was sent";
    EXPECT_TRUE(settle(one, NoticeState::sent));
    EXPECT_EQ(look([](Transaction& tx) { return tx.notices.load("n1"); })->message, "as it was sent");
    EXPECT_EQ(book("chat", Book::notices), (Counts{{"sent", 1}, {"total", 1}}));
}

TEST_P(HandoffsContract, AFailureIsFoundWithItsCause) {
    queue(notice_of("n1"));
    queue(notice_of("n2"));
    for (const NoticeRow& one : claim(1))
        settle(one, one.id == "n1" ? NoticeState::failed : NoticeState::queued, "no such address");
    const auto trouble = look([](Transaction& tx) { return tx.notices.in_trouble(10); });
    ASSERT_EQ(trouble.size(), 2U);
    EXPECT_EQ(trouble[0].cause, "no such address");
    EXPECT_EQ(book("chat", Book::notices), (Counts{{"failed", 1}, {"waiting", 1}, {"total", 2}}));
}

TEST_P(HandoffsContract, WhatWaitsIsWithdrawnAndWhatIsOnItsWayIsNotTriedAgain) {
    queue(notice_of("n1"));
    const auto held = claim(1);
    change([](Transaction& tx) { return nothing(tx.notices.withdraw_of("h1")); });
    ASSERT_EQ(held.size(), 1U);
    EXPECT_FALSE(settle(held[0], NoticeState::queued));
    EXPECT_FALSE(settle(held[0], NoticeState::failed));
    EXPECT_EQ(book("chat", Book::notices), (Counts{{"withdrawn", 1}, {"total", 1}}));
}

TEST_P(HandoffsContract, ATokenFindsItsNoticeAndNoOther) {
    queue(notice_of("n1"));
    change([](Transaction& tx) { return nothing(tx.notices.keep_token("secret", "n1")); });
    const auto found = look([](Transaction& tx) { return tx.notices.by_token("secret"); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, "n1");
    EXPECT_FALSE(look([](Transaction& tx) { return tx.notices.by_token("Secret"); }));
    EXPECT_FALSE(look([](Transaction& tx) { return tx.notices.by_token(""); }));
}

TEST_P(HandoffsContract, AJoinCarriesThemAlongAndAnErasureLeavesNothing) {
    person("ada");
    person("bob");
    save({.id = "h1", .lead = {"ada"}, .owner = "an", .made = at_second(1), .company = "acme", .doc = "one"});
    queue(notice_of("n1"));
    change([](Transaction& tx) { return nothing(tx.handoffs.save(KeptRouting{"h1", 3, "ada?", "an"})); });
    change([](Transaction& tx) { return nothing(tx.notices.keep_token("secret", "n1")); });
    change([](Transaction& tx) { return nothing(tx.identities.join({"ada"}, {"bob"})); });
    EXPECT_EQ(look([](Transaction& tx) { return tx.handoffs.of({"bob"}); }).size(), 1U);
    EXPECT_EQ(look([](Transaction& tx) { return tx.notices.load("n1"); })->lead, LeadId{"bob"});
    change([](Transaction& tx) { return nothing(tx.identities.erase({"bob"})); });
    EXPECT_FALSE(look([](Transaction& tx) { return tx.handoffs.load("h1"); }));
    EXPECT_FALSE(look([](Transaction& tx) { return tx.handoffs.routing("h1"); }));
    EXPECT_FALSE(look([](Transaction& tx) { return tx.notices.load("n1"); }));
    EXPECT_FALSE(look([](Transaction& tx) { return tx.notices.by_token("secret"); }));
    EXPECT_EQ(book("chat", Book::notices), (Counts{{"withdrawn", 1}, {"total", 1}}));
}

INSTANTIATE_TEST_SUITE_P(Stores, HandoffsContract, testing::ValuesIn(all_stores()), store_name);

}  // namespace
}  // namespace crosswalk
