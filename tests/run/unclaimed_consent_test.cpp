// Consent that a record says before anybody can tell whose it is.
#include "engine_story.h"
#include "tests/sync/small_way.h"

#include <unistd.h>

namespace crosswalk {
namespace {

using boost::json::value;

FieldPlan consent_field() {
    FieldPlan field{.name = "consent_email", .type = FieldType::consent, .urgency = Urgency::consent};
    field.consent = ConsentPlan{"email", "", {{"mail", "confirmed"}}};
    for (const char* name : {"crm", "hub", "mail"}) {
        field.bindings.push_back(both(name, "optout"));
        field.bindings.back().values = {{"closed", {"true"}}, {"open", {"false"}}};
    }
    return field;
}

class UnclaimedConsent : public EngineStory {
protected:
    UnclaimedConsent() {
        mapping.fields.push_back(consent_field());
        start();
        hub = account("hub").add({{"email", "ann@example.com"}});
        hears("hub", toy_event(hub, {{"email", "ann@example.com"}}));
        settle();
    }
    std::string hub{};
};

TEST_F(UnclaimedConsent, CountsThoughTheRecordShowsItNoMoreWhenItIsRead) {
    const auto crm = account("crm").add({{"Email", "ann@example.com"}, {"optout", false}});
    hears("crm", toy_event(crm, {{"optout", true}}));
    settle();
    EXPECT_EQ(at("hub", hub, "optout"), value(true));
}

TEST_F(UnclaimedConsent, OfARecordWhosePersonWasErasedCountsWhenTheAddressComesBack) {
    mapping.connections[1].on_delete = OnDelete::erase;
    start();
    account("hub").records.erase(hub);
    hears("hub", toy_event(hub, {}, {}, "deleted"));
    settle();
    hears("hub", toy_event(hub, {{"optout", true}}, {}, "deleted"));
    settle();
    account("mail").records["m1"] = {{"address", "ann@example.com"}, {"optout", false}};
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}}));
    settle();
    EXPECT_EQ(at("mail", "m1", "optout"), value(true));
}

TEST_F(UnclaimedConsent, OfADeletionThatErasesIsHeardBeforeAnybodyIsErased) {
    mapping.connections[1].on_delete = OnDelete::erase;
    start();
    account("hub").records.erase(hub);
    hears("hub", toy_event(hub, {}, {}, "deleted"));
    hears("hub", toy_event(hub, {{"optout", true}}, {}, "deleted"));
    settle();
    account("mail").records["m1"] = {{"address", "ann@example.com"}, {"optout", false}};
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}}));
    settle();
    EXPECT_EQ(at("mail", "m1", "optout"), value(true));
}

TEST_F(UnclaimedConsent, CountsThoughTheRecordWasGoneBeforeItCouldBeRead) {
    account("crm").gone = {"r9"};
    hears("crm", toy_event("r9", {{"optout", true}}));
    settle();
    EXPECT_NE(at("hub", hub, "optout"), value(true)) << "nobody can tell whose it is";
    hears("crm", toy_event("r9", {{"Email", "ann@example.com"}}));
    settle();
    EXPECT_EQ(at("hub", hub, "optout"), value(true)) << "a late delivery tells";
}

TEST_F(UnclaimedConsent, IsHeardAtOnceWhereAnEarlierDeliveryAboutTheRecordNamedTheLead) {
    account("crm").add({{"Email", "ann@example.com"}});
    account("crm").will_not_look_up = {"r9"};
    hears("crm", toy_event("r9", {{"Email", "ann@example.com"}}));
    settle();
    hears("crm", toy_event("r9", {{"optout", true}}));
    settle();
    EXPECT_EQ(at("hub", hub, "optout"), value(true)) << "consent waits for no read";
}

TEST_F(UnclaimedConsent, CountsForWhoIsMetUnderAnAddressThatADeliveryAboutTheRecordNamed) {
    account("crm").will_not_look_up = {"r9"};
    hears("crm", toy_event("r9", {{"Email", "cleo@example.com"}}));
    hears("crm", toy_event("r9", {{"optout", true}}));
    settle();
    const auto cleo = account("hub").add({{"email", "cleo@example.com"}});
    hears("hub", toy_event(cleo, {{"email", "cleo@example.com"}}));
    settle();
    EXPECT_EQ(at("hub", cleo, "optout"), value(true)) << "consent waits for no read";
}

TEST_F(UnclaimedConsent, CountsForTheAddressOfARecordThatWasGoneBeforeItCouldBeRead) {
    account("crm").gone = {"r9"};
    hears("crm", toy_event("r9", {{"optout", true}}));
    hears("crm", toy_event("r9", {{"Email", "cleo@example.com"}}));
    settle();
    const auto cleo = account("hub").add({{"email", "cleo@example.com"}});
    hears("hub", toy_event(cleo, {{"email", "cleo@example.com"}}));
    settle();
    EXPECT_EQ(at("hub", cleo, "optout"), value(true));
}

