// Notices on their way through channels, and what holds the clock of a hand-off up.
#include "handoff_story.h"

namespace crosswalk {
namespace {

using handoff::EndKind;
using std::chrono::hours;
using std::chrono::minutes;

class Telling : public HandoffStory {
protected:
    std::vector<NoticeRow> notices() {
        std::vector<NoticeRow> out;
        EXPECT_TRUE(store->read([&](Transaction& tx) -> Result<void> {
            auto all = tx.notices.of_handoff(handoffs().at(0).id);
            if (!all) return all.error();
            out = std::move(*all);
            return {};
        }));
        // Of one moment they stand in any order.
        std::ranges::stable_sort(out, {}, [](const NoticeRow& row) { return std::pair(row.made, row.channel); });
        return out;
    }
};

TEST_F(Telling, AnAddressThatIsRefusedFallsOverToTheNextChannel) {
    channels.refuses["@an"] = "NO_SUCH_ADDRESS";
    qualify();
    EXPECT_EQ(subjects(), Lines{"an@example.com yours: ann@example.com"});
    ASSERT_EQ(notices().size(), 2U);
    EXPECT_EQ(notices()[0].state, NoticeState::failed);
    EXPECT_EQ(notices()[0].cause, "Nobody there. Correct the address in handoff.yaml.");
    EXPECT_EQ(notices()[1].state, NoticeState::sent);
    EXPECT_EQ(booked("chat", Book::notices, books::kFailed), 1);
    EXPECT_EQ(booked("post", Book::notices, books::kSent), 1);
}

TEST_F(Telling, AChannelThatIsDeadForAQuarterOfAnHourIsPassedBy) {
    channels.dead.insert("chat");
    qualify();
    EXPECT_TRUE(subjects().empty());
    EXPECT_EQ(notices()[0].cause, "Down. It is down for a moment.");
    pass(minutes{20}, minutes{1});
    EXPECT_EQ(subjects(), Lines{"an@example.com yours: ann@example.com"});
}

TEST_F(Telling, AChannelThatComesBackIsUsedAndNobodyIsToldTwice) {
    channels.dead.insert("chat");
    qualify();
    channels.dead.clear();
    pass(minutes{5});
    const auto all = subjects();
    EXPECT_EQ(std::ranges::count(all, "@an yours: ann@example.com"), 1);
    EXPECT_EQ(notices().size(), 1U);
}

TEST_F(Telling, WhereNoChannelTakesItTheCauseIsKept) {
    channels.refuses["@an"] = channels.refuses["an@example.com"] = "NO_SUCH_ADDRESS";
    qualify();
    ASSERT_EQ(notices().size(), 2U);
    for (const NoticeRow& row : notices()) EXPECT_EQ(row.state, NoticeState::failed);
    EXPECT_TRUE(handoffs()[0].open) << "the clock runs all the same, and the ladder tells others";
}

TEST_F(Telling, AReceiptSaysThatItArrivedOrSendsItElsewhere) {
    qualify();
    hears("chat", toy_receipt("m1"));
    pass(minutes{1});
    EXPECT_EQ(notices()[0].state, NoticeState::delivered);
    pass_to(handoffs()[0].made + hours{2} + minutes{1});
    ASSERT_EQ(subjects().back(), "@an reminder: ann@example.com");
    hears("chat", toy_receipt(channels.told.back().id, "NO_SUCH_ADDRESS"));
    pass(minutes{1});
    EXPECT_EQ(subjects().back(), "an@example.com reminder: ann@example.com");
}

TEST_F(Telling, NothingIsSentWhereTheChannelOnlyWatches) {
    channel_mode = Mode::watch;
    begin();
    qualify();
    EXPECT_TRUE(subjects().empty());
    EXPECT_EQ(notices()[0].state, NoticeState::queued);
    channel_mode = Mode::live;
    begin();
    pass(minutes{1});
    const auto all = subjects();
    EXPECT_EQ(std::ranges::count(all, "@an yours: ann@example.com"), 1);
}

TEST_F(Telling, ManyAtOnceAreOneMessage) {
    channels.dead.insert("chat");
    for (int i = 0; i < 7; ++i) {
        const std::string n = std::to_string(i);
        hears("mail", toy_event("new" + n, {{"address", boost::json::string("new" + n + "@example.com")}, {"score", 10}}));
    }
    turn();
    channels.dead.clear();
    pass(minutes{3});
    ASSERT_EQ(channels.told.size(), 1U);
    EXPECT_EQ(channels.told[0].subject, "7 notices about leads");
    EXPECT_NE(channels.told[0].body.find("created: new6@example.com"), std::string::npos);
    EXPECT_TRUE(channels.told[0].token.empty());
    EXPECT_EQ(booked("chat", Book::notices, books::kSent), 7);
}

TEST_F(Telling, AMessageAboutSeveralIsNotWrittenOverByTheOutcomeOfOne) {
    plan.members.resize(1);
    plan.teams[0].members = {"an"};
    plan.teams[0].head = plan.fallback = "an";
    begin();
    channels.dead.insert("chat");
    for (int i = 0; i < 7; ++i) {
        const auto address = boost::json::string("new" + std::to_string(i) + "@example.com");
        hears("mail", toy_event("new" + std::to_string(i), {{"address", address}, {"score", 73}}));
    }
    turn();
    channels.dead.clear();
    pass(minutes{3});
    ASSERT_EQ(channels.told.size(), 1U);
    ASSERT_EQ(handoffs().size(), 7U);
    ASSERT_TRUE(engine->answer({.handoff = handoffs()[0].id, .verb = AnswerVerb::accept, .by = "an"}));
    pass(minutes{1});
    for (const ToldMessage& one : channels.told) EXPECT_EQ(one.replaces, "");
    hears("chat", toy_receipt(channels.told[0].id, "NO_SUCH_ADDRESS"));
    pass(minutes{1});
    ASSERT_EQ(channels.told.size(), 2U);
    EXPECT_EQ(channels.told[1].address, "an@example.com");
    EXPECT_TRUE(channels.told[1].subject.ends_with(" notices about leads")) << "all of them go to the next channel";
}

TEST_F(Telling, WhatIsWithdrawnWhileOthersAreToldIsNotSent) {
    channels.dead.insert("chat");
    for (int i = 0; i < 10; ++i) {
        const std::string n = std::to_string(i);
        plan.members.push_back(
            {.name = "m" + n, .language = "en", .channels = {{"chat", "@m" + n}}}
        );
        plan.teams[0].members.push_back("m" + n);
    }
    begin();
    for (int i = 0; i < 10; ++i) {
        const auto address = boost::json::string("new" + std::to_string(i) + "@example.com");
        hears("mail", toy_event("new" + std::to_string(i), {{"address", address}, {"score", 73}}));
    }
    turn();
    ASSERT_EQ(handoffs().size(), 10U);
    channels.dead.clear();
    channels.meanwhile = [&] {
        for (const KeptHandoff& one : handoffs())
            ASSERT_TRUE(engine->answer({.handoff = one.id, .verb = AnswerVerb::reject, .by = one.owner, .reason = "timing"}));
    };
    pass(minutes{3});
    std::size_t asked = 0;
    for (const ToldMessage& one : channels.told) asked += one.token.empty() ? 0 : 1;
    EXPECT_LE(asked, 4U) << "what one call takes was on its way; nobody is asked for an answer that was given";
    std::size_t shown = 0;
    for (const ToldMessage& one : channels.told) shown += one.replaces.empty() ? 0 : 1;
    EXPECT_EQ(shown, asked) << "those show the outcome";
}

TEST_F(Telling, AChannelThatSaysNoInAGoodAnswerIsShownAndLeftAlone) {
    channels.revoked.insert("chat");
    qualify();
    const auto all = engine->status();
    const auto chat = std::ranges::find(all, "chat", &ConnectionStatus::name);
    ASSERT_NE(chat, all.end());
    EXPECT_EQ(chat->state, "reconnect");
    EXPECT_EQ(chat->detail, "Revoked. Connect it anew.");
    EXPECT_LE(channels.refused, 3) << "then the breaker leaves it alone for a while";
}

TEST_F(Telling, AClickThatOvertakesTheAnswerToItsOwnNoticeCounts) {
    channels.meanwhile = [] {};
    qualify();
    channels.told.clear();
    pass_to(handoffs()[0].made + hours{2} - minutes{1});
    channels.meanwhile = [&] { hears("chat", toy_click(channels.told.back().token, "accept")); };
    pass(minutes{3});
    EXPECT_TRUE(state_of(handoffs()[0]).accepted);
    EXPECT_EQ(channels.told.back().body, "An Nguyen has accepted this lead.");
}

TEST_F(Telling, TimeInWhichTheCrmCannotBeSeenIsGivenBack) {
    qualify();
    const Millis made = handoffs()[0].made;
    pass_to(made + hours{1});
    account("crm").knows_the_key = false;
    hears("mail", toy_event("m1", {{"score", 75}}));
    pass(hours{3}, minutes{5});
    EXPECT_EQ(subjects().size(), 1U) << "no reminder while nobody can see what An did";
    ASSERT_EQ(state_of(handoffs()[0]).pauses.size(), 1U);
    account("crm").knows_the_key = true;
    ASSERT_TRUE(engine->resume("crm"));
    pass(minutes{10}, minutes{1});
    ASSERT_TRUE(state_of(handoffs()[0]).pauses[0].until);
    EXPECT_EQ(subjects().size(), 1U);
    pass(hours{1}, minutes{5});
    EXPECT_EQ(subjects().back(), "@an reminder: ann@example.com");
}

TEST_F(Telling, TimeInWhichTheCrmIsPausedIsGivenBack) {
    qualify();
    pass(minutes{10}, minutes{1});
    ASSERT_TRUE(engine->pause("crm", "it is moved"));
    pass(hours{5}, minutes{5});
    EXPECT_EQ(subjects().size(), 1U);
    ASSERT_TRUE(engine->resume("crm"));
    pass(minutes{10}, minutes{1});
    ASSERT_EQ(state_of(handoffs()[0]).pauses.size(), 1U);
    EXPECT_TRUE(state_of(handoffs()[0]).pauses[0].until);
}

TEST_F(Telling, WhoIsRejectedIsNotHandedOffAgainBeforeTheQuietPeriodIsOver) {
    plan.reject[0].quiet_days = 2;
    mapping.back.push_back({.from = {"recycled"}, .to = "mql"});
    begin();
    qualify();
    ASSERT_TRUE(engine->answer(
        {.handoff = handoffs()[0].id, .verb = AnswerVerb::reject, .by = "an", .reason = "budget"}
    ));
    pass(minutes{1});
    account("crm").records[crm]["Status"] = "MQL";
    hears("crm", toy_event(crm, {{"Status", "MQL"}}));
    pass(hours{24}, hours{1});
    EXPECT_EQ(lead("ann@example.com").value("stage"), "mql");
    EXPECT_EQ(handoffs().size(), 1U);
    pass(hours{25}, hours{1});
    EXPECT_EQ(handoffs().size(), 2U);
}

TEST_F(Telling, AnErasedLeadLeavesNothingToTell) {
    channel_mode = Mode::watch;
    begin();
    qualify();
    ASSERT_TRUE(engine->erase(lead("ann@example.com").id));
    channel_mode = Mode::live;
    begin();
    channels.told.clear();
    pass(hours{7}, minutes{30});
    EXPECT_TRUE(handoffs().empty());
    EXPECT_TRUE(subjects().empty());
}

TEST_F(Telling, WhoOptsOutOfEverythingIsNotFollowedUp) {
    qualify();
    account("crm").records[crm]["OptedOut"] = true;
    hears("crm", toy_event(crm, {{"OptedOut", true}}));
    pass(hours{7}, minutes{30});
    ASSERT_TRUE(state_of(handoffs()[0]).ended);
    EXPECT_EQ(state_of(handoffs()[0]).ended->kind, EndKind::withdrawn);
    EXPECT_EQ(state_of(handoffs()[0]).ended->reason, "opted out");
    const auto all = subjects();
    EXPECT_EQ(std::ranges::count(all, "@an reminder: ann@example.com"), 0);
}

TEST_F(Telling, WhoHadOptedOutBeforeIsHandedToNobody) {
    crm = account("crm").add({{"Email", "ann@example.com"}, {"Status", "Open"}, {"OptedOut", true}});
    hears("crm", toy_event(crm, {{"Email", "ann@example.com"}, {"Status", "Open"}, {"OptedOut", true}}));
    pass(minutes{1});
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 73}}));
    pass(hours{7}, minutes{30});
    EXPECT_EQ(lead("ann@example.com").value("stage"), "mql");
    EXPECT_TRUE(handoffs().empty());
    EXPECT_TRUE(subjects().empty());
}

