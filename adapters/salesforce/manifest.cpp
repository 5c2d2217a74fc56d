#include "adapters/salesforce/error_table.h"
#include "adapters/salesforce/internal.h"
#include "adapters/salesforce/sign_in_errors.h"

#include <algorithm>

namespace crosswalk {
namespace salesforce {
namespace {

// A sign-in answer names the account's own host; only these may receive a credential (sheet, section 1.1).
constexpr std::string_view kOwnHosts =
    R"(^[a-z0-9-]+(\.(sandbox|develop|scratch|demo|patch|trailblaze|free))?\.my\.(salesforce\.com|salesforce\.mil|sfcrmapps\.cn)$)";

// Anything but this, in a 200, counts as not delivered (sheet, section 3.1).
constexpr std::string_view kAck =
    R"(<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>)";

OAuth2 sign_in(OAuth2::Grant grant) {
    return {
        .grants = {grant},
        .token_path = "/services/oauth2/token",
        .base_url_field = "instance_url",
        .host_guard = kOwnHosts};
}

AuthorizationCode in_a_browser() {
    return {
        .authorize_url = "/services/oauth2/authorize",
        .token_path = "/services/oauth2/token",
        .revoke_path = "/services/oauth2/revoke",
        .scope = "api refresh_token",
        .account_at = "/id",  // ".../id/ORGANIZATION/USER"
        .account_segment = 2,
        .account_setting = "organization_id",
        .about_path = "/services/oauth2/userinfo",
        .about_id_at = "/organization_id",
        .about_name_at = "/preferred_username",
        .base_url_field = "instance_url",
        .host_guard = kOwnHosts};
}

ObjectPlan plan(std::string_view object, std::vector<std::string_view> required) {
    return {
        .kind = {std::string(object)},
        .vendor_object = object,
        .own_id_field = "Crosswalk_Id__c",
        .operations = {WriteKind::create, WriteKind::update},
        .reads = {Reading::by_ids, Reading::by_match, Reading::since},
        .limits = {.records = 200, .read_records = 200},
        .required_to_create = std::move(required),
        .whole_batch_refused = true};  // an unknown field or a wrong type in one record: 400 for the call
}

Manifest manifest() {
    return {
        .vendor = "salesforce",
        .title = "Salesforce",
        .login_url = "https://login.salesforce.com",
        .probe_path = "/services/data/v66.0/",
        .auth =
            {{"jwt_bearer", sign_in(OAuth2::Grant::jwt_bearer)},
             {"client_credentials", sign_in(OAuth2::Grant::client_credentials)},
             {"web_server", in_a_browser()}},
        .webhook =
            {.accept = {SecretInPath{}},
             .ok = {.content_type = "text/xml; charset=utf-8", .body = kAck},
             .max_body = 5 * 1'048'576,
             .keep_headers = {"Content-Type", "SOAPAction"},
             .secret_elements = {"SessionId"}},  // alive where the outbound message sends it
        .objects = {plan("Lead", {"LastName", "Company"}), plan("Contact", {"LastName"})},
        .budget = {.used_of_header = "Sforce-Limit-Info"},
        .forms = {.cleared_boolean_is_false = true},  // null for a checkbox is refused
        .writes_in_flight = 8,  // 25 calls may run for 20 s and longer, shorter ones are not counted (sheet, section 2.10)
        .errors = {.code_at = "/0/errorCode", .message_at = "/0/message", .field_at = "/0/fields/0"},
        .error_rules = kErrorRules,
        .sign_in_rules = kSignInRules,
        .settings = {"organization_id", "api_version", "auto_assign", "user_id"}};
}

// INVALID_FIELD names the field in its words only: "No such column 'Website' on sobject of type Lead".
std::string column_in(std::string_view says) {
    constexpr std::string_view kBefore = "No such column '";
    const auto at = says.find(kBefore);
    if (at == std::string_view::npos) return {};
    const auto rest = says.substr(at + kBefore.size());
    return std::string(rest.substr(0, rest.find('\'')));
}

}  // namespace

std::string api_root(const Connection& connection) {
    const auto asked = connection.setting("api_version");
    const bool sound = !asked.empty() && asked.size() <= 5 &&
                       asked.find_first_not_of("0123456789.") == std::string_view::npos;
    return "/services/data/v" + std::string(sound ? asked : kApiVersion);
}

Headers common_headers() {
    return {{"Accept", "application/json"}, {"Sforce-Call-Options", "client=Crosswalk"}};
}

Call get(std::string path) { return {.request = {.path = std::move(path), .headers = common_headers()}}; }

void name_toucher(Change& change, std::string_view user, const Connection& connection) {
    if (same_id(user, connection.setting("user_id")))
        change.origin = Origin::ourselves;
    else
        change.last_by = full_id(user);
}

Merge conversion(VendorId lead, VendorId contact, std::optional<When> when) {
    auto key = "converted/" + lead.text;
    return {
        .kind = {"Lead"},
        .winner = std::move(contact),
        .losers = {std::move(lead)},
        .winner_kind = {"Contact"},
        .event_key = std::move(key),
        .occurred_at = when};
}

Outcome first_error(const boost::json::value& body) {
    const auto items = items_at(body, "");
    if (body.is_array() && items.empty()) return {};
    const auto& error = body.is_array() ? items.front() : body;
    auto code = scalar_at(error, "/errorCode");
    if (code.empty()) code = scalar_at(error, "/statusCode");
    if (code.empty()) return {};
    const auto says = scalar_at(error, "/message");
    auto field = scalar_at(error, "/fields/0");
    if (field.empty()) field = column_in(says);
    return classify(kErrorRules, code, says, field);
}

Fault refusal(const Answer& answer, std::string_view doing) {
    Outcome said = first_error(answer.body);
    if (said.vendor_code.empty()) {
        said.vendor_code = "http_" + std::to_string(answer.status);
        said.vendor_says = "HTTP status " + std::to_string(answer.status) + ", without words we can read";
        said.advice = "Try again; if it stays, show this to your Salesforce admin.";
    }
    return {
        "salesforce.refused",
        "Salesforce refused " + std::string(doing) + ": " + said.vendor_code + ": " + said.vendor_says + ".",
        said.advice};
}

}  // namespace salesforce

const Adapter& salesforce_adapter() {
    using namespace salesforce;
    static const Adapter adapter{
        .manifest = manifest(),
        .decode = decode,
        .canonical_id = full_id,
        .describe = describe_operation(),
        .create = create_operation(),
        .update = update_operation(),
        .read_ids = read_ids_operation(),
        .find = find_operation(),
        .changes = changes_operation()};
    return adapter;
}

}  // namespace crosswalk
