#include "adapters/telegram/error_table.h"
#include "adapters/telegram/internal.h"

namespace crosswalk {
namespace telegram {
namespace {

Manifest manifest() {
    return {
        .vendor = "telegram",
        .title = "Telegram",
        .base_url = "https://api.telegram.org",
        .probe_path = "/getMe",
        .auth = {{"bot", ApiKey{.setting = "token", .path_prefix = "/bot"}}},
        // Nothing is signed (sheet): what setWebhook was told is sent along.
        .webhook =
            {.accept = {SecretInHeader{.header = "X-Telegram-Bot-Api-Secret-Token", .setting = "secret_token"}},
             .delivery_id = "/update_id",
             .keep_headers = {"Content-Type"}},
        .budget = {.requests = 30},  // of all chats together (sheet, limits)
        .errors =
            {.code_at = "/error_code", .message_at = "/description", .wait_at = "/parameters/retry_after"},
        .error_rules = kErrorRules,
        .channel = ChannelPlan{.per_address = {.requests = 1}, .replaces = true, .answers = true}};
}

}  // namespace
}  // namespace telegram

const Adapter& telegram_adapter() {
    using namespace telegram;
    static const Adapter adapter{.manifest = manifest(), .decode = decode, .notify = notify_operation()};
    return adapter;
}

}  // namespace crosswalk
