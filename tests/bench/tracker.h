// tests/bench/tracker.h - how long it takes from a delivery to the vendor that must hear of it.
#pragma once

#include "tests/bench/house.h"
#include "tests/bench/vendor_stub.h"

#include <deque>
#include <mutex>
#include <thread>

namespace crosswalk::bench {

// What was sent and has not arrived at Salesforce yet. A newer value that arrives answers for the older ones
// too.
class Tracker {
public:
    explicit Tracker(std::size_t leads) : waiting_(leads) {}

    void sent(std::size_t lead, std::int64_t value, Steady::time_point at) {
        const std::lock_guard lock(mutex_);
        waiting_[lead].push_back({value, at});
        ++open_;
    }
    void written(const Written& row, std::string_view field) {
        const std::size_t lead = lead_of(row.id);
        const auto* value = row.fields.if_contains(field);
        if (lead >= waiting_.size() || value == nullptr) return;
        const std::int64_t number = value->is_int64() ? value->get_int64() : INT64_MAX;
        const std::lock_guard lock(mutex_);
        for (auto& queue = waiting_[lead]; !queue.empty() && queue.front().value <= number;
             queue.pop_front(), --open_)
            taken_.push_back(milliseconds_between(queue.front().at, row.at));
    }
    // It was not taken, so nothing follows.
    void refused(std::size_t lead, std::int64_t value) {
        const std::lock_guard lock(mutex_);
        open_ -= std::erase_if(waiting_[lead], [&](const Sent& one) { return one.value == value; });
    }
    bool wait_for_all(std::chrono::milliseconds patience) const {
        for (const auto until = Steady::now() + patience; Steady::now() < until;) {
            if (open() == 0) return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        return false;
    }
    std::size_t open() const {
        const std::lock_guard lock(mutex_);
        return open_;
    }
    std::vector<double> taken() const {
        const std::lock_guard lock(mutex_);
        return taken_;
    }

private:
    struct Sent {
        std::int64_t value = 0;
        Steady::time_point at{};
    };
    mutable std::mutex mutex_{};
    std::vector<std::deque<Sent>> waiting_;
    std::vector<double> taken_{};
    std::size_t open_ = 0;
};

}  // namespace crosswalk::bench
