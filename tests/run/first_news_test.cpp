// The first news of a record tells a part of it: the rest is read before anybody acts.
#include "engine_story.h"

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;

class FirstNews : public EngineStory {
protected:
    FirstNews() {
        mapping.connections[0].create.when = CreatePolicy::When::always;
        FieldPlan field{.name = "consent_email", .type = FieldType::consent, .urgency = Urgency::consent};
        field.consent = ConsentPlan{"email", "", {{"mail", "confirmed"}}};
        for (const char* name : {"crm", "hub", "mail"}) {
            field.bindings.push_back(both(name, "optout"));
            field.bindings.back().values = {{"closed", {"true"}}, {"open", {"false"}}};
            field.bindings.back().writes_open = true;
        }
        mapping.fields.push_back(field);
        start();
    }
    // One event with a time and, perhaps, a proof.
    std::string dated(std::string_view id, Fields fields, std::string_view proof = {}) {
        boost::json::object event{
            {"id", id},
            {"fields", boost::json::object(fields.begin(), fields.end())},
            {"at", clock.now().time_since_epoch().count()}};
        if (!proof.empty()) event["proof"] = proof;
        return boost::json::serialize(boost::json::object{{"events", boost::json::array{std::move(event)}}});
    }
    // Opted out in the hub, known to the crm.
    void ann_is_closed() {
        account("crm").records["c1"] = {{"Email", value("ann@example.com")}};
        account("hub").records["h1"] = {{"email", value("ann@example.com")}, {"optout", value(true)}};
        hears("hub", dated("h1", {{"optout", true}}));
        settle();
        ASSERT_EQ(at("crm", "c1", "optout"), value(true));
    }
};

TEST_F(FirstNews, WhateverFieldItNamesNobodyIsMadeWithoutWhatTheRecordHolds) {
    account("hub").records["h1"] = {
        {"email", value("ann@example.com")}, {"company", value("Acme")}, {"optout", value(true)}};
    hears("hub", dated("h1", {{"email", "ann@example.com"}}));
    ASSERT_TRUE(engine->apply_step());
    EXPECT_EQ(booked("hub", Book::changes, books::kWaiting), 1);
    settle();
    EXPECT_EQ(account("crm").tried.size(), 1U) << "made whole, and not touched again";
    EXPECT_EQ(at("crm", "r1", "Company"), value("Acme"));
    EXPECT_EQ(at("crm", "r1", "optout"), value(true));
    EXPECT_EQ(booked("hub", Book::changes, books::kApplied), 1);
    EXPECT_EQ(calls("hub", "/read"), 1U);
}

TEST_F(FirstNews, SeveralAtOnceAreOneQuestion) {
    account("hub").records["h1"] = {{"email", value("ann@example.com")}, {"company", value("Acme")}};
    hears("hub", dated("h1", {{"email", "ann@example.com"}}));
    hears("hub", dated("h1", {{"company", "Acme"}}));
    hears("hub", dated("h1", {{"city", "Hue"}}));
    settle();
    EXPECT_EQ(calls("hub", "/read"), 1U);
    EXPECT_EQ(booked("hub", Book::changes, books::kApplied), 3);
    EXPECT_EQ(account("crm").records.size(), 1U);
}

TEST_F(FirstNews, ARecordThatIsGoneMakesNobody) {
    hears("hub", dated("h1", {{"email", "ann@example.com"}}));
    account("hub").records.clear();
    settle();
    EXPECT_TRUE(account("crm").records.empty());
    EXPECT_EQ(booked("hub", Book::changes, books::kIrrelevant), 1);
    EXPECT_EQ(booked("hub", Book::changes, books::kWaiting), 0);
}

TEST_F(FirstNews, ARecordThatCannotBeReadIsParkedAndReplayedLater) {
    account("hub").will_not_look_up = {"h1"};
    hears("hub", dated("h1", {{"email", "ann@example.com"}}));
    settle();
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].record, "h1");
    EXPECT_TRUE(account("crm").records.empty());
    account("hub").will_not_look_up.clear();
    EXPECT_EQ(*engine->replay({}), 1U);
    settle();
    EXPECT_EQ(at("crm", "r1", "Email"), value("ann@example.com"));
}

