// webhooks/server/turns.h - who may read a piece of a large body next, so that what is small never waits for
// more than one such piece at a time.
#pragma once

#include <boost/asio/io_context.hpp>

#include <deque>
#include <functional>
#include <map>
#include <string>

namespace crosswalk {

// One turn in each round of the loop, to each address in its order: whoever opens a thousand connections reads
// no faster than one who opens one. Used on the loop's thread only.
class Turns {
public:
    using Go = std::function<void()>;

    explicit Turns(boost::asio::io_context& loop) : loop_(loop) {}

    // Runs `go` when it is this address's turn, never before this call has returned.
    void wait(const std::string& address, Go go);
    // Nobody gets a turn any more; whoever waits is forgotten.
    void end();

private:
    void next();
    void post_next();

    boost::asio::io_context& loop_;
    std::map<std::string, std::deque<Go>, std::less<>> waiting_{};
    std::deque<std::string> order_{};  // of the addresses that wait
    bool next_is_due_ = false, ended_ = false;
};

}  // namespace crosswalk
