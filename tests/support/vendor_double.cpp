#include "tests/support/vendor_double.h"

#include <algorithm>
#include <thread>

#include "tests/support/http_listener.h"

namespace crosswalk::doubles {

namespace {

Matcher method_and_path(std::string method, std::string part) {
    return [method = std::move(method), part = std::move(part)](const Call& call) {
        return (method.empty() || call.method == method) && call.target.find(part) != std::string::npos;
    };
}

}  // namespace

std::string Call::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (same_text(key, name)) return value;
    }
    return {};
}

std::optional<std::string> Call::asked(std::string_view query_name) const {
    for (const auto& [key, value] : query) {
        if (key == query_name) return value;
    }
    return std::nullopt;
}

Matcher any(std::string path_part) { return method_and_path("", std::move(path_part)); }
Matcher get(std::string path_part) { return method_and_path("GET", std::move(path_part)); }
Matcher post(std::string path_part) { return method_and_path("POST", std::move(path_part)); }
Matcher patch(std::string path_part) { return method_and_path("PATCH", std::move(path_part)); }
Matcher put(std::string path_part) { return method_and_path("PUT", std::move(path_part)); }

Matcher body_has(std::string text) {
    return [text = std::move(text)](const Call& call) { return call.body.find(text) != std::string::npos; };
}

VendorDouble::Plan& VendorDouble::Plan::reply(int status, std::string body, Pairs headers) {
    Answer answer;
    answer.status = status;
    answer.body = std::move(body);
    answer.headers = std::move(headers);
    return reply(std::move(answer));
}

VendorDouble::Plan& VendorDouble::Plan::reply(Answer answer) {
    const std::scoped_lock lock(owner_.mutex_);
    steps_->answers.push_back(std::move(answer));
    return *this;
}

VendorDouble::Plan& VendorDouble::Plan::after_doing_it() {
    const std::scoped_lock lock(owner_.mutex_);
    steps_->works = true;
    return *this;
}

VendorDouble::Plan& VendorDouble::Plan::always() {
    const std::scoped_lock lock(owner_.mutex_);
    steps_->repeats = true;
    return *this;
}

VendorDouble::VendorDouble()
    : clock_([] {
          using namespace std::chrono;
          return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
      }) {}

VendorDouble::~VendorDouble() { stop(); }

void VendorDouble::start(int port) {
    listener_ = std::make_unique<HttpListener>(port, [this](Call call) { return handle(std::move(call)); });
}

void VendorDouble::stop() {
    if (listener_) listener_->stop();
}

int VendorDouble::port() const { return listener_ ? listener_->port() : 0; }
std::string VendorDouble::url() const { return "http://127.0.0.1:" + std::to_string(port()); }

VendorDouble::Plan VendorDouble::add_plan(std::vector<Matcher> matchers) {
    auto steps = std::make_shared<Plan::Steps>();
    steps->matchers = std::move(matchers);
    const std::scoped_lock lock(mutex_);
    plans_.push_back(steps);
    return Plan(*this, steps);
}

void VendorDouble::fail_next(std::string path_part, int status, std::string body, Pairs headers) {
    when(any(std::move(path_part))).reply(status, std::move(body), std::move(headers));
}

void VendorDouble::otherwise_fail() {
    const std::scoped_lock lock(mutex_);
    strict_ = true;
}

void VendorDouble::set_latency(std::chrono::milliseconds latency) { latency_ms_ = latency.count(); }

void VendorDouble::set_clock(std::function<std::int64_t()> clock) {
    const std::scoped_lock lock(mutex_);
    clock_ = std::move(clock);
}

std::vector<Call> VendorDouble::calls() const {
    const std::scoped_lock lock(mutex_);
    return calls_;
}

std::size_t VendorDouble::count(const Matcher& matcher) const {
    const std::scoped_lock lock(mutex_);
    return static_cast<std::size_t>(std::count_if(calls_.begin(), calls_.end(), matcher));
}

void VendorDouble::forget_calls() {
    const std::scoped_lock lock(mutex_);
    calls_.clear();
}

std::vector<std::string> VendorDouble::unplanned_calls() const {
    const std::scoped_lock lock(mutex_);
    return unplanned_;
}

bool VendorDouble::wait_until(const std::function<bool()>& holds, std::chrono::milliseconds limit) const {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!holds()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

Answer VendorDouble::answer(const Call&) { return unplanned(); }

Answer VendorDouble::unplanned() {
    Answer out;
    out.status = 501;
    out.body = R"({"message":"The double does not know this call."})";
    out.unplanned = true;
    return out;
}

std::int64_t VendorDouble::now_ms() const { return clock_(); }

std::optional<Answer> VendorDouble::planned(const Call& call) {
    for (const auto& plan : plans_) {
        if (plan->next >= plan->answers.size()) continue;
        if (!std::all_of(plan->matchers.begin(), plan->matchers.end(), [&](const Matcher& fits) {
                return fits(call);
            })) {
            continue;
        }
        if (plan->works) answer(call);
        const Answer out = plan->answers[plan->next];
        if (!plan->repeats || plan->next + 1 < plan->answers.size()) ++plan->next;
        return out;
    }
    return std::nullopt;
}

Answer VendorDouble::handle(Call call) {
    if (const auto latency = latency_ms_.load(); latency > 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(latency));
    }
    const std::scoped_lock lock(mutex_);
    Answer out;
    if (auto plan = planned(call)) {
        out = std::move(*plan);
    } else {
        out = strict_ ? unplanned() : answer(call);
    }
    remember(std::move(call), out);
    return out;
}

void VendorDouble::remember(Call call, const Answer& out) {
    if (out.unplanned) unplanned_.push_back(call.method + " " + call.target);
    const bool answered = out.ending != Ending::dropped && out.ending != Ending::silent;
    call.status = answered ? out.status : 0;
    calls_.push_back(std::move(call));
}

}  // namespace crosswalk::doubles
