// adapters/postmark/error_table.h - what Postmark's refusals mean: their `ErrorCode` (sheet, Auth and errors), which is
// never the HTTP status, though some look like one.
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::postmark {

using std::chrono::seconds;

inline constexpr ErrorRule kErrorRules[] = {
    {"10",
     Verdict::reconnect,
     "Postmark turns this server token away. Copy the token from the server's API Tokens page, then reconnect."},
    {"100",
     Verdict::retry,
     "Postmark is being maintained; the write goes out again.",
     seconds{60}},
    {"300",
     Verdict::refused,
     "Postmark finds fault with an address. Correct it in the tool it came from, then replay."},
    {"401",
     Verdict::refused,
     "Postmark has not confirmed the sender. Confirm it under Sender Signatures, then replay."},
    {"405",
     Verdict::reconnect,
     "The account has no credits left. Buy credits in Postmark, then reconnect."},
    {"406",
     Verdict::refused,
     "Postmark does not write to this address any more: it bounced, complained or was suppressed. Nothing is to be "
     "done but to drop this; or reactivate it in Postmark, then replay."},
    {"410",
     Verdict::refused,
     "Postmark was told of too many at once. Report this, then replay."},
    {"412",
     Verdict::reconnect,
     "Postmark is still looking at this account. When it is approved, reconnect."},
    {"http_413", Verdict::refused, "Postmark finds the call too large. Report this, then replay."},
    {"http_415", Verdict::refused, "Postmark does not take this form of a call. Report this, then replay."},
    {"http_429", Verdict::retry, "Postmark asks for fewer calls; the write goes out again.", seconds{5}},
};

// What Postmark cannot be told, or says no to within a yes.
inline constexpr ErrorRule kOwnWords[] = {
    {"suppression_failed",
     Verdict::refused,
     "Postmark did not suppress this address and says why. Suppress it there (Message Stream, Suppressions), then "
     "replay."},
    {"opt_in_not_taken",
     Verdict::refused,
     "Postmark suppresses this address, and Crosswalk takes nobody off that list. When they have signed up again "
     "there, replay; else drop this."},
    {"unknown_field",
     Verdict::refused,
     "Postmark keeps no '{field}' of anybody that could be written. Take it out of the mapping, activate that, then "
     "replay."},
};

}  // namespace crosswalk::postmark
