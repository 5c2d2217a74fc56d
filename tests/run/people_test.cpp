// Who is who: merged, converted, deleted, chosen, erased.
#include "engine_story.h"
#include "tests/sync/small_way.h"

#include <unistd.h>

namespace crosswalk {
namespace {

using boost::json::value;

class People : public EngineStory {};

TEST_F(People, WhenTheRecordThatWasToldEverythingIsDeletedTheOtherOneIsToldInstead) {
    const auto a = account("crm").add({{"Email", "ann@example.com"}, {"Company", "Acme"}});
    const auto b = account("crm").add({{"Email", "a.tran@example.com"}});
    const auto first = account("hub").add({{"email", "ann@example.com"}});
    const auto second = account("hub").add({{"email", "a.tran@example.com"}});
    hears("crm", toy_event(a, {{"Email", "ann@example.com"}, {"Company", "Acme"}}));
    hears("crm", toy_event(b, {{"Email", "a.tran@example.com"}}));
    settle();
    account("crm").merge(a, b);
    hears("crm", toy_merge(a, b));
    settle();
    ASSERT_EQ(at("hub", first, "company"), value("Acme"));
    ASSERT_EQ(at("hub", second, "company"), value("(nothing)"));
    account("hub").records.erase(first);
    hears("hub", toy_event(first, {}, {}, "deleted"));
    settle();
    EXPECT_EQ(at("hub", second, "company"), value("Acme"));
    EXPECT_EQ(at("hub", second, "email"), value("ann@example.com"));
}

TEST_F(People, WhatADeletedRecordSaidCountsNoMore) {
    const auto crm = account("crm").add({{"Email", "ann@example.com"}, {"City", "Hanoi"}});
    const auto hub = account("hub").add({{"email", "ann@example.com"}});
    hears("crm", toy_event(crm, {{"Email", "ann@example.com"}, {"City", "Hanoi"}}));
    settle();
    const auto mail = account("mail").add({{"address", "ann@example.com"}});
    hears("mail", toy_event(mail, {{"address", "ann@example.com"}}));
    settle();
    account("mail").records[mail]["city"] = "Hue";
    hears("mail", toy_event(mail, {{"city", "Hue"}}));
    settle();
    EXPECT_EQ(at("hub", hub, "city"), value("Hue"));
    account("mail").records.erase(mail);
    hears("mail", toy_event(mail, {}, {}, "deleted"));
    settle();
    EXPECT_EQ(lead("ann@example.com").value("city"), "Hanoi");
    EXPECT_EQ(at("hub", hub, "city"), value("Hanoi"));
}

TEST_F(People, AMergeJoinsTwoLeadsAndKeepsBothHistories) {
    const auto a = account("crm").add({{"Email", "ann@example.com"}, {"City", "Hanoi"}});
    const auto b = account("crm").add({{"Email", "a.tran@example.com"}, {"Company", "Acme"}});
    hears("crm", toy_event(a, {{"Email", "ann@example.com"}, {"City", "Hanoi"}}));
    hears("crm", toy_event(b, {{"Email", "a.tran@example.com"}, {"Company", "Acme"}}));
    settle();
    const LeadId second = lead("a.tran@example.com").id;
    account("crm").records[a]["Company"] = "Acme";
    account("crm").merge(a, b);
    hears("crm", toy_merge(a, b));
    settle();
    const Lead one = lead("ann@example.com");
    EXPECT_EQ(one.value("company"), "Acme");
    EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        const auto followed = tx.leads.load(second);
        EXPECT_EQ((*followed)->id, one.id) << "the id of the lead that went is good for ever";
        return {};
    }));
    bool heard_of_second = false;
    for (const HistoryRow& row : history(one.id)) heard_of_second |= row.after == "a.tran@example.com";
    EXPECT_TRUE(heard_of_second);
    hears("crm", toy_event(b, {{"City", "Old"}}));
    settle();
    EXPECT_EQ(lead("ann@example.com").value("city"), "Hanoi")
        << "late news of the loser: the survivor is read";
    EXPECT_EQ(parked().size(), 0U);
}

