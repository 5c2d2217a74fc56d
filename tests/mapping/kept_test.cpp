// What a tool makes of a value it was given: its blank, its digits, its length, its line ends.
#include "connector/mapping/model/translate.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using boost::json::value;

FieldPlan field_of_type(FieldType type) {
    FieldPlan out;
    out.name = "it";
    out.type = type;
    return out;
}

bool same(FieldType type, VendorForm form, const char* a, const char* b) {
    Binding at;
    at.form = form;
    const FieldPlan field = field_of_type(type);
    return same_as_kept(field, at, to_canonical(field, at, a).value, to_canonical(field, at, b).value) &&
           same_as_kept(field, at, to_canonical(field, at, b).value, to_canonical(field, at, a).value);
}

TEST(ABlank, IsFalseAtACheckboxThatTakesNoNull) {
    Binding checkbox;
    checkbox.form.cleared_is_false = true;
    EXPECT_EQ(to_vendor(field_of_type(FieldType::boolean), checkbox, std::nullopt), value(false));
    for (const FieldType type :
         {FieldType::text, FieldType::integer, FieldType::decimal, FieldType::date, FieldType::datetime,
          FieldType::choice, FieldType::choices, FieldType::phone, FieldType::email})
        EXPECT_EQ(to_vendor(field_of_type(type), checkbox, std::nullopt), value(nullptr));
    EXPECT_EQ(to_vendor(field_of_type(FieldType::boolean), {}, std::nullopt), value(nullptr)) << "other tools keep blanks";
}

TEST(ABlank, OfAChoiceKeptAsACheckboxIsFalseThere) {
    FieldPlan choice = field_of_type(FieldType::choice);
    choice.choices = {"yes", "no"};
    Binding checkbox;
    checkbox.form.cleared_is_false = true;
    checkbox.values = {{"yes", {"true"}}, {"no", {"false"}}};
    EXPECT_EQ(to_vendor(choice, checkbox, std::nullopt), value(false));
    checkbox.form.shape = FieldShape::choice;
    EXPECT_EQ(to_vendor(choice, checkbox, std::nullopt), value(nullptr)) << "the schema knows better";
}

TEST(ANumber, RoundedToTheDigitsOfItsFieldIsTheSame) {
    const VendorForm cents{.scale = 2}, whole{.scale = 0}, any{};
    EXPECT_TRUE(same(FieldType::decimal, cents, "1234.5678", "1234.57"));
    EXPECT_TRUE(same(FieldType::decimal, cents, "-1234.5678", "-1234.57"));
    EXPECT_TRUE(same(FieldType::decimal, cents, "2.005", "2.01"));
    EXPECT_TRUE(same(FieldType::decimal, cents, "2.005", "2"));  // to even, or cut in binary
    EXPECT_TRUE(same(FieldType::decimal, whole, "12.7", "13"));
    EXPECT_FALSE(same(FieldType::decimal, cents, "1234.5678", "1234.56"));
    EXPECT_FALSE(same(FieldType::decimal, cents, "1234.56", "1234.57")) << "both fit: two values";
    EXPECT_FALSE(same(FieldType::decimal, whole, "12.7", "12"));
    EXPECT_FALSE(same(FieldType::decimal, any, "1234.5678", "1234.57")) << "a tool that keeps every digit";
}

TEST(AText, CutAtTheLengthOfItsFieldIsTheSame) {
    const VendorForm ten{.length = 10};
    EXPECT_TRUE(same(FieldType::text, ten, "Example Corporation", "Example Co"));
    EXPECT_TRUE(same(FieldType::text, ten, "Example C and more", "Example C"));  // the blank at the cut is gone
    EXPECT_TRUE(same(FieldType::text, ten, "Nguyễn Văn An", "Nguyễn Văn"));
    EXPECT_FALSE(same(FieldType::text, ten, "Example Corporation", "Example"));
    EXPECT_FALSE(same(FieldType::text, {}, "Example Corporation", "Example Co"));
}

TEST(AText, WithOtherLineEndsIsTheSame) {
    EXPECT_TRUE(same(FieldType::text, {}, "one\r\ntwo\rthree", "one\ntwo\nthree"));
    EXPECT_TRUE(same(FieldType::text, {}, "one\ntwo \n", "one\ntwo"));
    EXPECT_FALSE(same(FieldType::text, {}, "one\ntwo", "one two"));
}

TEST(AMoment, WithoutItsSecondsIsTheSame) {
    EXPECT_TRUE(same(FieldType::datetime, {}, "2026-03-01T09:00:31.250Z", "2026-03-01T09:00:31Z"));
    EXPECT_TRUE(same(FieldType::datetime, {}, "2026-03-01T09:00:31.250Z", "2026-03-01T09:00Z"));
    EXPECT_FALSE(same(FieldType::datetime, {}, "2026-03-01T09:00:31Z", "2026-03-01T09:00:32Z"));
    EXPECT_FALSE(same(FieldType::datetime, {}, "2026-03-01T09:01:00Z", "2026-03-01T09:00:31Z"));
}

TEST(APhoneNumber, KeepsItsExtension) {
    FieldPlan phone = field_of_type(FieldType::phone);
    phone.region = "US";
    for (const char* text :
         {"+1 202-555-0143 ext. 55", "(202) 555-0143 x55", "+12025550143;ext=55", "+12025550143 ext. 55"}) {
        EXPECT_EQ(to_canonical(phone, {}, text).value, "+12025550143 ext. 55") << text;
    }
    EXPECT_NE(to_canonical(phone, {}, "+12025550143 ext. 77").value, to_canonical(phone, {}, "+12025550143 ext. 55").value);
    EXPECT_EQ(to_vendor(phone, {}, "+12025550143 ext. 55"), value("+12025550143 ext. 55"));
    EXPECT_NE(match_form(phone, "+12025550143 ext. 55"), match_form(phone, "+12025550143"))
        << "two people behind one switchboard";
}

}  // namespace
}  // namespace crosswalk
