// adapters/teams/error_table.h - what a workflow's refusals mean, by their status: nothing else about them is published.
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::teams {

inline constexpr std::string_view kNewUrl =
    "The workflow is gone, is turned off, or its address was renewed. Open it in the Workflows app of Teams, copy its "
    "address under auth: of this connection, then reconnect.";

inline constexpr ErrorRule kErrorRules[] = {
    {"http_401", Verdict::reconnect, kNewUrl},
    {"http_403", Verdict::reconnect, kNewUrl},
    {"http_404", Verdict::reconnect, kNewUrl},
    {"http_410", Verdict::reconnect, kNewUrl},
    {"http_400",
     Verdict::refused,
     "The workflow could not take the card. Look at its run history in the Workflows app; it must begin with \"When a "
     "Teams webhook request is received\"."},
    {"http_413", Verdict::refused, "Teams found the card too large. Report this."},
};

}  // namespace crosswalk::teams
