// connector/app/daemon/work_queue.h - a few threads for what may block, with a bounded line before them.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace crosswalk {

// Thread-safe. What is queued when it is destroyed is still done.
class WorkQueue {
public:
    WorkQueue(std::size_t threads, std::size_t most);
    ~WorkQueue();
    // False when the line is full; the work is not done then.
    bool post(std::function<void()> work);

private:
    void serve();
    void end();

    std::size_t most_;
    std::mutex mutex_{};
    std::condition_variable changed_{};
    std::deque<std::function<void()>> line_{};
    bool ending_ = false;
    std::vector<std::thread> threads_{};
};

}  // namespace crosswalk
