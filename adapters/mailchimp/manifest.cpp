#include "adapters/mailchimp/error_table.h"
#include "adapters/mailchimp/internal.h"
#include "connector/contract/digest.h"
#include "connector/contract/text.h"

namespace crosswalk {
namespace mailchimp {
namespace {

// Only webhooks made since signing came have a secret (sheet, sections 0 and 4); the older ones are guarded
// by their path.
Signature signature() {
    return {
        .name = "v1",
        .header = "X-Mailchimp-Signature",
        .layout = Layout::key_values,
        .prefix = "v1",
        .encoding = Encoding::hex,
        .over = {{Signs::timestamp}, {Signs::literal, "."}, {Signs::body}},
        .timestamp_key = "t",
        .stamp = Stamp::seconds,
        .secret_setting = "signing_secret"};
}

ObjectPlan members() {
    return {
        .kind = {"member"},
        .vendor_object = "members",
        .operations = {WriteKind::create, WriteKind::update},
        .reads = {Reading::by_ids, Reading::by_match, Reading::since},
        // A call for each: the batch of 500 overwrites the status of whoever is there (NOTES.md). Of those
        // who are gone two calls are asked, and a question has 32.
        .limits = {.records = 1, .read_records = 15},
        .required_to_create = {kEmail},
        .memberships = {kTagPrefix}};
}

Manifest manifest() {
    return {
        .vendor = "mailchimp",
        .title = "Mailchimp",
        // Fit for every account (sheet, section 0). A connection is about one audience, as its webhooks are.
        .base_url = "https://api.mailchimp.com/3.0/lists/{audience_id}",
        .host_parts = {{.name = "audience_id", .setting = "audience_id"}},
        .probe_path = "/members?count=1&fields=total_items",
        .auth =
            {{"key", BasicCredentials{.user = "crosswalk", .password_setting = "key"}},
             {"token", ApiKey{.header = "Authorization", .prefix = "Bearer ", .setting = "token"}}},
        .webhook =
            {.accept = {signature(), SecretInPath{}},
             .keep_headers = {"Content-Type", "X-Mailchimp-Signature"}},
        .objects = {members()},
        .budget = {.at_once = 8},  // of the ten that all programs of one user share (sheet, section 5)
        .forms = {.cleared_boolean_is_false = true},
        .writes_in_flight = 4,
        .errors =
            {.code_at = "/title",
             .message_at = {"/errors/*/message", "/detail"},
             .field_at = "/errors/*/field"},
        .error_rules = kErrorRules,
        .settings = {"audience_id", "double_opt_in"},
        .denials_tolerated = 3,    // under high load its edge answers 403 (sheet, section 5)
        .poll_by_default = true};  // ratings have no webhook, and events are lost after some 75 minutes
}

}  // namespace

std::string path_of(std::string_view id) { return "/members/" + percent_encode(id); }

std::string id_of(std::string_view email_or_id) {
    const auto text = lower_case(email_or_id);
    return text.find('@') == std::string::npos ? text : md5_hex(text);
}

}  // namespace mailchimp

const Adapter& mailchimp_adapter() {
    using namespace mailchimp;
    static const Adapter adapter{
        .manifest = manifest(),
        .decode = decode,
        .canonical_id = id_of,
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
