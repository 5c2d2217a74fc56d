#include "connector/sync/why.h"

#include "small_mapping.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

const std::vector<std::string> kWhyOrder = {"crm", "hub", "mail"};

std::string differs(Rule rule, const std::vector<Candidate>& words, std::string_view loser) {
    return what_would_differ({.name = "f", .rule = std::move(rule)}, words, loser, kWhyOrder);
}
Candidate told(std::string who, Value what, long second) { return {std::move(who), std::move(what), at_second(second)}; }

TEST(Why, AnOlderWordWouldCountHadItBeenSaidLast) {
    EXPECT_EQ(differs({}, {told("crm", "a", 2), told("hub", "b", 1)}, "hub"), "It would count if hub had said it last.");
}

TEST(Why, ABlankWouldHaveToSaySomething) {
    EXPECT_EQ(
        differs({}, {told("crm", "a", 2), told("hub", {}, 3)}, "hub"), "It would count if hub said something."
    );
}

TEST(Why, WhereOneIsPreferredThatOneWouldHaveToBeBlank) {
    const Rule rule{.kind = Rule::Kind::prefer, .connection = "crm"};
    EXPECT_EQ(differs(rule, {told("crm", "a", 1), told("hub", "b", 2)}, "hub"), "It would count if crm were blank.");
    EXPECT_EQ(
        differs(rule, {told("crm", "a", 1), told("hub", "b", 2), told("mail", "c", 3)}, "hub"),
        "It would count if crm were blank and hub had said it last."
    );
}

TEST(Why, TheHighestIsBeatenByMore) {
    const Rule rule{.kind = Rule::Kind::highest};
    EXPECT_EQ(differs(rule, {told("crm", "70", 1), told("hub", "20", 9)}, "hub"), "It would count if hub said more than 70.");
}

TEST(Why, WhereOneAlwaysDecidesOnlyAnotherRuleHelps) {
    const Rule rule{.kind = Rule::Kind::always, .connection = "crm"};
    EXPECT_EQ(
        differs(rule, {told("crm", "a", 1), told("hub", "b", 9)}, "hub"),
        "It would count only under another rule than 'always crm'."
    );
}

}  // namespace
}  // namespace crosswalk
