#include "webhooks/server/turns.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace crosswalk {
namespace {

constexpr std::size_t kInOneRound = 4;

}  // namespace

void Turns::wait(const std::string& address, Go go) {
    if (ended_) return;
    auto& mine = waiting_[address];
    mine.push_back(std::move(go));
    if (mine.size() == 1) order_.push_back(address);
    if (!next_is_due_) post_next();
}

void Turns::post_next() {
    boost::asio::post(loop_, [this] { next_few(); });
    next_is_due_ = true;
}

void Turns::next_few() {
    next_is_due_ = false;
    const std::size_t now = std::min(order_.size(), kInOneRound);
    if (order_.size() > now) post_next();
    for (std::size_t i = 0; i < now; ++i) next();
}

void Turns::next() {
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
    if (!order_.empty() && !next_is_due_) post_next();
    go();
}

void Turns::end() {
    ended_ = true;
    order_.clear();
    const auto forgotten = std::exchange(waiting_, {});
}

}  // namespace crosswalk