TEST_F(Telling, TooManyInAnHourWaitForTheAdmin) {
    plan.hold_above_an_hour = 0;
    begin();
    qualify();
    EXPECT_TRUE(handoffs().empty());
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(parked()[0].code, "handoff.surge");
    EXPECT_EQ(*engine->replay(parked()[0].id), 1U);
    pass(minutes{1});
    EXPECT_EQ(handoffs().size(), 1U);
    EXPECT_TRUE(parked().empty());
}

TEST_F(Telling, ALeadThatIsStuckIsToldOnceForEachNumberOfDays) {
    for (const int days : {1, 3}) {
        NoticePlan row;
        row.trigger = {.on = NoticeTrigger::On::stuck, .stage = "sal", .days = days};
        row.to = NoticePlan::To::head;
        row.template_name = "stuck";
        plan.notices.push_back(row);
    }
    plan.templates.push_back({.name = "stuck", .subject = {{"en", "stuck {days}"}}, .body = {{"en", "x"}}});
    begin();
    qualify();
    ASSERT_TRUE(engine->answer({.handoff = handoffs()[0].id, .by = "an"}));
    channels.told.clear();
    pass(hours{24 * 5}, hours{3});
    EXPECT_EQ(subjects(), (Lines{"@an yours: ann@example.com", "@dung stuck 1", "@dung stuck 3"}));
}

