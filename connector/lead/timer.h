// connector/lead/timer.h - what must happen at a time, though nobody speaks.
#pragma once

#include "connector/lead/record.h"

namespace crosswalk {

// One of a kind for each subject; many about one lead.
struct Timer {
    std::string kind{};     // what is to be done: "reentry"
    std::string subject{};  // about whom: the id of a lead, the name of a connection; empty: nobody
    Millis due{};
    std::string payload{};  // the kind's own
};

// The timer of a lead that comes back when its time in a stage is over.
inline constexpr std::string_view kReentryTimer = "reentry";

// The timer of a lead whose score has faded to where somebody must hear of it.
inline constexpr std::string_view kScoreTimer = "score";

}  // namespace crosswalk
