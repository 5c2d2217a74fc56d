#include "connector/contract/taken.h"

#include <gtest/gtest.h>

namespace crosswalk::taken_test {
namespace {

constexpr std::string_view kFieldsAt[] = {"", "/fields"}, kLeft[] = {"left"}, kStays[] = {"here"},
                           kCompared[] = {"email"};
constexpr WordFlag kFlags[] = {{.field = "preferences/all", .at = "/state", .yes = kLeft, .no = kStays}};
constexpr NameSet kSets[] = {{.prefix = "tag/", .items = "/tags"}};
constexpr ErrorRule kWords[] = {{"unknown_field", Verdict::refused, "Add '{field}', then replay."}};
constexpr TakenShape kTaken{
    .row = {.id = "/id", .fields_at = kFieldsAt, .flags = kFlags, .sets = kSets},
    .compared = kCompared,
    .words = kWords};

const boost::json::value kShown = boost::json::parse(
    R"({"id":"7","email":"Ann@example.com","state":"here","tags":["MQL"],"fields":{"score":"73","visits":3}})"
);

std::string code(Fields sent, const boost::json::value& shown = kShown) {
    const auto no = not_taken(kTaken, {.fields = std::move(sent)}, shown);
    return no ? no->vendor_code + " " + no->field : "taken";
}

TEST(NotTaken, IsNothingWhereTheAnswerShowsWhatWasSent) {
    EXPECT_EQ(
        code(
            {{"email", "ann@example.com"},
             {"score", 73},
             {"preferences/all", false},
             {"tag/MQL", true},
             {"tag/Cold", false}}
        ),
        "taken"
    );
}

TEST(NotTaken, NamesWhatTheAnswerShowsOtherwise) {
    EXPECT_EQ(code({{"email", "bob@example.com"}}), "value_not_taken email");
    EXPECT_EQ(code({{"rank", 1}}), "unknown_field rank");
    EXPECT_EQ(code({{"visits", 4}}), "value_not_taken visits");
    EXPECT_EQ(code({{"score", nullptr}}), "value_not_taken score") << "it was to be cleared";
    EXPECT_EQ(code({{"preferences/all", true}}), "opt_out_not_taken preferences/all");
    EXPECT_EQ(code({{"tag/Cold", true}}), "membership_not_taken tag/Cold");
    EXPECT_EQ(not_taken(kTaken, {.fields = {{"rank", 1}}}, kShown)->advice, "Add 'rank', then replay.");
}

TEST(NotTaken, WhereAllIsComparedNamesWhateverStillReadsAsBefore) {
    constexpr TakenShape kAll{.row = {.fields_at = kFieldsAt}, .words = kWords, .all_compared = true};
    const auto taken = [&](const boost::json::value& sent, const char* shown) {
        const auto row = boost::json::parse(std::string(R"({"fields":{"x":)") + shown + "}}");
        return !not_taken(kAll, {.fields = {{"x", sent}}}, row);
    };
    EXPECT_FALSE(taken(74, R"("50")")) << "a number for an attribute that holds text";
    EXPECT_TRUE(taken(74, R"("74")"));
    EXPECT_TRUE(taken(74, "74.0"));
    EXPECT_TRUE(taken(73.123456, "73.12"));
    EXPECT_FALSE(taken(73.5, "73.4"));
    EXPECT_FALSE(taken("2026-03-02", R"("2026-01-01")"));
    EXPECT_TRUE(taken("2026-03-02", R"("2026-03-02T00:00:00.000Z")"));
    EXPECT_TRUE(taken(" Ann ", R"("Ann")"));
    EXPECT_TRUE(taken("+1 (555) 0100", R"("15550100")"));
    EXPECT_FALSE(taken("Acme", R"("Acme Ltd")"));
    EXPECT_FALSE(taken("Acme", "null"));
    EXPECT_FALSE(taken(true, R"("no")"));
    EXPECT_TRUE(taken("Gold", "2")) << "a choice that is shown by its number";
    EXPECT_TRUE(taken("A;B", R"(["A","B"])")) << "no scalar";
}

TEST(NotTaken, IsNothingWhereABlankIsBlankHoweverItIsShown) {
    EXPECT_EQ(code({{"rank", nullptr}}), "taken");
    EXPECT_EQ(code({{"rank", ""}}, boost::json::parse(R"({"fields":{"rank":null}})")), "taken");
}

TEST(NotTaken, OfAWordThatSaysNothingOfThePersonsWillIsNoOptInAndNoOptOut) {
    const auto asleep = boost::json::parse(R"({"state":"asleep","fields":{}})");
    EXPECT_EQ(code({{"preferences/all", false}}, asleep), "opt_in_not_taken preferences/all");
    EXPECT_EQ(code({{"preferences/all", true}}, asleep), "opt_out_not_taken preferences/all");
}

TEST(NotTaken, IsLeftOpenWhereTheAnswerShowsTooLittle) {
    for (const char* row : {"{}", R"({"fields":null})", R"({"fields":{},"state":"here"})"}) {
        const auto no = not_taken(kTaken, {.fields = {{"tag/MQL", true}}}, boost::json::parse(row));
        ASSERT_TRUE(no) << row;
        EXPECT_EQ(no->verdict, Verdict::unanswered) << row;
    }
}

}  // namespace
}  // namespace crosswalk::taken_test
