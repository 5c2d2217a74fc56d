#include "connector/io/http_cpprest/event_threads.h"

#include <gtest/gtest.h>
#include <pplx/threadpool.h>

#include <future>
#include <stdexcept>

namespace crosswalk {
namespace {

TEST(EventThreads, OutliveWhateverAHandlerThrows) {
    start_event_threads();
    auto& queue = crossplat::threadpool::shared_instance().service();
    for (int i = 0; i < 20; ++i) queue.post([] { throw std::length_error("a chunk size of -1"); });
    for (int i = 0; i < 20; ++i) queue.post([] { throw 1; });
    std::promise<void> alive;
    queue.post([&] { alive.set_value(); });
    EXPECT_EQ(alive.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

}  // namespace
}  // namespace crosswalk
