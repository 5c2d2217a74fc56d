// The hand-off that is shipped in mappings/.
#include "adapters/registry.h"
#include "connector/handoff/agreement.h"
#include "connector/handoff/cases.h"
#include "connector/handoff/notice.h"
#include "connector/handoff/routing.h"

#include <gmock/gmock.h>

namespace crosswalk::handoff::test {
namespace {

using testing::HasSubstr;

class DefaultHandoff : public testing::Test {
protected:
    void SetUp() override {
        for (const char* vendor : {"salesforce", "hubspot", "activecampaign"})
            facts_.push_back({vendor, &find_adapter(vendor)->manifest, nullptr});
        auto files = read_mapping_folder(std::string(CROSSWALK_SOURCE_DIR) + "/mappings");
        ASSERT_TRUE(files.has_value());
        files_ = std::move(*files);
        checked_ = check_with_all_cases(files_, facts_, 7);
        for (const Finding& finding : checked_.findings) ADD_FAILURE() << finding.text();
        ASSERT_TRUE(checked_.ok());
        ASSERT_NE(checked_.mapping->handoff, nullptr);
    }

    std::vector<std::string> codes_after(std::string_view from, std::string_view to) {
        auto files = files_;
        for (MappingFile& file : files)
            if (file.path.ends_with("/handoff.yaml")) {
                const std::size_t at = file.text.find(from);
                EXPECT_NE(at, std::string::npos) << from;
                file.text.replace(at, from.size(), to);
            }
        std::vector<std::string> codes;
        for (const Finding& finding : check_mapping(files, facts_).findings) codes.push_back(finding.code);
        return codes;
    }

    std::vector<ConnectionFacts> facts_{};
    std::vector<MappingFile> files_{};
    Checked checked_{};
};

TEST_F(DefaultHandoff, IsReadAsItIsWritten) {
    const HandoffPlan& plan = *checked_.mapping->handoff;
    ASSERT_EQ(plan.calendars.size(), 1u);
    EXPECT_EQ(plan.calendars[0].minutes_a_day(), 450);
    EXPECT_EQ(plan.calendars[0].closed.size(), 5u);
    EXPECT_EQ(plan.calendars[0].closed[1].name, "Tết");
    EXPECT_EQ(plan.members[0].speaks, (std::vector<std::string>{"vi", "en"}));
    EXPECT_EQ(plan.members[0].open_at_most, 30);
    EXPECT_EQ(plan.teams[0].head, "binh");
    ASSERT_EQ(plan.routing.size(), 3u);
    EXPECT_EQ(plan.routing[1].choose, Choose::company_owner);
    EXPECT_EQ(plan.fallback, "binh");
    const DutyPlan* accept = plan.agreement.duty(Duty::accept);
    ASSERT_NE(accept, nullptr);
    EXPECT_EQ(accept->within, (WorkSpan{0, 240}));
    EXPECT_EQ(accept->ladder[2].action, RungAction::reassign);
    EXPECT_EQ(plan.agreement.marketing.rejected_at_most, 20);
    EXPECT_EQ(plan.agreement.marketing.volume_at_least, 40);
    EXPECT_EQ(plan.reject_reason("timing")->quiet_days, 30);
    EXPECT_EQ(plan.notices.size(), 6u);
    EXPECT_EQ(plan.notices[5].trigger.days, 5);
    EXPECT_EQ(plan.hold_above_an_hour, 200);
    EXPECT_EQ(checked_.mapping->stage("mql")->hand_off, "sales");
    EXPECT_EQ(checked_.mapping->agreed.sales, "Head of Sales");
}

TEST_F(DefaultHandoff, WritesEveryNoticeInBothLanguages) {
    for (const char* language : {"en", "vi"}) {
        HandoffPlan plan = *checked_.mapping->handoff;
        for (MemberPlan& member : plan.members) member.language = language;
        const LeadStory story{.facts = {{"given_name", "Lan"}, {"lead_score", "85"}}};
        for (const NoticePlan& row : plan.notices) {
            const Occasion occasion{
                .on = row.trigger.on,
                .stage = row.trigger.stage,
                .days = row.trigger.days,
                .owner = "an",
                .previous_owner = "an",
                .team = "sales",
                .deadline = Millis{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1}}};
            const auto notices = notices_for(plan, occasion, story);
            ASSERT_TRUE(notices.has_value());
            ASSERT_EQ(notices->size(), 1u) << row.trigger.text;
            EXPECT_THAT(notices->front().subject, HasSubstr("Lan"));
            EXPECT_EQ(notices->front().body.find('{'), std::string::npos) << notices->front().body;
        }
    }
}

TEST_F(DefaultHandoff, IsSaidAsAPageInBothLanguages) {
    EXPECT_THAT(as_text(agreement_page(*checked_.mapping, "en")), HasSubstr("Company, Source"));
    EXPECT_THAT(as_html(agreement_page(*checked_.mapping, "vi")), HasSubstr("Không phản hồi"));
}

TEST_F(DefaultHandoff, IsSaidInSentences) {
    EXPECT_THAT(
        checked_.sentences,
        testing::IsSupersetOf(
            {"Sales has 4 hours of working time to accept a lead; no answer counts as missed.",
             "Sales has 1 day of working time to contact a lead.",
             "A lead that enters mql goes to a member of team sales; what nobody can take goes to binh."}
        )
    );
}

TEST_F(DefaultHandoff, MayBeLeftOut) {
    std::erase_if(files_, [](const MappingFile& file) {
        return file.path.find("handoff.") != std::string::npos;
    });
    const Checked without = check_with_all_cases(files_, facts_, 7);
    ASSERT_TRUE(without.ok());
    EXPECT_TRUE(without.findings.empty());
    EXPECT_EQ(without.mapping->handoff, nullptr);
}

using Codes = std::vector<std::string>;

// What `check` refuses is in tests/fixtures/mapping; here each mistake is the only one.
TEST_F(DefaultHandoff, WithOneMistakeHasOneFinding) {
    EXPECT_EQ(
        codes_after("08:30-12:00, 13:30-17:30", "08:30-14:00, 13:30-17:30"), Codes{"handoff.hours_overlap"}
    );
    EXPECT_EQ(codes_after("08:30-12:00, 13:30-17:30", "22:00-06:00"), Codes{"handoff.hours_backwards"});
    EXPECT_EQ(codes_after("members: [an, binh]", "members: []"), Codes{"handoff.no_members"});
    EXPECT_EQ(
        codes_after("{ after: 4 hours, do: escalate }", "{ after: 1 hour, do: escalate }"),
        Codes{"handoff.ladder_backwards"}
    );
    EXPECT_EQ(codes_after("Asia/Ho_Chi_Minh", "Asia/Ho_Chi_Min"), Codes{"field.zone"});
    EXPECT_EQ(codes_after("channels: { email: binh@example.com }", "weight: 1"), Codes{"handoff.no_channel"});
    EXPECT_EQ(codes_after("đang chờ bạn đến {deadline}", "đang chờ bạn"), Codes{"handoff.template_lacks"});
    EXPECT_EQ(codes_after("fallback: binh", "fallback: bihn"), Codes{"handoff.unknown_name"});
    EXPECT_EQ(codes_after("rejected_at_most: 20 %", "rejected_at_most: some"), Codes{"handoff.number"});
    EXPECT_EQ(
        codes_after("  duplicate:\n    name: { en: Duplicate, vi: Trùng lặp }\n    to: disqualified\n", ""),
        Codes{"handoff.reason_not_said"}
    );
}

}  // namespace
}  // namespace crosswalk::handoff::test
