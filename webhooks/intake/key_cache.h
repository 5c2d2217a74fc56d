// webhooks/intake/key_cache.h - the keys that vendors publish, fetched when a delivery needs them.
#pragma once

#include "connector/ports/clock.h"
#include "webhooks/verify/verify.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace crosswalk {

// A key is kept for a day, a failure for a minute; a flood of addresses is cut off, not queued. Safe to share
// between threads.
class KeyCache final : public KnownKeys {
public:
    // Runs on a thread of its own, one call at a time; it must end by itself.
    using Fetch = std::function<Result<std::string>(const std::string& url)>;

    // The clock outlives it.
    KeyCache(Fetch, const Clock&);
    // Waits for the fetch that is on its way.
    ~KeyCache() override;
    KeyCache(const KeyCache&) = delete;
    KeyCache& operator=(const KeyCache&) = delete;

    std::optional<std::string> find(const std::string& url) const override;
    // Fetches it, unless it is known, wanted already or failed lately. Never blocks. The caller has checked
    // that the address is one that may be called.
    void want(const std::string& url);
    // Returns once nothing is wanted any more. For tests.
    void wait_until_idle();

private:
    struct Kept {
        std::optional<std::string> key{};  // nothing: the fetch failed
        std::chrono::milliseconds until{};
    };
    void work();
    void keep(const std::string& url, Result<std::string> fetched);

    const Fetch fetch_;
    const Clock& clock_;
    mutable std::mutex mutex_{};
    std::condition_variable changed_{};
    std::map<std::string, Kept> kept_{};
    std::deque<std::string> wanted_{};  // the first one is being fetched
    bool stopped_ = false;
    std::thread worker_{};
};

}  // namespace crosswalk
