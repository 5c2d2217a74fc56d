// Who is who, as a person decides it.
#include "joins.h"

namespace crosswalk {
namespace {

using boost::json::value;

class TwoInOneTool : public Joins {
protected:
    // Jo and Joe each have a record in the CRM; the hub's record of Joe gets Jo's address.
    void meet() {
        jo = account("crm").add({{"Email", "jo@example.com"}});
        joe = account("crm").add({{"Email", "joe@example.com"}});
        hub = account("hub").add({{"email", "joe@example.com"}});
        hears("crm", toy_event(jo, {{"Email", "jo@example.com"}}));
        hears("crm", toy_event(joe, {{"Email", "joe@example.com"}, {"City", "Hue"}}));
        hears("hub", toy_event(hub, {{"email", "joe@example.com"}}));
        settle();
        account("hub").also[hub] = {"jo@example.com"};
        hears("hub", toy_event(hub, {}, {}, "thin"));
        settle();
        hears("mail", toy_event("m1", {{"address", "jo@example.com"}, {"score", 50}}));
        settle();
    }
    std::string jo, joe, hub;
};

TEST_F(TwoInOneTool, AreNotJoinedByTheEngine) {
    meet();
    EXPECT_EQ(leads().size(), 2U);
}

TEST_F(TwoInOneTool, AreJoinedWhereAPersonSaysSo) {
    meet();
    ASSERT_EQ(parked().size(), 2U) << codes();  // whether they are two, and whose news it is
    const auto item = parked()[0];
    const auto with = item.lead == lead_of("crm", jo).id ? lead_of("crm", joe).id : lead_of("crm", jo).id;
    ASSERT_TRUE(engine->join(item.id, item.record.empty() ? std::optional(with) : std::nullopt));
    settle();
    EXPECT_EQ(leads().size(), 1U);
    EXPECT_EQ(at("hub", hub, "score"), value(50));
    EXPECT_EQ(parked().size(), 0U) << codes();
}

// Jo's record in the hub turns out to be found under Joe's address, too, and each has a record of the CRM.
class OneAddressOfTwo : public Joins {
protected:
    void meet() {
        jo = account("crm").add({{"Email", "jo@example.com"}});
        joe = account("crm").add({{"Email", "joe@example.com"}});
        hub = account("hub").add({{"email", "jo@example.com"}});
        hears("crm", toy_event(jo, {{"Email", "jo@example.com"}}));
        hears("crm", toy_event(joe, {{"Email", "joe@example.com"}}));
        hears("hub", toy_event(hub, {{"email", "jo@example.com"}}));
        settle();
        ASSERT_EQ(leads().size(), 2U);
        ASSERT_EQ(parked().size(), 0U) << codes();
        for (int times = 0; times < 2; ++times) {
            account("hub").also[hub] = {"joe@example.com"};
            hears("hub", toy_event(hub, {}, {}, "thin"));
            settle();
        }
    }
    std::string jo, joe, hub;
};

TEST_F(OneAddressOfTwo, AreAskedAboutOnce) {
    meet();
    ASSERT_EQ(parked().size(), 1U) << codes();
    EXPECT_EQ(parked()[0].what, Parked::What::people);
    EXPECT_EQ(leads().size(), 2U);
    ASSERT_TRUE(engine->replay({}));
    settle();
    EXPECT_EQ(parked().size(), 1U) << "nothing has changed";
}

TEST_F(OneAddressOfTwo, AreJoinedWhereAPersonSaysSo) {
    meet();
    ASSERT_TRUE(*engine->join(number("identity.taken"), {}));
    settle();
    EXPECT_EQ(leads().size(), 1U);
    EXPECT_EQ(parked().size(), 0U) << codes();
}

TEST_F(OneAddressOfTwo, StayTwoWhereAPersonSaysSo) {
    meet();
    ASSERT_TRUE(*engine->keep_apart(number("identity.taken"), ""));
    settle();
    EXPECT_EQ(parked().size(), 0U) << codes();
    hears("hub", toy_event(hub, {}, {}, "thin"));
    settle();
    EXPECT_EQ(leads().size(), 2U);
    EXPECT_EQ(parked().size(), 0U) << codes();
}

TEST_F(OneAddressOfTwo, AreOneWhenTheOtherRecordIsGone) {
    meet();
    account("crm").gone.insert(joe);
    hears("crm", toy_event(joe, {}, {}, "deleted"));
    settle();
    EXPECT_EQ(leads().size(), 1U);
    EXPECT_EQ(parked().size(), 0U) << codes();
}

TEST_F(Joins, TakenRecordIsJoinedOrKeptApartByAPersonForEver) {
    for (const bool one : {true, false}) {
        const std::string jo = one ? "jo@example.com" : "ju@example.com", joe = "e" + jo;
        const auto a = account("crm").add({{"Email", value(jo)}}), b = account("crm").add({{"Email", value(joe)}});
        const auto hub = account("hub").add({{"email", value(joe)}});
        hears("crm", toy_event(b, {{"Email", value(joe)}}));
        hears("hub", toy_event(hub, {{"email", value(joe)}}));
        settle();
        account("hub").records[hub]["email"] = value(jo);  // and nobody told
        hears("crm", toy_event(a, {{"Email", value(jo)}}));
        settle();
        ASSERT_EQ(parked().size(), 1U) << codes();
        const auto item = number("identity.taken");
        ASSERT_TRUE(one ? *engine->join(item, {}) : *engine->keep_apart(item, ""));
        settle();
        EXPECT_EQ(parked().size(), 0U) << codes();
        EXPECT_EQ(lead_of("crm", a).id == lead_of("crm", b).id, one);
        hears("mail", toy_event("m" + jo, {{"address", value(jo)}, {"score", 42}}));
        settle(std::chrono::minutes{2});
        EXPECT_EQ(parked().size(), 0U) << codes();
        EXPECT_EQ(at("crm", a, "Score"), value(42));
        EXPECT_EQ(at("hub", hub, "score"), one ? value(42) : value("(nothing)"));
    }
}

TEST_F(Joins, RivalThatIsKeptApartBecomesALeadOfItsOwn) {
    const auto a = account("crm").add({{"Email", "ann@example.com"}});
    const auto b = account("crm").add({{"Email", "ann@example.com"}, {"City", "Hue"}});
    hears("crm", toy_event(a, {{"Email", "ann@example.com"}}));
    hears("crm", toy_event(b, {{"Email", "ann@example.com"}, {"City", "Hue"}}));
    settle();
    ASSERT_TRUE(*engine->keep_apart(number("identity.ambiguous"), ""));
    settle();
    EXPECT_EQ(parked().size(), 0U) << codes();
    EXPECT_EQ(leads().size(), 2U);
    hears("crm", toy_event(a, {{"City", "Hanoi"}}));
    settle(std::chrono::minutes{2});
    EXPECT_EQ(leads().size(), 2U) << "for ever";
    EXPECT_EQ(lead_of("crm", a).value("city"), "Hanoi");
    EXPECT_EQ(lead_of("crm", b).value("city"), "Hue");
}

TEST_F(Joins, DecisionAboutAnItemThatWaitsForNoneIsRefused) {
    account("hub").refuses = {"Acme"};
    const auto hub = account("hub").add({{"email", "ann@example.com"}});
    hears("hub", toy_event(hub, {{"email", "ann@example.com"}}));
    hears("crm", toy_event("c1", {{"Email", "ann@example.com"}, {"Company", "Acme"}}));
    settle();
    const auto item = number("BAD");
    EXPECT_EQ(engine->keep_apart(item, "").error().code, "parked.not_a_choice");
    EXPECT_EQ(engine->join(item, {}).error().code, "parked.which_lead");
    EXPECT_EQ(engine->choose(item, "r9").error().code, "parked.not_a_choice");
    EXPECT_EQ(parked().size(), 1U);
}

}  // namespace
}  // namespace crosswalk
