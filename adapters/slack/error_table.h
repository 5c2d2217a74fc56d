// adapters/slack/error_table.h - what Slack's refusals mean: the `error` of an answer, whose status is 200 in nearly
// every case, or the status.
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::slack {

using std::chrono::seconds;

inline constexpr std::string_view kNewToken =
    "Slack does not know this bot token any more. Install the app in the workspace again, put its new token under "
    "auth: of this connection, then reconnect.";
inline constexpr std::string_view kScopes =
    "The app may not post. Give it the scope chat:write (and chat:write.public for channels it is not in), install it "
    "again, then reconnect.";
inline constexpr std::string_view kFormat = "Slack could not make sense of the message. Report this.";

inline constexpr ErrorRule kErrorRules[] = {
    {"not_authed", Verdict::reconnect, kNewToken},
    {"invalid_auth", Verdict::reconnect, kNewToken},
    {"token_revoked", Verdict::reconnect, kNewToken},
    {"token_expired", Verdict::reconnect, kNewToken},
    {"account_inactive", Verdict::reconnect, kNewToken},
    {"missing_scope", Verdict::reconnect, kScopes},
    {"channel_not_found",
     Verdict::refused,
     "There is no such channel or person, or the bot cannot see it. Invite the bot into the channel, or correct the "
     "address in handoff.yaml."},
    {"not_in_channel", Verdict::refused, "The bot is not in this channel. Invite it there."},
    {"user_not_found", Verdict::refused, "There is no such person in the workspace. Correct the address in handoff.yaml."},
    {"is_archived", Verdict::refused, "This channel is archived. Name another one in handoff.yaml."},
    {"restricted_action", Verdict::refused, "The workspace does not let the bot post there. Ask its admin, or name another channel."},
    {"message_not_found", Verdict::refused, "The message that was to be updated is gone. Nothing need be done."},
    {"cant_update_message", Verdict::refused, "Slack does not let this message be updated. Nothing need be done."},
    {"edit_window_closed", Verdict::refused, "The workspace does not let older messages be updated. Nothing need be done."},
    {"msg_too_long", Verdict::refused, kFormat},
    {"no_text", Verdict::refused, kFormat},
    {"too_many_attachments", Verdict::refused, kFormat},
    {"invalid_blocks", Verdict::refused, kFormat},
    {"invalid_arg_name", Verdict::refused, kFormat},
    {"invalid_array_arg", Verdict::refused, kFormat},
    {"invalid_charset", Verdict::refused, kFormat},
    {"invalid_form_data", Verdict::refused, kFormat},
    {"invalid_post_type", Verdict::refused, kFormat},
    {"missing_post_type", Verdict::refused, kFormat},
    {"rate_limited", Verdict::retry, "Slack asks for fewer messages; the notice goes out again.", seconds{30}},
    {"ratelimited", Verdict::retry, "Slack asks for fewer messages; the notice goes out again.", seconds{30}},
    {"internal_error", Verdict::retry, "Slack failed; the notice goes out again.", seconds{30}},
    {"fatal_error", Verdict::retry, "Slack failed; the notice goes out again.", seconds{30}},
    {"service_unavailable", Verdict::retry, "Slack is not there for now; the notice goes out again.", seconds{60}},
};

}  // namespace crosswalk::slack
