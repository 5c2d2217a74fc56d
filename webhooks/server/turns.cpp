#include "webhooks/server/turns.h"

#include <boost/asio/post.hpp>

#include <utility>

namespace crosswalk {

void Turns::wait(const std::string& address, Go go) {
    if (ended_) return;
    auto& mine = waiting_[address];
    mine.push_back(std::move(go));
    if (mine.size() == 1) order_.push_back(address);
    if (!next_is_due_) post_next();
}

void Turns::post_next() {
    boost::asio::post(loop_, [this] { next(); });
    next_is_due_ = true;
}

void Turns::next() {
    next_is_due_ = false;
    if (order_.empty()) return;
    std::string address = std::move(order_.front());
    order_.pop_front();
    const auto mine = waiting_.find(address);
    if (mine == waiting_.end() || mine->second.empty()) return;
    const Go go = std::move(mine->second.front());
    mine->second.pop_front();
    if (mine->second.empty()) {
        waiting_.erase(mine);
    } else {
        order_.push_back(std::move(address));
    }
    if (!order_.empty()) post_next();
    go();
}

void Turns::end() {
    ended_ = true;
    order_.clear();
    const auto forgotten = std::exchange(waiting_, {});
}

}  // namespace crosswalk
