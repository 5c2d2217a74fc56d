#include "adapters/zalo/error_table.h"
#include "adapters/zalo/internal.h"

namespace crosswalk {
namespace zalo {
namespace {

// The time stands in the body as a number, so what is signed repeats it. Deliveries come again for twelve hours with
// the time of the first.
Webhook webhook() {
    return {
        .accept = {Signature{
            .name = "mac",
            .header = "X-ZEvent-Signature",
            .prefix = "mac=",
            .prefix_optional = true,
            .algorithm = Algorithm::sha256,
            .encoding = Encoding::hex,
            .over = {{Signs::text_setting, "app_id"}, {Signs::body}, {Signs::timestamp}, {Signs::secret}},
            .timestamp_header = "/timestamp",
            .stamp = Stamp::milliseconds,
            .tolerance = std::chrono::hours{12},
            .secret_setting = "oa_secret"}},
        .keep_headers = {"Content-Type", "X-ZEvent-Signature"}};
}

Manifest manifest() {
    return {
        .vendor = "zalo",
        .title = "Zalo Official Account",
        .base_url = "https://openapi.zalo.me",
        .hosts = {{.name = kTemplates, .base_url = "https://business.openapi.zalo.me"}},
        .probe_path = "/v2.0/oa/getoa",
        .auth = {{"access_token", ApiKey{.header = "access_token", .setting = "access_token"}}},
        .webhook = webhook(),
        .errors = {.code_at = "/error", .message_at = "/message"},
        .error_rules = kErrorRules,
        .settings = {kTemplateId},
        .channel = ChannelPlan{}};
}

}  // namespace
}  // namespace zalo

const Adapter& zalo_adapter() {
    using namespace zalo;
    static const Adapter adapter{.manifest = manifest(), .decode = decode, .notify = notify_operation()};
    return adapter;
}

}  // namespace crosswalk
