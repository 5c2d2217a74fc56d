#include "adapters/smtp/error_table.h"
#include "adapters/smtp/internal.h"

namespace crosswalk {
namespace smtp {
namespace {

Manifest manifest() {
    return {
        .vendor = "smtp",
        .title = "E-mail (SMTP)",
        .probe_path = "/",
        .auth =
            {{"password", BasicCredentials{.user_setting = "username", .password_setting = "password"}},
             {"access_token", BasicCredentials{.user_setting = "username", .password_setting = "access_token"}}},
        .errors = {.message_at = "/text"},
        .error_rules = kErrorRules,
        .settings = {"from", "from_name"},
        .channel = ChannelPlan{.by_mail = true}};
}

}  // namespace
}  // namespace smtp

const Adapter& smtp_adapter() {
    using namespace smtp;
    static const Adapter adapter{.manifest = manifest(), .notify = notify_operation()};
    return adapter;
}

}  // namespace crosswalk
