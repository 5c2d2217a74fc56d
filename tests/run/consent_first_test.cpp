// Consent goes alone and first: nothing else that a tool is told can hold it up (design promise 10).
#include "engine_story.h"

namespace crosswalk {
namespace {

using boost::json::value;
using namespace std::chrono_literals;

class ConsentFirst : public EngineStory {
protected:
    ConsentFirst() {
        FieldPlan field{.name = "consent_email", .type = FieldType::consent, .urgency = Urgency::consent};
        field.consent = ConsentPlan{"email", "", {{"mail", "confirmed"}}};
        for (const char* name : {"crm", "hub", "mail"}) {
            field.bindings.push_back(both(name, "optout"));
            field.bindings.back().values = {{"closed", {"true"}}, {"open", {"false"}}};
        }
        mapping.fields.push_back(field);
        start();
        account("crm").records["c1"] = {{"Email", value("ann@example.com")}};
        account("hub").records["h1"] = {{"email", value("ann@example.com")}};
        hears("hub", toy_event("h1", {{"email", "ann@example.com"}}));
        settle();
        account("crm").tried.clear();
    }
    Fields everything(const char* company) {
        return {{"company", company}, {"city", "Hanoi"}, {"optout", true}};
    }
    std::int64_t undelivered(std::string_view connection) {
        for (const ConnectionStatus& one : engine->status())
            if (one.name == connection) return one.opt_outs_refused;
        return -1;
    }
};

TEST_F(ConsentFirst, AnOptOutIsWrittenAloneAndBeforeTheRestOfItsDelivery) {
    hears("hub", toy_event("h1", everything("Acme")));
    settle();
    ASSERT_EQ(account("crm").tried.size(), 2U);
    EXPECT_EQ(account("crm").tried[0], (Fields{{"optout", true}}));
    EXPECT_FALSE(account("crm").tried[1].contains("optout"));
    EXPECT_EQ(at("crm", "c1", "Company"), value("Acme"));
}

TEST_F(ConsentFirst, ARefusalThatNamesNoFieldParksTheGuiltyFieldAloneAndTheOptOutArrives) {
    account("crm").refuses = {"Poison"};
    account("crm").names_no_field = true;
    hears("hub", toy_event("h1", everything("Poison")));
    settle();
    EXPECT_EQ(at("crm", "c1", "optout"), value(true));
    EXPECT_EQ(at("crm", "c1", "City"), value("Hanoi"));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].fields, FieldSet{"company"});
    EXPECT_EQ(parked()[0].code, "BAD");
    account("crm").refuses.clear();
    EXPECT_EQ(*engine->replay({}), 1U);
    settle();
    EXPECT_EQ(at("crm", "c1", "Company"), value("Poison"));
    EXPECT_TRUE(parked().empty());
}

TEST_F(ConsentFirst, AnOptOutThatIsDeniedAsIfTheKeyWereBadIsRefusedAndHoldsNothingElseUp) {
    cloud.next.push_back({.path = "/update", .answer = HttpResponse{403, {}, "{}"}});
    hears("hub", toy_event("h1", everything("Acme")));
    settle();
    EXPECT_EQ(undelivered("crm"), 1);
    EXPECT_EQ(at("crm", "c1", "Company"), value("Acme"));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].fields, FieldSet{"consent_email"});
    EXPECT_EQ(*engine->replay({}), 1U);
    settle();
    EXPECT_EQ(at("crm", "c1", "optout"), value(true));
    EXPECT_TRUE(parked().empty());
}

TEST_F(ConsentFirst, ARecordThatSinksItsBatchHoldsNoOptOutOfOthersBack) {
    account("crm").refuses = {"Poison"};
    account("crm").names_no_field = account("crm").sinks_whole_batch = true;
    for (const char* n : {"2", "3", "4"}) {
        const std::string email = std::string("p") + n + "@example.com";
        account("crm").records[std::string("c") + n] = {{"Email", value(email)}};
        hears("hub", toy_event(std::string("h") + n, {{"email", value(email)}}));
    }
    settle();
    hears("hub", toy_event("h2", {{"company", "Poison"}}));
    hears("hub", toy_event("h3", everything("Poison")));
    hears("hub", toy_event("h4", everything("Acme")));
    settle();
    for (const char* id : {"c3", "c4"}) {
        EXPECT_EQ(at("crm", id, "optout"), value(true));
        EXPECT_EQ(at("crm", id, "City"), value("Hanoi"));
    }
    EXPECT_EQ(parked().size(), 2U);
}

TEST_F(ConsentFirst, AParkedRefusalHoldsNoLaterOptOutBack) {
    account("crm").refuses = {"Poison"};
    account("crm").names_no_field = true;
    hears("hub", toy_event("h1", {{"company", "Poison"}}));
    settle();
    ASSERT_EQ(parked().size(), 1U);
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"optout", true}}));
    settle();
    EXPECT_EQ(at("crm", "c1", "optout"), value(true));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].fields, FieldSet{"company"});
}

TEST_F(ConsentFirst, AnOptOutDoesNotWaitForAWriteThatIsTriedAgainLater) {
    for (int i = 0; i < 2; ++i)
        cloud.next.push_back(
            {.path = "/update", .answer = HttpResponse{200, {}, R"({"rows":[{"trace":"none"}]})"}}
        );
    cloud.next.push_back({.path = "/read", .answer = HttpResponse{200, {}, "not json"}});
    hears("hub", toy_event("h1", {{"city", "Hanoi"}}));
    engine->settle_all();
    clock.pass(5s);
    engine->settle_all();
    hears("hub", toy_event("h1", {{"optout", true}}));
    cloud.next.clear();
    engine->settle_all();
    EXPECT_EQ(at("crm", "c1", "optout"), value(true)) << "though what becomes of the city is not known yet";
    settle(60s);
    EXPECT_EQ(at("crm", "c1", "City"), value("Hanoi"));
    EXPECT_TRUE(parked().empty());
}

