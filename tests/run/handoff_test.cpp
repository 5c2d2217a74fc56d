// From a step into a stage that is handed off to an answer, with a fake clock.
#include "handoff_story.h"

namespace crosswalk {
namespace {

using handoff::ClockReply;
using handoff::EndKind;
using std::chrono::hours;
using std::chrono::minutes;

class HandingOff : public HandoffStory {};

TEST_F(HandingOff, AStepIntoTheStageNamesAnOwnerAndTellsThemOnce) {
    qualify();
    ASSERT_EQ(handoffs().size(), 1U);
    EXPECT_EQ(handoffs()[0].owner, "an");
    EXPECT_EQ(subjects(), Lines{"@an yours: ann@example.com"});
    const ToldMessage& told = channels.told[0];
    EXPECT_EQ(told.token.size(), kTokenLength);
    EXPECT_EQ(told.link, "https://crosswalk.example.com/act/" + told.token);
    EXPECT_EQ(told.body, "yours An Nguyen " + told.link);
    EXPECT_EQ(told.reasons, (Lines{"budget", "timing"}));
    EXPECT_TRUE(state_of(handoffs()[0]).notified);
    EXPECT_EQ(booked("chat", Book::notices, books::kSent), 1);
}

TEST_F(HandingOff, MarketingsNewLeadIsToldToTheHead) {
    hears("mail", toy_event("m9", {{"address", "new@example.com"}, {"score", 10}}));
    pass(minutes{1});
    EXPECT_EQ(subjects(), Lines{"@dung created: new@example.com"});
}

TEST_F(HandingOff, ALeadThatStoodInTheStageWhenItWasFirstSeenIsNotHandedOff) {
    const auto id = account("crm").add({{"Email", "old@example.com"}, {"Status", "MQL"}});
    hears("crm", toy_event(id, {{"Email", "old@example.com"}, {"Status", "MQL"}}));
    pass(minutes{1});
    EXPECT_TRUE(handoffs().empty());
}

TEST_F(HandingOff, TheLadderIsClimbedToTheMinute) {
    qualify();
    const Millis made = handoffs()[0].made;
    pass_to(made + minutes{119});
    EXPECT_EQ(subjects().size(), 1U);
    pass(minutes{2}, minutes{1});
    EXPECT_EQ(subjects().back(), "@an reminder: ann@example.com");
    pass_to(made + hours{4} + minutes{1});
    EXPECT_EQ(subjects().back(), "@dung escalation: ann@example.com");
    pass_to(made + hours{6} + minutes{1});
    ASSERT_EQ(handoffs().size(), 2U);
    EXPECT_EQ(state_of(handoffs()[0]).ended->kind, EndKind::reassigned);
    EXPECT_EQ(handoffs()[1].owner, "binh");
    EXPECT_TRUE(handoffs()[1].open);
}

TEST_F(HandingOff, ARestartAtAnyMomentLosesNoRungAndDoublesNone) {
    qualify();
    const Millis made = handoffs()[0].made;
    for (int part = 0; part < 5; ++part) {
        reopen();
        begin();
        pass(hours{1}, minutes{7});
    }
    const auto all = subjects();
    EXPECT_EQ(std::ranges::count(all, "@an yours: ann@example.com"), 1);
    EXPECT_EQ(std::ranges::count(all, "@an reminder: ann@example.com"), 1);
    EXPECT_EQ(std::ranges::count(all, "@dung escalation: ann@example.com"), 1);
    EXPECT_LT(clock.now(), made + hours{6});
}

TEST_F(HandingOff, AClickAcceptsAndTheLeadMovesOnInEveryTool) {
    qualify();
    hears("chat", toy_click(channels.told[0].token, "accept"));
    pass(minutes{1});
    const auto state = state_of(handoffs()[0]);
    ASSERT_TRUE(state.accepted);
    EXPECT_EQ(state.accepted->by, "an");
    EXPECT_EQ(lead("ann@example.com").value("stage"), "sal");
    EXPECT_EQ(at("crm", crm, "Status"), boost::json::value("Working"));
    EXPECT_EQ(channels.told.back().replaces, "m1");
    EXPECT_EQ(channels.told.back().body, "An Nguyen has accepted this lead.");
    EXPECT_EQ(booked("chat", Book::notices, books::kDelivered), 1) << "who clicked has read it";
}

TEST_F(HandingOff, ARejectionRecyclesTheLeadWithItsReason) {
    qualify();
    hears("chat", toy_click(channels.told[0].token, "reject", "budget"));
    pass(minutes{1});
    EXPECT_EQ(state_of(handoffs()[0]).ended->kind, EndKind::rejected);
    EXPECT_EQ(lead("ann@example.com").value("stage"), "recycled");
    EXPECT_EQ(at("crm", crm, "Status"), boost::json::value("Recycled"));
    EXPECT_EQ(at("crm", crm, "Reason"), boost::json::value("Budget"));
    EXPECT_FALSE(handoffs()[0].open);
}

TEST_F(HandingOff, TheSecondOfTwoLearnsWhoWasFirst) {
    qualify();
    const std::string id = handoffs()[0].id;
    const auto first = engine->answer({.handoff = id, .verb = AnswerVerb::accept, .by = "an"});
    ASSERT_TRUE(first) << first.error().what;
    EXPECT_EQ(first->reply.what, ClockReply::What::taken);
    const auto second = engine->answer({.handoff = id, .verb = AnswerVerb::reject, .by = "binh", .reason = "budget"});
    ASSERT_TRUE(second) << second.error().what;
    EXPECT_EQ(second->reply.what, ClockReply::What::too_late);
    EXPECT_EQ(second->reply.first_by, "an");
    EXPECT_EQ(lead("ann@example.com").value("stage"), "sal");
}

TEST_F(HandingOff, TheSameClickToldTwiceAndAForgedOneChangeNothing) {
    qualify();
    hears("chat", toy_click(channels.told[0].token, "accept", "", "k1"));
    hears("chat", toy_click(channels.told[0].token, "accept", "", "k1"));
    hears("chat", toy_click(std::string(kTokenLength, 'a'), "reject", "budget"));
    pass(minutes{1});
    EXPECT_EQ(booked("chat", Book::changes, books::kApplied), 1);
    EXPECT_EQ(booked("chat", Book::changes, books::kDuplicate), 1);
    EXPECT_EQ(booked("chat", Book::changes, books::kIrrelevant), 1);
    EXPECT_TRUE(handoffs()[0].open);
}

TEST_F(HandingOff, AnUnknownReasonOrHandOffIsRefusedWithWhatToDo) {
    qualify();
    const std::string id = handoffs()[0].id;
    const auto reason = engine->answer({.handoff = id, .verb = AnswerVerb::reject, .by = "an", .reason = "weather"});
    ASSERT_FALSE(reason);
    EXPECT_EQ(reason.error().code, "handoff.unknown_reason");
    EXPECT_EQ(reason.error().remedy, "Choose one of: budget, timing.");
    EXPECT_EQ(engine->answer({.handoff = "h", .by = "an"}).error().code, "handoff.unknown");
    EXPECT_EQ(
        engine->answer({.handoff = id, .verb = AnswerVerb::reassign, .to = "zoe"}).error().code, "handoff.unknown_member"
    );
}

TEST_F(HandingOff, APersonReassignsItAndANewClockBegins) {
    qualify();
    pass(hours{1}, minutes{5});
    const auto done =
        engine->answer({.handoff = handoffs()[0].id, .verb = AnswerVerb::reassign, .by = "dung", .to = "binh"});
    ASSERT_TRUE(done) << done.error().what;
    pass(minutes{1});
    ASSERT_EQ(handoffs().size(), 2U);
    EXPECT_EQ(handoffs()[1].id, done->next);
    EXPECT_EQ(handoffs()[1].owner, "binh");
    EXPECT_GT(handoffs()[1].made, handoffs()[0].made + minutes{59});
    const auto all = subjects();
    EXPECT_EQ(std::ranges::count(all, "@an taken: ann@example.com"), 1);
    EXPECT_EQ(std::ranges::count(all, "@binh yours: ann@example.com"), 1);
}

TEST_F(HandingOff, AClickOfSomebodyTheTeamDoesNotKnowDecidesNothing) {
    plan.members[1].owner_ids["chat"] = "U2";
    begin();
    qualify();
    hears("chat", toy_click(channels.told[0].token, "reject", "budget", "k1", "U-guest"));
    pass(minutes{1});
    EXPECT_TRUE(handoffs()[0].open);
    hears("chat", toy_click(channels.told[0].token, "accept", "", "k2", "U2"));
    pass(minutes{1});
    ASSERT_TRUE(state_of(handoffs()[0]).accepted);
    EXPECT_EQ(state_of(handoffs()[0]).accepted->by, "binh") << "by the id under which the channel knows him";
}

TEST_F(HandingOff, WhereSilenceIsAcceptanceTheLeadMovesOnAndWhoComesLaterTakesItOn) {
    plan.agreement.sales[0].silence = Silence::accepted;
    begin();
    qualify();
    pass_to(handoffs()[0].made + hours{4} + minutes{1});
    EXPECT_EQ(lead("ann@example.com").value("stage"), "sal");
    EXPECT_EQ(at("crm", crm, "Status"), value("Working"));
    ASSERT_TRUE(state_of(handoffs()[0]).accepted);
    EXPECT_EQ(state_of(handoffs()[0]).accepted->how, handoff::How::silence);
    const auto late = engine->answer({.handoff = handoffs()[0].id, .verb = AnswerVerb::accept, .by = "binh"});
    ASSERT_TRUE(late) << late.error().what;
    EXPECT_EQ(late->reply.what, ClockReply::What::taken);
    EXPECT_EQ(state_of(handoffs()[0]).owner, "binh");
    EXPECT_EQ(state_of(handoffs()[0]).accepted->how, handoff::How::silence) << "and the duty was not met";
}

TEST_F(HandingOff, MarketingsToolDoesNotAnswerForSales) {
    for (FieldPlan& field : mapping.fields)
        if (field.name == "stage")
            for (Binding& one : field.bindings)
                if (one.connection == "hub")
                    for (auto& [stage, shown] : one.values)
                        if (stage == "sal") shown = {"sal"};
    begin();
    qualify();
    const auto hub = account("hub").add({{"email", "ann@example.com"}, {"stage", "mql"}});
    hears("hub", toy_event(hub, {{"email", "ann@example.com"}, {"stage", "mql"}}));
    pass(minutes{1});
    account("hub").records[hub]["stage"] = "sal";
    hears("hub", toy_event(hub, {{"stage", "sal"}}));
    pass(minutes{1});
    EXPECT_EQ(lead("ann@example.com").value("stage"), "sal");
    EXPECT_TRUE(handoffs()[0].open);
    EXPECT_FALSE(state_of(handoffs()[0]).accepted) << "Sales still owes its answer";
    account("hub").records[hub]["stage"] = "customer";
    hears("hub", toy_event(hub, {{"stage", "customer"}}));
    pass(minutes{1});
    ASSERT_TRUE(state_of(handoffs()[0]).ended);
    EXPECT_EQ(state_of(handoffs()[0]).ended->kind, EndKind::withdrawn);
    EXPECT_EQ(state_of(handoffs()[0]).ended->reason, "moved on in hub");
}

TEST_F(HandingOff, AClockSurvivesAMappingWithoutAPlan) {
    qualify();
    mapping.handoff = nullptr;
    std::vector<ConnectionSetup> setups;
    for (const ConnectionPlan& one : mapping.connections)
        setups.push_back({.connection = {.name = one.name}, .adapter = &toy_adapter(), .mode = Mode::live});
    engine = std::make_unique<Engine>(
        EnginePorts{*store, channels, clock, log}, std::move(setups), std::make_shared<const Mapping>(mapping)
    );
    pass(hours{3}, minutes{5});
    begin();
    pass(hours{2}, minutes{5});
    EXPECT_EQ(std::ranges::count(subjects(), "@dung escalation: ann@example.com"), 1);
}

TEST_F(HandingOff, SalesAnswersInItsOwnTool) {
    qualify();
    account("crm").records[crm]["Status"] = "Working";
    hears("crm", toy_event(crm, {{"Status", "Working"}}));
    pass(minutes{1});
    const auto state = state_of(handoffs()[0]);
    ASSERT_TRUE(state.accepted);
    EXPECT_EQ(state.accepted->how, handoff::How::tool);
    account("crm").records[crm]["Status"] = "Recycled";
    account("crm").records[crm]["Reason"] = "Timing";
    hears("crm", toy_event(crm, {{"Status", "Recycled"}, {"Reason", "Timing"}}));
    pass(minutes{1});
    ASSERT_TRUE(state_of(handoffs()[0]).ended);
    EXPECT_EQ(state_of(handoffs()[0]).ended->reason, "timing");
}

class MovedInTheCrm : public HandoffStory {
protected:
    handoff::Handoff moved_by(const char* who) {
        qualify();
        account("crm").records[crm]["Status"] = "Working";
        auto moved = *parse_json(toy_event(crm, {{"Status", "Working"}}));
        if (*who != 0) moved.at("events").at(0).as_object()["who"] = who;
        hears("crm", boost::json::serialize(moved));
        pass(minutes{1});
        return state_of(handoffs()[0]);
    }
};

TEST_F(MovedInTheCrm, ByAPersonWhoHasThenBeenInContact) {
    const auto state = moved_by("u-binh");
    ASSERT_TRUE(state.accepted);
    ASSERT_TRUE(state.contacted);
    EXPECT_EQ(state.contacted->by, "binh");
}

TEST_F(MovedInTheCrm, ByNobodyWhoIsNamedWhichIsAnAnswerAndNoContact) {
    const auto state = moved_by("");
    EXPECT_TRUE(state.accepted);
    EXPECT_FALSE(state.contacted);
}

TEST_F(HandingOff, AContactThatTheToolDatesAfterTheHandOffCounts) {
    mapping.fields.push_back(
        {.name = "last_contact", .type = FieldType::datetime, .bindings = {reads("crm", "LastContact")}}
    );
    begin();
    qualify();
    const auto dated = [&](std::chrono::minutes after) {
        const std::string at = iso_text(handoffs()[0].made + after);
        account("crm").records[crm]["LastContact"] = boost::json::string(at);
        hears("crm", toy_event(crm, {{"LastContact", boost::json::string(at)}}));
        pass(minutes{1});
    };
    dated(-minutes{90});
    EXPECT_FALSE(state_of(handoffs()[0]).contacted) << "that was before it was handed off";
    pass(minutes{30}, minutes{5});
    dated(minutes{20});
    ASSERT_TRUE(state_of(handoffs()[0]).contacted);
    EXPECT_LE(state_of(handoffs()[0]).contacted->at - handoffs()[0].made, minutes{21});
    EXPECT_FALSE(state_of(handoffs()[0]).accepted) << "a contact accepts nothing";
}

}  // namespace
}  // namespace crosswalk
