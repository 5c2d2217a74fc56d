// A lead that comes on the last evening before the holidays, with a process that ends again and again.
#include "handoff_story.h"
#include "tests/handoff/calendars.h"

namespace crosswalk {
namespace {

using handoff::test::vn;
using std::chrono::hours;
using std::chrono::minutes;

class BeforeTet : public HandoffStory {
protected:
    BeforeTet() {
        plan.calendars = {handoff::test::saigon_with_tet()};
        plan.calendars.front().name = "vn";
        plan.teams.front().calendar = "vn";
        const auto day = [](unsigned d) {
            return Millis{std::chrono::sys_days{std::chrono::year{2027} / std::chrono::February / std::chrono::day{d}}};
        };
        plan.members[0].absences = {{day(1), day(20), "leave"}};
        auto& ladder = plan.agreement.sales.front();
        ladder.within = {.minutes = 30};
        ladder.ladder = {
            {.after = {.minutes = 15}, .action = RungAction::remind},
            {.after = {.minutes = 30}, .action = RungAction::escalate},
            {.after = {.minutes = 60}, .action = RungAction::reassign}};
        clock.pass(vn("2027-02-04 17:00") - clock.now());
        begin();
        crm = account("crm").add({{"Email", "ann@example.com"}, {"Status", "Open"}});
        hears("crm", toy_event(crm, {{"Email", "ann@example.com"}, {"Status", "Open"}}));
        pass_to(vn("2027-02-04 17:20"));
        channels.told.clear();
    }
    void crash() {
        reopen();
        begin();
    }
};

TEST_F(BeforeTet, TheClockSpendsTenMinutesTodayAndTheRestOnTheFirstWorkingMorning) {
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 73}}));
    crash();
    pass(std::chrono::seconds{2}, std::chrono::seconds{1});
    EXPECT_EQ(subjects(), Lines{"@binh yours: ann@example.com"}) << "An is away";
    crash();
    pass_to(vn("2027-02-12 08:00"), hours{6});
    pass_to(vn("2027-02-12 08:34"));
    EXPECT_EQ(subjects().size(), 1U) << "nobody is reminded in the holidays";
    pass(minutes{2}, minutes{1});
    EXPECT_EQ(subjects().back(), "@binh reminder: ann@example.com");
    crash();
    pass_to(vn("2027-02-12 08:49"));
    EXPECT_EQ(subjects().size(), 2U);
    pass(minutes{2}, minutes{1});
    EXPECT_EQ(subjects().back(), "@dung escalation: ann@example.com");
    crash();
    pass_to(vn("2027-02-12 09:19"));
    ASSERT_EQ(handoffs().size(), 1U);
    pass(minutes{2}, minutes{1});
    ASSERT_EQ(handoffs().size(), 2U);
    EXPECT_EQ(handoffs()[1].owner, "dung") << "nobody else is there";
    const auto told = std::ranges::find(channels.told, "yours: ann@example.com", &ToldMessage::subject);
    const auto newest = std::ranges::find_if(channels.told, [](const ToldMessage& one) {
        return one.address == "@dung" && one.subject == "yours: ann@example.com";
    });
    ASSERT_NE(newest, channels.told.end());
    hears("chat", toy_click(told->token, "accept"));
    hears("chat", toy_click(newest->token, "reject", "budget"));
    crash();
    pass(minutes{1});
    EXPECT_EQ(state_of(handoffs()[1]).ended->reason, "budget");
    EXPECT_EQ(at("crm", crm, "Status"), boost::json::value("Recycled"));
    EXPECT_EQ(at("crm", crm, "Reason"), boost::json::value("Budget"));
    EXPECT_EQ(lead("ann@example.com").value("stage"), "recycled");
    for (const char* once : {"@binh yours: ann@example.com", "@binh reminder: ann@example.com"})
        EXPECT_EQ(std::ranges::count_if(channels.told, [&](const ToldMessage& one) {
            return one.replaces.empty() && one.address + " " + one.subject == once;
        }), 1) << once;
}

TEST_F(BeforeTet, WhatFellDueWhileNothingRanIsNoStorm) {
    hears("mail", toy_event("m1", {{"address", "ann@example.com"}, {"score", 73}}));
    pass(minutes{1});
    clock.pass(vn("2027-02-12 09:10") - clock.now());
    crash();
    pass(minutes{2}, minutes{1});
    EXPECT_EQ(subjects(), (Lines{"@binh yours: ann@example.com", "@dung escalation: ann@example.com"}))
        << "the reminder is overtaken";
}

}  // namespace
}  // namespace crosswalk
