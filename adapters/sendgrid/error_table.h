// adapters/sendgrid/error_table.h - what SendGrid's refusals mean. They have no codes, so the status stands for one
// (sheet, section 8).
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::sendgrid {

using std::chrono::seconds;

inline constexpr ErrorRule kErrorRules[] = {
    {"http_400",
     Verdict::refused,
     "SendGrid finds fault with a value or an address and says which. Change it, or what the mapping writes there; "
     "then replay."},
    {"http_401",
     Verdict::reconnect,
     "SendGrid turns this key away. Make a new one (Settings, API Keys), then reconnect."},
    {"http_403",
     Verdict::reconnect,
     "The key may not do this. Give it full access to Marketing and to Suppressions, then reconnect."},
    {"http_408",
     Verdict::retry,
     "SendGrid took too long to look; it is asked again.",
     seconds{20}},
    {"http_413", Verdict::refused, "SendGrid finds the call too large. Report this, then replay."},
    {"http_429", Verdict::retry, "SendGrid asks for fewer calls; the write goes out again.", seconds{5}},
};

// What SendGrid cannot be told, or what a job says afterwards.
inline constexpr ErrorRule kOwnWords[] = {
    {"job_waits",
     Verdict::pending,
     "SendGrid took this and has not done it yet; Crosswalk looks again.",
     seconds{30}},
    {"job_failed",
     Verdict::refused,
     "SendGrid's job did not take this. Look at the import under Marketing, Contacts, then replay."},
    {"opt_in_not_taken",
     Verdict::refused,
     "SendGrid has this address on its global unsubscribe list, and Crosswalk takes nobody off it. When they have "
     "signed up again there, replay; else drop this."},
    {"group_opt_out",
     Verdict::refused,
     "Crosswalk does not write to one unsubscribe group ('{field}'): of a group that is gone SendGrid makes an opt-out "
     "of everything. Write preferences/all in the mapping and activate that; then replay."},
    {"unknown_field",
     Verdict::refused,
     "The account has no custom field '{field}'. Add it under Marketing, Custom Fields, or mend the name in the "
     "mapping and activate that; then replay."},
};

}  // namespace crosswalk::sendgrid
