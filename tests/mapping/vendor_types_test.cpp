// `check --live`: the vendors' own types against those of the mapping.
#include "connector/mapping/compile/check.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

std::vector<std::string> found(const std::string& type, FieldInfo info, const std::string& more = "") {
    info.name = "It__c";
    info.type = "theirs";
    const ObjectSchema schema{{"Lead"}, {{.name = "Email", .shape = FieldShape::text}, info}};
    const std::vector<ConnectionFacts> facts{
        {.name = "crm", .schema = [&](std::string_view) { return &schema; }}};
    const std::string text =
        "format: 1\nconnections:\n  crm: { side: sales, kinds: { lead: Lead }, match_by: [email] }\nfields:\n"
        "  email: { type: email, both_ways: { crm: Email } }\n  it: { type: " +
        type + ", " + more + " both_ways: { crm: It__c } }\n";
    std::vector<std::string> out;
    for (const Finding& finding : check_mapping(std::vector<MappingFile>{{"fields.yaml", text}}, facts).findings) {
        out.push_back((finding.error ? "" : "warning ") + finding.code);
        EXPECT_EQ(finding.line, 6) << finding.text();
    }
    return out;
}

using Found = std::vector<std::string>;
const Found kNothing{}, kError{"field.vendor_type"}, kWarning{"warning field.vendor_type"};
const std::string kFlags = "values: { yes: { crm: \"true\" }, no: { crm: \"false\" } },";
const std::string kWords = "values: { a: { crm: A }, b: { crm: B } },";

TEST(VendorTypes, ThatFitAreNoFinding) {
    EXPECT_EQ(found("text", {.shape = FieldShape::text}), kNothing);
    EXPECT_EQ(found("integer", {.shape = FieldShape::number}), kNothing);
    EXPECT_EQ(found("boolean", {.shape = FieldShape::boolean}), kNothing);
    EXPECT_EQ(found("date", {.shape = FieldShape::date}), kNothing);
    EXPECT_EQ(found("datetime", {.shape = FieldShape::datetime}), kNothing);
    EXPECT_EQ(found("choice", {.shape = FieldShape::choice}, kWords), kNothing);
    EXPECT_EQ(found("choice", {.shape = FieldShape::boolean}, kFlags), kNothing);
    EXPECT_EQ(found("choices", {.shape = FieldShape::choices}, kWords), kNothing);
    EXPECT_EQ(found("date", {}), kNothing) << "the vendor does not say";
}

TEST(VendorTypes, ADayAndAMomentNeedAZone) {
    EXPECT_EQ(found("date", {.shape = FieldShape::datetime}), kError);
    EXPECT_EQ(found("datetime", {.shape = FieldShape::date}), kError);
    EXPECT_EQ(found("date", {.shape = FieldShape::datetime}, "zone: Europe/Berlin,"), kNothing);
}

TEST(VendorTypes, ThatCannotHoldTheFieldAreErrors) {
    EXPECT_EQ(found("boolean", {.shape = FieldShape::choice}), kError);
    EXPECT_EQ(found("choice", {.shape = FieldShape::choices}, kWords), kError);
    EXPECT_EQ(found("choices", {.shape = FieldShape::choice}, kWords), kError);
    EXPECT_EQ(found("choice", {.shape = FieldShape::boolean}, kWords), kError);
    EXPECT_EQ(found("integer", {.shape = FieldShape::date}), kError);
    EXPECT_EQ(found("text", {.shape = FieldShape::number}), kError);
    EXPECT_EQ(found("phone", {.shape = FieldShape::number}, "region: VN,"), kError);
}

TEST(VendorTypes, ThatMayHoldItAreWarnings) {
    EXPECT_EQ(found("integer", {.shape = FieldShape::text}), kWarning);
    EXPECT_EQ(found("boolean", {.shape = FieldShape::text}), kWarning);
    EXPECT_EQ(found("date", {.shape = FieldShape::text}), kWarning);
    EXPECT_EQ(found("text", {.shape = FieldShape::choices}), kWarning);
    EXPECT_EQ(found("text", {.options = {"A"}, .shape = FieldShape::choice}), kWarning);
}

TEST(VendorTypes, AFieldThatMustNotBeBlankIsToldWhereItMayBeCleared) {
    const FieldInfo required{.required = true, .shape = FieldShape::text};
    EXPECT_EQ(found("text", required), kNothing);
    EXPECT_EQ(found("text", required, "if_blank: clear,"), Found{"warning field.vendor_required"});
}

TEST(VendorTypes, ATextThatIsTooShortIsAnError) {
    const Found too_short{"field.vendor_length"};
    EXPECT_EQ(found("phone", {.shape = FieldShape::text, .length = 10}, "region: VN,"), too_short);
    EXPECT_EQ(found("phone", {.shape = FieldShape::text, .length = 40}, "region: VN,"), kNothing);
    EXPECT_EQ(found("choice", {.shape = FieldShape::text, .length = 4}, kFlags), too_short) << "'false' has five";
    EXPECT_EQ(found("choices", {.shape = FieldShape::text, .length = 2}, kWords), too_short) << "'A;B'";
    EXPECT_EQ(found("choices", {.shape = FieldShape::text, .length = 3}, kWords), kNothing);
    EXPECT_EQ(found("datetime", {.shape = FieldShape::text, .length = 20}), (Found{"field.vendor_length", kWarning.front()}));
}

}  // namespace
}  // namespace crosswalk