TEST_F(Telling, WhatTheFirstReadingOfAnAccountBringsIsNobodysNews) {
    polls["mail"] = minutes{5};
    account("mail").records["r1"] = {{"address", "old@example.com"}, {"score", 90}};
    engine.reset();
    mapping.handoff = std::make_shared<const HandoffPlan>(plan);
    std::vector<ConnectionSetup> setups;
    for (const ConnectionPlan& one : mapping.connections)
        setups.push_back({.connection = {.name = one.name}, .adapter = &toy_adapter(), .mode = Mode::live});
    for (ConnectionSetup& setup : setups)
        if (setup.connection.name == "mail") setup.poll = minutes{5};
    setups.push_back(
        {.connection = {.name = "chat"}, .adapter = &toy_channel_adapter(), .mode = Mode::live, .channel = true}
    );
    engine = std::make_unique<Engine>(
        EnginePorts{*store, channels, clock, log}, std::move(setups), std::make_shared<const Mapping>(mapping)
    );
    pass(minutes{2});
    EXPECT_EQ(lead("old@example.com").value("stage"), "mql");
    EXPECT_TRUE(handoffs().empty());
    EXPECT_TRUE(subjects().empty());
    account("mail").records["r2"] = {{"address", "new@example.com"}, {"score", 10}};
    pass(minutes{10}, minutes{1});
    EXPECT_EQ(subjects(), Lines{"@dung created: new@example.com"});
}

}  // namespace
}  // namespace crosswalk
