#include "connector/sync/stage.h"

#include "connector/sync/compose.h"
#include "small_way.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace crosswalk {
namespace {

// One lead in a CRM and a hub; the email tool knows the score.
struct Walk {
    Mapping mapping = small_way();
    Lead lead{.id = {"lead-1"}};
    std::vector<RecordState> records = {record("crm", "c1"), record("hub", "h1"), record("mail", "m1")};
    long now = 100;
    Recomputed last{};
    IngestResult heard{};
    MayPromote may_promote{};

    void hears(std::size_t who, Fields fields, std::optional<long> said = {}) {
        ++now;
        hears(who, change(std::move(fields), dated(said.value_or(now))));
    }
    void hears(std::size_t who, const Change& change_said) {
        heard = ingest(mapping, lead, records[who], change_said, {now, at_second(now)});
        const Cause cause{now, records[who].key.connection, at_second(now), 1};
        last = recompute(mapping, lead, records, heard, {cause, may_promote});
    }
    std::string progress() const {
        std::string out;
        for (const Step& step : last.steps)
            out += (out.empty() ? "" : " ") + step.from + ">" + step.to + (step.filled_in ? "*" : "");
        return out;
    }
    // The CRM tells whole records, and by whom they were touched last.
    void shows(Fields fields, std::string last_by, std::optional<long> said = {}) {
        ++now;
        Change whole = change(std::move(fields), dated(said.value_or(now)));
        whole.completeness = Completeness::whole;
        whole.last_by = std::move(last_by);
        hears(0, whole);
    }
    std::string by() const {
        std::string out;
        for (const Step& step : last.steps) out += (out.empty() ? "" : " ") + step.to + "=" + step.who;
        return out;
    }
    std::string stage() const { return lead.value("stage").value_or("(none)"); }
};
constexpr std::size_t kCrm = 0, kHub = 1, kMail = 2;

TEST(Steps, TheFirstStageSeenIsWhereALeadEnters) {
    Walk walk;
    walk.hears(kCrm, {{"Status", "Working"}});
    EXPECT_EQ(walk.progress(), ">sal");
    EXPECT_EQ(walk.last.steps[0].cause, Step::Cause::entered);
    EXPECT_EQ(walk.lead.progress.first.at("sal"), walk.last.steps[0].at);
}

TEST(Steps, AJumpIsFilledInWithItsOwnTime) {
    Walk walk;
    walk.hears(kCrm, {{"Status", "Open"}});
    walk.hears(kCrm, {{"Status", "Qualified"}});
    EXPECT_EQ(walk.progress(), "lead>mql* mql>sal* sal>sql");
    EXPECT_TRUE(std::ranges::all_of(walk.last.steps, [&](const Step& step) {
        return step.at == walk.last.steps.back().at;
    }));
    EXPECT_EQ(walk.lead.progress.steps, 4);
}

TEST(Steps, AnotherWordForThePresentStageIsNoNews) {
    Walk walk;
    walk.hears(kCrm, {{"Status", "Working"}});
    walk.hears(kHub, {{"stage", "mql"}});
    EXPECT_EQ(walk.progress(), "") << "the hub calls sal and mql by one word";
    EXPECT_EQ(walk.heard.booked_as(), books::kEcho);
    walk.hears(kCrm, {{"Status", "MQL"}});
    EXPECT_FALSE(walk.heard.held_up.empty()) << "but sal to mql leads back";
}

TEST(Steps, AnIllegalMoveWaitsWithTheWordsOfBothSides) {
    Walk walk;
    walk.hears(kCrm, {{"Status", "Qualified"}});
    walk.hears(kHub, {{"stage", "sql"}});
    walk.hears(kHub, {{"stage", "lead"}});
    EXPECT_EQ(walk.stage(), "sql");
    ASSERT_EQ(walk.heard.held_up.size(), 1U);
    EXPECT_EQ(walk.heard.held_up[0].code, "stage.illegal_move");
    EXPECT_NE(walk.heard.held_up[0].why.find("crm"), std::string::npos);
    EXPECT_NE(walk.heard.held_up[0].why.find("hub says 'lead'"), std::string::npos);
    EXPECT_EQ(walk.records[kHub].fields["stage"].known, boost::json::value("sql")) << "heard again on replay";
}

TEST(Steps, AWordOlderThanThePresentStageLeadsNobodyBack) {
    Walk walk;
    walk.hears(kHub, {{"stage", "lead"}});
    walk.hears(kCrm, {{"Status", "Qualified"}});
    walk.hears(kHub, {{"stage", "mql"}}, walk.now - 1);
    EXPECT_EQ(walk.stage(), "sql");
    EXPECT_TRUE(walk.heard.held_up.empty()) << "late, not illegal";
}

TEST(Steps, AMoveBackFromBeforeAPromotionByRuleIsNotUndoneByIt) {
    Walk walk;
    walk.hears(kCrm, {{"Status", "Open"}});
    walk.hears(kMail, {{"score", 22}});
    walk.hears(kMail, {{"score", 73}});
    ASSERT_EQ(walk.progress(), "lead>mql");
    const Millis promoted = walk.lead.progress.since;
    walk.hears(kCrm, {{"Status", "Recycled"}, {"Reason", "Budget"}}, 102);
    EXPECT_EQ(walk.progress(), "mql>recycled");
    EXPECT_EQ(walk.lead.progress.since, promoted) << "steps follow each other";
}

TEST(Steps, AWayBackCarriesItsReason) {
    Walk walk;
    walk.hears(kCrm, {{"Status", "MQL"}});
    walk.hears(kCrm, {{"Status", "Recycled"}, {"Reason", "Budget"}});
    EXPECT_EQ(walk.progress(), "mql>recycled");
    EXPECT_EQ(walk.last.steps[0].reason, "budget");
}

TEST(Steps, AMissingReasonIsCountedOrWaitsAsTheAdminSays) {
    Walk accepting;
    accepting.hears(kCrm, {{"Status", "MQL"}});
    accepting.hears(kCrm, {{"Status", "Recycled"}});
    EXPECT_EQ(accepting.last.steps.at(0).reason, kNoReason);

    Walk waiting;
    waiting.mapping.wait_for_reason = true;
    waiting.hears(kCrm, {{"Status", "MQL"}});
    waiting.hears(kCrm, {{"Status", "Recycled"}});
    EXPECT_EQ(waiting.stage(), "mql");
    EXPECT_EQ(waiting.heard.held_up.at(0).code, "stage.reason_missing");
    waiting.hears(kCrm, {{"Status", "Recycled"}, {"Reason", "Timing"}});
    EXPECT_EQ(waiting.stage(), "recycled");
}

TEST(Steps, WhatSharesAWordIsToldApartByItsFurtherFields) {
    Walk walk;
    walk.hears(kHub, {{"stage", "mql"}});
    walk.hears(kHub, {{"status", "UNQUALIFIED"}});
    walk.hears(kHub, {{"stage", "lead"}});
    EXPECT_EQ(walk.stage(), "recycled");
}

TEST(StepsNameWho, AToolThatTellsWhoMadeTheChangeIsBelievedAtOnce) {
    Walk walk;
    Change moved = change({{"stage", "mql"}}, dated(walk.now));
    moved.who = "userId:12";
    walk.hears(kHub, moved);
    EXPECT_EQ(walk.by(), "mql=userId:12") << "though nothing was known of this record";
}

TEST(StepsNameWho, WhoTouchedTheRecordLastCountsWhereTheStageIsSeenToHaveMoved) {
    Walk walk;
    walk.shows({{"Status", "Open"}}, "005000000000001AAA");
    EXPECT_EQ(walk.by(), "lead=") << "it may have stood there for years";
    walk.shows({{"Status", "Open"}, {"City", "Hue"}}, "005000000000002AAA");
    walk.shows({{"Status", "Working"}}, "005000000000003AAA");
    EXPECT_EQ(walk.by(), "mql=005000000000003AAA sal=005000000000003AAA") << "filled in by the same jump";
}

TEST(StepsNameWho, NobodyIsNamedWhereTheLastTouchMayHaveBeenOurOwn) {
    Walk walk;
    walk.shows({{"Status", "Open"}}, "005000000000001AAA");
    walk.records[kCrm].fields["Score"].written = Written{.at = at_second(walk.now + 1)};
    walk.shows({{"Status", "MQL"}}, "005000000000009AAA");
    EXPECT_EQ(walk.by(), "mql=") << "our score went there in the same second";
    walk.shows({{"Status", "Working"}}, "005000000000001AAA");
    EXPECT_EQ(walk.by(), "sal=005000000000001AAA");
}

TEST(StepsNameWho, ARuleIsNobody) {
    Walk walk;
    walk.shows({{"Status", "Open"}}, "005000000000001AAA");
    Change scored = change({{"score", "70"}}, dated(walk.now));
    scored.who = scored.last_by = "admin";
    walk.hears(kMail, scored);
    EXPECT_EQ(walk.by(), "mql=");
}

TEST(StepsNameWho, WhatIsNoNameIsNotKept) {
    for (const std::string& odd : {std::string(65, 'x'), std::string("\xFF")}) {
        Walk walk;
        Change moved = change({{"stage", "mql"}}, dated(walk.now));
        moved.who = odd;
        walk.hears(kHub, moved);
        EXPECT_EQ(walk.by(), "mql=");
    }
}

TEST(Promotion, NeedsAConditionThatBecameTrue) {
    Walk walk;
    walk.hears(kMail, {{"score", "70"}});
    EXPECT_EQ(walk.stage(), "mql");
    EXPECT_EQ(walk.last.steps.at(0).cause, Step::Cause::rule);

    Walk moved;  // the threshold is lowered under a lead that has 55 points
    moved.hears(kCrm, {{"Status", "Open"}});
    moved.hears(kMail, {{"score", "55"}});
    const std::vector<std::string> known = {"score"};
    moved.mapping.path[1].enter_when = *parse_condition("score at least 50", known);
    moved.hears(kMail, {{"score", "57"}});
    EXPECT_EQ(moved.stage(), "lead") << "it was true all along under the new mapping";
    moved.hears(kMail, {{"score", "40"}});
    moved.hears(kMail, {{"score", "50"}});
    EXPECT_EQ(moved.stage(), "mql");
}

TEST(Promotion, OfSeveralTheFurthestCountsAndTheRestIsFilledIn) {
    Walk walk;
    const std::vector<std::string> known = {"score"};
    walk.mapping.path[3].enter_when = *parse_condition("score at least 90", known);
    walk.hears(kCrm, {{"Status", "Open"}});
    walk.hears(kMail, {{"score", "95"}});
    EXPECT_EQ(walk.progress(), "lead>mql* mql>sal* sal>sql");
}

TEST(Promotion, ASurgeHoldsItBack) {
    Walk walk;
    walk.may_promote = [](const std::string&) { return false; };
    walk.hears(kMail, {{"score", "70"}});
    EXPECT_EQ(walk.stage(), "(none)");
    EXPECT_EQ(walk.last.held_back, "mql");
}

TEST(Again, NeitherBeforeItsTimeNorWithoutItsPoints) {
    Walk walk;
    walk.hears(kMail, {{"score", "80"}});
    walk.hears(kCrm, {{"Status", "MQL"}});
    walk.hears(kCrm, {{"Status", "Recycled"}});
    ASSERT_EQ(walk.stage(), "recycled");
    walk.hears(kMail, {{"score", "100"}});
    EXPECT_EQ(walk.stage(), "recycled") << "the time is not over";
    walk.now += 31L * 86'400;
    walk.hears(kMail, {{"score", "99"}});
    EXPECT_EQ(walk.stage(), "recycled") << "19 points";
    walk.hears(kMail, {{"score", "100"}});
    EXPECT_EQ(walk.progress(), "recycled>mql");
    EXPECT_EQ(walk.last.steps[0].cause, Step::Cause::again);
}

TEST(Again, APersonMayBringALeadBackOntoThePath) {
    Walk walk;
    walk.hears(kCrm, {{"Status", "MQL"}});
    walk.hears(kCrm, {{"Status", "Recycled"}});
    walk.hears(kCrm, {{"Status", "Qualified"}});
    EXPECT_EQ(walk.progress(), "recycled>mql* mql>sal* sal>sql");
    walk.hears(kCrm, {{"Status", "Lost"}});
    EXPECT_EQ(walk.heard.held_up.at(0).code, "stage.illegal_move") << "nothing leads there";
}

TEST(Shown, AStageWithFurtherFieldsIsWrittenWithThem) {
    Walk walk;
    walk.hears(kHub, {{"stage", "mql"}});
    walk.hears(kCrm, {{"Status", "Recycled"}, {"Reason", "Budget"}});
    const auto composed = compose_update(walk.mapping, walk.lead, walk.records[kHub], {"stage"}, "");
    EXPECT_EQ(composed.record.fields, (Fields{{"stage", "lead"}, {"status", "UNQUALIFIED"}}));
}

}  // namespace
}  // namespace crosswalk
