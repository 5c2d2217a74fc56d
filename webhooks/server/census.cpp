#include "webhooks/server/census.h"

namespace crosswalk {

std::shared_ptr<Seat> Census::enter(std::string address) {
    const std::lock_guard lock(mutex_);
    const auto mine = by_address_.find(address);
    if (mine != by_address_.end() && mine->second >= limits_.connections_per_address && !make_room(&address))
        return nullptr;
    if (counted_ >= limits_.connections && !make_room(nullptr)) return nullptr;
    auto seat = std::make_shared<Seat>(std::move(address));
    seats_.insert(seat.get());
    ++open_;
    ++counted_;
    ++by_address_[seat->address_];
    return seat;
}

void Census::on_send_away(Seat& seat, std::function<void()> send_away) {
    const std::lock_guard lock(mutex_);
    seat.send_away_ = std::move(send_away);
}

void Census::leave(Seat& seat) {
    const std::lock_guard lock(mutex_);
    seats_.erase(&seat);
    count(seat, false);
    --open_;
    changed_.notify_all();
}

void Census::stays(Seat& seat) {
    const std::lock_guard lock(mutex_);
    count(seat, true);
}

void Census::count(Seat& seat, bool counted) {
    if (seat.counted_ == counted) return;
    seat.counted_ = counted;
    if (counted) {
        ++counted_;
        ++by_address_[seat.address_];
        return;
    }
    --counted_;
    const auto it = by_address_.find(seat.address_);
    if (--it->second == 0) by_address_.erase(it);
}

bool Census::make_room(const std::string* address) {
    Seat* found = nullptr;
    auto first = std::pair(Activity::being_answered, Steady::rep{0});
    for (Seat* seat : seats_) {
        if (!seat->counted_ || !seat->send_away_ || (address != nullptr && seat->address_ != *address))
            continue;
        const std::pair now(
            seat->activity_.load(std::memory_order_relaxed), seat->since_.load(std::memory_order_relaxed)
        );
        if (now >= first) continue;
        first = now;
        found = seat;
    }
    if (found == nullptr) return false;
    count(*found, false);
    found->send_away_();
    return true;
}

bool Census::wait_until_empty(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [this] { return open_ == 0; });
}

}  // namespace crosswalk
