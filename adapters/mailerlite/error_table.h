// adapters/mailerlite/error_table.h - what MailerLite's refusals mean. None carries a code: the status
// speaks, and the words where it says too little (sheet, Basics).
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::mailerlite {

using std::chrono::seconds;

inline constexpr ErrorRule kErrorRules[] = {
    {"http_401",
     Verdict::reconnect,
     "MailerLite turns this token away; it ends with the user who made it. Make a new one (Integrations, "
     "MailerLite "
     "API), then reconnect."},
    {"http_429",
     Verdict::retry,
     "The account's 120 calls to MailerLite in a minute are used up; the write goes out again when they are "
     "back.",
     seconds{10}},
    {"http_404",
     Verdict::merged,
     "This subscriber is not in MailerLite any more. A read settles it, and `on_delete` says what follows.",
     seconds{0},
     "No query results"},
    {"http_404",
     Verdict::refused,
     "There is no such address at MailerLite. Leave base_url of the connection out, or correct it; then "
     "replay."},
    {"http_422",
     Verdict::refused,
     "For MailerLite this is no valid e-mail address. Put it right in the tool it came from, then replay.",
     seconds{0},
     "valid email address"},
    {"http_422",
     Verdict::refused,
     "MailerLite finds fault with '{field}' and says why. Change the value, or what the mapping writes "
     "there; then "
     "replay."},
};

// What MailerLite cannot be told, or what its answer shows that it did not take.
inline constexpr ErrorRule kOwnWords[] = {
    {"leave_group",
     Verdict::refused,
     "Crosswalk can put people into a MailerLite group ('{field}') and take nobody out. Take them out in "
     "MailerLite, "
     "or stop writing that field; then replay."},
    {"opt_out_not_taken",
     Verdict::refused,
     "After this opt-out MailerLite still shows the person as subscribed. Unsubscribe them there, then "
     "replay."},
    {"opt_in_not_taken",
     Verdict::refused,
     "MailerLite does not show this person as active, and Crosswalk makes nobody so. When they have signed "
     "up again, "
     "or were reactivated there, replay; else drop this."},
    {"value_not_taken",
     Verdict::refused,
     "MailerLite shows another e-mail address than the one it was sent. Correct it in MailerLite, then "
     "replay."},
    {"unknown_field",
     Verdict::refused,
     "The account has no field with the key '{field}'. Add it under Subscribers, Fields, or mend the key in "
     "the mapping "
     "and activate that; then replay."},
};

}  // namespace crosswalk::mailerlite
