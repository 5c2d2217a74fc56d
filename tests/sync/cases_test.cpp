// Cases decide by the rules that production runs: what a case expects is what a story in this room shows.
#include "connector/sync/cases.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

const std::string kTools = R"(format: 1
order: [crm, hub]
connections:
  crm: { side: sales, kinds: { lead: Lead }, create: always, match_by: [email] }
  hub: { side: marketing, kinds: { lead: contact }, create: always, match_by: [email] }
fields:
  email: { type: email, rule: newest, both_ways: { crm: Email, hub: email } }
)";

std::vector<std::string> findings(const std::string& fields, const std::string& cases) {
    const std::vector<MappingFile> files{{"fields.yaml", kTools + fields}, {"fields.cases.yaml", cases}};
    const Checked checked = check_with_cases(files, {});
    std::vector<std::string> out;
    for (const Finding& finding : checked.findings) out.push_back(finding.text());
    EXPECT_EQ(checked.ok(), out.empty());
    return out;
}

using None = std::vector<std::string>;
const std::string kPreferCrm =
    "  city: { type: text, rule: prefer crm unless blank, both_ways: { crm: City, hub: city } }\n";

TEST(Cases, APreferredToolThatIsBlankAtFirstSightClearsNothing) {
    EXPECT_EQ(findings(kPreferCrm, R"(
- name: hub speaks, then crm is blank
  given:
    - { connection: hub, fields: { email: a@example.com, city: Hue } }
    - { connection: crm, fields: { Email: a@example.com, City: } }
  expect: { canonical: { city: Hue }, writes: { crm: { City: Hue } } }
)"), None{});
}

TEST(Cases, APreferredToolThatIsClearedLetsTheOtherSpeak) {
    EXPECT_EQ(findings(kPreferCrm, R"(
- name: crm speaks, hub speaks, crm is cleared
  given:
    - { connection: crm, fields: { City: Hanoi } }
    - { connection: hub, fields: { city: Hue } }
    - { connection: crm, fields: { City: } }
  expect: { canonical: { city: Hue }, writes: { crm: { City: Hue } } }
)"), None{});
}

TEST(Cases, ABlankThatIsNotToTravelLeavesTheNewestWord) {
    EXPECT_EQ(findings("  city: { type: text, rule: newest, both_ways: { crm: City, hub: city } }\n", R"(
- name: cleared where blanks are kept
  given:
    - { connection: crm, fields: { City: Hanoi } }
    - { connection: crm, fields: { City: } }
  expect: { canonical: { city: Hanoi }, writes: { crm: { City: not written }, hub: { city: Hanoi } } }
)"), None{});
}

TEST(Cases, ABlankThatTravelsClearsTheOtherTool) {
    EXPECT_EQ(
        findings(
            "  city: { type: text, rule: newest, if_blank: clear, both_ways: { crm: City, hub: city } }\n", R"(
- name: cleared where blanks clear
  given:
    - { connection: hub, fields: { city: Hue } }
    - { connection: crm, fields: { City: Hue } }
    - { connection: crm, fields: { City: } }
  expect: { canonical: { city: }, writes: { hub: { city: } } }
)"
        ),
        None{}
    );
}

TEST(Cases, TheHighestOfEqualNumbersIsNotSentToWhoHoldsIt) {
    EXPECT_EQ(
        findings(
            "  money: { type: decimal, rule: highest, both_ways: { crm: Money, hub: money } }\n", R"(
- name: two spellings of one number
  given:
    - { connection: crm, fields: { Money: "7.50" } }
    - { connection: hub, fields: { money: "7.5" } }
  expect: { canonical: { money: 7.5 }, writes: { crm: { Money: not written }, hub: { money: not written } } }
)"
        ),
        None{}
    );
}

TEST(Cases, ACaseThatFailsIsAnErrorAndLeavesNoMapping) {
    const auto found = findings(kPreferCrm, R"(
- name: wrong
  given: { connection: hub, fields: { city: Hue } }
  expect: { canonical: { city: Hanoi } }
)");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_NE(found.front().find("fields.cases.yaml:4:32: case.failed"), std::string::npos) << found.front();
}

}  // namespace
}  // namespace crosswalk
