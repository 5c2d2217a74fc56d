// tests/support/hook_sender.h - a vendor's own webhook sender: a queue, one thread, the vendor's retry habit.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/wire.h"

namespace crosswalk::doubles {

struct Hook {
    std::string url{};  // http://host:port/path?query; an empty one is not sent
    Pairs headers{};
    std::string content_type{"application/json"};
    std::string body{};
};

struct Delivered {
    Hook hook{};
    int status{};  // 0: no answer
    int attempt{};
    std::string answer{};
};

class HookSender {
public:
    // Built anew for every attempt (0, 1, ...), since some vendors send the latest values and sign the time.
    using Build = std::function<Hook(int attempt)>;
    using Accepted = std::function<bool(int status, const std::string& body)>;

    // `attempts` includes the first; `accepted` says what counts as delivered (a 2xx unless given).
    explicit HookSender(
        int attempts, std::chrono::milliseconds gap = std::chrono::milliseconds(200), Accepted = {}
    );
    ~HookSender();
    HookSender(const HookSender&) = delete;
    HookSender& operator=(const HookSender&) = delete;

    void send(Build);
    // Forgets what waits. No builder runs after it returned.
    void stop();
    std::vector<Delivered> delivered() const;  // every attempt
    bool idle() const;                         // nothing waits, nothing is under way

private:
    struct Waiting {
        Build build{};
        int attempt{};
        std::chrono::steady_clock::time_point due{};
    };
    void work();
    bool attempt(Waiting&);

    const int attempts_;
    const std::chrono::milliseconds gap_;
    const Accepted accepted_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Waiting> waiting_;
    std::vector<Delivered> delivered_;
    bool busy_{};
    bool stopping_{};
    std::thread thread_;
};

}  // namespace crosswalk::doubles
