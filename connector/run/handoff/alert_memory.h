// connector/run/handoff/alert_memory.h - what the operators were told, and by which notice.
#pragma once

#include "connector/handoff/alert.h"
#include "connector/run/engine/engine_context.h"

namespace crosswalk {

// The receiver of these notices.
inline constexpr std::string_view kOperators = "operators";

struct AlertMemory {
    std::string text{};  // as it is kept
    std::vector<handoff::AlertState> states{};
};
Result<AlertMemory> alert_memory(Transaction&);
Result<void> keep_alerts(Transaction&, const std::vector<handoff::AlertState>&);

// Another notice tells the alert that this one failed to tell: the all-clear follows it.
Result<void> alert_told_by(Transaction&, const std::string& failed, const std::string& other);

// What is remembered as of later than now is moved back with the clock.
Result<void> alerts_clock_set_back(Transaction&, Millis now, std::chrono::milliseconds by);

// True where it keeps incidents, which an all-clear closes; in a chat, where people answer, an all-clear is said anew.
bool keeps_incidents(const ConnectionRuntime& channel);

}  // namespace crosswalk