TEST_F(People, AMergeNobodyToldOfIsLearnedFromTheNextWrite) {
    const auto a = account("crm").add({{"Email", "ann@example.com"}});
    const auto b = account("crm").add({{"Email", "ann@example.com"}, {"City", "Hanoi"}});
    hears("crm", toy_event(a, {{"Email", "ann@example.com"}}));
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 10}}));
    settle();
    account("crm").merge(b, a);
    hears("mail", toy_event("m1", {{"score", 73}}));
    settle();
    EXPECT_EQ(at("crm", b, "Score"), value(73));
    EXPECT_EQ(lead("ann@example.com").value("city"), "Hanoi");
}

TEST_F(People, AConvertedPersonIsFollowedAndTheChangeThatHitItGoesThere) {
    for (FieldPlan& field : mapping.fields)
        for (std::size_t i = 0, n = field.bindings.size(); i < n; ++i)
            if (field.bindings[i].connection == "crm") {
                field.bindings.push_back(field.bindings[i]);
                field.bindings.back().kind = {"customer"};
            }
    mapping.fields.push_back({.name = "deal", .bindings = {reads("crm", "Deal")}});
    mapping.connections[0].kinds.push_back({"contact", {"customer"}});
    mapping.connections[0].prefer = {"contact", "lead"};
    start();
    const auto person = account("crm").add({{"Email", "ann@example.com"}});
    hears("crm", toy_event(person, {{"Email", "ann@example.com"}}));
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 10}}));
    settle();
    const auto customer = account("crm").convert(person);
    account("crm").last_words = {{"Deal", "D-7"}};
    hears("mail", toy_event("m1", {{"score", 73}}));
    settle();
    EXPECT_EQ(at("crm", customer, "Score"), value(73));
    EXPECT_EQ(account("crm").records.size(), 1U) << "nobody was created";
    EXPECT_EQ(lead("ann@example.com").value("deal"), "D-7") << "what only the lead could tell";
    EXPECT_EQ(parked().size(), 0U);
}

TEST_F(People, WhoBecameACustomerBeforeTheyWereHeardOfIsNotMadeAgainWhereCustomersAreNotMapped) {
    mapping.connections[0].create.when = CreatePolicy::When::always;
    start();
    account("crm").convert(account("crm").add({{"Email", "ann@example.com"}}));
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 73}}));
    hears("mail", toy_event("m2", {{"address", "bob@example.com"}, {"score", 10}}));
    settle();
    EXPECT_EQ(account("crm").records.size(), 2U) << "the customer, and Bob whom nobody knew";
    hears("mail", toy_event("m1", {{"score", 80}}));
    settle();
    EXPECT_EQ(account("crm").records.size(), 2U);
    EXPECT_EQ(parked().size(), 0U);
}

TEST_F(People, WhereTwoRecordsFitNothingIsWrittenUntilAPersonChooses) {
    mapping.connections[0].create.when = CreatePolicy::When::always;
    start();
    const auto one = account("crm").add({{"Email", "ann@example.com"}});
    const auto two = account("crm").add({{"Email", "ann@example.com"}});
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 73}}));
    settle();
    EXPECT_EQ(account("crm").written_rows, 0);
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].code, "identity.ambiguous");
    EXPECT_NE(parked()[0].says.find(two), std::string::npos);
    ASSERT_TRUE(*engine->choose(parked()[0].id, two));
    settle();
    EXPECT_EQ(at("crm", two, "Score"), value(73));
    EXPECT_EQ(at("crm", one, "Score"), value("(nothing)"));
    hears("crm", toy_event(one, {{"Email", "ann@example.com"}, {"City", "Elsewhere"}}));
    hears("mail", toy_event("m1", {{"score", 80}}));
    settle();
    EXPECT_EQ(at("crm", two, "Score"), value(80)) << "the choice is remembered";
    EXPECT_EQ(at("crm", one, "Score"), value("(nothing)"));
    EXPECT_EQ(parked().size(), 0U);
}

