#include "adapters/teams/error_table.h"
#include "adapters/teams/internal.h"

namespace crosswalk {
namespace teams {
namespace {

// The hosts of workflows that still answer (sheet, Workflows webhook).
constexpr std::string_view kHosts = R"([A-Za-z0-9-]+\.[A-Za-z0-9-]+\.environment\.api\.powerplatform\.com)";

Manifest manifest() {
    return {
        .vendor = "teams",
        .title = "Microsoft Teams",
        .auth = {{"workflow", SecretUrl{.setting = "url", .host_guard = kHosts}}},
        .budget = {.requests = 4},  // of the old connectors; what flows take depends on the plan (sheet)
        .errors = {.message_at = "/error/message"},
        .error_rules = kErrorRules,
        .channel = ChannelPlan{.answers_unread = true}};
}

}  // namespace
}  // namespace teams

const Adapter& teams_adapter() {
    using namespace teams;
    static const Adapter adapter{.manifest = manifest(), .notify = notify_operation()};
    return adapter;
}

}  // namespace crosswalk
