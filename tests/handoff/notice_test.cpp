// Who is told what, in which words.
#include "connector/handoff/notice.h"

#include "connector/mapping/model/notice_arguments.h"
#include "tests/handoff/sales_team.h"

#include <gmock/gmock.h>

namespace crosswalk::handoff::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

HandoffPlan plan_with_notices() {
    HandoffPlan plan = sales_plan();
    plan.members[0].full_name = "An Nguyễn";
    plan.members[2].language = "en";
    plan.templates = {
        {.name = "yours",
         .subject = {{"en", "New lead: {lead}"}, {"vi", "Khách mới: {lead}"}},
         .body =
             {{"en",
               "{lead} ({score}) by {deadline}. {open, plural, one {# open} other {# open in all}}. Say: "
               "{say}"},
              {"vi", "{lead} ({score}), hạn {deadline}. Đang mở: {open}. Hãy nói: {say}"}}},
        {.name = "short", .subject = {{"en", "{stage}"}}, .body = {{"en", "{by}: {reason}"}}}};
    plan.notices = {
        {.trigger = {.on = NoticeTrigger::On::handed_off}, .template_name = "yours"},
        {.trigger = {.on = NoticeTrigger::On::enters, .stage = "mql"},
         .to = NoticePlan::To::team,
         .template_name = "short"},
        {.trigger = {.on = NoticeTrigger::On::rejected},
         .to = NoticePlan::To::head,
         .template_name = "short"},
        {.trigger = {.on = NoticeTrigger::On::crosses, .condition = when("lead_score crosses 80")},
         .to = NoticePlan::To::member,
         .name = "dung",
         .template_name = "short"}};
    plan.talking_points = {
        {.when = when("lead_score at least 90"), .say = {{"en", "Book the visit."}, {"vi", "Hẹn gặp ngay."}}},
        {.when = {}, .say = {{"en", "Ask about the plant."}, {"vi", "Hỏi về nhà máy."}}}};
    plan.reject = {{.name = "timing", .label = {{"en", "Bad timing"}, {"vi", "Chưa đúng lúc"}}}};
    return plan;
}

LeadStory story_of_lan() {
    return {
        .facts =
            {{"given_name", "Lan"},
             {"family_name", "Trần"},
             {"company", "Thép Việt"},
             {"phone", "+84912345678"},
             {"lead_score", "73"},
             {"source", "Webinar"}},
        .reasons =
            {{"Opened a mail", 2, vn("2026-03-01 09:00")},
             {"Booked a demo", 40, vn("2026-03-02 09:00")},
             {"Student address", -20, vn("2026-03-02 09:00")},
             {"Read the prices", 20, vn("2026-03-04 09:00")}},
        .engaged = {
            {"page.prices", "site", vn("2026-03-04 09:00")},
            {"mail.clicked", "mail", vn("2026-03-05 09:00")}}};
}

std::vector<Notice> told(
    const HandoffPlan& plan, Occasion occasion, const LeadStory& story = story_of_lan()
) {
    occasion.team = "sales";
    auto notices = notices_for(plan, occasion, story);
    EXPECT_TRUE(notices.has_value());
    return notices ? std::move(*notices) : std::vector<Notice>{};
}

TEST(Notice, SpeaksTheReceiversLanguageAndShowsTheDeadlineOnTheReceiversClock) {
    Occasion occasion{
        .on = NoticeTrigger::On::handed_off, .owner = "an", .deadline = vn("2026-03-05 15:30"), .open = 2};
    const auto an = told(plan_with_notices(), occasion);
    ASSERT_EQ(an.size(), 1u);
    EXPECT_EQ(an[0].subject, "Khách mới: Trần Lan");
    EXPECT_THAT(an[0].body, HasSubstr("Trần Lan (73), hạn "));
    EXPECT_THAT(an[0].body, HasSubstr("15:30"));
    EXPECT_THAT(an[0].body, HasSubstr("Hãy nói: Hỏi về nhà máy."));
    EXPECT_THAT(an[0].channels, ElementsAre(std::pair<std::string, std::string>("email", "an@example.com")));
    occasion.owner = "chi";
    HandoffPlan abroad = plan_with_notices();
    abroad.members[2].zone = "Europe/Berlin";
    const auto chi = told(abroad, occasion);
    EXPECT_EQ(chi.at(0).subject, "New lead: Lan Trần");
    EXPECT_EQ(chi.at(0).body, "Lan Trần (73) by Thu, Mar 5, 09:30. 2 open in all. Say: Ask about the plant.");
}

TEST(Notice, GoesToThoseItMeansAndToNobodyTwice) {
    HandoffPlan plan = plan_with_notices();
    plan.notices.push_back(
        {.trigger = {.on = NoticeTrigger::On::enters, .stage = "mql"},
         .to = NoticePlan::To::head,
         .template_name = "short"}
    );
    plan.notices.push_back(
        {.trigger = {.on = NoticeTrigger::On::enters, .stage = "mql"},
         .to = NoticePlan::To::member,
         .name = "an",
         .template_name = "yours"}
    );
    const auto notices = told(plan, {.on = NoticeTrigger::On::enters, .stage = "mql"});
    std::vector<std::string> names;
    for (const Notice& each : notices) names.push_back(each.to);
    EXPECT_THAT(names, ElementsAre("an", "binh", "chi", "dung"));
    EXPECT_TRUE(told(plan, {.on = NoticeTrigger::On::enters, .stage = "sql"}).empty());
}

