// What the clock of a hand-off does, and when.
#include "tests/handoff/clock_story.h"

#include <gmock/gmock.h>

namespace crosswalk::handoff::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Ladder, RemindsEscalatesAndReassignsAtTheExactWorkingMinutesAcrossTet) {
    ClockStory story;
    EXPECT_EQ(story.next(), "2027-02-12T10:20");
    EXPECT_THAT(story.tick("2027-02-12 10:19"), IsEmpty());
    EXPECT_THAT(story.tick("2027-02-12 10:20"), ElementsAre("remind an accept 2027-02-12T10:20"));
    EXPECT_EQ(story.next(), "2027-02-12T13:50");
    EXPECT_THAT(story.tick("2027-02-12 13:50"), ElementsAre("escalate dung accept 2027-02-12T13:50"));
    EXPECT_EQ(story.next(), "2027-02-12T15:50");
    EXPECT_THAT(story.tick("2027-02-12 15:50"), ElementsAre("reassign accept 2027-02-12T15:50"));
    story.on(EventKind::reassign, "2027-02-12 15:50", {.to = "binh"});
    EXPECT_EQ(phase_of(story.now), Phase::ended);
    EXPECT_EQ(story.now.ended->to, "binh");
    EXPECT_EQ(story.next(), "never");
    EXPECT_EQ(story.status(Duty::accept, "2027-03-01 10:00"), "missed 2027-02-12T13:50");
    EXPECT_EQ(story.status(Duty::contact, "2027-03-01 10:00"), "withdrawn 2027-02-12T17:20");
}

TEST(Ladder, FiresEachRungOnceHoweverOftenTheTimerComes) {
    ClockStory story;
    EXPECT_EQ(story.tick("2027-02-12 10:20").size(), 1u);
    EXPECT_THAT(story.tick("2027-02-12 10:20"), IsEmpty());
    EXPECT_EQ(story.reply.what, ClockReply::What::ignored);
    EXPECT_THAT(story.tick("2027-02-12 13:49"), IsEmpty());
}

TEST(Ladder, CarriesOutTheStrongestRungAloneAfterADowntime) {
    ClockStory story;
    EXPECT_THAT(story.tick("2027-02-12 17:29"), ElementsAre("reassign accept 2027-02-12T15:50"));
    ASSERT_EQ(story.now.reached.size(), 4u);
    EXPECT_EQ(std::ranges::count(story.now.reached, true, &RungReached::overtaken), 3);
    EXPECT_EQ(story.next(), "never") << "every rung was reached";
}

TEST(Ladder, SaysWhenSoManyOwnersHadItThatTheFallbackIsNext) {
    ClockStory story;
    story.now.earlier_owners = {"chi"};
    EXPECT_THAT(story.tick("2027-02-12 15:50"), ElementsAre("reassign accept last 2027-02-12T15:50"));
}

TEST(Ladder, EndsWhenTheDutyIsDoneAndThoseOfTheOtherDutiesGoOn) {
    ClockStory story;
    EXPECT_THAT(
        story.on(EventKind::accept, "2027-02-12 09:00", {.by = "an"}),
        ElementsAre("accepted an 2027-02-12T09:00")
    );
    EXPECT_EQ(story.next(), "2027-02-12T16:50")
        << "the reminder about contact, after 7 hours less 10 minutes";
    story.on(EventKind::contact, "2027-02-12 11:00", {.by = "an"});
    EXPECT_EQ(story.next(), "never") << "no ladder for decide";
    EXPECT_EQ(phase_of(story.now), Phase::contacted);
    EXPECT_EQ(
        shown_in("Asia/Ho_Chi_Minh", deadline_of(story.now, story.rules(), vn("2027-02-12 11:00"))),
        "2027-02-18T17:20"
    );
}

TEST(Duty, IsMetOrMissedByItsDueTimeNotByTheTimeOfTheJob) {
    ClockStory in_time;
    in_time.tick("2027-02-12 10:20");
    in_time.on(EventKind::accept, "2027-02-12 13:50", {.by = "an"});
    EXPECT_EQ(in_time.status(Duty::accept, "2027-02-15 10:00"), "met 2027-02-12T13:50") << "to the minute";
    ClockStory late;
    late.on(EventKind::accept, "2027-02-12 13:51", {.by = "an"});
    EXPECT_EQ(late.status(Duty::accept, "2027-02-12 13:51"), "missed 2027-02-12T13:50");
    ClockStory open;
    EXPECT_EQ(open.status(Duty::accept, "2027-02-12 13:50"), "open 2027-02-12T13:50");
    EXPECT_EQ(open.status(Duty::accept, "2027-02-12 14:00"), "missed 2027-02-12T13:50")
        << "though nobody looked at it";
}

