// adapters/pagerduty/error_table.h - what PagerDuty's refusals mean, by their status.
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::pagerduty {

using std::chrono::seconds;

inline constexpr std::string_view kNewKey =
    "PagerDuty does not know this routing key. Copy the integration key of the service (Events API v2) under auth: of "
    "this connection, then reconnect.";

inline constexpr ErrorRule kErrorRules[] = {
    {"http_401", Verdict::reconnect, kNewKey},
    {"http_403", Verdict::reconnect, kNewKey},
    {"http_400", Verdict::reconnect, kNewKey, seconds{0}, "routing_key"},
    {"http_400", Verdict::refused, "PagerDuty could not make sense of the alert and says why. Report this."},
    {"http_429", Verdict::retry, "PagerDuty asks for fewer alerts; it goes out again.", seconds{30}},
};

}  // namespace crosswalk::pagerduty