TEST(Notice, OfARejectionNamesTheReasonInTheReceiversLanguage) {
    const auto notices =
        told(plan_with_notices(), {.on = NoticeTrigger::On::rejected, .by = "an", .reason = "timing"});
    EXPECT_EQ(notices.at(0).body, "An Nguyễn: Chưa đúng lúc");
}

TEST(Notice, OfACrossedScoreIsSentOnceWhenItCrosses) {
    LeadStory story = story_of_lan();
    story.facts["lead_score"] = "85";
    EXPECT_EQ(
        told(plan_with_notices(), {.on = NoticeTrigger::On::crosses, .before = {{"lead_score", "75"}}}, story)
            .size(),
        1u
    );
    EXPECT_TRUE(
        told(plan_with_notices(), {.on = NoticeTrigger::On::crosses, .before = {{"lead_score", "82"}}}, story)
            .empty()
    );
}

TEST(Brief, HoldsTheThreeMainReasonsTheLatestClicksAndWhatToSay) {
    const LeadBrief brief = brief_of(plan_with_notices(), story_of_lan(), "en");
    std::vector<std::string> reasons;
    for (const ScoreReason& each : brief.reasons) reasons.push_back(each.label);
    EXPECT_THAT(reasons, ElementsAre("Booked a demo", "Read the prices", "Student address"));
    EXPECT_EQ(brief.clicked.at(0).what, "mail.clicked");
    EXPECT_EQ(brief.score, 73);
    EXPECT_EQ(brief.source, "Webinar");
    const auto json = to_json(brief);
    EXPECT_EQ(json.at("say"), "Ask about the plant.");
    EXPECT_EQ(json.at("reasons").as_array().size(), 3u);
}

TEST(Brief, OfALeadOfWhomOnlyATelephoneIsKnownIsNamedByIt) {
    const LeadBrief brief = brief_of(sales_plan(), {.facts = {{"phone", "+84912345678"}}}, "vi");
    EXPECT_EQ(brief.name, "+84912345678");
    EXPECT_EQ(brief.score, std::nullopt);
    EXPECT_EQ(brief.say, "");
}

TEST(Notice, SaysWhatAPersonTypedAsItIsAndNeverAsAPattern) {
    LeadStory story = story_of_lan();
    story.facts["given_name"] = "{0} '{score}' <b>";
    const auto notices =
        told(plan_with_notices(), {.on = NoticeTrigger::On::handed_off, .owner = "chi"}, story);
    EXPECT_EQ(notices.at(0).subject, "New lead: {0} '{score}' <b> Trần");
}

TEST(Notice, IsStoredAsJson) {
    const auto notices = told(plan_with_notices(), {.on = NoticeTrigger::On::handed_off, .owner = "an"});
    const auto json = to_json(notices.at(0));
    EXPECT_EQ(json.at("to"), "an");
    EXPECT_EQ(json.at("channels").at(0).at("address"), "an@example.com");
    EXPECT_EQ(json.at("brief").at("company"), "Thép Việt");
}

TEST(MessagePattern, NamesItsArgumentsAndRefusesWhatIsNone) {
    EXPECT_THAT(
        *message::arguments_of("{a} {n, plural, one {# {b}} other {#}} '{c}'"), ElementsAre("a", "b", "n")
    );
    EXPECT_EQ(message::arguments_of("{a").error().code, "notice.pattern");
    EXPECT_EQ(message::format("{n, plural}", "en", {}).error().code, "notice.pattern");
    EXPECT_EQ(*message::format("{n, plural, one {# lead} other {# leads}}", "en", {{"n", 1.0}}), "1 lead");
}

TEST(NoticeArguments, AreMoreWhenTheNoticeIsAboutAHandoff) {
    const auto all = notice_arguments(true), few = notice_arguments(false);
    EXPECT_EQ(std::ranges::count(all, "deadline"), 1);
    EXPECT_EQ(std::ranges::count(few, "deadline"), 0);
    EXPECT_EQ(std::ranges::count(few, "lead"), 1);
}

TEST(LeadBrief, NamesWhatMakesTheScoreAsMuchAsIsLeftOfIt) {
    constexpr Millis kNow{std::chrono::days{20'060}};
    ScoringPlan plan{.id = "p", .half_life = std::chrono::days{30}};
    plan.engagement = {{.name = "Looked at the prices"}, {.name = "Opened a mail"}, {.name = "Replied"}};
    plan.fits = {{.name = "A large company", .when = *parse_condition("company is known", std::vector<std::string>{"company"}), .points = 15}};
    Lead lead;
    lead.values["company"] = {"Example", {}};
    lead.score = {.plan = "p", .rules = std::vector<RuleTally>(3)};
    lead.score.rules[0] = {.worth = 40, .at = kNow - std::chrono::days{30}, .gave = true};
    lead.score.rules[1] = {.worth = 1, .at = kNow - std::chrono::days{60}, .gave = true};
    const auto reasons = reasons_of(plan, lead, kNow);
    ASSERT_EQ(reasons.size(), 2U) << "what has faded to nothing is no reason";
    EXPECT_EQ(reasons[0].label, "A large company");
    EXPECT_EQ(reasons[1].label, "Looked at the prices");
    EXPECT_EQ(reasons[1].points, 20);
    EXPECT_EQ(reasons[1].at, kNow - std::chrono::days{30});
    lead.score.plan = "another";
    EXPECT_EQ(reasons_of(plan, lead, kNow).size(), 1U) << "what was done is counted by other rules";
}

}  // namespace
}  // namespace crosswalk::handoff::test
