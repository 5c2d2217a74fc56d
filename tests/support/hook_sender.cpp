#include "tests/support/hook_sender.h"

#include <httplib.h>

#include <algorithm>

namespace crosswalk::doubles {

namespace {

constexpr int kTimeoutSeconds = 5;

Delivered post(const Hook& hook, int attempt) {
    Delivered out;
    out.hook = hook;
    out.attempt = attempt;
    const auto path_at = hook.url.find('/', hook.url.find("://") + 3);
    if (path_at == std::string::npos) return out;
    httplib::Client client(hook.url.substr(0, path_at));
    client.set_connection_timeout(kTimeoutSeconds);
    client.set_read_timeout(kTimeoutSeconds);
    client.set_url_encode(false);  // the URL is sent as it was configured
    httplib::Headers headers;
    for (const auto& [name, value] : hook.headers) headers.emplace(name, value);
    if (const auto result = client.Post(hook.url.substr(path_at), headers, hook.body, hook.content_type)) {
        out.status = result->status;
        out.answer = result->body;
    }
    return out;
}

}  // namespace

HookSender::HookSender(int attempts, std::chrono::milliseconds gap, Accepted accepted)
    : attempts_(attempts),
      gap_(gap),
      accepted_(
          accepted ? std::move(accepted)
                   : [](int status, const std::string&) { return status >= 200 && status < 300; }
      ),
      thread_([this] { work(); }) {}

HookSender::~HookSender() { stop(); }

void HookSender::send(Build build) {
    const std::scoped_lock lock(mutex_);
    waiting_.push_back({std::move(build), 0, std::chrono::steady_clock::now()});
    changed_.notify_all();
}

void HookSender::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        waiting_.clear();
        changed_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
}

std::vector<Delivered> HookSender::delivered() const {
    const std::scoped_lock lock(mutex_);
    return delivered_;
}

bool HookSender::idle() const {
    const std::scoped_lock lock(mutex_);
    return waiting_.empty() && !busy_;
}

bool HookSender::attempt(Waiting& one) {
    const Hook hook = one.build(one.attempt);
    if (hook.url.empty()) return true;
    Delivered out = post(hook, one.attempt);
    const bool done = out.status != 0 && accepted_(out.status, out.answer);
    const std::scoped_lock lock(mutex_);
    delivered_.push_back(std::move(out));
    return done;
}

void HookSender::work() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (waiting_.empty()) {
            changed_.wait(lock);
            continue;
        }
        const auto first = std::min_element(
            waiting_.begin(), waiting_.end(), [](const Waiting& a, const Waiting& b) { return a.due < b.due; }
        );
        if (first->due > std::chrono::steady_clock::now()) {
            changed_.wait_until(lock, first->due);
            continue;
        }
        Waiting one = std::move(*first);
        waiting_.erase(first);
        busy_ = true;
        lock.unlock();
        const bool done = attempt(one);
        lock.lock();
        busy_ = false;
        if (!done && ++one.attempt < attempts_ && !stopping_) {
            one.due = std::chrono::steady_clock::now() + gap_ * one.attempt;
            waiting_.push_back(std::move(one));
        }
    }
}

}  // namespace crosswalk::doubles
