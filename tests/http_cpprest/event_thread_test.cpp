#include "connector/io/http_cpprest/event_thread.h"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>

namespace crosswalk {
namespace {

TEST(EventThread, OutlivesWhateverAHandlerThrows) {
    start_event_thread();
    for (int i = 0; i < 20; ++i) on_event_thread([] { throw std::length_error("a chunk size of -1"); });
    for (int i = 0; i < 20; ++i) on_event_thread([] { throw 1; });
    std::promise<void> alive;
    on_event_thread([&] { alive.set_value(); });
    EXPECT_EQ(alive.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

}  // namespace
}  // namespace crosswalk
