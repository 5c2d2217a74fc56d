#include "connector/sync/rules.h"

#include "small_mapping.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace crosswalk {
namespace {

const std::vector<std::string> kOrder = {"crm", "hub", "mail"};

FieldPlan ruled(Rule rule, IfBlank if_blank = IfBlank::keep) {
    return {.name = "f", .rule = std::move(rule), .if_blank = if_blank};
}
Candidate said(std::string who, Value what, long second, Precision precision = Precision::milliseconds) {
    return {std::move(who), std::move(what), at_second(second), precision};
}
std::string winner(const FieldPlan& field, const std::vector<Candidate>& candidates) {
    const Candidate* word = resolve(field, candidates, kOrder);
    return word == nullptr ? "nobody" : word->connection + ":" + word->value.value_or("blank");
}

TEST(Newest, TakesTheLatestWord) {
    EXPECT_EQ(winner(ruled({}), {said("crm", "old", 1), said("hub", "new", 2)}), "hub:new");
}

TEST(Newest, ABlankNeverBeatsAValueUnlessTheFieldSaysClear) {
    const std::vector<Candidate> candidates = {said("crm", "kept", 1), said("hub", {}, 2)};
    EXPECT_EQ(winner(ruled({}), candidates), "crm:kept");
    EXPECT_EQ(winner(ruled({}, IfBlank::clear), candidates), "hub:blank");
}

TEST(Newest, TiesGoByTheAdminsOrder) {
    EXPECT_EQ(winner(ruled({}), {said("mail", "m", 5), said("crm", "c", 5), said("hub", "h", 5)}), "crm:c");
}

TEST(Newest, TimesAreComparedAtTheCoarserPrecision) {
    Candidate fine = said("hub", "h", 5);
    fine.at += std::chrono::milliseconds{900};
    EXPECT_EQ(winner(ruled({}), {fine, said("crm", "c", 5, Precision::seconds)}), "crm:c")
        << "within one second nobody is later, so the order decides";
}

TEST(Newest, DoesNotDependOnTheOrderInWhichWordsStand) {
    std::vector<Candidate> candidates = {
        said("crm", "a", 5, Precision::seconds),
        said("hub", "b", 5),
        said("mail", "c", 4, Precision::seconds)};
    candidates[1].at += std::chrono::milliseconds{400};
    std::ranges::sort(candidates, {}, &Candidate::connection);
    const std::string first = winner(ruled({}), candidates);
    do EXPECT_EQ(winner(ruled({}), candidates), first);
    while (std::ranges::next_permutation(candidates, {}, &Candidate::connection).found);
}

TEST(Always, OnlyTheNamedToolCounts) {
    const FieldPlan field = ruled({Rule::Kind::always, "mail"});
    EXPECT_EQ(winner(field, {said("mail", "60", 1), said("crm", "99", 9)}), "mail:60");
    EXPECT_EQ(winner(field, {said("crm", "99", 9)}), "nobody");
}

TEST(Prefer, TheNamedToolCountsUnlessItIsBlankThere) {
    const FieldPlan field = ruled({Rule::Kind::prefer, "crm"});
    EXPECT_EQ(winner(field, {said("crm", "c", 1), said("hub", "h", 9)}), "crm:c");
    EXPECT_EQ(winner(field, {said("crm", {}, 9), said("hub", "h", 1), said("mail", "m", 2)}), "mail:m");
    EXPECT_EQ(winner(field, {said("crm", {}, 9)}), "crm:blank");
}

TEST(Highest, ComparesNumbersNotTexts) {
    EXPECT_EQ(
        winner(ruled({Rule::Kind::highest, ""}), {said("crm", "9", 9), said("hub", "10", 1)}), "hub:10"
    );
}

}  // namespace
}  // namespace crosswalk
