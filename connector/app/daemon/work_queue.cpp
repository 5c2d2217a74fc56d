#include "connector/app/daemon/work_queue.h"

namespace crosswalk {

WorkQueue::WorkQueue(std::size_t threads, std::size_t most) : most_(most) {
    try {
        for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { serve(); });
    } catch (...) {
        end();  // those that did start
        throw;
    }
}

WorkQueue::~WorkQueue() { end(); }

void WorkQueue::end() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

bool WorkQueue::post(std::function<void()> work) {
    {
        const std::lock_guard lock(mutex_);
        if (line_.size() >= most_) return false;
        line_.push_back(std::move(work));
    }
    changed_.notify_one();
    return true;
}

void WorkQueue::serve() {
    for (;;) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return ending_ || !line_.empty(); });
        if (line_.empty()) return;
        const auto work = std::move(line_.front());
        line_.pop_front();
        lock.unlock();
        try {
            work();
        } catch (const std::exception&) {
            // Whoever asked gets no answer; the others do.
        }
    }
}

}  // namespace crosswalk
