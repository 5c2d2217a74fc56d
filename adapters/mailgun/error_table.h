// adapters/mailgun/error_table.h - what Mailgun's refusals mean. They have words and no codes, so the status stands for
// one (sheet, Base, auth).
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::mailgun {

using std::chrono::seconds;

inline constexpr ErrorRule kErrorRules[] = {
    {"http_400",
     Verdict::refused,
     "Mailgun finds fault with an address and says why. Correct it in the tool it came from, then replay."},
    {"http_401",
     Verdict::reconnect,
     "Mailgun turns this key away. Copy an account key (Settings, API Security; a sending key cannot do this) and look "
     "at region:, then reconnect."},
    {"http_402",
     Verdict::refused,
     "Mailgun could not do this although nothing was wrong with it. Look at the plan and the account, then replay."},
    {"http_403",
     Verdict::reconnect,
     "The key may not touch this domain's suppressions. Give it the right, then reconnect."},
    {"http_413", Verdict::refused, "Mailgun finds the call too large. Report this, then replay."},
    {"http_429", Verdict::retry, "Mailgun asks for fewer calls; the write goes out again.", seconds{60}},
};

// What Mailgun cannot be told.
inline constexpr ErrorRule kOwnWords[] = {
    {"opt_in_not_taken",
     Verdict::refused,
     "Mailgun has this address on the list of the unsubscribed, and Crosswalk takes nobody off it. When they have "
     "signed up again there, replay; else drop this."},
    {"unknown_field",
     Verdict::refused,
     "Mailgun keeps no '{field}' of anybody that could be written. Take it out of the mapping, activate that, then "
     "replay."},
};

}  // namespace crosswalk::mailgun
