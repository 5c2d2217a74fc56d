// scoring.yaml: what it says, and every mistake with its line and its remedy.
#include "connector/mapping/compile/check.h"

#include <gmock/gmock.h>

#include <fstream>

namespace crosswalk {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kScoredFields =
    "format: 1\n"
    "connections:\n"
    "  crm: { side: sales, kinds: { lead: Lead }, match_by: email }\n"
    "  mail: { side: marketing, kinds: { lead: contact }, match_by: email }\n"
    "fields:\n"
    "  email: { type: email, rule: newest, both_ways: { crm: Email, mail: email } }\n"
    "  seats: { type: integer, both_ways: { crm: Seats } }\n"
    "  mail_score: { type: integer, rule: always mail, read_from: { mail: score } }\n"
    "  lead_score: { type: integer, write_to: { crm: Lead_Score__c }, send_when: changed by 5 or crosses 60 }\n"
    "  interest_score: { type: integer }\n"
    "  lead_grade: { type: choice, values: { hot: { crm: Hot }, cold: { crm: Cold } }, write_to: { crm: Grade__c } }\n";
const std::string kScoreHead = "format: 1\nfields: { score: lead_score }\n";

// What is found in scoring.yaml; fields that it does not fill are another file's matter.
Checked check_scoring(const std::string& text) {
    const std::vector<MappingFile> files{{"fields.yaml", kScoredFields}, {"scoring.yaml", text}};
    Checked checked = check_mapping(files, {});
    std::erase_if(checked.findings, [](const Finding& finding) { return finding.file != "scoring.yaml"; });
    return checked;
}

TEST(ScoringFile, IsReadWholeAndSaidInSentences) {
    const Checked checked = check_scoring(
        "format: 1\nfields: { score: lead_score, interest: interest_score, grade: lead_grade }\nrange: 0 to 100\n"
        "half_life: 30 days\nzone: Asia/Ho_Chi_Minh\ngrades: { cold: 0, hot: 80 }\n"
        "interest:\n  - { name: prices, on: clicked, link: \"*/pricing*\", points: 10, daily: 20, at_most: 40 }\n"
        "  - { on: replied, points: 20, once: true }\n  - { event: Placed Order, points: 30 }\n"
        "  - { on: bounced, points: -20 }\n"
        "fit:\n  - when: [seats at least 50, email is known]\n    points: 15\n"
    );
    for (const Finding& finding : checked.findings) ADD_FAILURE() << finding.text();
    ASSERT_NE(checked.mapping, nullptr);
    ASSERT_NE(checked.mapping->scoring, nullptr);
    const ScoringPlan& plan = *checked.mapping->scoring;
    ASSERT_EQ(plan.engagement.size(), 4U);
    EXPECT_EQ(plan.engagement[0].link, "*/pricing*");
    EXPECT_EQ(plan.engagement[0].daily, 20);
    EXPECT_EQ(plan.engagement[0].at_most, 40);
    EXPECT_TRUE(plan.engagement[1].once);
    EXPECT_EQ(plan.engagement[1].name, "replied") << "what has no name goes by what it is";
    EXPECT_EQ(plan.engagement[2].what, "Placed Order");
    EXPECT_EQ(plan.engagement[3].points, -20);
    ASSERT_EQ(plan.fits.size(), 1U);
    EXPECT_EQ(plan.fits[0].name, "seats at least 50 and email is known");
    EXPECT_EQ(plan.grades[0].name, "hot") << "the highest first";
    EXPECT_EQ(plan.half_life, std::chrono::days{30});
    EXPECT_EQ(plan.score_steps.by, 5);
    EXPECT_THAT(plan.score_steps.thresholds, ElementsAre(0, 60, 80)) << "of send_when and of the grades";
    EXPECT_THAT(checked.sentences, Contains(HasSubstr("Lead score: the points of scoring.yaml decide.")));
    EXPECT_THAT(checked.sentences, Contains("Points for what somebody does are halved every 30 days."));
}

TEST(ScoringFile, IsRefusedWithLineAndRemedyForEachMistake) {
    struct Mistake {
        std::string text{}, code{};
        int line = 0;
    };
    const std::string row = kScoreHead + "interest:\n  - ";
    const std::vector<Mistake> mistakes{
        {"format: 1\nfit:\n  - { when: email is known, points: 5 }\n", "mapping.missing_key", 1},
        {"format: 1\nfields: { score: mail_score }\nfit:\n  - { when: email is known, points: 5 }\n", "scoring.owned_elsewhere", 2},
        {"format: 1\nfields: { score: leed_score }\nfit:\n  - { when: email is known, points: 5 }\n", "mapping.unknown_field", 2},
        {"format: 1\nfields: { score: lead_grade }\nfit:\n  - { when: email is known, points: 5 }\n", "scoring.field_type", 2},
        {"format: 1\nfields: { score: lead_score, fit: lead_score }\nfit:\n  - { when: email is known, points: 5 }\n", "scoring.field_twice", 2},
        {"format: 1\nfields: { score: lead_score, grade: lead_grade }\nfit:\n  - { when: email is known, points: 5 }\n", "scoring.no_grades", 2},
        {"format: 1\nfields: { score: lead_score, grade: lead_grade }\ngrades: { warm: 5 }\nfit:\n  - { when: email is known, points: 5 }\n",
         "scoring.grade_not_listed", 2},
        {kScoreHead, "scoring.no_points", 1},
        {kScoreHead + "interest: []\nfit: []\n", "scoring.no_points", 1},
        {kScoreHead + "grades: { \"\": 5 }\nfit:\n  - { when: email is known, points: 5 }\n", "mapping.empty", 3},
        {kScoreHead + "interest: clicked\n", "scoring.expected_list", 3},
        {kScoreHead + "range: 100 to 0\nfit:\n  - { when: email is known, points: 5 }\n", "scoring.range", 3},
        {kScoreHead + "half_life: soon\nfit:\n  - { when: email is known, points: 5 }\n", "scoring.half_life", 3},
        {kScoreHead + "grades: { A: 5, B: 5 }\nfit:\n  - { when: email is known, points: 5 }\n", "scoring.grade_twice", 3},
        {kScoreHead + "zone: Mars\nfit:\n  - { when: email is known, points: 5 }\n", "field.zone", 3},
        {row + "{ on: klicked, points: 5 }\n", "scoring.unknown_event", 4},
        {row + "{ points: 5 }\n", "scoring.what", 4},
        {row + "{ on: opened, event: Opened, points: 5 }\n", "scoring.what", 4},
        {row + "{ on: opened, points: many }\n", "scoring.number", 4},
        {row + "{ on: opened, points: 0 }\n", "scoring.number", 4},
        {row + "{ on: opened, points: 5, daily: 3 }\n", "scoring.cap", 4},
        {row + "{ on: clicked, link: \"*?plan=pro\", points: 5 }\n", "scoring.link", 4},
        {row + "{ on: opened, link: \"*\", points: 5 }\n", "scoring.link", 4},
        {row + "{ on: opened, points: 5, once: maybe }\n", "mapping.unknown_word", 4},
        {row + "{ on: opened, worth: 5, points: 5 }\n", "mapping.unknown_key", 4},
        {kScoreHead + "fit:\n  - { when: lead_score at least 5, points: 5 }\n", "scoring.circle", 4},
        {kScoreHead + "fit:\n  - { when: seats crosses 5, points: 5 }\n", "scoring.change", 4},
        {kScoreHead + "fit:\n  - { when: seats is many, points: 5 }\n", "condition.value", 4},
        {kScoreHead + "fit:\n  - { when: sits at least 5, points: 5 }\n", "condition.unknown_field", 4},
    };
    for (const Mistake& one : mistakes) {
        const Checked checked = check_scoring(one.text);
        EXPECT_FALSE(checked.ok()) << one.text;
        ASSERT_EQ(checked.findings.size(), 1U) << one.text << (checked.findings.empty() ? "" : checked.findings[0].text());
        EXPECT_EQ(checked.findings[0].code, one.code) << one.text;
        EXPECT_EQ(checked.findings[0].line, one.line) << one.text;
        EXPECT_FALSE(checked.findings[0].remedy.empty());
    }
}

TEST(ScoringFile, TellsOfAllMistakesAtOnce) {
    const Checked checked =
        check_scoring(kScoreHead + "half_life: 0 days\ninterest:\n  - { on: klicked, points: x }\nfit:\n  - { when: email is known }\n");
    std::vector<std::string> codes;
    for (const Finding& finding : checked.findings) codes.push_back(finding.code);
    EXPECT_THAT(codes, ElementsAre("scoring.half_life", "scoring.unknown_event", "scoring.number", "mapping.missing_key"));
}

TEST(ScoringFile, WithoutItAFieldThatIsOnlyWrittenIsStillAMistake) {
    const std::vector<MappingFile> files{{"fields.yaml", kScoredFields}};
    std::vector<std::string> codes;
    for (const Finding& finding : check_mapping(files, {}).findings) codes.push_back(finding.code);
    EXPECT_THAT(codes, Contains("field.never_read"));
    EXPECT_THAT(codes, Contains("field.nowhere"));
}

TEST(ScoringFile, OfTheReadmeIsTheOneWhoseCasesAreTried) {
    const auto bytes_of = [](const std::string& path) {
        std::ifstream in(std::string(CROSSWALK_SOURCE_DIR) + path, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    const std::string tried = bytes_of("/tests/fixtures/mapping/valid/a_score_of_our_own.scoring.yaml");
    ASSERT_FALSE(tried.empty());
    EXPECT_NE(bytes_of("/mappings/README.md").find("```yaml\n" + tried + "```"), std::string::npos);
}

}  // namespace
}  // namespace crosswalk
