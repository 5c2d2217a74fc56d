#include "adapters/standard_webhooks/error_table.h"
#include "adapters/standard_webhooks/internal.h"

namespace crosswalk {
namespace standard_webhooks {
namespace {

// Any host that the admin names: the endpoint is theirs.
SignedRequest signing() {
    return {
        .endpoint = {.setting = "url", .host_guard = R"([A-Za-z0-9.-]+)"},
        .id_header = kId,
        .timestamp_header = "webhook-timestamp",
        .signature_header = "webhook-signature",
        .version = "v1",
        .secret_setting = "signing_secret",
        .secret_prefix = "whsec_"};
}

Manifest manifest() {
    return {
        .vendor = "standard_webhooks",
        .title = "Standard Webhooks",
        .auth = {{"signed", signing()}},
        .error_rules = kErrorRules,
        .channel = ChannelPlan{.answers_unread = true}};
}

}  // namespace
}  // namespace standard_webhooks

const Adapter& standard_webhooks_adapter() {
    using namespace standard_webhooks;
    static const Adapter adapter{.manifest = manifest(), .notify = notify_operation()};
    return adapter;
}

}  // namespace crosswalk
