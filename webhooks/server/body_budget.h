// webhooks/server/body_budget.h - one bound for the memory of all requests that are not answered yet.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace crosswalk {

// When the budget is used up, the address that holds the most loses its oldest half-read request, so a
// sender that fills the memory makes room for the others out of its own share. Safe to share between threads.
class BodyBudget : public std::enable_shared_from_this<BodyBudget> {
public:
    explicit BodyBudget(std::size_t bytes) : limit_(bytes) {}

    // What one request holds; given back when it is destroyed. May outlive the server.
    class Share {
    public:
        ~Share();
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;

        // False when there is no room for so many bytes, or when this share was taken away.
        bool hold(std::size_t bytes);
        // From now on it cannot be taken away, because somebody works with the request. False when it was
        // already.
        bool pin();

    private:
        friend class BodyBudget;
        Share(std::shared_ptr<BodyBudget>, std::string address, std::function<void()> on_loss);

        const std::shared_ptr<BodyBudget> budget_;
        const std::string address_;
        const std::function<void()> on_loss_;
        std::size_t bytes_ = 0;  // this and the rest are guarded by the budget
        bool pinned_ = false, lost_ = false;
        std::list<Share*>::iterator place_{};
    };

    // `on_loss` runs on any thread, under a lock: it must only leave a message.
    std::unique_ptr<Share> open(std::string address, std::function<void()> on_loss);

    std::size_t held() const;

private:
    struct Holder {
        std::size_t bytes = 0;
        std::list<Share*> shares{};  // oldest first
    };
    Share* victim_for(const Share& asking, std::size_t more);
    static Share* oldest_but(const Holder&, const Share& asking);
    void take_from(Share&);

    const std::size_t limit_;
    mutable std::mutex mutex_{};
    std::size_t held_ = 0;
    std::map<std::string, Holder, std::less<>> holders_{};
};

}  // namespace crosswalk
