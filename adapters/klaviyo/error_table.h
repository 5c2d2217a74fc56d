// adapters/klaviyo/error_table.h - what Klaviyo's refusals mean: the code of their first error (sheet,
// section 7), or the status where there is none.
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::klaviyo {

using std::chrono::seconds;

inline constexpr ErrorRule kErrorRules[] = {
    {"not_authenticated",
     Verdict::reconnect,
     "Klaviyo turns this key away. Make a new private key (Settings, API keys), then reconnect."},
    {"authentication_failed",
     Verdict::reconnect,
     "Klaviyo turns this key away. Make a new private key (Settings, API keys), then reconnect."},
    {"permission_denied",
     Verdict::reconnect,
     "The key may not do this. Give it profiles, lists and subscriptions, to read and to write, then "
     "reconnect."},
    {"throttled", Verdict::retry, "Klaviyo asks for fewer calls; the write goes out again.", seconds{10}},
    {"http_429", Verdict::retry, "Klaviyo asks for fewer calls; the write goes out again.", seconds{10}},
    {"not_found",
     Verdict::merged,
     "This profile is not in Klaviyo any more. A read settles it, and `on_delete` says what follows."},
    {"duplicate_profile",
     Verdict::refused,
     "Another profile has this address, phone number or outer id already. Merge the two in Klaviyo, then "
     "replay."},
    {"invalid",
     Verdict::refused,
     "Klaviyo finds fault with '{field}' and says why. Change the value, or what the mapping writes there; "
     "then "
     "replay."},
    {"http_410",
     Verdict::refused,
     "Klaviyo has retired the revision of its API that this version of Crosswalk speaks. Update Crosswalk, "
     "then "
     "replay."},
};

// What Klaviyo cannot be told, or what its answers show that it did not take.
inline constexpr ErrorRule kOwnWords[] = {
    {"opt_out_under_way",
     Verdict::pending,
     "Klaviyo takes this opt-out and does not show it. Crosswalk looks again; if it stays, unsubscribe the "
     "profile there, then replay.",
     seconds{300}},
    {"no_address",
     Verdict::refused,
     "Klaviyo unsubscribes addresses, and this profile has none. Give it one in Klaviyo, then replay."},
    {"opt_out_not_taken",
     Verdict::refused,
     "After this opt-out Klaviyo still shows the profile as one who may be written to. Suppress it there, "
     "then "
     "replay."},
    {"opt_in_not_taken",
     Verdict::refused,
     "Klaviyo does not show this profile as subscribed, and Crosswalk subscribes nobody. When they have "
     "signed up "
     "again, replay; else drop this."},
    {"value_not_taken",
     Verdict::refused,
     "Klaviyo does not show '{field}' as it was sent. Correct it in Klaviyo, then replay."},
    {"unknown_field",
     Verdict::refused,
     "Klaviyo does not show '{field}' after it was written. Mend the name in the mapping and activate that; "
     "then "
     "replay."},
    {"no_such_list",
     Verdict::refused,
     "Klaviyo has no list '{field}'. Mend its id in the mapping and activate that; then replay."},
    {"membership_not_taken",
     Verdict::refused,
     "Klaviyo does not show '{field}' as it was sent. Look at the profile's lists there, then replay."},
};

}  // namespace crosswalk::klaviyo
