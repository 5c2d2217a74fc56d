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