TEST_F(People, AChoiceThatTheToolDoesNotKnowIsAskedAgain) {
    mapping.connections[0].create.when = CreatePolicy::When::always;
    mapping.connections[0].on_delete = OnDelete::erase;
    start();
    account("crm").add({{"Email", "ann@example.com"}});
    const auto two = account("crm").add({{"Email", "ann@example.com"}});
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 73}}));
    settle();
    ASSERT_EQ(parked().size(), 1U);
    account("crm").gone.insert("mistyped");
    ASSERT_TRUE(*engine->choose(parked()[0].id, "mistyped"));
    settle();
    EXPECT_EQ(account("crm").written_rows, 0);
    ASSERT_EQ(parked().size(), 1U) << "nobody was deleted: the question stands";
    EXPECT_EQ(parked()[0].code, "identity.ambiguous");
    ASSERT_TRUE(*engine->choose(parked()[0].id, two));
    settle();
    EXPECT_EQ(at("crm", two, "Score"), value(73));
    EXPECT_EQ(parked().size(), 0U);
    EXPECT_EQ(imbalance(books()), "");
}

TEST_F(People, ASurvivorsBlankFromBeforeTheMergeDoesNotCountUntilItWasReadAgain) {
    std::ranges::find(mapping.fields, "city", &FieldPlan::name)->rule = {Rule::Kind::prefer, "crm"};
    start();
    for (const char* kept : {"Hue", ""}) {
        const std::string first = *kept ? "ann@example.com" : "bea@example.com", second = "second." + first;
        const auto a = account("crm").add({{"Email", value(first)}, {"City", nullptr}});
        const auto b = account("crm").add({{"Email", value(second)}, {"City", "Hue"}});
        hears("crm", toy_event(b, {{"Email", value(second)}, {"City", "Hue"}}));
        hears("crm", toy_event(a, {{"Email", value(first)}, {"City", nullptr}}));
        settle();
        account("crm").records[a]["City"] = *kept ? value(kept) : value();
        account("crm").merge(a, b);
        hears("crm", toy_merge(a, b));
        engine->apply_step();
        EXPECT_EQ(lead(first).value("city"), "Hue") << "nobody knows yet what it took over";
        settle();
        EXPECT_EQ(lead(first).value("city").value_or(""), kept) << "what it shows counts";
        EXPECT_EQ(at("crm", a, "City"), *kept ? value(kept) : value());
    }
}

TEST_F(People, ASecondRecordThatTurnsUpStopsTheWritesThere) {
    const auto one = account("crm").add({{"Email", "ann@example.com"}});
    const auto two = account("crm").add({{"Email", "ann@example.com"}});
    hears("crm", toy_event(one, {{"Email", "ann@example.com"}}));
    hears("crm", toy_event(two, {{"Email", "ann@example.com"}}));
    settle();
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 73}}));
    settle();
    EXPECT_EQ(at("crm", one, "Score"), value("(nothing)"));
    ASSERT_EQ(parked().size(), 1U);
    ASSERT_TRUE(*engine->choose(parked()[0].id, one));
    settle();
    EXPECT_EQ(at("crm", one, "Score"), value(73));
    EXPECT_EQ(at("crm", two, "Score"), value("(nothing)"));
    EXPECT_EQ(parked().size(), 0U);
}

FieldPlan consent_field() {
    FieldPlan field{.name = "consent_email", .type = FieldType::consent, .urgency = Urgency::consent};
    field.consent = ConsentPlan{"email", "", {{"mail", "confirmed"}}};
    for (const char* name : {"crm", "hub", "mail"}) {
        field.bindings.push_back(both(name, "optout"));
        field.bindings.back().values = {{"closed", {"true"}}, {"open", {"false"}}};
    }
    return field;
}

