#include "adapters/brevo/error_table.h"
#include "adapters/brevo/internal.h"

namespace crosswalk {
namespace brevo {
namespace {

// Nothing is signed (sheet, section 0): what the admin told Brevo to send proves a delivery. A 5xx, as any
// refusal but 429, would lose it.
Webhook webhook() {
    return {
        .accept =
            {SecretInHeader{.header = "Authorization", .setting = "token", .prefix = "Bearer "},
             SecretInHeader{.header = "X-Crosswalk-Secret", .setting = "header_secret"},
             BasicLogin{},
             SecretInPath{}},
        .busy = {.status = 429},
        .keep_headers = {"Content-Type"}};
}

ObjectPlan contacts() {
    return {
        .kind = {"contact"},
        .vendor_object = "contacts",
        .operations = {WriteKind::create, WriteKind::update},
        .reads = {Reading::by_ids, Reading::by_match, Reading::since},
        // A call for each: the answer of a batch names nobody (sheet, section 2).
        .limits = {.records = 1, .read_records = 20},
        .required_to_create = {kEmail},
        .memberships = {kGroupPrefix}};
}

Manifest manifest() {
    const Budget of_contacts{
        .requests = 10,  // of the general plan; others have more (sheet, section 5)
        .remaining_header = "x-sib-ratelimit-remaining",
        .reset_header = "x-sib-ratelimit-reset"};
    return {
        .vendor = "brevo",
        .title = "Brevo",
        .base_url = "https://api.brevo.com",
        .probe_path = "/v3/account",
        .auth = {{"key", ApiKey{.header = "api-key", .setting = "key"}}},
        .webhook = webhook(),
        .objects = {contacts()},
        .forms = {.cleared_boolean_is_false = true},
        .path_budgets =
            {{.path_part = kContacts, .budget = of_contacts},
             {.budget = {.requests = 100, .window = std::chrono::hours{1}}, .others_only = true}},
        .writes_in_flight = 2,
        .errors = {.code_at = "/code", .message_at = "/message"},
        .error_rules = kErrorRules,
        .settings = {"api_key_name"},
        .poll_by_default = true};  // whether an automation's scores are told was not seen (sheet, section 3)
}

}  // namespace

std::string path_of(std::string_view email) {
    return std::string(kContacts) + "/" + percent_encode(email) + "?identifierType=email_id";
}

}  // namespace brevo

const Adapter& brevo_adapter() {
    using namespace brevo;
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
