// Who gets a lead, and why nobody else.
#include "tests/handoff/sales_team.h"

#include <gmock/gmock.h>
#include <rapidcheck.h>

namespace crosswalk::handoff::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

HandoffPlan plan_with(std::vector<RoutingRule> rules) {
    HandoffPlan plan = sales_plan();
    plan.routing = std::move(rules);
    return plan;
}

// The owners of so many leads, one after the other.
std::vector<std::string> owners(const HandoffPlan& plan, int count, RoutingQuestion asked = question()) {
    std::vector<std::string> out;
    for (int i = 0; i < count; ++i) {
        const RoutingDecision decision = route(plan, asked);
        out.push_back(decision.owner);
        asked.credits = decision.credits;
    }
    return out;
}

const CandidateTrace& candidate(const RoutingDecision& decision, const std::string& member) {
    for (const RuleTrace& each : decision.trace)
        for (const CandidateTrace& one : each.candidates)
            if (one.member == member) return one;
    static const CandidateTrace kNone{.member = "none"};
    ADD_FAILURE() << member << " is in no trace";
    return kNone;
}

TEST(RoundRobin, GivesEachMemberOneInTurn) {
    const HandoffPlan plan = plan_with({rule("in turn", Choose::round_robin)});
    EXPECT_THAT(owners(plan, 6), ElementsAre("an", "binh", "chi", "an", "binh", "chi"));
}

TEST(RoundRobin, GivesAMemberOfTwiceTheWeightTwiceAsMuchAndSpreadsIt) {
    HandoffPlan plan = plan_with({rule("in turn", Choose::round_robin)});
    plan.members[1].weight = 2;
    EXPECT_THAT(owners(plan, 4), ElementsAre("binh", "an", "chi", "binh"));
    const auto many = owners(plan, 400);
    EXPECT_EQ(std::ranges::count(many, "binh"), 200);
    EXPECT_EQ(std::ranges::count(many, "an"), 100);
}

TEST(RoundRobin, SkipsTheAbsentAndDoesNotMakeUpForItAfterwards) {
    HandoffPlan plan = plan_with({rule("in turn", Choose::round_robin)});
    plan.members[0].absences = {away("2026-03-05", "2026-03-06", "dentist")};
    RoutingQuestion asked = question();
    RoutingDecision decision = route(plan, asked);
    EXPECT_EQ(decision.owner, "binh");
    EXPECT_EQ(candidate(decision, "an").skipped, Skipped::absent);
    EXPECT_EQ(candidate(decision, "an").why, "is absent until 2026-03-06T00:00 (dentist)");
    for (int i = 0; i < 9; ++i) {
        asked.credits = decision.credits;
        decision = route(plan, asked);
    }
    asked.credits = decision.credits;
    asked.now = vn("2026-03-06 09:00");
    const auto after = owners(plan, 6, asked);
    EXPECT_EQ(std::ranges::count(after, "an"), 2) << "no flood after an absence";
}

TEST(Absence, CountsWhenTheClockWouldStartNotWhenTheLeadComes) {
    HandoffPlan plan = plan_with({rule("in turn", Choose::round_robin)});
    plan.members[0].absences = {away("2026-03-06", "2026-03-07")};  // Friday
    RoutingQuestion asked = question();
    asked.now = vn("2026-03-06 20:00");
    EXPECT_EQ(route(plan, asked).owner, "an") << "back on Monday morning, when the clock starts";
    asked.now = vn("2026-03-05 20:00");
    EXPECT_EQ(route(plan, asked).owner, "binh") << "away on Friday morning, when the clock starts";
}

TEST(Capacity, SkipsAMemberWithAsManyOpenOrTodayAsAllowed) {
    HandoffPlan plan = plan_with({rule("in turn", Choose::round_robin)});
    plan.members[0].open_at_most = 5;
    plan.members[1].daily_at_most = 2;
    RoutingQuestion asked = question();
    asked.loads = {{"an", {5, 0}}, {"binh", {0, 2}}};
    const RoutingDecision decision = route(plan, asked);
    EXPECT_EQ(decision.owner, "chi");
    EXPECT_EQ(candidate(decision, "an").why, "has 5 of at most 5 open");
    EXPECT_EQ(candidate(decision, "binh").differ, "this member had fewer than 2 today");
}