TEST_F(People, AnOptOutOutlivesDeletionErasureAndReimport) {
    mapping.fields.push_back(consent_field());
    mapping.connections[0].create.when = CreatePolicy::When::always;
    start();
    const auto hub = account("hub").add({{"email", "ann@example.com"}});
    hears("hub", toy_event(hub, {{"email", "ann@example.com"}, {"optout", true}}));
    settle();
    EXPECT_EQ(at("crm", "r1", "optout"), value(true)) << "born opted out";
    account("hub").records.erase(hub);
    hears("hub", toy_event(hub, {}, {}, "deleted"));
    settle();
    const auto again = account("hub").add({{"email", "ann@example.com"}, {"optout", false}});
    hears("hub", toy_event(again, {{"email", "ann@example.com"}, {"optout", false}}));
    settle();
    EXPECT_EQ(at("hub", again, "optout"), value(true));
    ASSERT_TRUE(engine->erase(lead("ann@example.com").id));
    hears("mail", toy_event("m9", {{"address", "Ann@Example.com"}, {"optout", false}}));
    settle();
    EXPECT_EQ(lead("ann@example.com").value("consent_email"), "closed");
}

TEST_F(People, WhoIsToldOfInSeveralPartsIsOnePersonAllTheSame) {
    polls["mail"] = std::chrono::minutes{5};
    account("mail").polls_in_parts = true;
    start();
    account("mail").add({{"address", "ann@example.com"}, {"score", 73}, {"city", "Hue"}});
    account("mail").add({{"address", "ann@example.com"}, {"score", 10}});
    settle();
    EXPECT_EQ(lead("ann@example.com").value("score"), "73");
    ASSERT_EQ(parked().size(), 1U) << "the second one waits as a whole";
    EXPECT_EQ(parked()[0].code, "identity.ambiguous");
    EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        EXPECT_EQ(tx.identities.after({}, 10)->size(), 1U);
        return {};
    }));
}

TEST_F(People, AnOptOutIsHeardThoughItsRecordWaitsOrIsGone) {
    mapping.fields.push_back(consent_field());
    start();
    const auto a = account("crm").add({{"Email", "ann@example.com"}});
    const auto b = account("crm").add({{"Email", "ann@example.com"}});
    const auto hub = account("hub").add({{"email", "ann@example.com"}});
    hears("hub", toy_event(hub, {{"email", "ann@example.com"}}));
    hears("crm", toy_event(a, {{"Email", "ann@example.com"}}));
    hears("crm", toy_event(b, {{"Email", "ann@example.com"}, {"optout", true}}));
    settle();
    EXPECT_EQ(at("hub", hub, "optout"), value(true))
        << "who it is waits for a person, but consent never waits";

    const auto c = account("crm").add({{"Email", "bob@example.com"}});
    const auto d = account("crm").add({{"Email", "b.tran@example.com"}});
    hears("crm", toy_event(c, {{"Email", "bob@example.com"}}));
    hears("crm", toy_event(d, {{"Email", "b.tran@example.com"}}));
    settle();
    account("crm").merge(c, d);
    hears("crm", toy_merge(c, d));
    settle();
    hears("crm", toy_event(d, {{"optout", true}}));
    settle();
    EXPECT_EQ(at("crm", c, "optout"), value(true)) << "told under the id of the one that is gone";
}

TEST_F(People, WhenLeadsAreJoinedClosedWins) {
    mapping.fields.push_back(consent_field());
    start();
    const auto a = account("crm").add({{"Email", "ann@example.com"}, {"optout", false}});
    const auto b = account("crm").add({{"Email", "a.tran@example.com"}, {"optout", true}});
    hears("crm", toy_event(a, {{"Email", "ann@example.com"}, {"optout", false}}));
    hears("crm", toy_event(b, {{"Email", "a.tran@example.com"}, {"optout", true}}));
    settle();
    account("crm").merge(a, b);
    hears("crm", toy_merge(a, b));
    settle();
    EXPECT_EQ(at("crm", a, "optout"), value(true));
}

