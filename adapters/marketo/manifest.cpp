#include "adapters/marketo/error_table.h"
#include "adapters/marketo/internal.h"

namespace crosswalk {
namespace marketo {
namespace {

// Of the data streams: two pairs of keys, and one of them suffices (sheet, section 5).
Signature signature() {
    return {
        .name = "rsa",
        .header = "x-adobe-digital-signature-1",
        .algorithm = Algorithm::rsa_sha256,
        .over = {{Signs::body}},
        .published_key =
            {.at = "x-adobe-public-key1-path",
             .base = "https://static.adobeioevents.com",
             .pattern = R"(https://static\.adobeioevents\.com/prod/keys/pub-key-[0-9A-Za-z-]+\.pem)",
             .second_header = "x-adobe-digital-signature-2",
             .second_at = "x-adobe-public-key2-path"},
        .account_checks = {
            {.at = "/recipientclientid", .setting = "client_id", .or_at = "/0/recipientclientid"}}};
}

Webhook webhook() {
    return {
        // A campaign's webhook is not signed, and sends the header that its editor was given (sheet, section 3).
        .accept =
            {signature(),
             SecretInHeader{.header = "X-Crosswalk-Secret", .setting = "header_secret", .beside = true}},
        .handshake = {HandshakeStyle::echo_query, "challenge"},
        // An empty answer is an error to a campaign (sheet, section 3).
        .ok = {.content_type = "application/json", .body = R"({"crosswalkStatus":"queued"})"},
        .keep_headers = {
            "Content-Type",
            "x-adobe-digital-signature-1",
            "x-adobe-digital-signature-2",
            "x-adobe-public-key1-path",
            "x-adobe-public-key2-path"}};
}

ObjectPlan leads() {
    return {
        .kind = {std::string(kKind)},
        .vendor_object = "leads",
        .operations = {WriteKind::create, WriteKind::update},
        .reads = {Reading::by_ids, Reading::by_match, Reading::since},
        // Of the 300 that can be asked for, since all of a question stands in an address of at most 8 KB (section 4).
        .limits = {.records = kMostLeads, .read_records = 140, .bytes = 1'000'000, .memberships = kMostLeads},
        .required_to_create = {kEmail},
        .whole_batch_refused = true,  // one unknown field sinks the call
        .memberships = {kGroupPrefix}};
}

Manifest manifest() {
    constexpr std::string_view kAddress = "https://{munchkin_id}.mktorest.com";
    return {
        .vendor = "marketo",
        .title = "Marketo",
        .base_url = kAddress,
        .login_url = kAddress,
        .host_parts = {{.name = "munchkin_id", .setting = "munchkin_id"}},
        .probe_path = "/rest/v1/leads/describe.json",
        .auth =
            {{"client_credentials",
              OAuth2{
                  .grants = {OAuth2::Grant::client_credentials},
                  .token_path = "/identity/oauth/token",
                  .lifetime = std::chrono::hours{1}}}},
        .webhook = webhook(),
        .objects = {leads()},
        // Half of what all apps of an instance share (sheet, section 4).
        .budget = {.requests = 50, .window = std::chrono::seconds{20}},
        .forms = {.cleared_boolean_is_false = true},
        .writes_in_flight = 1,  // two upserts of one address side by side can make two leads (sheet, section 2)
        .errors =
            {.code_at = "/errors/*/code", .message_at = {"/errors/*/message", "/error_description"}, .refused_at = "/success"},
        .error_rules = kErrorRules,
        .settings = {"munchkin_id"},
        .poll_by_default = true};  // a base plan pushes no score (sheet, section 0)
}

}  // namespace
}  // namespace marketo

const Adapter& marketo_adapter() {
    using namespace marketo;
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
