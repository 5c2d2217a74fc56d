// A server on a free port, and what its tests ask of it.
#pragma once

#include "tests/server/raw_client.h"
#include "webhooks/server/http_server.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace crosswalk::testing {

using namespace std::chrono_literals;

inline constexpr std::string_view kGet = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";

inline ServerLimits short_limits() {
    ServerLimits limits;
    limits.header_deadline = 200ms;
    limits.request_deadline = 400ms;
    limits.idle = 600ms;
    limits.answer_deadline = 400ms;
    return limits;
}

inline std::string post(std::string_view target, std::string_view body) {
    return "POST " + std::string(target) +
           " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

// Says back what it was asked.
inline void echo(ServerRequest request, Respond respond) {
    respond({.body = request.method + " " + request.target + " " + request.body});
}

// Keeps every question until the test answers it, on a thread of its own choosing.
class Desk {
public:
    Handler handler() {
        return [this](ServerRequest request, Respond respond) {
            const std::lock_guard lock(mutex_);
            waiting_.emplace_back(std::move(request), std::move(respond));
            changed_.notify_all();
        };
    }
    std::pair<ServerRequest, Respond> take() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !waiting_.empty(); });
        auto first = std::move(waiting_.front());
        waiting_.erase(waiting_.begin());
        return first;
    }
    std::size_t waiting() {
        const std::lock_guard lock(mutex_);
        return waiting_.size();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::pair<ServerRequest, Respond>> waiting_;
};

inline std::unique_ptr<HttpServer> started(Handler handler, ServerLimits limits = {}, int threads = 1) {
    auto server = HttpServer::start("127.0.0.1:0", std::move(handler), std::move(limits), {}, threads);
    EXPECT_TRUE(server) << (server ? "" : server.error().what);
    return std::move(*server);
}

inline bool wait_until(const std::function<bool()>& done) {
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (!done()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

}  // namespace crosswalk::testing
