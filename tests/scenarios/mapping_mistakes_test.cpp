// A mapping with a mistake: `check` names the place and the remedy, and nothing starts with it.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class MappingMistakes : public ServiceFixture {
protected:
    void SetUp() override { prepare(); }

    std::string path(const std::string& file) const { return folder.path() + "/mappings/" + file; }

    // "FILE:LINE:COLUMN: " of the n-th place where this text stands, moved on by so many characters.
    std::string place(const std::string& file, const std::string& what, int nth = 1, std::size_t on = 0) {
        const auto text = text_of_file(path(file));
        std::size_t at = text.find(what);
        for (int i = 1; i < nth; ++i) at = text.find(what, at + 1);
        EXPECT_NE(at, std::string::npos) << what;
        at += on;
        const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
        const auto column = at - (text.rfind('\n', at) + 1) + 1;
        return path(file) + ":" + std::to_string(line) + ":" + std::to_string(column) + ": ";
    }

    std::string check_refuses() {
        const auto done = service->command({"check"});
        EXPECT_EQ(done.exit_code, 1) << done.out;
        return done.out;
    }
};

TEST_F(MappingMistakes, TheDeliveredMappingHasNone) {
    const auto done = service->command({"check", "--live"});
    EXPECT_EQ(done.exit_code, 0) << done.out;
    EXPECT_THAT(done.out, HasSubstr("Lead score: "));
}

TEST_F(MappingMistakes, TextThatIsNotYaml) {
    edit("mappings/fields.yaml", "label: { en: Email, vi: Email }", "label: { en: Email, vi: Email");
    EXPECT_THAT(
        check_refuses(),
        AllOf(HasSubstr(place("fields.yaml", "type: email", 1, 4) + "yaml.syntax: "), HasSubstr("Look at"))
    );
}

TEST_F(MappingMistakes, AKeyThatStandsTwiceInYaml) {
    edit("mappings/fields.yaml", "    range: 0 to 100\n", "    range: 0 to 100\n    type: decimal\n");
    EXPECT_THAT(
        check_refuses(),
        HasSubstr(
            place("fields.yaml", "type: decimal") +
            "yaml.duplicate_key: 'type' stands here for the second time; first in line "
        )
    );
}

TEST_F(MappingMistakes, AKeyThatStandsTwiceInJson) {
    std::filesystem::remove(path("fields.yaml"));
    std::filesystem::remove(path("fields.cases.yaml"));
    std::filesystem::remove(path("lifecycle.yaml"));
    folder.write(
        "mappings/fields.json",
        R"({"format": 1,
 "connections": {"hubspot": {"side": "marketing", "kinds": {"lead": "contact"}, "match_by": ["email"]}},
 "fields": {"email": {"type": "email", "type": "text", "both_ways": {"hubspot": "email"}}}})"
    );
    EXPECT_THAT(
        check_refuses(),
        AllOf(
            HasSubstr(place("fields.json", R"("type": "text")") + "yaml.duplicate_key: "),
            HasSubstr("Keep one of them.")
        )
    );
}

TEST_F(MappingMistakes, AFieldThatNobodyDeclared) {
    edit("mappings/lifecycle.yaml", "- lead_score at least 60", "- lead_scor at least 60");
    EXPECT_THAT(
        check_refuses(),
        HasSubstr(
            place("lifecycle.yaml", "lead_scor at") +
            "condition.unknown_field: There is no field 'lead_scor'. Did you mean 'lead_score'?"
        )
    );
}

TEST_F(MappingMistakes, AFieldThatTheToolDoesNotHave) {
    edit("mappings/fields.yaml", "salesforce: Lead_Score__c", "salesforce: LeadScore__c");
    edit("mappings/fields.cases.yaml", "Lead_Score__c", "LeadScore__c");
    const auto done = service->command({"check", "--live"});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_THAT(
        done.out,
        HasSubstr(
            place("fields.yaml", "LeadScore__c") + "field.unknown_vendor_field: salesforce Lead has no field "
                                                   "'LeadScore__c'. Did you mean 'Lead_Score__c'?"
        )
    );
}

TEST_F(MappingMistakes, ARangeThatHoldsNothing) {
    edit("mappings/fields.yaml", "range: 0 to 100", "range: 100 to 0");
    EXPECT_THAT(
        check_refuses(),
        HasSubstr(place("fields.yaml", "100 to 0") + "field.range_reversed: The range of lead_score")
    );
}

TEST_F(MappingMistakes, ANumberThatNoComputerHolds) {
    edit("mappings/fields.yaml", "range: 0 to 100", "range: 0 to 1e400");
    EXPECT_THAT(check_refuses(), HasSubstr(place("fields.yaml", "0 to 1e400") + "field.range: "));
}

TEST_F(MappingMistakes, BytesThatAreNotUtf8) {
    edit("mappings/fields.yaml", "vi: Điện thoại", "vi: \xD0i\xEAn tho\xA1i");
    EXPECT_THAT(
        check_refuses(),
        AllOf(
            HasSubstr(place("fields.yaml", "\xD0i\xEAn") + "yaml.encoding: "),
            HasSubstr("Save the file as UTF-8")
        )
    );
}

TEST_F(MappingMistakes, AreToldAllAtOnceAndInJsonToo) {
    edit("mappings/fields.yaml", "range: 0 to 100", "range: 100 to 0");
    edit("mappings/lifecycle.yaml", "- lead_score at least 60", "- lead_scor at least 60");
    EXPECT_THAT(
        check_refuses(), AllOf(HasSubstr("field.range_reversed"), HasSubstr("condition.unknown_field"))
    );
    const auto told = ask({"check"}, 1);
    EXPECT_EQ(told.at("findings").as_array().size(), 2u);
    EXPECT_EQ(told.at("findings").at(0).at("file").as_string(), path("fields.yaml"));
}

TEST_F(MappingMistakes, KeepANewServiceFromStarting) {
    edit("mappings/fields.yaml", "range: 0 to 100", "range: 100 to 0");
    const auto done = service->command({"serve"});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_THAT(done.err, AllOf(HasSubstr("field.range_reversed: "), HasSubstr("mapping.broken: ")));
    EXPECT_THAT(done.out, Not(HasSubstr("listening")));
}

}  // namespace
}  // namespace crosswalk::doubles
