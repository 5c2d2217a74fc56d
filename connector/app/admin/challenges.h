// connector/app/admin/challenges.h - what an authenticator is asked to sign: fresh, for one purpose, good once.
#pragma once

#include "connector/contract/values.h"

#include <mutex>

namespace crosswalk {

// Thread-safe. A challenge carries its end and an HMAC under a key of this process, so that nobody who asks for one
// makes us keep anything; only those that were used are remembered, until their end.
class Challenges {
public:
    Challenges();
    static constexpr std::chrono::minutes kLast{5};

    // `purpose`: "touch", or "new USER".
    std::string issue(std::string_view purpose, Millis now) const;
    // True once for each that was issued for this purpose and is not over.
    bool redeem(std::string_view challenge, std::string_view purpose, Millis now);

private:
    std::string sign(std::string_view text, std::string_view purpose) const;

    std::string key_;
    std::mutex mutex_{};
    std::map<std::string, Millis, std::less<>> used_{};
};

}  // namespace crosswalk