TEST_F(People, ALeadThatIsJoinedToOneThatOptedOutIsClosedEverywhereThoughTheSurvivorIsGone) {
    mapping = small_way();
    mapping.fields.push_back(consent_field());
    start();
    const auto a = account("hub").add({{"email", "ann@example.com"}});
    const auto b = account("hub").add({{"email", "a.tran@example.com"}});
    const auto crm = account("crm").add({{"Email", "a.tran@example.com"}, {"Status", "Working"}});
    hears("hub", toy_event(a, {{"email", "ann@example.com"}, {"optout", true}}));
    hears("hub", toy_event(b, {{"email", "a.tran@example.com"}}));
    hears("crm", toy_event(crm, {{"Email", "a.tran@example.com"}, {"Status", "Working"}}));
    settle();
    account("hub").records.erase(a);
    account("hub").records.erase(b);
    hears("hub", toy_event(a, {}, {}, "deleted"));
    hears("hub", toy_merge(a, b));
    settle();
    EXPECT_EQ(lead("ann@example.com").value("stage"), "sal") << "something else changed as well";
    EXPECT_EQ(at("crm", crm, "optout"), value(true));
}

TEST_F(People, AMergeTellsTheRecordsOfTheLoserThoughTheSurvivorSaysNothingNew) {
    mapping.fields.push_back(consent_field());
    start();
    const auto hub = account("hub").add({{"email", "a.tran@example.com"}});
    const auto a = account("crm").add({{"Email", "ann@example.com"}});
    const auto b = account("crm").add({{"Email", "a.tran@example.com"}});
    hears("hub", toy_event(hub, {{"email", "a.tran@example.com"}}));
    hears("crm", toy_event(b, {{"Email", "a.tran@example.com"}}));
    hears("crm", toy_event(a, {{"Email", "ann@example.com"}}));
    settle();
    account("crm").merge(a, b);
    hears("crm", toy_merge(a, b));
    settle();
    EXPECT_EQ(at("hub", hub, "email"), value("ann@example.com"));
}

TEST_F(People, WhatWeMadeForALeadIsItsOwnThoughItWasTakenForSomebodyElse) {
    mapping.connections[1].create.when = CreatePolicy::When::always;
    start();
    const auto crm = account("crm").add({{"Email", "ann@example.com"}, {"City", "Hanoi"}});
    cloud.next.push_back(
        {.path = "/create", .fault = Fault{"send.no_answer", "The answer was cut.", ""}, .carried_out = true}
    );
    hears("crm", toy_event(crm, {{"Email", "ann@example.com"}, {"City", "Hanoi"}}));
    settle(std::chrono::seconds{0});
    account("crm").records[crm]["Email"] = "a.tran@example.com";
    hears("crm", toy_event(crm, {{"Email", "a.tran@example.com"}}));
    hears("hub", toy_event("r1", {{"email", "ann@example.com"}, {"city", "Hanoi"}}));
    settle(std::chrono::seconds{60});
    EXPECT_EQ(parked().size(), 0U);
    EXPECT_EQ(lead("a.tran@example.com").value("city"), "Hanoi");
    EXPECT_EQ(at("hub", "r1", "email"), value("a.tran@example.com"));
    EXPECT_EQ(account("hub").records.size(), 1U);
}

TEST_F(People, WhereTheAdminSaysSoADeletionErases) {
    mapping.connections[0].on_delete = OnDelete::erase;
    start();
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    hears("crm", toy_event(crm, {{"Email", "ann@example.com"}}));
    settle();
    account("crm").records.erase(crm);
    hears("crm", toy_event(crm, {}, {}, "deleted"));
    settle();
    EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        EXPECT_TRUE(tx.leads.matching("email", "ann@example.com")->empty());
        return {};
    }));
}

TEST_F(People, ARecordThatComesBackIsToldWhatItMissed) {
    const auto hub = account("hub").add({{"email", "ann@example.com"}});
    hears("hub", toy_event(hub, {{"email", "ann@example.com"}}));
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 41}}));
    settle();
    EXPECT_EQ(at("hub", hub, "score"), value(41));
    hears("hub", toy_event(hub, {}, {}, "deleted"));
    hears("mail", toy_event("m1", {{"score", 73}}));
    settle();
    EXPECT_EQ(at("hub", hub, "score"), value(41));
    hears("hub", toy_event(hub, {}, {}, "thin"));  // restored: read it
    settle();
    EXPECT_EQ(at("hub", hub, "score"), value(73));
}

}  // namespace
}  // namespace crosswalk
