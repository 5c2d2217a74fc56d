#include "connector/app/admin/change_watch.h"

#include "connector/app/admin/admin_gate.h"

namespace crosswalk {

// Places grow from process to process, so that one of an earlier process is never ahead of this one's for long: whoever
// is ahead all the same is told everything.
ChangeWatch::ChangeWatch(AdminService& admin) : admin_(admin), now_(admin.clock.now().time_since_epoch().count()) {
    places_.fill(now_);
    take_counts();
    thread_ = std::thread([this] { watch(); });
}

ChangeWatch::~ChangeWatch() { let_go(); }

void ChangeWatch::let_go() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
    for (Waiting& one : std::exchange(waiting_, {})) one.respond(answer_from(one.after));
}

void ChangeWatch::wait(std::int64_t after, Respond respond) {
    std::unique_lock lock(mutex_);
    take_counts();
    if (after != now_ || ending_) {
        ServerAnswer answer = answer_from(after);
        lock.unlock();
        respond(std::move(answer));
        return;
    }
    if (waiting_.size() >= kMostWaiting) {
        lock.unlock();
        respond(admin_refusal(503, {"admin.busy", "Too much is being asked at once.", "Ask again shortly."}));
        return;
    }
    waiting_.push_back({after, admin_.clock.steady() + kLongest, std::move(respond)});
    lock.unlock();
    changed_.notify_one();
}

void ChangeWatch::take_counts() {
    bool moved = false;
    for (std::size_t topic = 0; topic < kTopics; ++topic) {
        const auto count = admin_.store.commits_about(static_cast<Topic>(topic));
        if (count == counts_.at(topic)) continue;
        counts_.at(topic) = count;
        places_.at(topic) = now_ + 1;
        moved = true;
    }
    if (moved) ++now_;
}

// What a connection is like changes without a commit as well.
void ChangeWatch::take_states() {
    std::string states;
    for (const ConnectionStatus& one : admin_.engine.status()) states += one.name + "\n" + one.state + "\n" + one.detail + "\n";
    const std::lock_guard lock(mutex_);
    if (!states_.empty() && states != states_) places_.at(static_cast<std::size_t>(Topic::connections)) = ++now_;
    states_ = std::move(states);
}

ServerAnswer ChangeWatch::answer_from(std::int64_t after) const {
    boost::json::array topics;
    for (std::size_t topic = 0; topic < kTopics; ++topic)
        if (after > now_ || places_.at(topic) > after) topics.emplace_back(to_string(static_cast<Topic>(topic)));
    return admin_answer(200, {{"now", now_}, {"topics", std::move(topics)}});
}

void ChangeWatch::look() {
    std::vector<std::pair<Respond, ServerAnswer>> ready;
    {
        const std::lock_guard lock(mutex_);
        take_counts();
        const auto now = admin_.clock.steady();
        std::erase_if(waiting_, [&](Waiting& one) {
            if (one.after == now_ && now < one.until) return false;
            ready.emplace_back(std::move(one.respond), answer_from(one.after));
            return true;
        });
    }
    for (auto& [respond, answer] : ready) respond(std::move(answer));
}

void ChangeWatch::watch() {
    for (;;) {
        bool states = false;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
            if (ending_) return;
            changed_.wait_for(lock, kLookEvery, [this] { return ending_; });
            if (ending_) return;
            states = admin_.clock.steady() - states_at_ >= kStatesEvery;
            if (states) states_at_ = admin_.clock.steady();
        }
        if (states) take_states();
        look();
    }
}

}  // namespace crosswalk
