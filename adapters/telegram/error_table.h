// adapters/telegram/error_table.h - what Telegram's refusals mean: their `error_code`, told apart by the description.
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::telegram {

using std::chrono::seconds;

inline constexpr std::string_view kNewToken =
    "Telegram does not know this bot token. Ask @BotFather for a new one, put it under auth: of this connection, then "
    "reconnect.";

inline constexpr ErrorRule kErrorRules[] = {
    {"401", Verdict::reconnect, kNewToken},
    {"404", Verdict::reconnect, kNewToken},  // a token in a wrong form
    {"403",
     Verdict::refused,
     "The bot may not write to this chat: the person blocked it or never pressed Start, or the group removed it. Let "
     "them start the bot, or correct the address in handoff.yaml."},
    {"400",
     Verdict::refused,
     "There is no such chat, or the bot is not in it. Correct the address in handoff.yaml.",
     seconds{0},
     "chat not found"},
    {"400",
     Verdict::refused,
     "This group became a supergroup with another id. Put the new id into handoff.yaml.",
     seconds{0},
     "upgraded to a supergroup"},
    {"400", Verdict::refused, "Telegram could not take the message and says why. Report this."},
    {"429", Verdict::retry, "Telegram asks for fewer messages; the notice goes out again.", seconds{30}},
    {"500", Verdict::retry, "Telegram failed; the notice goes out again.", seconds{30}},
};

// It refuses what would change nothing, so the message stands as it was to be.
inline constexpr std::string_view kUnchanged = "message is not modified";

}  // namespace crosswalk::telegram
