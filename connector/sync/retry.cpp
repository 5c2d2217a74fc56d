#include "connector/sync/retry.h"

#include "connector/sync/quota_forecast.h"

#include <algorithm>
#include <charconv>

namespace crosswalk {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kLongestBackoff{300'000};
constexpr std::chrono::hours kLongestVendorWait{24};
constexpr milliseconds kLongestCall{60'000};  // a call ends within it, so one that began before has ended
constexpr milliseconds kUntilOneEnds{50};     // nobody knows when a call ends; so it is looked at again soon
constexpr double kLongestReset = 86'400;

std::optional<double> number(std::string_view text) {
    double out = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), out);
    return bad == std::errc{} && end != text.data() ? std::optional{out} : std::nullopt;
}

}  // namespace

milliseconds backoff(int attempts_made, double chance) {
    const auto full =
        std::min(milliseconds{1'000} * (1L << std::clamp(attempts_made, 0, 12)), kLongestBackoff);
    return milliseconds{
        static_cast<milliseconds::rep>(static_cast<double>(full.count()) * (0.5 + chance / 2))};
}

WriteResult settle(const ClaimedWrite& write, const Outcome& outcome, Millis now, double chance) {
    using How = WriteResult::How;
    WriteResult out{
        .write = write.id,
        .how = How::again,
        .code = outcome.vendor_code,
        .says = outcome.vendor_says,
        .advice = outcome.advice,
        .field = outcome.field};
    milliseconds wait = backoff(write.attempts, chance);
    if (outcome.wait)
        wait = std::max<milliseconds>(wait, std::min<milliseconds>(*outcome.wait, kLongestVendorWait));
    out.due = now + wait;
    switch (outcome.verdict) {
        case Verdict::applied:
            out.how = How::applied;
            return out;
        case Verdict::refused:
            out.how = How::parked;
            return out;
        case Verdict::merged:
            break;
        case Verdict::reconnect:
            out.counts = false;
            return out;
        case Verdict::unanswered:
        case Verdict::pending:
            out.unanswered = true;
            break;
        case Verdict::retry:
            out.counts = !outcome.wait;  // a vendor that names the time is limiting, not failing
            break;
    }
    if (out.counts && write.attempts + 1 >= kMostAttempts) {
        out.how = How::parked;
        if (out.code.empty()) out.code = outcome.verdict == Verdict::merged ? "record.moved" : "no_answer";
        if (out.advice.empty())
            out.advice = "The vendor never answered for this record. Look at it there, then replay.";
    }
    return out;
}

void Breaker::failed(Millis now, std::optional<std::chrono::seconds> wait) {
    constexpr milliseconds kShortest{1'000}, kLongest{30'000};
    if (wait) {
        open_until_ = now + std::max<milliseconds>(*wait, kShortest);
        return;
    }
    if (now < open_until_) return;  // a call that left before it opened says nothing new
    open_until_ = now + std::min(kShortest * (1L << std::min(failures_, 5)), kLongest);
    ++failures_;
}

void Breaker::worked() {
    failures_ = 0;
    open_until_ = {};
}

milliseconds RequestBudget::wait(milliseconds steady) {
    if (steady < blocked_until_) return blocked_until_ - steady;
    while (!running_.empty() && steady >= running_.front() + kLongestCall) running_.pop_front();
    if (limited_ && !running_.empty()) return kUntilOneEnds;
    if (published_.at_once > 0 && std::ssize(running_) >= published_.at_once) return kUntilOneEnds;
    while (!spent_.empty() && steady >= spent_.front() + published_.window) spent_.pop_front();
    if (published_.requests <= 0 || std::ssize(spent_) < published_.requests) return milliseconds{0};
    return spent_[spent_.size() - static_cast<std::size_t>(published_.requests)] + published_.window - steady;
}

milliseconds RequestBudget::take(milliseconds steady) {
    const milliseconds left = wait(steady);
    if (left.count() > 0) return left;
    if (published_.requests > 0) spent_.push_back(steady);
    running_.push_back(steady);
    return left;
}

void RequestBudget::ended(milliseconds steady) {
    if (!running_.empty()) running_.pop_front();
    if (spent_.empty()) return;
    spent_.pop_front();
    spent_.push_back(steady + milliseconds{1});  // what is left of a millisecond counts as a whole one
}

// When the vendor says that there is something left again. What is longer than a day is a point in time, not a
// length, and then the window counts.
milliseconds RequestBudget::reset_in(std::string_view said) const {
    const auto seconds = number(said);
    if (!seconds || *seconds < 0 || *seconds > kLongestReset) return published_.window;
    return std::chrono::ceil<milliseconds>(std::chrono::duration<double>(*seconds));
}

void RequestBudget::learn(const HttpResponse& response, milliseconds steady) {
    const auto header = [&](std::string_view name) -> std::string_view {
        const auto it = name.empty() ? response.headers.end() : response.headers.find(name);
        return it == response.headers.end() ? std::string_view{} : std::string_view(it->second);
    };
    if (const auto left = number(header(published_.remaining_header)); left && *left <= 0)
        blocked_until_ = std::max(blocked_until_, steady + reset_in(header(published_.reset_header)));
    if (const auto used_of = header(published_.used_of_header); !used_of.empty()) {
        const auto equals = used_of.find('='), slash = used_of.find('/');
        const auto used = number(used_of.substr(equals == std::string_view::npos ? 0 : equals + 1));
        const auto limit = slash == std::string_view::npos ? std::nullopt : number(used_of.substr(slash + 1));
        if (used && limit && *limit > 0) pressure_ = *used / *limit;
        if (pressure_ >= kQuotaWeUse) blocked_until_ = std::max(blocked_until_, steady + std::chrono::minutes{1});
    }
    if (response.status != 429) {
        if (steady >= blocked_until_) limited_ = false;  // one that left before it was refused says nothing
        return;
    }
    limited_ = true;
    milliseconds asked{std::chrono::seconds{1}};
    if (const auto after = retry_after(response.headers))
        asked = *after;
    else if (const auto reset = header(published_.reset_header); !reset.empty())
        asked = reset_in(reset);
    blocked_until_ = std::max(blocked_until_, steady + std::max(asked, milliseconds{200}));
}

void RequestBudget::release() {
    blocked_until_ = milliseconds{0};
    limited_ = false;
}

CallBudgets::CallBudgets(const Manifest& vendor) : account_(vendor.budget) {
    for (const PathBudget& one : vendor.path_budgets) paths_.emplace_back(one, one.budget);
}

std::vector<RequestBudget*> CallBudgets::budgets_of(const HttpRequest& request) {
    std::vector<RequestBudget*> out{&account_};
    for (auto& [row, budget] : paths_) {
        const bool fits = request.path.find(row.path_part) != std::string::npos &&
                          (row.method.empty() || row.method == request.method);
        if (fits && (!row.others_only || out.size() == 1)) out.push_back(&budget);
    }
    return out;
}

milliseconds CallBudgets::take(const HttpRequest& request, milliseconds steady) {
    const auto budgets = budgets_of(request);
    milliseconds left{0};
    for (RequestBudget* budget : budgets) left = std::max(left, budget->wait(steady));
    if (left.count() > 0) return left;
    for (RequestBudget* budget : budgets) (void)budget->take(steady);
    return left;
}

void CallBudgets::ended(const HttpRequest& request, const HttpResponse* response, milliseconds steady) {
    for (RequestBudget* budget : budgets_of(request)) {
        budget->ended(steady);
        if (response != nullptr) budget->learn(*response, steady);
    }
}

void CallBudgets::release() {
    account_.release();
    for (auto& [row, budget] : paths_) budget.release();
}

}  // namespace crosswalk
