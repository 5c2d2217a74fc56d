// The admin's own tests of the hand-off.
#include "connector/handoff/cases.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

namespace crosswalk::handoff::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string fixture(const std::string& role) {
    std::ifstream in(
        std::string(CROSSWALK_SOURCE_DIR) + "/tests/fixtures/mapping/valid/everything." + role,
        std::ios::binary
    );
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

Checked play(const std::string& cases, bool with_handoff = true) {
    std::vector<MappingFile> files{
        {"fields.yaml", fixture("fields.yaml")}, {"lifecycle.yaml", fixture("lifecycle.yaml")}};
    if (with_handoff) files.push_back({"handoff.yaml", fixture("handoff.yaml")});
    files.push_back({"handoff.cases.yaml", cases});
    return check_with_all_cases(files, {});
}

std::vector<std::string> codes(const Checked& checked) {
    std::vector<std::string> out;
    for (const Finding& finding : checked.findings) out.push_back(finding.code);
    return out;
}

TEST(HandoffCases, PassWhenTheOwnerTheRuleAndTheDueTimesAreThoseExpected) {
    const Checked checked = play(
        "- name: by the known owner, in a calendar of nights\n"
        "  given: { at: 2026-11-30 10:00, fields: { score: 50, email: a@example.com }, known_owner: b-2 }\n"
        "  expect: { owner: b-2, rule: known, accept: 2026-11-30 15:30 }\n"
        "- name: nobody is left for the first rules\n"
        "  given: { at: 2026-11-30 10:00, stage: mql, had_it: [an, b-2] }\n"
        "  expect: { owner: b-2, rule: fallback }\n"
    );
    EXPECT_TRUE(checked.ok()) << (checked.findings.empty() ? "" : checked.findings.front().text());
    EXPECT_EQ(checked.cases_run, 2);
}

TEST(HandoffCases, FailWithLineAndTheWholeExplanation) {
    const Checked checked = play(
        "- name: hoped for\n"
        "  given: { at: 2026-11-30 10:00, known_owner: b-2, fields: { score: 50, email: a@example.com } }\n"
        "  expect:\n"
        "    owner: an\n"
        "    rule: rest\n"
        "    accept: 2026-11-30 14:00\n"
    );
    EXPECT_FALSE(checked.ok());
    EXPECT_THAT(codes(checked), ElementsAre("case.failed", "case.failed", "case.failed"));
    EXPECT_EQ(checked.findings[0].line, 4);
    EXPECT_THAT(checked.findings[0].what, HasSubstr("b-2 got the lead, by the rule 'known'"));
    EXPECT_THAT(
        checked.findings[2].what, HasSubstr("'accept' is due 2026-11-30 15:30, not 2026-11-30 14:00.")
    );
}

TEST(HandoffCases, ThatNameWhatIsNotThereAreRefused) {
    const Checked checked = play(
        "- name: typos\n"
        "  given: { at: tomorrow, stage: sqk, fields: { scor: 1 }, known_owner: anh, open: { bihn: 1 } }\n"
        "  expect: { owner: an }\n"
    );
    EXPECT_THAT(
        codes(checked),
        ElementsAre(
            "handoff.unknown_name",
            "handoff.hours",
            "handoff.unknown_name",
            "handoff.unknown_name",
            "handoff.unknown_name"
        )
    );
    EXPECT_THAT(codes(play("name: no list\n")), ElementsAre("case.expected_list"));
    EXPECT_THAT(
        codes(play("- { name: x, given: { when: now }, expect: {} }\n")),
        ElementsAre("mapping.unknown_key", "mapping.missing_key")
    );
}

TEST(HandoffCases, WithoutAHandoffHaveNothingToPlayWith) {
    EXPECT_THAT(codes(play("- name: x\n", false)), ElementsAre("handoff.no_plan"));
}

}  // namespace
}  // namespace crosswalk::handoff::test
