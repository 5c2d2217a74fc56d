#include "connector/mapping/model/condition.h"

#include <gtest/gtest.h>

#include <map>

namespace crosswalk {
namespace {

const std::vector<std::string> kFields{"lead_score", "email", "phone", "industry", "stage"};
using Told = std::map<std::string, std::string, std::less<>>;

std::function<Value(std::string_view)> from(Told told) {
    return [told = std::move(told)](std::string_view name) {
        const auto it = told.find(name);
        return it == told.end() ? Value{} : Value{it->second};
    };
}

bool holds(
    std::string_view text, Told now, std::optional<Told> before = std::nullopt, std::string_view about = {}
) {
    const auto condition = parse_condition(text, kFields, about);
    EXPECT_TRUE(condition.has_value()) << text << ": " << (condition ? "" : condition.error().what);
    if (!condition) return false;
    Facts facts{.now = from(std::move(now))};
    if (before) facts.before = from(std::move(*before));
    return condition->holds(facts);
}

std::string fault(std::string_view text, std::string_view about = {}) {
    const auto condition = parse_condition(text, kFields, about);
    return condition ? "none" : condition.error().code;
}

TEST(Condition, ComparesNumbers) {
    EXPECT_TRUE(holds("lead_score at least 60", {{"lead_score", "60"}}));
    EXPECT_FALSE(holds("lead_score at least 60", {{"lead_score", "9"}})) << "numbers, not letters";
    EXPECT_FALSE(holds("lead_score at least 60", {}));
    EXPECT_TRUE(holds("lead_score at most 5.5", {{"lead_score", "5"}}));
    EXPECT_FALSE(holds("lead_score at most 5", {})) << "nothing known is not little";
}

TEST(Condition, ComparesValues) {
    EXPECT_TRUE(holds("industry is Health care", {{"industry", "Health care"}}));
    EXPECT_TRUE(holds("industry is not finance", {}));
    EXPECT_TRUE(holds("industry is one of finance, \"a, b and c\"", {{"industry", "a, b and c"}}));
    EXPECT_TRUE(holds("lead_score is 5", {{"lead_score", "5"}}));
    EXPECT_TRUE(holds("email ends with @example.com", {{"email", "a@example.com"}}));
    EXPECT_TRUE(holds("email does not end with @example.com", {{"email", "a@example.org"}}));
    EXPECT_TRUE(holds("email is unknown", {}));
    EXPECT_TRUE(holds("email is known or phone is known", {{"phone", "1"}}));
}

TEST(Condition, AndBindsTighterThanOr) {
    constexpr auto text = "email is known and phone is known or lead_score at least 1";
    EXPECT_TRUE(holds(text, {{"lead_score", "2"}}));
    EXPECT_FALSE(holds(text, {{"email", "x"}}));
    EXPECT_TRUE(holds(text, {{"email", "x"}, {"phone", "1"}}));
    EXPECT_FALSE(holds("lead_score at least 1 and email is known or phone is known", {{"lead_score", "2"}}));
}

TEST(Condition, ChangedByLooksAtWhatTheTargetHolds) {
    constexpr auto text = "changed by 5 or crosses 60";
    EXPECT_TRUE(holds(text, {{"lead_score", "3"}}, std::nullopt, "lead_score")) << "nothing before: send";
    EXPECT_TRUE(holds(text, {{"lead_score", "15"}}, Told{{"lead_score", "10"}}, "lead_score"));
    EXPECT_TRUE(holds(text, {{"lead_score", "5"}}, Told{{"lead_score", "10"}}, "lead_score"));
    EXPECT_FALSE(holds(text, {{"lead_score", "14"}}, Told{{"lead_score", "10"}}, "lead_score"));
    EXPECT_TRUE(holds(text, {{"lead_score", "60"}}, Told{{"lead_score", "59"}}, "lead_score"));
    EXPECT_TRUE(holds(text, {{"lead_score", "59"}}, Told{{"lead_score", "60"}}, "lead_score"));
    EXPECT_TRUE(holds(text, {}, Told{{"lead_score", "1"}}, "lead_score")) << "cleared is a change";
    EXPECT_FALSE(holds("crosses 60", {{"lead_score", "61"}}, Told{{"lead_score", "60"}}, "lead_score"));
    EXPECT_FALSE(holds("crosses 60", {{"lead_score", "50"}}, std::nullopt, "lead_score"));
    EXPECT_TRUE(holds("crosses 60", {{"lead_score", "60"}}, std::nullopt, "lead_score"));
}

TEST(Condition, SaysWhatItCannotRead) {
    EXPECT_EQ(fault("leadscore at least 5"), "condition.unknown_field");
    EXPECT_EQ(fault("lead_score atleast 5"), "condition.unknown_test");
    EXPECT_EQ(fault("lead_score >= 5"), "condition.unknown_test");
    EXPECT_EQ(fault("lead_score at least five"), "condition.number");
    EXPECT_EQ(fault("lead_score at least inf"), "condition.number");
    EXPECT_EQ(fault("lead_score at least"), "condition.syntax");
    EXPECT_EQ(fault("lead_score"), "condition.syntax");
    EXPECT_EQ(fault("at least 5"), "condition.syntax");
    EXPECT_EQ(fault("email is known and"), "condition.syntax");
    EXPECT_EQ(fault("email is known phone is known"), "condition.syntax");
    EXPECT_EQ(fault("industry is one of a,, b"), "condition.syntax");
    EXPECT_EQ(fault(""), "condition.syntax");
    EXPECT_EQ(fault(std::string(3'000, 'x')), "condition.syntax");
    EXPECT_NE(
        parse_condition("leadscore at least 5", kFields).error().remedy.find("lead_score"), std::string::npos
    );
}

TEST(Condition, TheEmptyOneAlwaysHolds) {
    EXPECT_TRUE(Condition{}.always());
    EXPECT_TRUE(Condition{}.holds({}));
}

TEST(Condition, TellsWhichFieldsItLooksAt) {
    std::vector<std::string> fields;
    parse_condition("crosses 60 and email is known or lead_score at least 1", kFields, "lead_score")
        ->fields_into(fields);
    EXPECT_EQ(fields, (std::vector<std::string>{"lead_score", "email"}));
}

}  // namespace
}  // namespace crosswalk
