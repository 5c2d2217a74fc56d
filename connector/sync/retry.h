// connector/sync/retry.h - when to try again, when to stop trying, and how much may be asked. Pure.
#pragma once

#include "connector/contract/adapter.h"
#include "connector/lead/write.h"

#include <deque>

namespace crosswalk {

inline constexpr int kMostAttempts = 12;

// 1 s doubling to five minutes, with jitter downwards to a half. `chance` is drawn by the caller, 0 to 1.
std::chrono::milliseconds backoff(int attempts_made, double chance);

// True while a time that began at `since` runs. One that begins well ahead of now was begun when our clock
// was ahead: it is over.
inline bool lasts(Millis since, std::chrono::milliseconds length, Millis now) {
    return now < since + length && since <= now + std::chrono::minutes{5};
}

// True when a wait is over. One that ends later than any such wait can was begun when our clock was ahead.
inline bool is_due(Millis due, Millis now, std::chrono::milliseconds longest) {
    return due <= now || due > now + longest;
}

// What becomes of one write after the vendor's outcome for it.
WriteResult settle(const ClaimedWrite&, const Outcome&, Millis now, double chance);

// Stops calling a vendor that fails, and probes it again: first after a second, at most every 30 s. A vendor that
// says itself how long to wait limits us and does not fail: it is taken at its word.
class Breaker {
public:
    bool closed(Millis now) const { return now >= open_until_; }
    Millis open_until() const { return open_until_; }
    int failures() const { return failures_; }
    void failed(Millis now, std::optional<std::chrono::seconds> wait);
    void worked();
    void clock_set_back(std::chrono::milliseconds by) { open_until_ -= by; }

private:
    int failures_ = 0;
    Millis open_until_{};
};

// A request budget, held in every window of that length, wherever it begins. Once the vendor has said 429, calls
// go out one by one until it answers one of them otherwise. Times are steady ones. Not thread-safe.
class RequestBudget {
public:
    explicit RequestBudget(const Budget& published) : published_(published) {}
    // How long to wait before the next request may go out; counts it when the answer is zero.
    std::chrono::milliseconds take(std::chrono::milliseconds steady);
    // The longest-running request has ended: the vendor may have counted it as late as now.
    void ended(std::chrono::milliseconds steady);
    // Learns from what the vendor says about its own limit.
    void learn(const HttpResponse&, std::chrono::milliseconds steady);
    // Ends a wait that the vendor asked for.
    void release();
    // 0 to 1: how much of the day's quota is used, as far as the vendor tells.
    double pressure() const { return pressure_; }

private:
    friend class CallBudgets;
    std::chrono::milliseconds wait(std::chrono::milliseconds steady);
    std::chrono::milliseconds reset_in(std::string_view said) const;

    Budget published_;
    std::deque<std::chrono::milliseconds> spent_{};    // when each request of the last window counted, in order
    std::deque<std::chrono::milliseconds> running_{};  // when each request on its way began, in order
    std::chrono::milliseconds blocked_until_{0};
    bool limited_ = false;  // the vendor's last word is a 429
    double pressure_ = 0;
};

// The budgets of one account: its own, and those of single paths beside it. Not thread-safe.
class CallBudgets {
public:
    explicit CallBudgets(const Manifest&);
    // How long to wait before this request may go out; counts it where the answer is zero.
    std::chrono::milliseconds take(const HttpRequest&, std::chrono::milliseconds steady);
    // A request ended, with an answer or without one. Each budget that it counts in reads its own headers.
    void ended(const HttpRequest&, const HttpResponse*, std::chrono::milliseconds steady);
    void release();
    // 0 to 1: how much of the day's quota of the account is used, as far as the vendor tells.
    double pressure() const { return account_.pressure(); }

private:
    std::vector<RequestBudget*> budgets_of(const HttpRequest&);

    RequestBudget account_;
    std::vector<std::pair<PathBudget, RequestBudget>> paths_{};
};

}  // namespace crosswalk
