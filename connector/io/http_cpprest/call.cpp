#include "connector/io/http_cpprest/call.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::chrono::milliseconds kMeterPause{10};

}  // namespace

void CallInFlight::end(End how) {
    if (!ended()) out_.end = how;
    changed_.notify_all();
}

bool CallInFlight::note_sent() {
    const std::lock_guard lock(mutex_);
    if (ended()) return false;
    out_.sent = true;
    changed_.notify_all();
    return true;
}

bool CallInFlight::note_received(std::uint64_t total) {
    const std::lock_guard lock(mutex_);
    if (total > max_body_)
        end(total > std::uint64_t{1} << 62 ? End::malformed : End::too_big);
    else if (total < received_)
        end(End::malformed);
    received_ = total;
    return !ended();
}

void CallInFlight::note_wire(std::size_t more) {
    const std::lock_guard lock(mutex_);
    wire_ += more;
    if (wire_ > max_wire_) end(End::too_big);
}

void CallInFlight::note_trouble(std::string_view words) {
    const std::lock_guard lock(mutex_);
    if (out_.trouble.empty()) out_.trouble = words;
}

void CallInFlight::watch(int socket) {
    const std::lock_guard lock(mutex_);
    meter_ = std::make_unique<WireMeter>(socket);
}

void CallInFlight::note_head(int status, Headers headers) {
    const std::lock_guard lock(mutex_);
    out_.answer.status = status;
    out_.answer.headers = std::move(headers);
}

void CallInFlight::finish(std::string body) {
    const std::lock_guard lock(mutex_);
    if (!ended()) out_.answer.body = std::move(body);
    end(End::whole);
}

void CallInFlight::fail(std::string_view words) {
    const std::lock_guard lock(mutex_);
    if (!ended() && out_.trouble.empty()) out_.trouble = words;
    end(End::failed);
}

void CallInFlight::stop() {
    const std::lock_guard lock(mutex_);
    end(End::stopped);
}

void CallInFlight::wait(Deadline connected_by, Deadline done_by) {
    std::unique_lock lock(mutex_);
    while (!ended()) {
        const auto now = std::chrono::steady_clock::now();
        if (meter_ && meter_->received() > max_wire_)
            end(End::too_big);
        else if (now >= done_by)
            end(End::late);
        else if (!out_.sent && now >= connected_by)
            end(End::not_connected);
        else {
            auto next = out_.sent ? done_by : std::min(connected_by, done_by);
            if (meter_) next = std::min(next, now + kMeterPause);
            changed_.wait_until(lock, next);
        }
    }
    meter_.reset();
}

CallInFlight::Outcome CallInFlight::take() {
    const std::lock_guard lock(mutex_);
    Outcome out = std::move(out_);
    out_ = {.end = out.end};
    return out;
}

}  // namespace crosswalk