TEST(LeastLoaded, IsWhoHasTheFewestOpenForTheirWeight) {
    HandoffPlan plan = plan_with({rule("least", Choose::least_loaded)});
    RoutingQuestion asked = question();
    asked.loads = {{"an", {3, 0}}, {"binh", {2, 0}}, {"chi", {3, 0}}};
    EXPECT_EQ(route(plan, asked).owner, "binh");
    plan.members[2].weight = 3;
    EXPECT_EQ(route(plan, asked).owner, "chi");
    asked.loads.clear();
    EXPECT_EQ(route(plan, asked).owner, "an") << "the first of the file where all are equal";
}

TEST(StickyRules, KeepTheKnownOwnerAndThenTheOneOfTheCompany) {
    const HandoffPlan plan = plan_with(
        {rule("known", Choose::known_owner),
         rule("company", Choose::company_owner),
         rule("in turn", Choose::round_robin)}
    );
    RoutingQuestion asked = question();
    asked.known_owner = "binh";
    asked.company_owner = "chi";
    EXPECT_EQ(route(plan, asked).rule, "known");
    EXPECT_EQ(route(plan, asked).owner, "binh");
    asked.known_owner.clear();
    EXPECT_EQ(route(plan, asked).owner, "chi");
    asked.company_owner = "dung";
    const RoutingDecision decision = route(plan, asked);
    EXPECT_EQ(decision.owner, "an");
    EXPECT_EQ(candidate(decision, "dung").skipped, Skipped::not_in_team);
}

TEST(Routing, TakesTheFirstRuleWhoseConditionsHoldAndWhoFindsSomebody) {
    RoutingRule english = rule("english", Choose::round_robin, when("language is en"));
    english.language_field = "language";
    const HandoffPlan plan = plan_with(
        {english,
         rule("hot", Choose::least_loaded, when("lead_score at least 80")),
         rule("rest", Choose::round_robin)}
    );
    RoutingQuestion asked = question();
    const RoutingDecision decision = route(plan, asked);
    EXPECT_EQ(decision.rule, "rest");
    ASSERT_EQ(decision.trace.size(), 3u);
    EXPECT_EQ(decision.trace[1].why, "lead_score is '73'");
    EXPECT_EQ(decision.trace[1].differ, "lead_score at least 80");
    asked.facts["language"] = "en";
    EXPECT_EQ(route(plan, asked).owner, "chi");
    EXPECT_EQ(candidate(route(plan, asked), "an").why, "does not speak 'en'");
    asked.facts["language"] = "en-US";
    EXPECT_EQ(route(plan, asked).rule, "rest");
}

TEST(Routing, FallsBackWhenNobodyCanTakeItSoThatTheLeadIsNotLost) {
    HandoffPlan plan = plan_with({rule("in turn", Choose::round_robin)});
    for (MemberPlan& member : plan.members) member.absences = {away("2026-03-01", "2026-04-01")};
    const RoutingDecision decision = route(plan, question());
    EXPECT_EQ(decision.owner, "dung") << "absent as well, and still the one who is told";
    EXPECT_TRUE(decision.fell_back());
    EXPECT_EQ(route(plan_with({}), question()).owner, "dung");
    RoutingQuestion lost = question();
    lost.team = "nowhere";
    EXPECT_EQ(route(plan, lost).owner, "dung");
}

TEST(Routing, SkipsThoseItWasTakenFrom) {
    const HandoffPlan plan = plan_with({rule("in turn", Choose::round_robin)});
    RoutingQuestion asked = question();
    asked.had_it = {"an", "binh"};
    EXPECT_EQ(route(plan, asked).owner, "chi");
    asked.had_it.insert("chi");
    EXPECT_TRUE(route(plan, asked).fell_back());
}

TEST(Routing, IsExplainedByWhatWouldHaveHadToDiffer) {
    HandoffPlan plan = plan_with({rule("known", Choose::known_owner), rule("in turn", Choose::round_robin)});
    plan.members[0].absences = {away("2026-03-05", "2026-03-06")};
    const std::string said = explain(route(plan, question()));
    EXPECT_EQ(
        said,
        "binh got the lead, by the rule 'in turn' of team sales.\n"
        "Rule 'known' did not decide: nobody of ours is known to own the lead. It would have had to be so: a "
        "member owns the "
        "lead already.\n"
        "  Not an, who is absent until 2026-03-06T00:00 (leave); chosen if the absence had ended before the "
        "clock starts.\n"
        "  Not chi, who was owed 1, binh 1; chosen if binh had been absent or full.\n"
    );
}