TEST(Duty, IsWithdrawnWhenTheHandoffEndsBeforeItIsDue) {
    ClockStory story;
    story.on(EventKind::withdraw, "2027-02-12 10:00", {.reason = "opted_out"});
    EXPECT_EQ(story.status(Duty::accept, "2027-03-01 10:00"), "withdrawn 2027-02-12T13:50");
    EXPECT_EQ(story.next(), "never");
    EXPECT_THAT(story.tick("2027-03-01 10:00"), IsEmpty());
}

TEST(Duty, ThatIsNotPromisedIsNone) {
    AgreementPlan agreed = agreement();
    agreed.sales.pop_back();
    EXPECT_EQ(ClockStory("2027-02-12 09:00", agreed).status(Duty::decide, "2027-02-12 10:00"), "none never");
}

// The token of the CRM dies on Friday at 18:00 and is renewed on Monday at 10:00.
TEST(BlindTime, IsGivenBack) {
    ClockStory story("2026-03-20 16:30");
    EXPECT_EQ(story.next(), "2026-03-23T09:30");
    story.on(EventKind::pause, "2026-03-20 18:00", {.reason = "blind"});
    EXPECT_EQ(story.next(), "never") << "no breach while nobody can see whether it was accepted";
    EXPECT_EQ(story.status(Duty::accept, "2026-03-23 15:00"), "open never");
    EXPECT_THAT(story.tick("2026-03-23 09:30"), IsEmpty());
    story.on(EventKind::resume, "2026-03-23 10:00", {.reason = "blind"});
    EXPECT_EQ(story.next(), "2026-03-23T11:00") << "the hour from 08:30 and a half are given back";
    EXPECT_EQ(story.status(Duty::accept, "2026-03-23 10:30"), "open 2026-03-23T14:30");
}

TEST(BlindTime, LearntOfAfterwardsMovesTheDueTimeAndFiresNoRungTwice) {
    ClockStory story("2026-03-20 09:00");
    EXPECT_EQ(story.tick("2026-03-20 11:00").size(), 1u);
    story.on(EventKind::pause, "2026-03-20 09:30", {.reason = "blind"});
    story.on(EventKind::resume, "2026-03-20 11:30", {.reason = "blind"});
    EXPECT_EQ(story.status(Duty::accept, "2026-03-20 16:00"), "open 2026-03-20T16:30") << "H5";
    EXPECT_EQ(story.next(), "2026-03-20T16:30") << "the reminder was reached already";
    story.on(EventKind::accept, "2026-03-20 16:00", {.by = "an"});
    const DutyStatus status = status_of(story.now, Duty::accept, story.rules(), vn("2026-03-21 09:00"));
    EXPECT_EQ(status.state, DutyStatus::State::met);
    EXPECT_EQ(status.worked, std::chrono::minutes(210));
}

TEST(Pauses, OfSeveralCausesAreGivenBackOnce) {
    ClockStory story("2026-03-20 09:00");
    story.on(EventKind::pause, "2026-03-20 09:30", {.reason = "blind"});
    story.on(EventKind::pause, "2026-03-20 10:00", {.reason = "held"});
    story.on(EventKind::pause, "2026-03-20 10:30", {.reason = "held"});
    EXPECT_EQ(story.reply.what, ClockReply::What::ignored) << "it is paused for that already";
    story.on(EventKind::resume, "2026-03-20 11:30", {.reason = "blind"});
    EXPECT_EQ(story.next(), "never");
    story.on(EventKind::resume, "2026-03-20 11:00", {.reason = "held"});
    EXPECT_EQ(story.status(Duty::accept, "2026-03-20 12:00"), "open 2026-03-20T16:30");
}

