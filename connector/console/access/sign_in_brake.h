// connector/console/access/sign_in_brake.h - nobody tries keys all day. Pure.
#pragma once

#include "connector/contract/values.h"

#include <deque>

namespace crosswalk::access {

// Not thread-safe. Counts attempts that failed, by the address they came from; a second count is for all addresses
// together, so that many of them are held back as well.
class SignInBrake {
public:
    static constexpr std::size_t kMostEach = 10, kMostTogether = 100, kMostAddresses = 10'000;
    static constexpr std::chrono::minutes kWithin{1};

    bool is_held(const std::string& address, Millis now);
    void failed(const std::string& address, Millis now);

private:
    void forget(Millis now);
    std::map<std::string, std::deque<Millis>> each_{};
    std::deque<Millis> together_{};
};

}  // namespace crosswalk::access
