#include "adapters/pagerduty/error_table.h"
#include "adapters/pagerduty/internal.h"

namespace crosswalk {
namespace pagerduty {
namespace {

Manifest manifest() {
    return {
        .vendor = "pagerduty",
        .title = "PagerDuty",
        .base_url = "https://events.pagerduty.com",
        .auth = {{"routing_key", ApiKey{.setting = "routing_key", .body_member = "routing_key"}}},
        .errors = {.message_at = {"/errors/*", "/message"}},
        .error_rules = kErrorRules,
        .channel = ChannelPlan{.replaces = true}};
}

}  // namespace
}  // namespace pagerduty

const Adapter& pagerduty_adapter() {
    using namespace pagerduty;
    static const Adapter adapter{.manifest = manifest(), .notify = notify_operation()};
    return adapter;
}

}  // namespace crosswalk