TEST(Contact, IsAnAcceptanceAndStopsTheReminders) {
    ClockStory story("2026-03-20 09:00");
    EXPECT_THAT(
        story.on(EventKind::contact, "2026-03-20 10:00", {.by = "an"}),
        ElementsAre("contacted an 2026-03-20T10:00")
    );
    EXPECT_EQ(story.next(), "never");
    EXPECT_EQ(story.status(Duty::contact, "2026-03-23 10:00"), "met 2026-03-23T09:00");
    EXPECT_EQ(story.status(Duty::accept, "2026-03-23 10:00"), "met 2026-03-20T14:30");
    story.on(EventKind::accept, "2026-03-24 10:00", {.by = "an"});
    EXPECT_EQ(story.status(Duty::accept, "2026-03-25 10:00"), "met 2026-03-20T14:30") << "not missed by saying so later";
    ClockStory late("2026-03-20 09:00");
    late.on(EventKind::contact, "2026-03-20 16:00", {.by = "an"});
    EXPECT_EQ(late.status(Duty::accept, "2026-03-25 10:00"), "missed 2026-03-20T14:30");
    story.on(EventKind::contact, "2026-03-25 10:00", {.by = "binh"});
    EXPECT_EQ(story.now.contacted->by, "an") << "the first one counts";
    ClockStory early("2026-03-20 09:00");
    early.on(EventKind::contact, "2026-03-19 10:00", {.by = "an"});
    EXPECT_FALSE(early.now.contacted) << "before the hand-off";
}

TEST(Silence, IsAcceptanceAtTheDueTimeOnlyWhereTheAgreementSaysSoAndIsLabelled) {
    ClockStory story("2026-03-20 09:00", agreement(Silence::accepted));
    EXPECT_THAT(story.tick("2026-03-20 11:00"), ElementsAre("remind an accept 2026-03-20T11:00"));
    EXPECT_EQ(story.next(), "2026-03-20T14:30");
    EXPECT_THAT(story.tick("2026-03-20 14:45"), ElementsAre("accepted 2026-03-20T14:30"));
    EXPECT_EQ(story.now.accepted->how, How::silence);
    EXPECT_EQ(story.status(Duty::accept, "2026-03-23 10:00"), "by_silence 2026-03-20T14:30");
    EXPECT_EQ(story.next(), "2026-03-20T17:30")
        << "nothing escalates what was accepted; contact is still owed";
}

TEST(Silence, LeavesNoStormAfterADowntime) {
    ClockStory story("2026-03-20 09:00", agreement(Silence::accepted));
    EXPECT_THAT(story.tick("2026-03-20 17:00"), ElementsAre("accepted 2026-03-20T14:30"))
        << "no reminder of the past";
}

TEST(Silence, GivesWayToAnAnswerThatTurnsOutToHaveComeInTime) {
    ClockStory story("2026-03-20 09:00", agreement(Silence::accepted));
    story.tick("2026-03-20 14:31");
    story.on(EventKind::accept, "2026-03-20 14:29", {.by = "an", .how = How::tool});
    EXPECT_EQ(story.status(Duty::accept, "2026-03-23 10:00"), "met 2026-03-20T14:30");
    ClockStory rejected("2026-03-20 09:00", agreement(Silence::accepted));
    rejected.tick("2026-03-20 14:31");
    rejected.on(EventKind::reject, "2026-03-20 14:40", {.by = "binh", .reason = "timing"});
    EXPECT_EQ(rejected.now.ended->kind, EndKind::rejected) << "nobody had accepted it";
    EXPECT_EQ(rejected.status(Duty::accept, "2026-03-23 10:00"), "by_silence 2026-03-20T14:30");
}

TEST(Silence, IsTakenOnByWhoComesLaterAndStaysASilence) {
    ClockStory story("2026-03-20 09:00", agreement(Silence::accepted));
    story.tick("2026-03-20 14:31");
    EXPECT_THAT(
        story.on(EventKind::accept, "2026-03-20 15:00", {.by = "binh"}),
        ElementsAre("accepted binh 2026-03-20T15:00", "owner binh 2026-03-20T15:00")
    );
    EXPECT_EQ(story.reply.what, ClockReply::What::taken);
    EXPECT_EQ(story.status(Duty::accept, "2026-03-23 10:00"), "by_silence 2026-03-20T14:30");
    story.on(EventKind::accept, "2026-03-20 15:01", {.by = "an"});
    EXPECT_EQ(story.reply.what, ClockReply::What::too_late);
    EXPECT_EQ(story.reply.first_by, "binh");
}

