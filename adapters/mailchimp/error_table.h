// adapters/mailchimp/error_table.h - what Mailchimp's refusals mean: the titles of its problem answers
// (sheet, section 5), or the status where an answer has none.
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::mailchimp {

using std::chrono::seconds;

inline constexpr ErrorRule kErrorRules[] = {
    {"API Key Invalid",
     Verdict::reconnect,
     "Mailchimp turns this key away. Make a new one (Account, Extras, API keys), put it under auth: of the "
     "connection, then reconnect."},
    {"Wrong Datacenter",
     Verdict::reconnect,
     "The account lives in another data centre. Leave base_url of the connection out, or correct it, then "
     "reconnect."},
    {"User Disabled",
     Verdict::reconnect,
     "The user whose key this is was disabled in Mailchimp. Enable them, or use a key of somebody else, then "
     "reconnect."},
    {"Forbidden",
     Verdict::reconnect,
     "The user whose key this is may not do this in Mailchimp. Give them the role Admin or Manager, then "
     "reconnect."},
    {"TooManyRequests",
     Verdict::retry,
     "More than ten calls to Mailchimp were under way at once; the write goes out again.",
     seconds{5}},
    {"http_429", Verdict::retry, "Mailchimp asks for fewer calls; the write goes out again.", seconds{10}},
    {"Resource Not Found",
     Verdict::merged,
     "This member is not in the audience any more. A read settles it, and `on_delete` says what follows."},
    {"Member In Compliance State",
     Verdict::refused,
     "This person unsubscribed, bounced or is under review, and Mailchimp lets nobody but them bring them "
     "back, by "
     "its own form. When they have signed up again, replay; else drop this."},
    {"Forgotten Email Not Subscribed",
     Verdict::refused,
     "This person was erased in Mailchimp, which takes the address from its own form only. When they have "
     "signed up "
     "again, replay; else drop this."},
    {"Member Exists",
     Verdict::refused,
     "Another member of the audience has this address already. Archive one of the two in Mailchimp, then "
     "replay."},
    {"Invalid Resource",
     Verdict::retry,
     "This address joined many audiences lately, so Mailchimp holds it back for some hours; the write goes "
     "out again.",
     seconds{3600},
     "signed up to a lot of lists very recently",
     true},
    {"Invalid Resource",
     Verdict::refused,
     "Mailchimp finds fault with '{field}' and says why. Change the value, or what the mapping writes there; "
     "then "
     "replay."},
    {"Bad Request",
     Verdict::refused,
     "Mailchimp could not make sense of what it was sent. Report this, then replay."},
    {"JSON Parse Exception",
     Verdict::refused,
     "Mailchimp could not read what it was sent. Report this, then replay."},
};

// What Mailchimp's answer shows that it did not take.
inline constexpr ErrorRule kOwnWords[] = {
    {"opt_out_not_taken",
     Verdict::refused,
     "After this opt-out Mailchimp still shows the person as one who may be written to. Unsubscribe them "
     "there, then "
     "replay."},
    {"opt_in_not_taken",
     Verdict::refused,
     "Mailchimp shows this person as one who left, and Crosswalk brings nobody back. When they have signed "
     "up again "
     "there, replay; else drop this."},
    {"value_not_taken",
     Verdict::refused,
     "Mailchimp shows another e-mail address than the one it was sent. Correct it in Mailchimp, then "
     "replay."},
    {"unknown_field",
     Verdict::refused,
     "The audience has no merge field with the tag '{field}'. Add it under Audience, Settings, or mend the "
     "tag in the "
     "mapping and activate that; then replay."},
    {"archived",
     Verdict::refused,
     "Mailchimp keeps this address as archived and did not take it back. Unarchive the contact there, or let them "
     "sign up again; then replay."},
    {"membership_not_taken",
     Verdict::refused,
     "Mailchimp does not show '{field}' as it was sent. Look at the person's tags there, then replay."},
};

}  // namespace crosswalk::mailchimp
