#include "connector/contract/poll.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

using namespace std::chrono_literals;

Millis at(std::int64_t ms) { return Millis{std::chrono::milliseconds{ms}}; }

PollRule rule(PollOrder order) { return {.order = order, .page_rows = 2, .overlap = 5min}; }

TEST(Place, IsTheSameBehindItsText) {
    const Place place{
        .from = at(1), .began = at(2), .at = at(3), .behind = "a|b", .part = 2, .kept = "7"};
    const auto back = place_of(text_of(place));
    EXPECT_EQ(back.from, place.from);
    EXPECT_EQ(back.began, place.began);
    EXPECT_EQ(back.at, place.at);
    EXPECT_EQ(back.behind, "a|b");
    EXPECT_EQ(back.part, 2);
    EXPECT_EQ(back.kept, "7");
    EXPECT_FALSE(place_of("").from);
}

TEST(Place, OfAnEarlierVersionBeginsTheSweepAnew) {
    for (const char* cursor : {"1764064530000|1764064530500|55|1764064531000", "2025-11-25T09:55:30.000Z|||"}) {
        const auto place = place_of(cursor);
        EXPECT_EQ(place.from, at(1'764'064'530'000)) << cursor;
        EXPECT_FALSE(place.under_way()) << cursor;
    }
}

TEST(Place, BeginsBeforeTheLastSweepBegan) {
    EXPECT_FALSE(Place{}.since({})) << "the first sweep reads everything";
    EXPECT_EQ(Place{.from = at(600'000)}.since({.overlap = 5min}), at(300'000));
}

TEST(NextPlace, OfASweepThatEndsIsWhereItBeganByTheVendorsClock) {
    for (const auto order : {PollOrder::by_time_and_id, PollOrder::by_time, PollOrder::by_id}) {
        const auto next =
            next_place(rule(order), {.from = at(5)}, {.rows = 1, .time = at(70), .id = "9", .clock = at(80)});
        EXPECT_FALSE(next.under_way());
        EXPECT_EQ(next.from, at(80));
        const auto without_clock = next_place(rule(order), {.from = at(5)}, {.rows = 1, .time = at(70), .id = "9"});
        EXPECT_EQ(without_clock.from, order == PollOrder::by_id ? at(5) : at(70))
            << "rows that stand in no order of time tell no time";
        EXPECT_EQ(next_place(rule(order), {.from = at(5)}, {}).from, at(5)) << "nothing is known to be newer";
    }
}

TEST(NextPlace, OfAListThatShowsTheNewestFirstGoesOnBehindSoManyRows) {
    const auto by_offset = rule(PollOrder::by_offset);
    const auto first =
        next_place(by_offset, {.from = at(5)}, {.rows = 2, .time = at(70), .id = "9", .clock = at(80)});
    EXPECT_EQ(first.offset(), 2U);
    EXPECT_EQ(first.from, at(5)) << "what is asked for stays the same throughout a sweep";
    const auto second = next_place(by_offset, first, {.rows = 2, .time = at(60), .id = "7", .clock = at(99)});
    EXPECT_EQ(second.offset(), 4U);
    const auto done = next_place(by_offset, second, {.rows = 1, .id = "3"});
    EXPECT_FALSE(done.under_way());
    EXPECT_EQ(done.from, at(80));
}

TEST(NextPlace, OfAListByOffsetRepeatsAFewRowsSinceWhoeverLeavesItMovesTheOthersUp) {
    const PollRule by_offset{.order = PollOrder::by_offset, .page_rows = 100};
    const auto first = next_place(by_offset, {}, {.rows = 100, .id = "100"});
    EXPECT_EQ(first.offset(), 90U);
    EXPECT_EQ(next_place(by_offset, first, {.rows = 100, .id = "190"}).offset(), 180U);
    EXPECT_FALSE(next_place(by_offset, first, {.rows = 10, .id = "100"}).under_way()) << "nothing but those";
    const PollRule large{.order = PollOrder::by_offset, .page_rows = 1000};
    EXPECT_EQ(next_place(large, {}, {.rows = 1000, .id = "1"}).offset(), 980U);
}

TEST(NextPlace, OfPagesByOffsetThatNameNobodyGoesOnAllTheSame) {
    const auto by_offset = rule(PollOrder::by_offset);
    const auto first = next_place(by_offset, {}, {.rows = 2});
    EXPECT_EQ(next_place(by_offset, first, {.rows = 2}).offset(), 4U);
}

TEST(NextPlace, OfAListThatRepeatsItsPageWhateverTheOffsetStaysWhereItIs) {
    const auto by_offset = rule(PollOrder::by_offset);
    const auto first = next_place(by_offset, {.from = at(5)}, {.rows = 2, .id = "9", .clock = at(80)});
    EXPECT_EQ(text_of(next_place(by_offset, first, {.rows = 2, .id = "9", .clock = at(90)})), text_of(first));
}

TEST(NextPlace, BehindAFullPageGoesOnBehindItsLastRow) {
    const auto next = next_place(
        rule(PollOrder::by_time_and_id), {.from = at(5)}, {.rows = 2, .time = at(70), .id = "9", .clock = at(80)}
    );
    EXPECT_TRUE(next.under_way());
    EXPECT_EQ(next.at, at(70));
    EXPECT_EQ(next.behind, "9");
    EXPECT_EQ(next.began, at(80));
    const auto last = next_place(rule(PollOrder::by_time_and_id), next, {.rows = 1, .time = at(75), .clock = at(99)});
    EXPECT_EQ(last.from, at(80)) << "what changed while the sweep ran is read by the next one";
}

TEST(NextPlace, APageThatTheVendorCallsNotTheLastIsNotTheLast) {
    const auto next =
        next_place(rule(PollOrder::by_id), {}, {.rows = 1, .more_told = true, .id = "9"});
    EXPECT_EQ(next.behind, "9");
    EXPECT_FALSE(next_place(rule(PollOrder::by_id), {}, {.rows = 0, .more_told = true}).under_way())
        << "an empty page leads nowhere";
}

TEST(NextPlace, WhereOneTimeFillsAPageItsRowsAreReadById) {
    const auto by_time = rule(PollOrder::by_time);
    auto next = next_place(by_time, {}, {.rows = 2, .time = at(70), .id = "9"});
    EXPECT_EQ(next.at, at(70));
    EXPECT_TRUE(next.behind.empty());
    next = next_place(by_time, next, {.rows = 2, .time = at(70), .id = "9"});
    EXPECT_EQ(next.behind, "0") << "the time is read from its first id on";
    next = next_place(by_time, next, {.rows = 2, .time = at(70), .id = "12"});
    EXPECT_EQ(next.behind, "12");
    next = next_place(by_time, next, {.rows = 1, .time = at(70), .id = "15"});
    EXPECT_EQ(next.at, at(71));
    EXPECT_TRUE(next.behind.empty());
    EXPECT_TRUE(next.under_way());
}

TEST(NextPlace, ByTokenEndsWhereTheVendorNamesNone) {
    const auto by_token = rule(PollOrder::by_token);
    const auto next = next_place(by_token, {}, {.rows = 1, .id = "page2", .clock = at(80)});
    EXPECT_EQ(next.behind, "page2");
    EXPECT_EQ(next_place(by_token, next, {.rows = 2}).from, at(80)) << "a full page is no sign of another one";
}

TEST(NextPlace, KeepsWhatTheAdapterKeeps) {
    const auto next = next_place(rule(PollOrder::by_id), {.kept = "7"}, {.rows = 1, .id = "9"});
    EXPECT_EQ(next.kept, "7");
}

}  // namespace
}  // namespace crosswalk