TEST(Decision, IsOneAndTheSecondClickLearnsWhoWasFirst) {
    ClockStory story;
    story.on(EventKind::accept, "2027-02-12 09:00", {.by = "an"});
    EXPECT_THAT(story.on(EventKind::accept, "2027-02-12 09:01", {.by = "binh"}), IsEmpty());
    EXPECT_EQ(story.reply.what, ClockReply::What::too_late);
    EXPECT_EQ(story.reply.first_by, "an");
    EXPECT_EQ(story.reply.first_what, "accepted");
    EXPECT_EQ(story.reply.first_at, vn("2027-02-12 09:00"));
    EXPECT_THAT(
        story.on(EventKind::reject, "2027-02-12 09:02", {.by = "binh", .reason = "timing"}), IsEmpty()
    );
    EXPECT_EQ(story.reply.first_by, "an");
    story.on(EventKind::accept, "2027-02-12 09:03", {.by = "an"});
    EXPECT_EQ(story.reply.what, ClockReply::What::repeated);
}

TEST(Decision, OfAnotherMemberTakesTheLeadOver) {
    ClockStory story;
    EXPECT_THAT(
        story.on(EventKind::accept, "2027-02-12 09:00", {.by = "chi"}),
        ElementsAre("accepted chi 2027-02-12T09:00", "owner chi 2027-02-12T09:00")
    );
    EXPECT_EQ(story.now.owner, "chi");
}

TEST(Decision, ToRejectEndsTheHandoffAndAnAcceptanceAfterItIsTooLate) {
    ClockStory story;
    EXPECT_THAT(
        story.on(EventKind::reject, "2027-02-12 09:00", {.by = "an", .reason = "timing"}),
        ElementsAre("ended 2027-02-12T09:00")
    );
    EXPECT_EQ(story.now.ended->reason, "timing");
    EXPECT_EQ(story.status(Duty::accept, "2027-03-01 10:00"), "met 2027-02-12T13:50")
        << "an answer is an answer";
    EXPECT_EQ(story.status(Duty::contact, "2027-03-01 10:00"), "withdrawn 2027-02-12T17:20");
    EXPECT_EQ(story.status(Duty::decide, "2027-03-01 10:00"), "met 2027-02-18T17:20");
    story.on(EventKind::accept, "2027-02-12 09:00", {.by = "binh"});
    EXPECT_EQ(story.reply.what, ClockReply::What::too_late);
    EXPECT_EQ(story.reply.first_what, "rejected");
    story.on(EventKind::reject, "2027-02-12 09:00", {.by = "an", .reason = "timing"});
    EXPECT_EQ(story.reply.what, ClockReply::What::repeated);
}

TEST(Decision, ToGoOnImpliesTheAcceptanceAndWhoAcceptedMayRejectLater) {
    ClockStory story;
    EXPECT_THAT(
        story.on(EventKind::decide, "2027-02-12 09:00", {.how = How::tool}),
        ElementsAre("accepted 2027-02-12T09:00", "ended 2027-02-12T09:00")
    );
    EXPECT_EQ(story.status(Duty::accept, "2027-03-01 10:00"), "met 2027-02-12T13:50");
    ClockStory other;
    other.on(EventKind::accept, "2027-02-12 09:00", {.by = "an"});
    other.on(EventKind::reject, "2027-02-15 09:00", {.by = "an", .reason = "budget"});
    EXPECT_EQ(other.now.ended->kind, EndKind::rejected);
    ClockStory moved;
    moved.on(EventKind::accept, "2027-02-12 09:00", {.by = "an"});
    moved.on(EventKind::reject, "2027-02-15 09:00", {.how = How::tool, .reason = "budget"});
    EXPECT_EQ(moved.now.ended->kind, EndKind::rejected) << "the status was moved in the tool";
}

TEST(Notice, IsRememberedOnceAndIsNoDecision) {
    ClockStory story;
    EXPECT_EQ(phase_of(story.now), Phase::made);
    story.on(EventKind::notified, "2027-02-04 17:21");
    story.on(EventKind::notified, "2027-02-04 17:25");
    EXPECT_EQ(story.now.notified, vn("2027-02-04 17:21"));
    EXPECT_EQ(to_string(phase_of(story.now)), "notified");
}

}  // namespace
}  // namespace crosswalk::handoff::test
