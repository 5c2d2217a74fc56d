// adapters/marketo/error_table.h - what Marketo's refusals mean: the codes of an answer, which comes with HTTP 200, and
// those of single records (sheet, section 4).
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::marketo {

using std::chrono::seconds;

inline constexpr std::string_view kPassing = "Marketo is in trouble for a moment; this goes out again.";
inline constexpr std::string_view kOurFault = "Marketo does not understand this call. Report this, then replay.";
inline constexpr std::string_view kBadValue =
    "Marketo finds fault with a value and says why. Correct the value, or what the mapping writes there; then replay.";
inline constexpr std::string_view kPartition =
    "Marketo does not find this lead in the partition that the API user may use. Give its role all partitions, then "
    "replay.";

inline constexpr ErrorRule kErrorRules[] = {
    {"601", Verdict::reconnect, "Marketo turns this token away. Look at the custom service (LaunchPoint), then reconnect."},
    {"602", Verdict::reconnect, "Marketo turns this token away. Look at the custom service (LaunchPoint), then reconnect."},
    {"603",
     Verdict::reconnect,
     "The API user's role may not do this. Give it Read-Write Lead and Read-Only Activity, then reconnect."},
    {"502", Verdict::retry, kPassing, seconds{30}},
    {"604", Verdict::unanswered, "Marketo took too long; Crosswalk looks before it writes again."},
    {"606", Verdict::retry, "Marketo asks for fewer calls in 20 seconds; this goes out again.", seconds{20}},
    {"607",
     Verdict::retry,
     "The instance has used up its calls of the day; they begin anew at midnight in Chicago. Buy more, or poll less often.",
     seconds{3600}},
    {"608", Verdict::retry, kPassing, seconds{30}},
    {"611", Verdict::unanswered, "Marketo failed while answering; Crosswalk looks before it writes again."},
    {"614", Verdict::retry, kPassing, seconds{60}},
    {"615", Verdict::retry, "Marketo asks for fewer calls at once; this goes out again.", seconds{3}},
    {"713", Verdict::retry, kPassing, seconds{30}},
    {"719", Verdict::retry, "Somebody else is writing this lead; this goes out again.", seconds{5}},
    {"609", Verdict::refused, kOurFault},
    {"610", Verdict::refused, "Marketo knows no such address. Check munchkin_id of the connection, then replay."},
    {"612", Verdict::refused, kOurFault},
    {"613", Verdict::refused, kOurFault},
    {"701", Verdict::refused, "Marketo wants '{field}' and did not get it. Map it, activate that, then replay."},
    {"1001", Verdict::refused, kBadValue},
    {"1002", Verdict::refused, "Marketo misses a value. Map it, or give it a default; activate that, then replay."},
    {"1003", Verdict::refused, kBadValue},
    {"1004",
     Verdict::merged,
     "This lead is not in Marketo any more. A read settles it, and `on_delete` says what follows."},
    {"1005", Verdict::refused, "A lead with this address is there already. Replay; it is found by its address."},
    {"1006",
     Verdict::refused,
     "Marketo has no such field, and says which. Mend the name in the mapping and activate that; then replay."},
    {"1007",
     Verdict::refused,
     "Several leads in Marketo have this address. Merge them there, then replay."},
    {"1008", Verdict::refused, kPartition},
    {"1009", Verdict::refused, kPartition},
    {"1010", Verdict::refused, kPartition},
    {"1011", Verdict::refused, "Marketo does not let this field be written. Take it out of the mapping, then replay."},
    {"1013", Verdict::refused, "Marketo has no such list. Mend its id in the mapping and activate that; then replay."},
};

// What Marketo cannot be told, or says no to within a yes.
inline constexpr ErrorRule kOwnWords[] = {
    {"opt_in_not_taken",
     Verdict::refused,
     "Marketo shows this lead as unsubscribed, and Crosswalk subscribes nobody. When they have signed up again there, "
     "replay; else drop this."},
    {"membership_not_taken",
     Verdict::refused,
     "Marketo did not put the lead where '{field}' says. Look at the list there, then replay."},
};

}  // namespace crosswalk::marketo