TEST_F(ConsentFirst, WhatIsQueuedInOneWriteByAnEarlierVersionIsToldConsentApart) {
    hears("hub", toy_event("h1", everything("Acme")));
    modes["crm"] = Mode::watch;
    start();
    engine->settle_all();
    EXPECT_TRUE(run_one(*store, [&](Transaction& tx) -> Result<void> {
        for (const ClaimedWrite& write : *tx.outbox.claim("crm", 10, clock.now() + 1h))
            (void)tx.outbox.settle({.write = write.id, .how = WriteResult::How::withdrawn}, clock.now());
        const auto record = *tx.leads.record({"crm", {"person"}, {"c1"}});
        return tx.outbox.add(
            {.connection = "crm",
             .kind = {"person"},
             .record = VendorId{"c1"},
             .lead = record->lead,
             .fields = {"consent_email", "company", "city"},
             .urgency = Urgency::now,
             .due = clock.now()}
        );
    }));
    modes["crm"] = Mode::live;
    start();
    settle();
    ASSERT_GE(account("crm").tried.size(), 1U);
    EXPECT_EQ(account("crm").tried[0], (Fields{{"optout", true}}));
    EXPECT_EQ(at("crm", "c1", "Company"), value("Acme"));
}

TEST_F(ConsentFirst, ARefusedOptOutIsUrgentAndOfferedAgainEveryHourUntilItArrives) {
    engine->tick_step();
    account("crm").locked = {"c1"};
    hears("hub", toy_event("h1", everything("Acme")));
    settle();
    EXPECT_EQ(undelivered("crm"), 1);
    EXPECT_EQ(undelivered("hub"), 0);
    const auto refusals = parked();
    ASSERT_EQ(refusals.size(), 2U);
    const auto consent = std::ranges::find(refusals, FieldSet{"consent_email"}, &Parked::fields);
    ASSERT_NE(consent, refusals.end());
    const std::size_t tried = account("crm").tried.size();
    clock.pass(1h);
    engine->tick_step();
    settle();
    EXPECT_EQ(account("crm").tried.size(), tried + 1) << "the opt-out alone";
    EXPECT_EQ(undelivered("crm"), 1);
    ASSERT_EQ(parked().size(), 2U);
    const auto later = parked();
    const auto still = std::ranges::find(later, FieldSet{"consent_email"}, &Parked::fields);
    ASSERT_NE(still, later.end());
    EXPECT_EQ(still->since, consent->since) << "it has waited since then";
    account("crm").locked.clear();
    clock.pass(1h);
    engine->tick_step();
    settle();
    EXPECT_EQ(at("crm", "c1", "optout"), value(true));
    EXPECT_EQ(undelivered("crm"), 0);
    EXPECT_EQ(parked().size(), 1U) << "the rest waits for a person";
}

TEST_F(ConsentFirst, WhatOfAPausedConnectionWaitedLongestIsStillToldAfterTheOptOut) {
    ASSERT_TRUE(engine->pause("crm", "audit"));
    hears("hub", toy_event("h1", {{"company", "Acme"}}));
    settle();
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"optout", true}}));
    settle();
    ASSERT_TRUE(engine->resume("crm"));
    settle();
    ASSERT_EQ(account("crm").tried.size(), 2U);
    EXPECT_EQ(account("crm").tried[0], (Fields{{"optout", true}}));
}

TEST_F(ConsentFirst, WhereConsentIsKeptByTheAddressAnOptOutGoesAlongToANewOne) {
    Binding& binding = mapping.fields.back().bindings[1];
    binding.vendor_field = "preferences/all";
    start();
    hears("crm", toy_event("c1", {{"optout", true}}));
    settle();
    EXPECT_EQ(at("hub", "h1", "preferences/all"), value(true));
    account("hub").tried.clear();
    hears("crm", toy_event("c1", {{"Email", "ann.lee@example.com"}}));
    settle();
    ASSERT_EQ(account("hub").tried.size(), 1U);
    EXPECT_EQ(account("hub").tried[0].at("email"), value("ann.lee@example.com"));
    EXPECT_EQ(account("hub").tried[0].at("preferences/all"), value(true));
}

TEST_F(ConsentFirst, AStatusThatNeedsItsReasonPassesOnceTheReasonArrived) {
    // "Cold" is taken by the crm only where a city stands already.
    account("crm").refuses = {"Poison"};
    account("crm").names_no_field = true;
    account("crm").needs = {{"Cold", "City"}};
    mapping.fields.push_back(
        {.name = "mood", .type = FieldType::text, .bindings = {both("hub", "mood"), both("crm", "Amood")}}
    );
    std::rotate(mapping.fields.begin(), mapping.fields.end() - 1, mapping.fields.end());
    start();
    hears("hub", toy_event("h1", {{"company", "Poison"}, {"city", "Hanoi"}, {"mood", "Cold"}}));
    settle();
    EXPECT_EQ(at("crm", "c1", "City"), value("Hanoi"));
    EXPECT_EQ(at("crm", "c1", "Amood"), value("Cold"));
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].fields, FieldSet{"company"});
}

}  // namespace
}  // namespace crosswalk
