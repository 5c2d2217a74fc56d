#include "adapters/klaviyo/error_table.h"
#include "adapters/klaviyo/internal.h"
#include "connector/contract/text.h"

namespace crosswalk {
namespace klaviyo {
namespace {

constexpr std::string_view kMedia = "application/vnd.api+json";

// Over the body and then the text of the time, with nothing between (sheet, section 0).
Signature signature() {
    return {
        .name = "hmac",
        .header = "Klaviyo-Signature",
        .encoding = Encoding::hex,
        .over = {{Signs::body}, {Signs::timestamp}},
        .timestamp_header = "Klaviyo-Timestamp",
        .stamp = Stamp::http_date,
        .secret_setting = "secret_key"};
}

Budget a_minute(int requests) {
    return {
        .requests = requests,
        .window = std::chrono::minutes{1},
        .remaining_header = "RateLimit-Remaining",
        .reset_header = "RateLimit-Reset"};
}

Manifest manifest() {
    return {
        .vendor = "klaviyo",
        .title = "Klaviyo",
        .base_url = "https://a.klaviyo.com",
        .headers = {{"revision", "2026-07-15"}},
        .probe_path = "/api/accounts",
        .auth = {{"key", ApiKey{.header = "Authorization", .prefix = "Klaviyo-API-Key ", .setting = "key"}}},
        // A webhook of a flow is not signed, and sends the header that its editor was given (sheet, section
        // 4).
        .webhook =
            {.accept =
                 {signature(),
                  SecretInHeader{
                      .header = "X-Crosswalk-Secret", .setting = "header_secret", .beside = true}},
             .keep_headers =
                 {"Content-Type", "Klaviyo-Signature", "Klaviyo-Timestamp", "Klaviyo-Webhook-Id"}},
        .objects = {ObjectPlan{
            .kind = {"profile"},
            .vendor_object = "profiles",
            .operations = {WriteKind::create, WriteKind::update},
            .reads = {Reading::by_ids, Reading::by_match, Reading::since},
            // A call for each: the import of many answers later, and says of nobody how it went (sheet,
            // section 3).
            .limits = {.records = 1, .read_records = 20},
            .required_to_create = {kEmail},
            .memberships = {kGroupPrefix}}},
        // By the minute, and by the second where so few calls in flight can be too many (sheet, section 2). The
        // lists of a profile have a limit of their own, whose headers say nothing of other calls.
        .path_budgets =
            {{.path_part = "/lists", .budget = a_minute(60), .method = "GET"},
             {.path_part = "/lists", .budget = {.requests = 3}, .method = "GET"},
             {.path_part = "/api/lists", .budget = a_minute(150)},
             {.path_part = "/api/lists", .budget = {.requests = 10}},
             {.path_part = "/api/profile", .budget = a_minute(700), .others_only = true},
             {.budget = a_minute(15), .others_only = true}},
        .writes_in_flight = 4,
        .errors =
            {.code_at = "/errors/*/code",
             .message_at = "/errors/*/detail",
             .field_at = "/errors/*/source/pointer"},
        .error_rules = kErrorRules,
        .poll_by_default = true};  // no webhook tells that a property changed (sheet, section 0)
}

}  // namespace

HttpRequest as_api(HttpRequest request) {
    request.headers["Accept"] = std::string(kMedia);
    if (!request.body.empty()) request.headers["Content-Type"] = std::string(kMedia);
    return request;
}

std::string with_consent(std::string_view path) {
    return with_parameter(path, "additional-fields%5Bprofile%5D", "subscriptions");
}

std::string path_of(std::string_view id) {
    return with_consent(std::string(kProfiles) + "/" + percent_encode(id));
}

}  // namespace klaviyo

const Adapter& klaviyo_adapter() {
    using namespace klaviyo;
    static const Adapter adapter{
        .manifest = manifest(),
        .decode = decode,
        .describe = describe_operation(),
        .create = write_operation(),
        .update = write_operation(),
        .membership = membership_operation(),
        .read_ids = read_ids_operation(),
        .find = find_operation(),
        .changes = changes_operation()};
    return adapter;
}

}  // namespace crosswalk
