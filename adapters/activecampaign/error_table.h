// adapters/activecampaign/error_table.h - what ActiveCampaign's refusals mean. Most carry no code: the status
// speaks (sheet, section 5). A 403 is in the manifest (denials_tolerated), since only its repetition means
// anything.
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::activecampaign {

using std::chrono::seconds;

inline constexpr ErrorRule kErrorRules[] = {
    {"http_429",
     Verdict::retry,
     "ActiveCampaign takes five calls a second from the whole account; Crosswalk will try again.",
     seconds{1}},
    {"http_403",
     Verdict::reconnect,
     "ActiveCampaign rejects the API key. Copy it anew (Settings, Developer), check the account's address "
     "beside it, then reconnect."},
    {"http_402",
     Verdict::reconnect,
     "The ActiveCampaign account is suspended or its contact limit is reached. Settle that there, then "
     "resume the connection."},
    {"duplicate",
     Verdict::refused,
     "Another ActiveCampaign contact already has this e-mail address. Merge the two there, then replay."},
    {"email_invalid",
     Verdict::refused,
     "ActiveCampaign does not take this as an e-mail address. Correct it where it was entered, then replay."},
    {"field_missing",
     Verdict::refused,
     "ActiveCampaign needs '{field}' on a contact. Map it, activate the mapping, then replay."},
    {"http_400",
     Verdict::refused,
     "ActiveCampaign refused the contact without saying why. Compare the values with the fields' types "
     "there, then replay."},
    {"http_404",
     Verdict::merged,
     "ActiveCampaign no longer has this contact; Crosswalk reads it and does what `on_delete` says.",
     seconds{0},
     "No Result found for Subscriber"},
    {"http_404",
     Verdict::merged,
     "ActiveCampaign no longer has this contact; Crosswalk reads it and does what `on_delete` says.",
     seconds{0},
     "Contact not found"},
    {"http_404",
     Verdict::refused,
     "ActiveCampaign does not know what was asked for. Check base_url of the connection, then replay."},
    {"http_422",
     Verdict::refused,
     "ActiveCampaign refused a value; its own words say which. Correct the value or the mapping, then "
     "replay."},
};

// What is refused here, without asking: ActiveCampaign has no way to be told.
inline constexpr ErrorRule kUnsayable[] = {
    {"no_email",
     Verdict::refused,
     "ActiveCampaign finds contacts by e-mail address and this person has none. Add one in any tool, then "
     "replay."},
    {"no_id",
     Verdict::refused,
     "The ActiveCampaign contact is not known. Replay: Crosswalk looks it up again."},
    {"score_not_writable",
     Verdict::refused,
     "ActiveCampaign does not let anyone write a score. Write a custom field instead of '{field}' in "
     "write_to, activate that, then replay; or take it out and drop this."},
    {"unknown_field",
     Verdict::refused,
     "ActiveCampaign has no field '{field}'. Create it (Contacts, Fields), or correct its personalisation "
     "tag in the mapping and activate it; then replay."},
    {"not_yes_or_no",
     Verdict::refused,
     "'{field}' is a yes or a no at ActiveCampaign. Let the mapping write true or false there, activate it, "
     "then replay."},
    {"rejoin_all_lists",
     Verdict::refused,
     "Nobody can be put back on all lists of ActiveCampaign: which of them this person wants is not known. "
     "Name the list ('lists: 3') in the mapping, or let it write close only, and activate it; then replay."},
    {"consent_contradicts",
     Verdict::refused,
     "The mapping asks ActiveCampaign to take this person off every list and to put them on one. Bind a "
     "channel either to all lists or to single ones, activate that, then replay."},
    {"more_lists",
     Verdict::retry,
     "This person is on more lists than one go can change. Crosswalk goes on with the others.",
     seconds{1}},
};

}  // namespace crosswalk::activecampaign
