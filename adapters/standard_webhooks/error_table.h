// adapters/standard_webhooks/error_table.h - what an endpoint's refusals mean, by their status (sheet, delivery advice).
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::standard_webhooks {

using std::chrono::seconds;

inline constexpr std::string_view kSecret =
    "The endpoint does not accept the signature. Give it and this connection the same signing_secret, check its clock, "
    "then reconnect.";

inline constexpr ErrorRule kErrorRules[] = {
    {"http_401", Verdict::reconnect, kSecret},
    {"http_403", Verdict::reconnect, kSecret},
    {"http_410",
     Verdict::reconnect,
     "The endpoint says that it is gone for good. Put its new address under auth: of this connection, then reconnect."},
    {"http_404", Verdict::refused, "There is no such endpoint. Correct the url under auth: of this connection."},
    {"http_400", Verdict::refused, "The endpoint could not make sense of the event. Look at its log."},
    {"http_413", Verdict::refused, "The endpoint found the event too large. Let it take 20 kB."},
    {"http_502", Verdict::retry, "The endpoint is overloaded; the notice goes out again.", seconds{60}},
    {"http_504", Verdict::retry, "The endpoint is overloaded; the notice goes out again.", seconds{60}},
};

}  // namespace crosswalk::standard_webhooks