TEST_F(UnclaimedConsent, CountsForTheAddressOfARecordWhoseDeletionWasToldBeforeItWasRead) {
    account("crm").gone = {"r9"};
    hears("crm", toy_event("r9", {{"optout", true}}));
    hears("crm", toy_event("r9", {{"Email", "cleo@example.com"}}));
    engine->apply_step();
    hears("crm", toy_event("r9", {}, {}, "deleted"));
    settle();
    const auto cleo = account("hub").add({{"email", "cleo@example.com"}});
    hears("hub", toy_event(cleo, {{"email", "cleo@example.com"}}));
    settle();
    EXPECT_EQ(at("hub", cleo, "optout"), value(true));
}

TEST_F(UnclaimedConsent, CountsForTheAddressOfARecordThatWasGoneThoughTheOptOutComesLast) {
    for (const bool told : {true, false}) {
        const std::string id = told ? "r8" : "r9", address = told ? "cleo@example.com" : "leo@example.com";
        account("crm").gone.insert(id);
        hears("crm", toy_event(id, {{"Email", value(address)}}));
        if (told) hears("crm", toy_event(id, {}, {}, "deleted"));
        settle();
        hears("crm", toy_event(id, {{"optout", true}}));
        settle();
        const auto there = account("hub").add({{"email", value(address)}});
        hears("hub", toy_event(there, {{"email", value(address)}}));
        settle();
        EXPECT_EQ(at("hub", there, "optout"), value(true)) << address;
    }
}

TEST_F(UnclaimedConsent, GoesWithARecordThatWaitedAndBecomesALeadOfItsOwn) {
    const auto first = account("crm").add({{"Email", "ann@example.com"}});
    const auto second = account("crm").add({{"Email", "ann@example.com"}});
    hears("crm", toy_event(first, {{"Email", "ann@example.com"}}));
    hears("crm", toy_event(second, {{"Email", "ann@example.com"}}));
    settle();
    hears("crm", toy_event(second, {{"Email", "ann@example.com"}, {"optout", true}}));
    settle();
    account("crm").records[second]["optout"] = false;
    account("crm").records[second]["Email"] = "bob@example.com";
    hears("crm", toy_event(second, {{"Email", "bob@example.com"}}));
    settle();
    EXPECT_EQ(at("crm", second, "optout"), value(true));
}

TEST_F(UnclaimedConsent, IsHeardOfEachDeliveryOfARecordThatWaitsThoughItCannotBeRead) {
    const auto first = account("crm").add({{"Email", "ann@example.com"}});
    const auto second = account("crm").add({{"Email", "ann@example.com"}});
    hears("crm", toy_event(first, {{"Email", "ann@example.com"}}));
    hears("crm", toy_event(second, {{"Email", "ann@example.com"}}));
    settle();
    ASSERT_EQ(parked().size(), 1U) << "two records fit her";
    account("crm").will_not_look_up = {second};
    hears("crm", toy_event(second, {{"optout", true}}));
    settle();
    EXPECT_EQ(at("hub", hub, "optout"), value(true)) << "it may be hers";
    EXPECT_EQ(at("crm", first, "optout"), value(true));
}

TEST_F(UnclaimedConsent, OfAnErasedPersonStandsUntilTheyProveOtherwiseLater) {
    const auto proves = [&](Millis at) {
        boost::json::object proof{{"id", "m7"}, {"fields", {{"address", "kim@example.com"}, {"optout", false}}}};
        proof["proof"] = "confirmed";
        proof["at"] = at.time_since_epoch().count();
        hears("mail", boost::json::serialize(boost::json::object{{"events", boost::json::array{std::move(proof)}}}));
        settle();
    };
    const auto closed = [&] {
        const auto kim = lead("kim@example.com");
        return kim.consents.at("consent_email").closed;
    };
    hears("mail", toy_event("m5", {{"address", "kim@example.com"}, {"optout", true}}));
    settle();
    const Millis before = clock.now();
    clock.pass(std::chrono::hours{1});
    ASSERT_TRUE(engine->erase(lead("kim@example.com").id));
    clock.pass(std::chrono::hours{1});
    account("mail").records["m7"] = Fields{{"address", "kim@example.com"}, {"optout", false}};
    proves(before);
    EXPECT_TRUE(closed()) << "what they proved before they were erased opens nothing";
    proves(clock.now());
    EXPECT_FALSE(closed());
    ASSERT_TRUE(engine->erase(lead("kim@example.com").id));
}

