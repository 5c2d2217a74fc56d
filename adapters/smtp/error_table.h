// adapters/smtp/error_table.h - what a mail server's refusals mean: the reply code (RFC 5321, 4.2.3; RFC 4954, 6), told
// apart by the enhanced code in its text.
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::smtp {

using std::chrono::seconds;

inline constexpr std::string_view kLogin =
    "The mail server does not accept this login. Correct username and password under auth: of this connection, then "
    "reconnect.";
inline constexpr std::string_view kTokenOnly =
    "This mail server takes no passwords any more. Sign in with an access token (flow: access_token), then reconnect.";
inline constexpr std::string_view kNobody =
    "The mail server knows no such address. Correct it in handoff.yaml.";
inline constexpr std::string_view kLater = "The mail server asks to come again; the notice goes out again.";
inline constexpr std::string_view kCommand = "The mail server did not understand us. Report this.";

inline constexpr ErrorRule kErrorRules[] = {
    {"http_421", Verdict::retry, kLater, seconds{60}},
    {"http_432", Verdict::reconnect, kLogin},
    {"http_450", Verdict::retry, kLater, seconds{300}},
    {"http_451", Verdict::retry, kLater, seconds{300}},
    {"http_452", Verdict::retry, kLater, seconds{300}},
    {"http_454", Verdict::retry, kLater, seconds{60}},
    {"http_455", Verdict::retry, kLater, seconds{300}},
    {"http_500", Verdict::refused, kCommand},
    {"http_501", Verdict::refused, kCommand},
    {"http_502", Verdict::refused, kCommand},
    {"http_503", Verdict::refused, kCommand},
    {"http_504", Verdict::refused, kCommand},
    {"http_521", Verdict::reconnect, "This host takes no mail. Correct base_url of this connection, then reconnect."},
    {"http_530", Verdict::reconnect, kLogin},
    {"http_534", Verdict::reconnect, kTokenOnly},
    {"http_535", Verdict::reconnect, kLogin},
    {"http_538", Verdict::reconnect, kLogin},
    {"http_550", Verdict::reconnect, kTokenOnly, seconds{0}, "5.7.30"},
    {"http_550", Verdict::refused, kNobody},
    {"http_551", Verdict::refused, kNobody},
    {"http_552", Verdict::refused, "The mailbox is full, or the message too large for it. Tell its owner."},
    {"http_553", Verdict::refused, kNobody},
    {"http_554", Verdict::refused, "The mail server refuses this message and says why. Look at its policy for the sender."},
    {"http_555", Verdict::refused, kCommand},
    {"http_556", Verdict::refused, kNobody},
};

// What cannot be sent at all.
inline constexpr ErrorRule kOwnWords[] = {
    {"no_address", Verdict::refused, "This is no e-mail address that can be written to. Correct it in handoff.yaml."},
    {"no_sender", Verdict::reconnect, "The connection has no sender. Set `from:` to an e-mail address, then reconnect."},
};

}  // namespace crosswalk::smtp
