// adapters/brevo/error_table.h - what Brevo's refusals mean: their `code` (sheet, section 5), or the status
// where an answer has none.
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::brevo {

using std::chrono::seconds;

inline constexpr ErrorRule kErrorRules[] = {
    {"unauthorized",
     Verdict::reconnect,
     "Brevo turns this key away, or this machine: keys can be limited to listed addresses. Make a new one "
     "(Settings, "
     "SMTP and API), or list this machine, then reconnect."},
    {"permission_denied",
     Verdict::reconnect,
     "Brevo does not let this account do this. Ask whoever owns the account, then reconnect."},
    {"account_under_validation",
     Verdict::reconnect,
     "Brevo is still looking at this account. When it is validated, reconnect."},
    {"not_enough_credits",
     Verdict::refused,
     "The account's plan does not hold this. Change the plan in Brevo, then replay."},
    {"document_not_found",
     Verdict::merged,
     "This contact is not in Brevo any more. A read settles it, and `on_delete` says what follows."},
    {"duplicate_request",
     Verdict::retry,
     "Brevo was still busy with the same; the write goes out again.",
     seconds{5},
     "",
     true},
    {"duplicate_parameter",
     Verdict::refused,
     "Another contact has this address, phone number or outer id already; Brevo says which. Put one of the "
     "two right "
     "in Brevo, then replay."},
    {"invalid_parameter",
     Verdict::refused,
     "Brevo finds fault with a value and says which. Change the value, or what the mapping writes there; "
     "then replay."},
    {"missing_parameter",
     Verdict::refused,
     "Brevo misses something and says what. Add it to the mapping; then replay."},
    {"out_of_range",
     Verdict::refused,
     "Brevo finds a value too large or too small. Change the value; then replay."},
    {"bad_request",
     Verdict::refused,
     "Brevo could not make sense of what it was sent. Report this, then replay."},
    {"unprocessable_entity",
     Verdict::refused,
     "Brevo could not take what it was sent and says why. Change the value; then replay."},
    {"http_429", Verdict::retry, "Brevo asks for fewer calls; the write goes out again.", seconds{2}},
};

// What Brevo cannot be told, or what a look afterwards shows that it did not take.
inline constexpr ErrorRule kOwnWords[] = {
    {"opt_out_not_taken",
     Verdict::refused,
     "After this opt-out Brevo still shows the contact as one who may be written to. Blocklist them there, "
     "then replay."},
    {"opt_in_not_taken",
     Verdict::refused,
     "Brevo shows this contact as blocklisted, and Crosswalk takes nobody off that list. When they have "
     "signed up "
     "again, replay; else drop this."},
    {"value_not_taken",
     Verdict::refused,
     "Brevo does not show '{field}' as it was sent; a value of the wrong type it ignores. Compare its type "
     "with the "
     "mapping, then replay."},
    {"unknown_field",
     Verdict::refused,
     "The account has no attribute '{field}'. Add it under Contacts, Settings, or mend the name in the "
     "mapping and "
     "activate that; then replay."},
    {"membership_not_taken",
     Verdict::refused,
     "Brevo does not show '{field}' as it was sent. Look at the contact's lists there, then replay."},
    {"left_list",
     Verdict::refused,
     "This person left the list ('{field}') or all mail, and Crosswalk puts nobody back. When they have "
     "signed up "
     "again, replay; else drop this."},
    {"list_opt_out",
     Verdict::refused,
     "Brevo cannot be told that somebody left one list ('{field}'). Write preferences/all, or take them off "
     "the list "
     "with groups/ID, in the mapping; then replay."},
};

}  // namespace crosswalk::brevo
