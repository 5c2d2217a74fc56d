#include "connector/io/http_cpprest/event_threads.h"

#include <pplx/threadpool.h>
#include <cassert>
#include <thread>
#include <vector>

namespace crosswalk {
namespace {

constexpr int kThreads = 2;

void run_handlers(boost::asio::io_service& queue) {
    while (!queue.stopped()) try {
            queue.run();
        } catch (...) {
            // The call whose handler this was never completes; its own deadline ends it.
        }
}

class EventThreads {
public:
    EventThreads()
        : queue_(
              (crossplat::threadpool::initialize_with_threads(0),
               crossplat::threadpool::shared_instance().service())
          ) {
        for (int i = 0; i < kThreads; ++i) threads_.emplace_back([this] { run_handlers(queue_); });
    }
    ~EventThreads() {
        queue_.stop();
        for (std::thread& thread : threads_) thread.join();
    }
    EventThreads(const EventThreads&) = delete;
    EventThreads& operator=(const EventThreads&) = delete;

private:
    boost::asio::io_service& queue_;
    std::vector<std::thread> threads_{};
};

}  // namespace

void start_event_threads() { static const EventThreads threads; }

}  // namespace crosswalk