TEST_F(UnclaimedConsent, OfAnErasedPersonGivesWayToWhatTheyProveWhenTheyComeBack) {
    hears("mail", toy_event("m5", {{"address", "kim@example.com"}, {"optout", true}}));
    settle();
    ASSERT_TRUE(engine->erase(lead("kim@example.com").id));
    clock.pass(std::chrono::hours{1});
    account("mail").records["m7"] = Fields{{"address", "kim@example.com"}, {"optout", false}};
    boost::json::object proof{{"id", "m7"}, {"fields", {{"address", "kim@example.com"}, {"optout", false}}}};
    proof["proof"] = "confirmed";
    proof["at"] = clock.now().time_since_epoch().count();
    hears("mail", boost::json::serialize(boost::json::object{{"events", boost::json::array{std::move(proof)}}}));
    settle();
    EXPECT_FALSE(lead("kim@example.com").consents.at("consent_email").closed);
}

TEST_F(UnclaimedConsent, OfStrangersOnAListIsJournalledOnceHoweverOftenTheListIsPolled) {
    for (FieldPlan& field : mapping.fields)
        for (Binding& binding : field.bindings)
            if (binding.connection == "mail") binding.kind = {"recipient"};
    mapping.connections[2].kinds = {{"lead", {"recipient"}}};
    polls["mail"] = std::chrono::minutes{5};
    start();
    account("mail").keeps_people = false;
    account("mail").records["s1"] = {{"address", "stranger@example.com"}, {"optout", true}};
    account("mail").records["s2"] = {{"address", "other@example.com"}, {"optout", false}};
    const auto deliveries = [&] {
        clock.pass(std::chrono::minutes{6});
        settle();
        return booked("mail", Book::deliveries, books::kDecoded);
    };
    EXPECT_EQ(deliveries(), 1);
    EXPECT_EQ(deliveries(), 1);
    account("mail").records["s3"] = {{"address", "third@example.com"}, {"optout", true}};
    EXPECT_EQ(deliveries(), 2);
    hears("hub", toy_event("h9", {{"email", "stranger@example.com"}}));
    settle();
    EXPECT_EQ(at("hub", "h9", "optout"), value(true)) << "remembered for when they are known";
    EXPECT_EQ(deliveries(), 3) << "now it is somebody's record";
    EXPECT_EQ(deliveries(), 3);
}

TEST_F(UnclaimedConsent, StaysThoughTheRecordIsMergedWithOneThatProvedOtherwiseLater) {
    hears("crm", toy_event("r9", {{"Email", "bob@example.com"}, {"optout", true}}));
    account("crm").will_not_look_up = {"r9"};
    settle();
    const auto mail = account("mail").add({{"address", "ann@example.com"}, {"optout", false}});
    boost::json::object proof{{"id", mail}, {"fields", {{"address", "ann@example.com"}, {"optout", false}}}};
    proof["proof"] = "confirmed";
    proof["at"] = clock.now().time_since_epoch().count();
    hears("mail", boost::json::serialize(boost::json::object{{"events", boost::json::array{std::move(proof)}}}));
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    hears("crm", toy_event(crm, {{"Email", "ann@example.com"}}));
    settle();
    account("crm").will_not_look_up = {};
    account("crm").merge("r9", crm);
    account("crm").records.erase("r9");  // gone before it could be read
    hears("crm", toy_merge("r9", crm));
    settle();
    EXPECT_EQ(at("hub", hub, "optout"), value(true)) << "they were two when they proved and opted out";
}

TEST_F(UnclaimedConsent, ThatMovesNothingAtAMergeWritesNothingOverTheUnreadSurvivor) {
    const auto crm = account("crm").add({{"Email", "ann@example.com"}, {"City", "Hanoi"}});
    hears("crm", toy_event(crm, {{"Email", "ann@example.com"}, {"City", "Hanoi"}, {"optout", true}}));
    settle();
    account("crm").will_not_look_up = {"r9"};
    hears("crm", toy_event("r9", {{"Email", "bob@example.com"}, {"optout", true}}));
    settle();
    account("crm").records["r9"] = Fields{
        {"Email", value("ann@example.com")}, {"City", value("Hue")}, {"optout", value(true)}};
    account("crm").merge("r9", crm);
    hears("crm", toy_merge("r9", crm));
    engine->apply_step();
    settle();
    EXPECT_EQ(at("crm", "r9", "City"), value("Hue")) << "the vendor chose it at the merge";
}

TEST_F(UnclaimedConsent, IsForgottenWhenItWasClaimed) {
    const auto crm = account("crm").add({{"Email", "ann@example.com"}});
    hears("crm", toy_event(crm, {{"optout", true}}));
    settle();
    EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        EXPECT_TRUE(tx.settings.starting_with("unclaimed_consent/")->empty());
        return {};
    }));
}

TEST_F(UnclaimedConsent, IsForgottenAfterNinetyDays) {
    hears("crm", toy_event("r9", {{"optout", true}}));
    settle();
    clock.pass(std::chrono::hours{24 * 91});
    engine->tick_step();
    EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
        EXPECT_TRUE(tx.settings.starting_with("unclaimed_consent/")->empty());
        return {};
    }));
}

}  // namespace
}  // namespace crosswalk
