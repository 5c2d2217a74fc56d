// Two leads that turn out to be one person.
#include "joins.h"
#include "tests/sync/small_way.h"

namespace crosswalk {
namespace {

using boost::json::value;

TEST_F(Joins, MergeKeepsFieldsOnlyTheLoserKnew) {
    meet_cara_and_carl();
    account("hub").merge(cara, carl);
    hears("hub", toy_merge(cara, carl));
    settle();
    const Lead one = lead_of("mail", "m1");
    EXPECT_EQ(one.id, lead_of("crm", cara_crm).id);
    EXPECT_EQ(one.value("score"), "10");
    EXPECT_EQ(one.value("city"), "Hue");
    EXPECT_EQ(at("crm", cara_crm, "Score"), value(10));
    EXPECT_EQ(at("hub", cara, "score"), value(10));
    EXPECT_EQ(at("crm", cara_crm, "City"), value("Hue"));
    EXPECT_EQ(parked().size(), 0U);
    hears("mail", toy_event("m1", {{"score", 40}}));
    settle();
    EXPECT_EQ(at("crm", cara_crm, "Score"), value(40)) << "and what comes later is sent";
}

TEST_F(Joins, MergeKeepsTheLosersFieldsThoughTheSurvivorCannotBeReadYet) {
    meet_cara_and_carl();
    account("hub").records[carl]["company"] = "Acme";
    hears("hub", toy_event(carl, {{"company", "Acme"}}));
    settle();
    account("hub").keeps_silent_about = {cara};
    account("hub").merge(cara, carl);
    hears("hub", toy_merge(cara, carl));
    settle();
    EXPECT_EQ(lead_of("crm", cara_crm).value("company"), "Acme");
    EXPECT_EQ(at("crm", cara_crm, "Company"), value("Acme"));
    EXPECT_EQ(at("crm", cara_crm, "Score"), value(10)) << "other tools are told at once";
    account("hub").keeps_silent_about = {};
    account("hub").records[cara]["company"] = "Globex";
    settle(std::chrono::minutes{10});
    EXPECT_EQ(lead_of("crm", cara_crm).value("company"), "Globex") << "the survivor decides for its tool";
    EXPECT_EQ(at("hub", cara, "score"), value(10));
    EXPECT_EQ(parked().size(), 0U);
}

TEST_F(Joins, MergeOfTwoRecordsOfOneToolThatIsLearnedFromAPollSendsTheNextScore) {
    polls["crm"] = std::chrono::minutes{5};
    start();
    const auto a = account("crm").add({{"Email", "ann@example.com"}});
    const auto b = account("crm").add({{"Email", "bea@example.com"}, {"City", "Hue"}});
    account("mail").records["m1"] = {{"address", "bea@example.com"}, {"score", 10}};
    settle(std::chrono::minutes{6});
    hears("mail", toy_event("m1", {{"address", "bea@example.com"}, {"score", 10}}));
    settle();
    ASSERT_EQ(leads().size(), 2U);
    account("crm").merge(a, b);
    account("crm").took_over[a] = {b};
    settle(std::chrono::minutes{6});
    EXPECT_EQ(leads().size(), 1U);
    EXPECT_EQ(at("crm", a, "Score"), value(10));
    EXPECT_EQ(lead_of("crm", a).value("city"), "Hue");
    hears("mail", toy_event("m1", {{"score", 30}}));
    settle();
    EXPECT_EQ(at("crm", a, "Score"), value(30));
}

TEST_F(Joins, MergeTakesTheFurtherStageAndPromotesByWhatBothKnew) {
    mapping = small_way();
    start();
    const auto a = account("crm").add({{"Email", "ann@example.com"}, {"Status", "Open"}});
    const auto b = account("crm").add({{"Email", "bea@example.com"}, {"Status", "Working"}});
    hears("crm", toy_event(a, {{"Email", "ann@example.com"}, {"Status", "Open"}}));
    hears("crm", toy_event(b, {{"Email", "bea@example.com"}, {"Status", "Working"}}));
    settle();
    account("crm").merge(a, b);
    hears("crm", toy_merge(a, b));
    settle();
    EXPECT_EQ(lead_of("crm", a).value("stage"), "sal");
    EXPECT_EQ(at("crm", a, "Status"), value("Working"));
}

TEST_F(Joins, JoinOfAnOptedOutLeadIsClosedInEveryTool) {
    mapping.fields.push_back(consent_field());
    start();
    meet_cara_and_carl();
    hears("mail", toy_event("m1", {{"optout", true}}));
    settle();
    account("hub").merge(cara, carl);
    hears("hub", toy_merge(cara, carl));
    settle();
    EXPECT_EQ(lead_of("crm", cara_crm).value("consent_email"), "closed");
    EXPECT_EQ(at("crm", cara_crm, "optout"), value(true));
    EXPECT_EQ(at("hub", cara, "optout"), value(true));
}

TEST_F(Joins, MergeNamedInWhatIsReadIsFollowed) {
    meet_cara_and_carl();
    account("hub").merge(cara, carl);
    account("hub").took_over[cara] = {carl};
    hears("hub", toy_event(cara, {}, {}, "thin"));
    settle();
    EXPECT_EQ(leads().size(), 1U);
    EXPECT_EQ(at("crm", cara_crm, "Score"), value(10));
}

TEST_F(Joins, MergeIsLearnedFromALookUp) {
    meet_cara_and_carl();
    const auto dora = account("hub").add({{"email", "dora@example.com"}});
    account("hub").merge(dora, carl);
    account("hub").took_over[dora] = {carl};
    account("mail").records["m2"] = {{"address", "dora@example.com"}, {"score", 20}};
    hears("mail", toy_event("m2", {{"address", "dora@example.com"}, {"score", 20}}));
    settle();
    EXPECT_EQ(lead_of("mail", "m2").id, lead_of("mail", "m1").id);
}

// Writes without an answer.

TEST_F(Joins, WriteThatMeetsASilentMergeGoesToTheSurvivor) {
    const auto eve = account("hub").add({{"email", "eve@example.com"}});
    const auto emil = account("hub").add({{"email", "emil@example.com"}});
    hears("hub", toy_event(eve, {{"email", "eve@example.com"}}));
    hears("hub", toy_event(emil, {{"email", "emil@example.com"}}));
    hears("mail", toy_event("m1", {{"address", "eve@example.com"}, {"score", 10}}));
    settle();
    account("hub").merge(emil, eve);
    account("hub").says_nothing_about = {eve};
    cloud.next.push_back({.path = "/update", .answer = HttpResponse{200, {}, R"({"rows":[]})"}});
    hears("mail", toy_event("m1", {{"score", 34}}));
    settle(std::chrono::minutes{2});
    EXPECT_EQ(at("hub", emil, "score"), value(34));
    EXPECT_EQ(leads().size(), 1U);
    EXPECT_EQ(parked().size(), 0U);
}

TEST_F(Joins, WriteToARecordThatIsGoneWithoutAWordEnds) {
    const auto eve = account("hub").add({{"email", "eve@example.com"}});
    hears("hub", toy_event(eve, {{"email", "eve@example.com"}}));
    hears("mail", toy_event("m1", {{"address", "eve@example.com"}, {"score", 10}}));
    settle();
    account("hub").records.erase(eve);
    cloud.next.push_back({.path = "/update", .answer = HttpResponse{200, {}, R"({"rows":[]})"}});
    hears("mail", toy_event("m1", {{"score", 34}}));
    settle(std::chrono::minutes{2});
    EXPECT_EQ(account("hub").records.size(), 0U) << "nobody is brought back";
    EXPECT_EQ(booked("hub", Book::writes, books::kWaiting), 0);
}

TEST_F(Joins, WriteThatIsNeverAnsweredBacksOffAndIsParked) {
    const auto eve = account("hub").add({{"email", "eve@example.com"}});
    hears("hub", toy_event(eve, {{"email", "eve@example.com"}}));
    hears("mail", toy_event("m1", {{"address", "eve@example.com"}, {"score", 10}}));
    settle();
    account("hub").keeps_silent_about = {eve};
    const auto before = account("hub").calls.size();
    hears("mail", toy_event("m1", {{"score", 34}}));
    settle(std::chrono::minutes{40});
    ASSERT_EQ(parked().size(), 1U) << codes();
    EXPECT_EQ(parked()[0].code, "no_answer");
    EXPECT_EQ(parked()[0].record, eve);
    EXPECT_LT(account("hub").calls.size() - before, 40U);
    const auto later = account("hub").calls.size();
    settle(std::chrono::minutes{40});
    EXPECT_LT(account("hub").calls.size() - later, 3U) << "nothing loops";
    account("hub").keeps_silent_about = {};
    ASSERT_TRUE(engine->replay(parked()[0].id));
    settle();
    EXPECT_EQ(at("hub", eve, "score"), value(34));
    EXPECT_EQ(parked().size(), 0U);
}

// One person under two addresses.

TEST_F(Joins, RecordFoundUnderItsSecondAddressIsThatPerson) {
    mapping.connections[1].create.when = CreatePolicy::When::always;
    start();
    const auto maya = account("hub").add({{"email", "maya.new@example.com"}});
    account("hub").also[maya] = {"maya.old@example.com"};
    hears("hub", toy_event(maya, {{"email", "maya.new@example.com"}}));
    settle();
    hears("mail", toy_event("m1", {{"address", "maya.old@example.com"}, {"score", 66}}));
    settle();
    EXPECT_EQ(leads().size(), 1U);
    EXPECT_EQ(at("hub", maya, "score"), value(66));
    EXPECT_EQ(account("hub").records.size(), 1U);
    EXPECT_EQ(parked().size(), 0U) << codes();
    hears("crm", toy_event("c9", {{"Email", "maya.old@example.com"}}));
    settle();
    EXPECT_EQ(leads().size(), 1U) << "and stays known under it";
}

TEST_F(Joins, RefusedCreationThatNamesTheRecordIsALookUpAtOnce) {
    mapping.connections[1].create.when = CreatePolicy::When::always;
    account("hub").refuses_duplicates = true;
    start();
    account("mail").records["m1"] = {{"address", "maya@example.com"}, {"score", 66}};
    hears("mail", toy_event("m1", {{"address", "maya@example.com"}, {"score", 66}}));
    std::string maya;
    for (int others = 0; others < 2; ++others)  // the email tool is read, and the CRM is asked first
        cloud.next.push_back({.path = "/read", .carried_out = true});
    cloud.next.push_back({.path = "/read", .carried_out = true, .meanwhile = [&] {
                              maya = account("hub").add({{"email", "maya@example.com"}});
                          }});
    settle();
    EXPECT_EQ(at("hub", maya, "score"), value(66));
    EXPECT_EQ(calls("hub", "/create"), 1U);
    EXPECT_EQ(leads().size(), 1U);
    EXPECT_EQ(parked().size(), 0U) << codes();
}

TEST_F(Joins, RefusedCreationThatNamesARecordWithOtherAddressesAsksOnceAndCanBeLinked) {
    mapping.connections[1].create.when = CreatePolicy::When::always;
    account("hub").refuses_duplicates = true;
    account("hub").tells_also = false;
    start();
    const auto maya = account("hub").add({{"email", "maya.new@example.com"}});
    account("hub").also[maya] = {"maya.old@example.com"};
    hears("mail", toy_event("m1", {{"address", "maya.old@example.com"}, {"score", 66}}));
    settle(std::chrono::minutes{2});
    EXPECT_EQ(calls("hub", "/create"), 1U);
    ASSERT_EQ(parked().size(), 1U) << codes();
    ASSERT_TRUE(*engine->choose(number("identity.doubtful"), maya));
    settle();
    EXPECT_EQ(at("hub", maya, "score"), value(66));
    EXPECT_EQ(parked().size(), 0U) << codes();
}

TEST_F(Joins, CorrectedAddressJoinsTheLeadThatHadItAlready) {
    const auto jo = account("hub").add({{"email", "jo@exapmle.example"}, {"company", "Acme"}});
    hears("hub", toy_event(jo, {{"email", "jo@exapmle.example"}, {"company", "Acme"}}));
    const auto crm = account("crm").add({{"Email", "jo@example.com"}});
    hears("crm", toy_event(crm, {{"Email", "jo@example.com"}}));
    hears("mail", toy_event("m1", {{"address", "jo@example.com"}, {"score", 20}}));
    settle();
    ASSERT_EQ(leads().size(), 2U);
    account("hub").records[jo]["email"] = "jo@example.com";
    hears("hub", toy_event(jo, {{"email", "jo@example.com"}}));
    settle();
    EXPECT_EQ(leads().size(), 1U);
    EXPECT_EQ(at("hub", jo, "score"), value(20));
    EXPECT_EQ(at("crm", crm, "Company"), value("Acme"));
    EXPECT_EQ(parked().size(), 0U) << codes();
}

// Spellings.

TEST_F(Joins, SpellingsOfOneAddressAreOnePersonAndNoNews) {
    const std::string unicode = "Anna@m\xc3\xbcller.example", ascii = "anna@xn--mller-kva.example";
    const auto crm = account("crm").add({{"Email", value(ascii)}});
    const auto hub = account("hub").add({{"email", value(unicode)}});
    hears("crm", toy_event(crm, {{"Email", value(ascii)}}));
    hears("hub", toy_event(hub, {{"email", value(unicode)}}));
    hears("mail", toy_event("m1", {{"address", value(unicode)}, {"score", 20}}));
    settle();
    EXPECT_EQ(leads().size(), 1U);
    EXPECT_EQ(at("crm", crm, "Email"), value(ascii));
    EXPECT_EQ(at("hub", hub, "email"), value(unicode));
    EXPECT_EQ(at("crm", crm, "Score"), value(20));
}

TEST_F(Joins, AddressIsLookedUpInEverySpellingAndWrittenAsItWasSaid) {
    const auto hub = account("hub").add({{"email", "anna@m\xc3\xbcller.example"}});
    mapping.connections[0].create.when = CreatePolicy::When::always;
    start();
    hears("mail", toy_event("m1", {{"address", "Anna@xn--mller-kva.example"}, {"score", 20}}));
    settle();
    EXPECT_EQ(at("hub", hub, "score"), value(20));
    EXPECT_EQ(at("hub", hub, "email"), value("anna@m\xc3\xbcller.example"));
    EXPECT_EQ(at("crm", "r1", "Email"), value("Anna@xn--mller-kva.example"));
}

}  // namespace
}  // namespace crosswalk
