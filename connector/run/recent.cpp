#include "connector/run/recent.h"

namespace crosswalk {
namespace {

constexpr std::chrono::minutes kRemember{10};
constexpr std::size_t kMost = 20'000;

}  // namespace

void RecentWrites::wrote(const RecordKey& key, const Fields& sent, const RecordState& before, Millis now) {
    const std::lock_guard lock(mutex_);
    ByField& fields = written_[key];
    for (const auto& [field, value] : sent) {
        const auto memory = before.fields.find(field);
        fields[field] = {now, memory == before.fields.end() ? std::nullopt : memory->second.known};
    }
    order_.emplace_back(now, key);
    forget(now);
}

RecentWrites::ByField RecentWrites::of(const RecordKey& key, Millis now) const {
    const std::lock_guard lock(mutex_);
    const auto it = written_.find(key);
    if (it == written_.end()) return {};
    ByField lately;
    for (const auto& [field, written] : it->second)
        if (now - written.at < kRemember) lately.emplace(field, written);
    return lately;
}

void RecentWrites::forget(Millis now) {
    while (!order_.empty() && (order_.size() > kMost || now - order_.front().first >= kRemember)) {
        const auto it = written_.find(order_.front().second);
        if (it != written_.end()) {
            std::erase_if(it->second, [&](const auto& one) { return one.second.at <= order_.front().first; });
            if (it->second.empty()) written_.erase(it);
        }
        order_.pop_front();
    }
}

}  // namespace crosswalk
