// webhooks/server/shard.h - one thread with its event loop, the connections it serves, and the box where
// answers from other threads are left for it.
#pragma once

#include "webhooks/server/census.h"
#include "webhooks/server/turns.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

namespace crosswalk {

namespace asio = boost::asio;

// Why a connection is to give something up.
enum class Scarce { connections, memory };

// What a shard knows of a connection. All functions run on the shard's thread.
class Link {
public:
    virtual ~Link() = default;
    virtual void expire() = 0;     // its deadline has passed
    virtual void finish_up() = 0;  // answer what was started, then close
    virtual void cut() = 0;        // close now
    virtual void make_room(Scarce) = 0;
    virtual void answer(std::uint64_t serial, ServerAnswer) = 0;
    virtual void forget_waiter() = 0;  // the loop has ended: nothing will be resumed any more

    Steady::time_point deadline = Steady::time_point::max();
};

// Answers that come from other threads. A whole batch of them wakes the loop once. Safe to share between
// threads.
class Mailbox : public std::enable_shared_from_this<Mailbox> {
public:
    explicit Mailbox(asio::io_context& loop) : loop_(&loop) {}

    void leave(const std::weak_ptr<Link>&, std::uint64_t serial, ServerAnswer);
    void ask_for_room(const std::weak_ptr<Link>&, Scarce);
    void close();  // what comes later is dropped

private:
    struct Letter {
        std::weak_ptr<Link> to{};
        std::uint64_t serial = 0;
        ServerAnswer answer{};
    };
    void deliver();

    std::mutex mutex_;
    asio::io_context* loop_;
    std::vector<Letter> letters_{}, in_hand_{};
    bool delivery_is_due_ = false;
};

class Shard {
public:
    explicit Shard(const ServerLimits&);
    ~Shard();
    Shard(const Shard&) = delete;
    Shard& operator=(const Shard&) = delete;

    void run();   // starts the thread
    void halt();  // ends it, whatever is still open

    void add(Link&);
    void remove(Link&);
    void finish_up();  // on the shard's thread, like everything above but run and halt
    void cut();
    bool finishing() const { return finishing_; }

    asio::io_context& loop() { return loop_; }
    Turns& turns() { return turns_; }
    // Where bytes go that nobody wants.
    std::vector<char>& waste() { return waste_; }
    const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }

private:
    void sweep();

    std::unordered_set<Link*> links_{};  // outlives the loop, whose end ends the connections
    asio::io_context loop_{1};
    Turns turns_{loop_};
    std::vector<char> waste_ = std::vector<char>(65'536);
    asio::steady_timer timer_;
    std::shared_ptr<Mailbox> mailbox_;
    std::chrono::milliseconds tick_;
    bool finishing_ = false;
    std::thread thread_{};
};

}  // namespace crosswalk
