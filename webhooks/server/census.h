// webhooks/server/census.h - who is connected, and who goes when somebody new comes and there is no room.
#pragma once

#include "webhooks/server/http_server.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>

namespace crosswalk {

using Steady = std::chrono::steady_clock;

// In the order in which connections have to go: the one that has been longest in the first of these.
enum class Activity { idle, sending_head, sending_body, being_answered };

// One open connection. Its activity is told by the connection's own thread and read by any.
class Seat {
public:
    explicit Seat(std::string address) : address_(std::move(address)) {}

    void now(Activity activity) {
        since_.store(Steady::now().time_since_epoch().count(), std::memory_order_relaxed);
        activity_.store(activity, std::memory_order_relaxed);
    }
    const std::string& address() const { return address_; }

private:
    friend class Census;
    const std::string address_;
    std::atomic<Activity> activity_{Activity::idle};
    std::atomic<Steady::rep> since_{Steady::now().time_since_epoch().count()};
    std::function<void()> send_away_{};  // this and the rest are guarded by the census
    bool counted_ = true;                // false: it was told to go
};

// How many connections are open, in all and from one address. A newcomer takes the place of the connection
// that has been idle the longest; of its own address where that has its share already. One with a request
// that is being answered never goes. Safe to share between threads.
class Census {
public:
    explicit Census(const ServerLimits& limits) : limits_(limits) {}

    // Null when there is no room and nobody who could make it.
    std::shared_ptr<Seat> enter(std::string address);
    // Without it a seat is never told to go. `send_away` runs on any thread, under a lock: it must only leave
    // a message.
    void on_send_away(Seat&, std::function<void()> send_away);
    void leave(Seat&);
    // It was told to go, but had begun to be answered meanwhile.
    void stays(Seat&);

    std::size_t open() const { return open_.load(std::memory_order_relaxed); }
    bool wait_until_empty(std::chrono::milliseconds patience);

private:
    bool make_room(const std::string* address);
    void count(Seat&, bool counted);

    const ServerLimits& limits_;
    std::mutex mutex_{};
    std::condition_variable changed_{};
    std::unordered_set<Seat*> seats_{};
    std::map<std::string, std::size_t, std::less<>> by_address_{};
    std::size_t counted_ = 0;
    std::atomic<std::size_t> open_ = 0;
};

}  // namespace crosswalk
