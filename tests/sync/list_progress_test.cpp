// A list that is read page by page goes on, or is found not to.
#include "connector/sync/list_progress.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

Page page(std::string cursor, std::initializer_list<const char*> ids) {
    Page out{.next_cursor = std::move(cursor), .more = true};
    for (const char* id : ids) out.changes.push_back({.id = {id}});
    return out;
}

TEST(ListProgress, ACursorThatStoodThereBeforeDoesNotGoOn) {
    ListProgress list;
    EXPECT_TRUE(list.goes_on("", page("a", {"1"})));
    EXPECT_TRUE(list.goes_on("a", page("b", {"2"})));
    EXPECT_FALSE(list.goes_on("b", page("b", {"3"})));
    EXPECT_FALSE(list.goes_on("b", page("a", {"4"})));
    EXPECT_FALSE(list.goes_on("b", page("", {"5"})));
}

TEST(ListProgress, ManyRecordsOfOneTimeMayComeThreeTimesAndNoMore) {
    ListProgress list;
    EXPECT_TRUE(list.goes_on("", page("by time", {"1", "2"})));
    EXPECT_TRUE(list.goes_on("by time", page("once more", {"1", "2"})));
    EXPECT_TRUE(list.goes_on("once more", page("by id", {"1", "2"})));
    EXPECT_FALSE(list.goes_on("by id", page("further", {"1", "2"})));
}

TEST(ListProgress, PagesWithoutNewsAreNoRepetition) {
    ListProgress list;
    for (char c = 'a'; c < 'z'; ++c)
        EXPECT_TRUE(list.goes_on(std::string(1, c), page(std::string(1, static_cast<char>(c + 1)), {})));
}

}  // namespace
}  // namespace crosswalk
