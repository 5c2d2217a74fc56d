#include "connector/contract/ask.h"

#include <gtest/gtest.h>

#include "connector/contract/text.h"

namespace crosswalk::ask_test {
namespace {

constexpr LookupShape kLookup{
    .path = [](std::string_view id) { return "/people/" + percent_encode(id); },
    .field = "email",
    .id_of = [](std::string_view email) { return lower_case(email); },
    .holds = "@"};

TEST(Lookup, AsksForEachIdAndForEachValueOfItsOneField) {
    const auto by_id = calls_for(kLookup, ByIds{{{"7"}, {"8/9"}}});
    ASSERT_EQ(by_id.size(), 2U);
    EXPECT_EQ(by_id[1].request.path, "/people/8%2F9");
    EXPECT_EQ(by_id[1].rows, (std::vector<std::size_t>{1}));
    const auto by_value = calls_for(kLookup, ByMatch{"email", {"no address", "Ann@example.com"}});
    ASSERT_EQ(by_value.size(), 1U) << "it would be taken for an id";
    EXPECT_EQ(by_value[0].request.path, "/people/ann%40example.com");
    EXPECT_EQ(by_value[0].rows, (std::vector<std::size_t>{1}));
    EXPECT_TRUE(calls_for(kLookup, ByMatch{"phone", {"+15550100"}}).empty());
}

TEST(Sweep, AsksForTheSameSinceFromTheNextOffsetOn) {
    constexpr SweepShape kSweep{.path = "/people?sort=asc", .offset = "skip", .since = "since"};
    EXPECT_EQ(calls_for(kSweep, Since{})[0].request.path, "/people?sort=asc&skip=0");
    const auto cursor = text_of({.from = Millis{std::chrono::minutes{5}}, .behind = "200 id9"});
    EXPECT_EQ(
        calls_for(kSweep, Since{cursor})[0].request.path,
        "/people?sort=asc&skip=200&since=1970-01-01T00%3A00%3A00.000Z"
    );
}

}  // namespace
}  // namespace crosswalk::ask_test
