#include "connector/io/http_cpprest/event_thread.h"

#include <openssl/ssl.h>
#include <pplx/threadpool.h>
#include <thread>

namespace crosswalk {
namespace {

void run_handlers(boost::asio::io_service& queue) {
    while (!queue.stopped()) try {
            queue.run();
        } catch (...) {
            // The call whose handler this was never completes; its own deadline ends it.
        }
}

// At exit things end in the opposite order of their beginning, and the handlers use OpenSSL to the last: so
// it begins first.
boost::asio::io_service& queue_without_threads() {
    OPENSSL_init_ssl(0, nullptr);
    crossplat::threadpool::initialize_with_threads(0);
    return crossplat::threadpool::shared_instance().service();
}

class EventThread {
public:
    EventThread() : queue_(queue_without_threads()), thread_([this] { run_handlers(queue_); }) {}
    ~EventThread() {
        queue_.stop();
        thread_.join();
        queue_.restart();
        while (run_ready()) {
        }
    }
    EventThread(const EventThread&) = delete;
    EventThread& operator=(const EventThread&) = delete;

private:
    // A task that is never run is never freed; so what abandoned calls left behind is run to its end.
    bool run_ready() {
        try {
            return queue_.poll() > 0;
        } catch (...) {
            return true;
        }
    }

    boost::asio::io_service& queue_;
    std::thread thread_;
};

}  // namespace

void on_event_thread(std::function<void()> task) {
    start_event_thread();
    crossplat::threadpool::shared_instance().service().post(std::move(task));
}

void start_event_thread() { static const EventThread thread; }

}  // namespace crosswalk
