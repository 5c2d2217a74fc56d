#include "connector/mapping/compile/check.h"
#include "connector/mapping/model/translate.h"

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

FieldPlan any_field(FieldType type) {
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
            const FieldPlan field = any_field(type);
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
            const FieldPlan field = any_field(type);
            const auto value = normalise(field, text);
            if (!value || !*value) continue;
            const Parsed taken = to_canonical(field, {}, to_vendor(field, {}, *value));
            RC_ASSERT(taken.how == Parsed::How::value);
            RC_ASSERT(taken.value == *value);
        }
    }));
}

TEST(NormalForm, OfAMatchKeyIsItsOwnMatchKey) {
    EXPECT_TRUE(rc::check("match forms are stable", [] {
        const std::string text = any_text();
        for (const FieldType type : {FieldType::text, FieldType::email, FieldType::phone}) {
            const FieldPlan field = any_field(type);
            if (const auto form = match_form(field, text)) RC_ASSERT(match_form(field, *form) == form);
        }
    }));
}

// A mapping of two tools, with vendor words, placeholders and ranges of all sorts.
std::string any_mapping() {
    const auto word =
        rc::gen::elementOf(std::vector<std::string>{"A", "b", "Other", "\"(unknown)\"", "\"1\""});
    const auto range =
        rc::gen::elementOf(std::vector<std::string>{"0 to 100", "-5 to 5", "0.5 to 1.5", "7 to 7"});
    const auto type = rc::gen::elementOf(std::vector<std::string>{"integer", "decimal"});
    const auto flag = rc::gen::elementOf(std::vector<std::string>{"true", "\"False\"", "Never", "\"0\""});
    const auto order = rc::gen::elementOf(std::vector<std::string>{"family_first", "given_first"});
    std::string out =
        "format: 1\nconnections:\n"
        "  crm: { side: sales, kinds: { lead: Lead, contact: Contact }, match_by: email }\n"
        "  mail: { side: marketing, kinds: { lead: person }, match_by: email }\n"
        "fields:\n"
        "  email: { type: email, rule: newest, both_ways: { crm: Email, mail: email } }\n";
    out += "  number: { type: " + *type + ", range: " + *range +
           ", rule: newest, both_ways: { crm: Number, mail: number } }\n";
    out += "  name: { type: person_name, order: " + *order +
           ", rule: newest, both_ways: { crm: { field: Name, order: " + *order + " }, mail: name } }\n";
    out += "  kind: { type: choice, rule: newest, both_ways: { crm: { field: Kind, placeholder: " + *word +
           " }, mail: kind }, values: { one: { crm: " + *word + ", mail: [" + *word +
           "] }, two: { crm: " + *word + ", mail: not shown } } }\n";
    out += "consent:\n  email: { opens_on: mail confirmed, crm: { field: Out, closed: " + *flag +
           ", open: " + *flag + " }, mail: { lists: all } }\n";
    return out;
}

std::vector<std::string> some_values(const FieldPlan& field) {
    if (field.type == FieldType::choice) return field.choices;
    if (field.type == FieldType::consent) return {"closed", "open"};
    if (field.type == FieldType::email) return {"ann@example.com"};
    if (field.type == FieldType::person_name) {
        std::vector<std::string> parts = *rc::gen::container<std::vector<std::string>>(
            rc::gen::elementOf(std::vector<std::string>{"Ada", "Văn", "An", "Nguyễn", "O'Neil", "(unknown)"})
        );
        std::string name;
        for (const std::string& part : parts) name += (name.empty() ? "" : " ") + part;
        return {name};
    }
    return {std::to_string(*rc::gen::inRange(-200, 200))};
}

TEST(RoundTrip, HoldsForEveryValueOfEveryMappingThatPassesTheCheck) {
    int passed = 0;
    EXPECT_TRUE(rc::check("take(give(v)) == v in a mapping without findings", [&] {
        const std::vector<MappingFile> files{{"fields.yaml", any_mapping()}};
        const Checked checked = check_mapping(files, {});
        if (!checked.ok()) return;
        ++passed;
        for (const FieldPlan& field : checked.mapping->fields)
            for (const std::string& text : some_values(field)) {
                const auto value = normalise(field, text);
                if (!value || !*value) continue;
                for (const Binding& binding : field.bindings) {
                    if (!binding.reads || !binding.writes || !can_give(field, binding, *value)) continue;
                    const Parsed taken = to_canonical(field, binding, to_vendor(field, binding, *value));
                    RC_ASSERT(taken.how == Parsed::How::value);
                    RC_ASSERT(taken.value == *value);
                }
            }
    }));
    EXPECT_GT(passed, 0);
}

}  // namespace
}  // namespace crosswalk
