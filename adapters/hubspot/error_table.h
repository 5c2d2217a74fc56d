// adapters/hubspot/error_table.h - what HubSpot's error words mean for one record or one call.
// Words: categories and errors[].code of the vendor's error page (sheet, sections 1.5, 3.2 and 3.4).
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::hubspot {

using std::chrono::minutes;
using std::chrono::seconds;

inline constexpr ErrorRule kErrorRules[] = {
    // Passing.
    {"http_429",
     Verdict::retry,
     "The daily number of HubSpot API calls is used up; it starts anew at midnight of the account's time "
     "zone. Crosswalk waits.",
     minutes{15},
     "daily limit"},
    {"http_429",
     Verdict::retry,
     "HubSpot limits this account; Crosswalk tries again when HubSpot lets it.",
     seconds{10}},
    {"RATE_LIMITS",
     Verdict::retry,
     "HubSpot limits searches for a moment; Crosswalk will try again.",
     seconds{1}},
    {"http_423",
     Verdict::retry,
     "HubSpot locked this record for a moment; Crosswalk will try again.",
     seconds{2}},
    {"http_414",
     Verdict::refused,
     "HubSpot merges no more records into this contact (250 at most). Merge the others by hand or drop this; else replay.",
     {},
     "identities"},
    {"http_477",
     Verdict::retry,
     "HubSpot is moving this account to another data centre; Crosswalk waits.",
     minutes{15}},

    // The sign-in.
    {"INVALID_AUTHENTICATION",
     Verdict::reconnect,
     "HubSpot does not know this token. Copy the private app's access token anew (Development, Private "
     "apps), then reconnect."},
    {"EXPIRED_AUTHENTICATION", Verdict::reconnect, "The HubSpot token has expired. Reconnect HubSpot."},
    {"MISSING_SCOPES",
     Verdict::reconnect,
     "The HubSpot app lacks a scope. Give it crm.objects.contacts.read, crm.objects.contacts.write, "
     "crm.schemas.contacts.read and communication_preferences.read_write, then reconnect."},
    {"http_530",
     Verdict::reconnect,
     "HubSpot cannot read this token. Copy it again, without spaces, then reconnect."},
    {"BANNED", Verdict::reconnect, "HubSpot has blocked this app. Ask HubSpot's support, then reconnect."},

    // The record.
    {"CONFLICT",
     Verdict::refused,
     "HubSpot already has a contact with this value. Merge the two in HubSpot, or link this person to the "
     "existing contact, then replay."},
    {"OBJECT_NOT_FOUND",
     Verdict::merged,
     "HubSpot no longer has this contact; Crosswalk asks what became of it. Should HubSpot show it all the same, "
     "look at it there, then replay."},
    {"http_404",
     Verdict::refused,
     "HubSpot does not know this record or address. Check the API version of the connection, then replay."},
    {"OBJECT_ALREADY_EXISTS",
     Verdict::refused,
     "HubSpot already has this. Look for it in HubSpot, then replay."},
    {"VALUE_HELD_BY_ANOTHER",
     Verdict::refused,
     "Another HubSpot contact already holds this value of '{field}', perhaps as an additional e-mail "
     "address. Merge the two in HubSpot, then replay."},

    // The values.
    {"VALIDATION_ERROR",
     Verdict::refused,
     "HubSpot refused a value; its own words say which. Correct the value or the mapping, then replay."},
    {"PROPERTY_DOESNT_EXIST",
     Verdict::refused,
     "HubSpot contacts have no property '{field}'. Create it in HubSpot, or correct the mapping and activate "
     "it; then replay."},
    {"READ_ONLY_VALUE",
     Verdict::refused,
     "HubSpot does not let apps write '{field}'. Map a property of your own instead, activate that, then "
     "replay; or take it out of the mapping and drop this."},
    {"INVALID_EMAIL",
     Verdict::refused,
     "HubSpot does not take this as an e-mail address. Correct it where it was entered, then replay."},
    {"INVALID_OPTION",
     Verdict::refused,
     "The HubSpot property '{field}' does not have this option. Add it in HubSpot, or correct the value "
     "table of the mapping and activate it; then replay."},
    {"INVALID_INTEGER",
     Verdict::refused,
     "The HubSpot property '{field}' takes whole numbers only. Correct the type in the mapping and activate "
     "it, then replay."},
    {"INVALID_LONG",
     Verdict::refused,
     "The HubSpot property '{field}' takes whole numbers only. Correct the type in the mapping and activate "
     "it, then replay."},
    {"INVALID_DOUBLE",
     Verdict::refused,
     "The HubSpot property '{field}' takes numbers only. Correct the type in the mapping and activate it, "
     "then replay."},
    {"INVALID_DATE",
     Verdict::refused,
     "The HubSpot property '{field}' takes dates only (midnight UTC). Correct the type in the mapping and "
     "activate it, then replay."},
    {"INVALID_BOOLEAN",
     Verdict::refused,
     "The HubSpot property '{field}' takes yes or no only. Correct the type in the mapping and activate it, "
     "then replay."},
    {"INVALID_OWNER",
     Verdict::refused,
     "HubSpot does not know this owner. Correct the owner's id in the mapping and activate it, then replay."},
    {"PROPERTY_VALUE_TOO_LONG",
     Verdict::refused,
     "The value is too long for the HubSpot property '{field}' (65,536 characters). Shorten it where it was "
     "entered, then replay."},
    {"MISSING_REQUIRED_PROPERTY",
     Verdict::refused,
     "This HubSpot account requires '{field}' on a contact. Map it or give it a placeholder, activate the "
     "mapping, then replay."},
    {"MISSING_CONDITIONAL_REQUIRED_PROPERTY",
     Verdict::refused,
     "This HubSpot account requires '{field}' for this combination of values. Map it or give it a "
     "placeholder, activate the mapping, then replay."},
    {"NON_UNIQUE_ID_PROPERTY",
     Verdict::refused,
     "The own-id property in HubSpot is not unique. Create it anew with 'require unique values', since that "
     "cannot be changed later, then replay."},
};

// Words of our own, for what HubSpot has no word for, or no call.
inline constexpr std::string_view kOptOutRefused = "OPT_OUT_REFUSED", kOptInRefused = "OPT_IN_REFUSED",
                                  kNoOptInToAll = "NO_OPT_IN_TO_ALL", kNoAddress = "NO_ADDRESS",
                                  kNoSubscription = "NO_SUBSCRIPTION", kTooMany = "TOO_MANY_PREFERENCES",
                                  kNextCall = "NEXT_CALL", kStageNotTaken = "STAGE_NOT_TAKEN";
inline constexpr ErrorRule kOwnWords[] = {
    {kOptOutRefused,
     Verdict::refused,
     "HubSpot did not take the opt-out '{field}'. Look up the person's subscription preferences there; where "
     "the account's privacy settings are on, give the connection a legal_basis and a "
     "legal_basis_explanation, then replay."},
    {kOptInRefused,
     Verdict::refused,
     "HubSpot did not take the opt-in '{field}': it lets nobody subscribe a person who opted out himself. "
     "Let "
     "the person opt in again by HubSpot's own form or e-mail; where the account's privacy settings are on, "
     "give the connection a legal_basis and a legal_basis_explanation. Then replay."},
    {kNoOptInToAll,
     Verdict::refused,
     "HubSpot has no call that takes back an opt-out from all e-mail. Let the person opt in again by "
     "HubSpot's "
     "own form or e-mail, or map single subscriptions (preferences/ID) and activate that; then replay."},
    {kNoAddress,
     Verdict::refused,
     "HubSpot keeps consent by e-mail address, and this contact has none there. Give it its address, then "
     "replay."},
    {kNoSubscription,
     Verdict::refused,
     "'{field}' names no HubSpot subscription. Write preferences/all, or preferences/ and the number of the "
     "subscription type, into the mapping, activate it, then replay."},
    {kTooMany,
     Verdict::refused,
     "These are more subscriptions than one write can carry. Map fewer of them to HubSpot, activate that, "
     "then replay."},
    {kNextCall,
     Verdict::retry,
     "HubSpot did not come to this person in this call; Crosswalk goes on with the next.",
     seconds{1}},
    {kStageNotTaken,
     Verdict::refused,
     "HubSpot did not take this lifecycle stage even after it was cleared. Look for a workflow there that "
     "sets it, then replay."},
};

}  // namespace crosswalk::hubspot
