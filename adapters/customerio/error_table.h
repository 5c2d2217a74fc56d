// adapters/customerio/error_table.h - what Customer.io's refusals mean. They have words and no codes, so the status
// stands for one (sheet, Track API).
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::customerio {

using std::chrono::seconds;

inline constexpr ErrorRule kErrorRules[] = {
    {"http_400",
     Verdict::refused,
     "Customer.io finds fault with an attribute (at most 300 of them, names of 150 bytes, values of 1000) and says "
     "which. Change it, or what the mapping writes there; then replay."},
    {"http_401",
     Verdict::reconnect,
     "Customer.io turns a key away. Copy the site id, the Track key and the App API key anew (Settings, API "
     "Credentials), then reconnect."},
    {"http_403",
     Verdict::reconnect,
     "A key of Customer.io may not do this. Use the keys of this workspace and region, then reconnect."},
    {"http_408", Verdict::retry, "Customer.io took too long; the write goes out again.", seconds{5}},
    {"http_413", Verdict::refused, "Customer.io finds the call too large. Map fewer attributes, then replay."},
    {"http_422",
     Verdict::refused,
     "Customer.io could not take what it was sent and says why. Change the value; then replay."},
    {"http_429", Verdict::retry, "Customer.io asks for fewer calls; the write goes out again.", seconds{2}},
    {"http_522", Verdict::retry, "Customer.io could not be reached from its own edge; the write goes out again.", seconds{5}},
    {"http_524", Verdict::retry, "Customer.io took too long; the write goes out again.", seconds{5}},
};

// What Customer.io cannot be told, or what a look afterwards shows that it did not take.
inline constexpr ErrorRule kOwnWords[] = {
    {"not_shown_yet",
     Verdict::pending,
     "Customer.io took this and does not show it yet; Crosswalk looks again. If it stays, look for an Attribute Update "
     "Failure in its activity log.",
     seconds{30}},
    {"opt_in_not_taken",
     Verdict::refused,
     "Customer.io shows this person as unsubscribed, and Crosswalk subscribes nobody. When they have signed up again "
     "there, replay; else drop this."},
    {"topic_opt_out",
     Verdict::refused,
     "Crosswalk does not write one topic ('{field}'). Write preferences/all in the mapping and activate that; then "
     "replay."},
};

}  // namespace crosswalk::customerio
