#include "connector/mapping/translate.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace crosswalk {
namespace {

constexpr std::array kTypes{
    FieldType::text,
    FieldType::person_name,
    FieldType::email,
    FieldType::phone,
    FieldType::integer,
    FieldType::decimal,
    FieldType::boolean,
    FieldType::date,
    FieldType::datetime};

FieldPlan field_of(FieldType type) {
    FieldPlan out;
    out.name = "it";
    out.type = type;
    out.region = type == FieldType::phone ? "VN" : "";
    return out;
}

// Letters people use, and those that make Unicode hard.
std::string any_text() {
    const auto piece = rc::gen::elementOf(std::vector<std::string>{
        "a",    "B",        "é",          "e\xcc\x81", "ß",
        "İ",    "Ǆ",        "ﬀ",          "ễ",         "e\xcc\x82\xcc\x83",
        " ",    "\xc2\xa0", "@",          ".",         "com",
        "-",    "+84",      "0912345678", "1",         "0",
        "5",    "e",        "2026-03-01", "T09:00:00", "Z",
        "true", "ͅ",         "\n",         "\xff",      "Σ",
        "ς"});
    std::string out;
    for (const std::string& each : *rc::gen::container<std::vector<std::string>>(piece)) out += each;
    return out;
}

TEST(NormalForm, IsReachedInOneStep) {
    EXPECT_TRUE(rc::check("normalising twice changes nothing", [] {
        const std::string text = any_text();
        for (const FieldType type : kTypes) {
            const FieldPlan field = field_of(type);
            const auto once = normalise(field, text);
            if (!once || !*once) continue;
            const auto twice = normalise(field, **once);
            RC_ASSERT(twice.has_value());
            RC_ASSERT(*twice == *once);
        }
    }));
}

TEST(NormalForm, ComesBackFromTheVendorAsItWasGiven) {
    EXPECT_TRUE(rc::check("what is given is taken as the same value", [] {
        const std::string text = any_text();
        for (const FieldType type : kTypes) {
            const FieldPlan field = field_of(type);
            const auto value = normalise(field, text);
            if (!value || !*value) continue;
            const Taken taken = take(field, {}, give(field, {}, *value));
            RC_ASSERT(taken.how == Taken::How::value);
            RC_ASSERT(taken.value == *value);
        }
    }));
}

TEST(NormalForm, OfAMatchKeyIsItsOwnMatchKey) {
    EXPECT_TRUE(rc::check("match forms are stable", [] {
        const std::string text = any_text();
        for (const FieldType type : {FieldType::text, FieldType::email, FieldType::phone}) {
            const FieldPlan field = field_of(type);
            if (const auto form = match_form(field, text)) RC_ASSERT(match_form(field, *form) == form);
        }
    }));
}

}  // namespace
}  // namespace crosswalk
