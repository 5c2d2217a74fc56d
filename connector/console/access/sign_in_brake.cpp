#include "connector/console/access/sign_in_brake.h"

namespace crosswalk::access {
namespace {

void drop_old(std::deque<Millis>& times, Millis before) {
    while (!times.empty() && times.front() <= before) times.pop_front();
}

}  // namespace

void SignInBrake::forget(Millis now) {
    drop_old(together_, now - kWithin);
    if (together_.empty()) each_.clear();
}

bool SignInBrake::is_held(const std::string& address, Millis now) {
    forget(now);
    if (together_.size() >= kMostTogether) return true;
    const auto found = each_.find(address);
    if (found == each_.end()) return false;
    drop_old(found->second, now - kWithin);
    return found->second.size() >= kMostEach;
}

void SignInBrake::failed(const std::string& address, Millis now) {
    forget(now);
    if (together_.size() < kMostTogether) together_.push_back(now);
    if (each_.size() < kMostAddresses || each_.contains(address)) each_[address].push_back(now);
}

}  // namespace crosswalk::access
