#include "adapters/slack/error_table.h"
#include "adapters/slack/internal.h"

namespace crosswalk {
namespace slack {
namespace {

// A click is told once: what we do not take, the person sees as an error and clicks again.
Webhook webhook() {
    return {
        .accept = {Signature{
            .name = "v0",
            .header = "X-Slack-Signature",
            .prefix = "v0=",
            .encoding = Encoding::hex,
            .over = {{Signs::literal, "v0:"}, {Signs::timestamp}, {Signs::literal, ":"}, {Signs::body}},
            .timestamp_header = "X-Slack-Request-Timestamp",
            .stamp = Stamp::seconds,
            .secret_setting = "signing_secret"}},
        .comes_again = false,
        .keep_headers = {"Content-Type", "X-Slack-Signature", "X-Slack-Request-Timestamp"}};
}

Manifest manifest() {
    return {
        .vendor = "slack",
        .title = "Slack",
        .base_url = "https://slack.com",
        .probe_path = "/api/auth.test",
        .auth = {{"bot", ApiKey{.header = "Authorization", .prefix = "Bearer ", .setting = "token"}}},
        .webhook = webhook(),
        // Tier 3 (sheet, limits). Of new messages only the pace of one channel is published.
        .path_budgets =
            {{.path_part = "/api/chat.update", .budget = {.requests = 50, .window = std::chrono::minutes{1}}}},
        .errors = {.code_at = "/error", .message_at = "/response_metadata/messages/*"},
        .error_rules = kErrorRules,
        .channel = ChannelPlan{.per_address = {.requests = 1}, .replaces = true, .answers = true}};
}

}  // namespace
}  // namespace slack

const Adapter& slack_adapter() {
    using namespace slack;
    static const Adapter adapter{.manifest = manifest(), .decode = decode, .notify = notify_operation()};
    return adapter;
}

}  // namespace crosswalk
