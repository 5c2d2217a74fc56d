#include "webhooks/server/body_budget.h"

#include <algorithm>

namespace crosswalk {

BodyBudget::Share::Share(
    std::shared_ptr<BodyBudget> budget, std::string address, std::function<void()> on_loss
)
    : budget_(std::move(budget)), address_(std::move(address)), on_loss_(std::move(on_loss)) {}

std::unique_ptr<BodyBudget::Share> BodyBudget::open(std::string address, std::function<void()> on_loss) {
    std::unique_ptr<Share> share(new Share(shared_from_this(), std::move(address), std::move(on_loss)));
    const std::lock_guard lock(mutex_);
    auto& shares = holders_[share->address_].shares;
    share->place_ = shares.insert(shares.end(), share.get());
    return share;
}

BodyBudget::Share::~Share() {
    const std::lock_guard lock(budget_->mutex_);
    const auto it = budget_->holders_.find(address_);
    it->second.bytes -= bytes_;
    budget_->held_ -= bytes_;
    it->second.shares.erase(place_);
    if (it->second.shares.empty()) budget_->holders_.erase(it);
}

bool BodyBudget::Share::hold(std::size_t bytes) {
    const std::lock_guard lock(budget_->mutex_);
    if (lost_) return false;
    BodyBudget& all = *budget_;
    while (bytes > bytes_ && all.held_ + (bytes - bytes_) > all.limit_) {
        Share* const victim = all.victim_for(*this, bytes - bytes_);
        if (victim == nullptr) return false;
        all.take_from(*victim);
    }
    all.held_ = all.held_ - bytes_ + bytes;
    Holder& mine = all.holders_.find(address_)->second;
    mine.bytes = mine.bytes - bytes_ + bytes;
    bytes_ = bytes;
    return true;
}

bool BodyBudget::Share::pin() {
    const std::lock_guard lock(budget_->mutex_);
    pinned_ = !lost_;
    return pinned_;
}

std::size_t BodyBudget::held() const {
    const std::lock_guard lock(mutex_);
    return held_;
}

BodyBudget::Share* BodyBudget::oldest_but(const Holder& holder, const Share& asking) {
    const auto it = std::ranges::find_if(holder.shares, [&](const Share* one) {
        return one != &asking && !one->pinned_ && one->bytes_ > 0;
    });
    return it == holder.shares.end() ? nullptr : *it;
}

// Null where the one who asks holds the most itself, and has nothing else to give up.
BodyBudget::Share* BodyBudget::victim_for(const Share& asking, std::size_t more) {
    const Holder& mine = holders_.find(asking.address_)->second;
    Share* found = oldest_but(mine, asking);
    std::size_t most = mine.bytes + more;
    for (const auto& [address, holder] : holders_) {
        if (holder.bytes <= most) continue;
        if (Share* const oldest = oldest_but(holder, asking)) {
            found = oldest;
            most = holder.bytes;
        }
    }
    return found;
}

void BodyBudget::take_from(Share& victim) {
    held_ -= victim.bytes_;
    holders_.find(victim.address_)->second.bytes -= victim.bytes_;
    victim.bytes_ = 0;
    victim.lost_ = true;
    victim.on_loss_();
}

}  // namespace crosswalk
