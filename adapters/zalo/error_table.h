// adapters/zalo/error_table.h - what Zalo's refusals mean: the negative `error` of an answer, whose status is 200.
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::zalo {

using std::chrono::seconds;

inline constexpr ErrorRule kErrorRules[] = {
    {"-216",
     Verdict::reconnect,
     "The access token ended, or is not this account's. Put a new one under auth: of this connection, then reconnect."},
    {"-213",
     Verdict::refused,
     "This person does not follow the Official Account. Ask them to, or name another channel in handoff.yaml."},
    {"-210", Verdict::refused, "Zalo finds fault with the receiver or the text. Check the address in handoff.yaml."},
    {"-230",
     Verdict::refused,
     "This person has not written to the Official Account lately, so it may not write to them. Use a template "
     "(template_id) or another channel."},
    {"-32", Verdict::retry, "Zalo asks for fewer messages; the notice goes out again.", seconds{60}},
};

}  // namespace crosswalk::zalo