RoutingQuestion any_question() {
    const auto member = rc::gen::element<std::string>("", "an", "binh", "chi", "dung", "gone");
    RoutingQuestion out = question();
    out.facts["lead_score"] = std::to_string(*rc::gen::inRange(0, 100));
    out.facts["language"] = *rc::gen::element<Value>(Value{}, "vi", "en");
    out.now += std::chrono::hours{*rc::gen::inRange(0, 24 * 400)};
    out.known_owner = *member;
    out.company_owner = *member;
    for (const char* name : {"an", "binh", "chi"}) {
        if (*rc::gen::inRange(0, 4) == 0) out.had_it.insert(name);
        out.loads[name] = {*rc::gen::inRange(0, 8), *rc::gen::inRange(0, 4)};
        out.credits["sales"][name] = *rc::gen::inRange(-3, 4);
    }
    return out;
}

HandoffPlan any_plan() {
    RoutingRule english = rule("english", Choose::round_robin, when("language is en"));
    english.language_field = "language";
    HandoffPlan plan = plan_with(
        {english,
         rule("known", Choose::known_owner),
         rule("company", Choose::company_owner),
         rule("hot", Choose::least_loaded, when("lead_score at least 80")),
         rule("rest", Choose::round_robin)}
    );
    for (MemberPlan& member : plan.members) {
        member.weight = *rc::gen::inRange(1, 4);
        if (*rc::gen::inRange(0, 2) == 0) member.open_at_most = *rc::gen::inRange(1, 8);
        if (*rc::gen::inRange(0, 3) == 0) member.absences = {away("2026-03-05", "2026-05-06")};
    }
    return plan;
}

TEST(Routing, ReplaysFromStoredInputsToTheSameDecision) {
    EXPECT_TRUE(rc::check("the stored question gives the stored decision", [] {
        const HandoffPlan plan = any_plan();
        const RoutingQuestion asked = any_question();
        const RoutingDecision decision = route(plan, asked);
        const auto stored = routing_question_from(boost::json::parse(boost::json::serialize(to_json(asked))));
        RC_ASSERT(stored.has_value());
        RC_ASSERT(to_json(route(plan, *stored)) == to_json(decision));
        const auto read =
            routing_decision_from(boost::json::parse(boost::json::serialize(to_json(decision))));
        RC_ASSERT(read.has_value());
        RC_ASSERT(explain(*read) == explain(decision));
    }));
}

TEST(Routing, NeverChoosesSomebodyItSkippedAndExplainsEverybodyItLookedAt) {
    EXPECT_TRUE(rc::check("the owner can take it, everybody else has a reason", [] {
        const HandoffPlan plan = any_plan();
        const RoutingDecision decision = route(plan, any_question());
        RC_ASSERT(plan.member(decision.owner) != nullptr);
        for (const RuleTrace& each : decision.trace) {
            const bool decided = each.rule == decision.rule;
            RC_ASSERT(decided || !each.why.empty());
            RC_ASSERT(decided || !each.differ.empty());
            for (const CandidateTrace& one : each.candidates) {
                const bool chosen = decided && one.member == decision.owner;
                RC_ASSERT((one.skipped == Skipped::no) == chosen);
                RC_ASSERT(chosen || !one.why.empty());
                RC_ASSERT(chosen || !one.differ.empty());
            }
        }
    }));
}

TEST(RoutingStored, ThatIsNoneOfOursIsDamaged) {
    EXPECT_EQ(routing_question_from(nullptr).error().code, "handoff.damaged");
    boost::json::object broken = to_json(question());
    broken["now"] = "yesterday";
    EXPECT_EQ(routing_question_from(broken).error().code, "handoff.damaged");
    boost::json::object decision = to_json(route(sales_plan(), question()));
    decision.erase("trace");
    EXPECT_EQ(routing_decision_from(decision).error().code, "handoff.damaged");
}

}  // namespace
}  // namespace crosswalk::handoff::test
