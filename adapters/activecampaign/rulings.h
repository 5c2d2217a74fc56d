// adapters/activecampaign/rulings.h - what ActiveCampaign's refusals mean. Most carry no code: the status
// speaks (sheet, section 5). A 403 is in the manifest (denials_tolerated), since only its repetition means
// anything.
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::activecampaign {

using std::chrono::seconds;

inline constexpr Ruling kRulings[] = {
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
     "ActiveCampaign does not take this as an e-mail address. Correct it where it was entered."},
    {"field_missing", Verdict::refused, "ActiveCampaign needs '{field}' on a contact. Map it."},
    {"http_400",
     Verdict::refused,
     "ActiveCampaign refused the contact without saying why. Compare the values with the fields' types "
     "there, then replay."},
    {"http_404",
     Verdict::refused,
     "ActiveCampaign no longer has this contact. Restore it there, or let Crosswalk forget the link."},
    {"http_422",
     Verdict::refused,
     "ActiveCampaign refused a value; its own words say which. Correct the value or the mapping, then "
     "replay."},
};

}  // namespace crosswalk::activecampaign
