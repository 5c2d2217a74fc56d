// adapters/amazon_ses/error_table.h - what the refusals of SES mean. The body has words and no code, so the status counts.
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::amazon_ses {

using std::chrono::seconds;

inline constexpr ErrorRule kErrorRules[] = {
    {"http_403",
     Verdict::reconnect,
     "Amazon turns this access key away, or it may not do this. Check the key and this machine's clock, allow it "
     "GetSuppressedDestination, ListSuppressedDestinations and PutSuppressedDestination of ses, then reconnect."},
    {"http_429", Verdict::retry, "Amazon SES asks for fewer calls; the write goes out again.", seconds{2}},
    {"http_400",
     Verdict::refused,
     "Amazon SES finds fault with the address and says why. Correct it in the tool it came from, then replay."},
    {"http_413", Verdict::refused, "Amazon SES finds the call too large. Report this, then replay."},
};

// What SES cannot be told, or what it shows that it did not take.
inline constexpr ErrorRule kOwnWords[] = {
    {"opt_in_not_taken",
     Verdict::refused,
     "Amazon SES suppresses this address, and Crosswalk takes nobody off that list. When they have signed up again, "
     "remove it there (Suppression list), then replay; else drop this."},
    {"unknown_field",
     Verdict::refused,
     "Amazon SES keeps no '{field}' of anybody that could be written. Take it out of the mapping, activate that, then "
     "replay."},
};

}  // namespace crosswalk::amazon_ses
