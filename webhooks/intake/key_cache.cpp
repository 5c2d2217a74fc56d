#include "webhooks/intake/key_cache.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::size_t kMaxKept = 64, kMaxWanted = 8, kMaxKey = 16'384;
constexpr std::chrono::hours kKeyAge{24};
constexpr std::chrono::minutes kFailureAge{1};

}  // namespace

KeyCache::KeyCache(Fetch fetch, const Clock& clock)
    : fetch_(std::move(fetch)), clock_(clock), worker_([this] { work(); }) {}

KeyCache::~KeyCache() {
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
    }
    changed_.notify_all();
    worker_.join();
}

std::optional<std::string> KeyCache::find(const std::string& url) const {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(url);
    if (found == kept_.end() || clock_.steady() >= found->second.until) return std::nullopt;
    return found->second.key;
}

void KeyCache::want(const std::string& url) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = kept_.find(url);
        const bool recent = found != kept_.end() && clock_.steady() < found->second.until;
        if (recent || wanted_.size() >= kMaxWanted || std::ranges::count(wanted_, url) > 0) return;
        wanted_.push_back(url);
    }
    changed_.notify_all();
}

void KeyCache::wait_until_idle() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return wanted_.empty(); });
}

void KeyCache::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return stopped_ || !wanted_.empty(); });
        if (stopped_) return;
        const std::string url = wanted_.front();
        lock.unlock();
        auto fetched = fetch_(url);
        lock.lock();
        keep(url, std::move(fetched));
        wanted_.pop_front();
        changed_.notify_all();
    }
}

void KeyCache::keep(const std::string& url, Result<std::string> fetched) {
    const auto now = clock_.steady();
    if (kept_.size() >= kMaxKept && !kept_.contains(url))
        kept_.erase(std::ranges::min_element(kept_, {}, [](const auto& one) { return one.second.until; }));
    const bool usable = fetched.has_value() && fetched->size() <= kMaxKey;
    Kept& kept = kept_[url];
    kept.key = usable ? std::optional(std::move(*fetched)) : std::nullopt;
    kept.until = now + (usable ? std::chrono::milliseconds(kKeyAge) : std::chrono::milliseconds(kFailureAge));
}

}  // namespace crosswalk
