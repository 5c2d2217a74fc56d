#include "webhooks/server/shard.h"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace crosswalk {
namespace {

// One timer looks after all deadlines: a timer for each request would cost more than the request.
std::chrono::milliseconds tick_of(const ServerLimits& limits) {
    using std::chrono::milliseconds;
    const auto shortest =
        std::min({limits.header_deadline, limits.request_deadline, limits.idle, limits.answer_deadline});
    return std::clamp<milliseconds>(shortest / 8, milliseconds(5), milliseconds(250));
}

}  // namespace

void Mailbox::leave(const std::weak_ptr<Link>& to, std::uint64_t serial, ServerAnswer answer) {
    const std::lock_guard lock(mutex_);
    if (loop_ == nullptr) return;
    letters_.push_back({to, serial, std::move(answer)});
    if (std::exchange(delivery_is_due_, true)) return;
    asio::post(*loop_, [self = shared_from_this()] { self->deliver(); });
}

void Mailbox::deliver() {
    {
        const std::lock_guard lock(mutex_);
        letters_.swap(in_hand_);
        delivery_is_due_ = false;
    }
    for (Letter& letter : in_hand_) {
        if (const auto link = letter.to.lock()) link->answer(letter.serial, std::move(letter.answer));
    }
    in_hand_.clear();
}

void Mailbox::ask_for_room(const std::weak_ptr<Link>& of, Scarce what) {
    const std::lock_guard lock(mutex_);
    if (loop_ == nullptr) return;
    asio::post(*loop_, [of, what] {
        if (const auto link = of.lock()) link->make_room(what);
    });
}

void Mailbox::close() {
    const std::lock_guard lock(mutex_);
    loop_ = nullptr;
    letters_.clear();
}

Shard::Shard(const ServerLimits& limits)
    : timer_(loop_), mailbox_(std::make_shared<Mailbox>(loop_)), tick_(tick_of(limits)) {
    sweep();
}

Shard::~Shard() { halt(); }

void Shard::run() {
    thread_ = std::thread([this] {
        while (!loop_.stopped()) try {
                loop_.run();
            } catch (const std::exception&) {
                // One handler failed, for want of memory say: its connection ends by its deadline.
            }
    });
}

void Shard::halt() {
    mailbox_->close();
    loop_.stop();
    if (thread_.joinable()) thread_.join();
    const std::unordered_set<Link*> left = links_;
    for (Link* link : left) link->forget_waiter();
    turns_.end();
}

void Shard::add(Link& link) { links_.insert(&link); }
void Shard::remove(Link& link) { links_.erase(&link); }

void Shard::finish_up() {
    finishing_ = true;
    const std::unordered_set<Link*> now = links_;
    for (Link* link : now) link->finish_up();
}

void Shard::cut() {
    const std::unordered_set<Link*> now = links_;
    for (Link* link : now) link->cut();
}

void Shard::sweep() {
    const auto now = Steady::now();
    std::vector<Link*> late;
    for (Link* link : links_) {
        if (link->deadline <= now) late.push_back(link);
    }
    for (Link* link : late) {
        link->deadline = Steady::time_point::max();
        link->expire();
    }
    timer_.expires_after(tick_);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) sweep();
    });
}

}  // namespace crosswalk