TEST_F(FirstNews, NothingIsWrittenOverWhatTheRecordHoldsBeforeItIsRead) {
    account("crm").records["c1"] = {{"Email", value("ann@example.com")}};
    hears("crm", dated("c1", {{"City", "Hue"}}));
    settle();
    clock.pass(1h);
    account("hub").records["h1"] = {{"email", value("ann@example.com")}, {"city", value("Hanoi")}};
    hears("hub", dated("h1", {{"city", "Hanoi"}}));
    settle();
    EXPECT_EQ(at("hub", "h1", "city"), value("Hanoi")) << "it was said just now, and that is newer";
    EXPECT_EQ(at("crm", "c1", "City"), value("Hanoi"));
}

TEST_F(FirstNews, AnOptOutIsHeardBeforeItsRecordIsRead) {
    account("crm").records["c1"] = {{"Email", value("ann@example.com")}};
    hears("crm", toy_event("c1", {{"Email", "ann@example.com"}, {"City", "Hue"}, {"Company", "Acme"}}));
    settle();
    account("hub").will_not_look_up = {"h1"};
    hears("hub", dated("h1", {{"email", "ann@example.com"}, {"optout", true}}));
    settle();
    EXPECT_EQ(at("crm", "c1", "optout"), value(true));
}

TEST_F(FirstNews, AnOptOutThatWasTakenBackBeforeItsRecordWasReadCounts) {
    account("crm").records["c1"] = {{"Email", value("ann@example.com")}};
    account("hub").records["h1"] = {{"email", value("ann@example.com")}, {"optout", value(false)}};
    hears("hub", dated("h1", {{"optout", true}}));
    settle();
    EXPECT_EQ(at("crm", "c1", "optout"), value(true));
    EXPECT_EQ(at("hub", "h1", "optout"), value(true)) << "nobody proved anything";
}

TEST_F(FirstNews, AProofThatCameWithItOpens) {
    ann_is_closed();
    clock.pass(1h);
    account("mail").records["m1"] = {{"address", value("ann@example.com")}, {"optout", value(false)}};
    hears("mail", dated("m1", {{"address", "ann@example.com"}, {"optout", false}}, "confirmed"));
    settle();
    EXPECT_EQ(at("crm", "c1", "optout"), value(false));
}

TEST_F(FirstNews, AProofFromBeforeTheOptOutDoesNotOpenThoughItsRecordIsReadLater) {
    const std::string proof = dated("m1", {{"address", "ann@example.com"}, {"optout", false}}, "confirmed");
    account("mail").records["m1"] = {{"address", value("ann@example.com")}, {"optout", value(false)}};
    clock.pass(1h);
    ann_is_closed();
    clock.pass(1h);
    hears("mail", proof);
    settle();
    EXPECT_EQ(at("crm", "c1", "optout"), value(true));
}

TEST_F(FirstNews, WhatTheFirstDeliverySaidOfHerIsErasedWithHer) {
    account("hub").records["h1"] = {{"email", value("ann@example.com")}};
    const Seq seq = hears("hub", dated("h1", {{"email", "ann@example.com"}}));
    settle();
    EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        const auto leads = *tx.leads.matching("email", "ann@example.com");
        EXPECT_EQ(leads.size(), 1U);
        return {};
    }));
    LeadId lead;
    (void)store->read([&](Transaction& tx) -> Result<void> {
        lead = tx.leads.matching("email", "ann@example.com")->front();
        return {};
    });
    ASSERT_TRUE(engine->erase(lead));
    EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        const auto event = *tx.journal.load(seq);
        EXPECT_TRUE(!event || event->delivery.body.find("ann@") == std::string::npos);
        return {};
    }));
}

}  // namespace
}  // namespace crosswalk
