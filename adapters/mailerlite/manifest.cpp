#include "adapters/mailerlite/error_table.h"
#include "adapters/mailerlite/internal.h"
#include "connector/contract/text.h"

namespace crosswalk {
namespace mailerlite {
namespace {

// Over the raw body, without a time (sheet, Webhooks): a repetition cannot be told from the first.
Signature signature() {
    return {
        .name = "hmac",
        .header = "Signature",
        .encoding = Encoding::hex,
        .over = {{Signs::body}},
        .secret_setting = "secret"};
}

Manifest manifest() {
    return {
        .vendor = "mailerlite",
        .title = "MailerLite",
        .base_url = "https://connect.mailerlite.com",
        .probe_path = "/api/subscribers?limit=1",
        .auth = {{"token", ApiKey{.header = "Authorization", .prefix = "Bearer ", .setting = "token"}}},
        .webhook = {.accept = {signature()}, .keep_headers = {"Content-Type", "Signature"}},
        .objects = {ObjectPlan{
            .kind = {"subscriber"},
            .vendor_object = "subscribers",
            .operations = {WriteKind::create, WriteKind::update},
            .reads = {Reading::by_ids, Reading::by_match, Reading::since},
            // A call for each: what a batch of up to 50 counts for is not known, and one of upserts alone
            // counts as an import, of which five a minute are taken (sheet, Basics).
            .limits = {.records = 1, .read_records = 20},
            .required_to_create = {"email"}}},
        .budget =
            {.requests = 120,  // (sheet, Basics)
             .window = std::chrono::minutes{1},
             .remaining_header = "X-RateLimit-Remaining"},
        .errors = {.message_at = {"/errors/*/*", "/message"}, .field_at = "/errors/#"},
        .error_rules = kErrorRules,
        .poll_by_default =
            true};  // four attempts in under 19 minutes, then the event is lost (sheet, Webhooks)
}

}  // namespace

std::string path_of(std::string_view id_or_email) {
    std::string path(kSubscribers);
    path += '/';
    path += percent_encode(id_or_email);
    return path;
}

std::string_view group_in(std::string_view field) {
    return field.starts_with(kGroupPrefix) ? field.substr(kGroupPrefix.size()) : std::string_view();
}

}  // namespace mailerlite

const Adapter& mailerlite_adapter() {
    using namespace mailerlite;
    static const Adapter adapter{
        .manifest = manifest(),
        .decode = decode,
        .describe = describe_operation(),
        .create = create_operation(),
        .update = update_operation(),
        .read_ids = read_ids_operation(),
        .find = find_operation(),
        .changes = changes_operation()};
    return adapter;
}

}  // namespace crosswalk
