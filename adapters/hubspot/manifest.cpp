#include "adapters/hubspot/error_table.h"
#include "adapters/hubspot/internal.h"
#include "adapters/hubspot/sign_in_errors.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace crosswalk {
namespace hubspot {
namespace {

// Decoded in the URL before it is signed; every other escape stays (sheet, section 2.6).
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kUnescapes = {{
    {"%3A", ":"},
    {"%2F", "/"},
    {"%3F", "?"},
    {"%40", "@"},
    {"%21", "!"},
    {"%24", "$"},
    {"%27", "'"},
    {"%28", "("},
    {"%29", ")"},
    {"%2A", "*"},
    {"%2C", ","},
    {"%3B", ";"},
}};

// A hundred events, each with a text of 65,536 characters of up to three bytes (sheet, sections 2.2 and 4).
constexpr std::size_t kMaxDelivery = 20 * 1'048'576;

Webhook webhook() {
    const Signature v3{
        .name = "v3",
        .header = "X-HubSpot-Signature-v3",
        .over = {{Signs::method}, {Signs::url}, {Signs::body}, {Signs::timestamp}},
        .timestamp_header = "X-HubSpot-Request-Timestamp",
        .stamp = Stamp::milliseconds,
        .url_unescapes = kUnescapes};
    const Signature v2{
        .name = "v2",
        .header = "X-HubSpot-Signature",
        .version_header = "X-HubSpot-Signature-Version",
        .algorithm = Algorithm::sha256_after_secret,
        .encoding = Encoding::hex,
        .over = {{Signs::method}, {Signs::url}, {Signs::body}}};
    const Signature v1{
        .name = "v1",
        .header = "X-HubSpot-Signature",
        .version_header = "X-HubSpot-Signature-Version",
        .algorithm = Algorithm::sha256_after_secret,
        .encoding = Encoding::hex,
        .over = {{Signs::body}},
        .needs_setting = "allow_v1"};
    return {
        .accept = {v3, v2, v1},
        .max_body = kMaxDelivery,
        .keep_headers =
            {"Content-Type",
             "X-HubSpot-Signature-v3",
             "X-HubSpot-Request-Timestamp",
             "X-HubSpot-Signature",
             "X-HubSpot-Signature-Version"},
        .accept_stale_for = std::chrono::hours{24}};  // it retries for 24 hours
}

// Its token goes to the one API host; its refresh tokens end by themselves never (sheet, section 1.3).
AuthorizationCode in_a_browser() {
    return {
        .authorize_url = "https://app.hubspot.com/oauth/authorize",
        .token_path = "/oauth/v3/token",
        .revoke_path = "/oauth/v3/token/revoke",
        .revoke_as = "refresh_token",  // the guide's name of it, where the specification says "token"
        .scope = "oauth crm.objects.contacts.read crm.objects.contacts.write "
                 "crm.schemas.contacts.read communication_preferences.read_write",
        .account_at = "/hub_id",
        .account_setting = "portal_id",
        .about_path = "/account-info/v3/details",
        .about_id_at = "/portalId",
        .lifetime = std::chrono::minutes{30}};
}

Manifest manifest() {
    return {
        .vendor = "hubspot",
        .title = "HubSpot",
        .base_url = "https://api.hubapi.com",
        .login_url = "https://api.hubapi.com",
        .probe_path = "/account-info/v3/details",
        .auth =
            {{"private_app", ApiKey{.header = "Authorization", .prefix = "Bearer ", .setting = "token"}},
             {"oauth", in_a_browser()}},
        .webhook = webhook(),
        .objects = {ObjectPlan{
            .kind = {"contact"},
            .vendor_object = "contacts",
            .own_id_field = "crosswalk_id",
            .operations = {WriteKind::create, WriteKind::update},
            .reads = {Reading::by_ids, Reading::by_match, Reading::since},
            .limits = {.records = 100, .read_records = 100},
            .whole_batch_refused = true}},
        .budget =
            {.requests = 100,
             .window = std::chrono::seconds{10},
             .remaining_header = "X-HubSpot-RateLimit-Remaining"},
        .path_budgets = {{"/search", {.requests = 4}}},  // of 5 a second, whoever asks (sheet, section 3.3)
        .writes_in_flight = 5,  // more calls of 200 ms than the budget above lets through
        .errors =
            {.code_at = "/category",
             .message_at = "/message",
             .field_at = "/errors/0/context/propertyName/0"},
        .error_rules = kErrorRules,
        .sign_in_rules = kSignInRules,
        .settings = {"portal_id", "api_version", "legal_basis", "legal_basis_explanation"}};
}

// A validation message ends in a JSON list of {"error", "name"}, one for each bad property (sheet,
// section 3.2).
void read_embedded(std::string_view message, std::string& code, std::string& field) {
    const auto at = message.find('[');
    if (at == std::string_view::npos) return;
    const auto list = parse_json(message.substr(at));
    if (!list) return;
    code = scalar_at(*list, "/0/error");
    field = scalar_at(*list, "/0/name");
}

// The digits behind a phrase of the vendor's words.
std::optional<VendorId> id_behind(std::string_view says, std::string_view phrase) {
    const auto at = says.find(phrase);
    if (at == std::string_view::npos) return std::nullopt;
    auto rest = says.substr(at + phrase.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    const auto digits = rest.substr(0, std::min(rest.find_first_not_of("0123456789"), rest.size()));
    if (digits.empty() || digits.size() > 19) return std::nullopt;
    return VendorId{std::string(digits)};
}

// "Cannot set PropertyValueCoordinates{..., propertyName=email, ...} on 290250. 290201 already has that
// value."
void read_taken_value(std::string_view message, Outcome& out, std::string& code, std::string& field) {
    const auto holder = message.find(" already has that value");
    if (holder == std::string_view::npos) return;
    code = "VALUE_HELD_BY_ANOTHER";
    const auto start = message.rfind(' ', holder - 1);
    if (start != std::string_view::npos) out.id = id_behind(message.substr(start), " ");
    constexpr std::string_view kName = "propertyName=";
    if (const auto at = message.find(kName); at != std::string_view::npos)
        field = message.substr(at + kName.size(), message.find_first_of(",}", at) - at - kName.size());
}

}  // namespace

std::string dated_version(const Connection& connection) {
    const auto version = connection.setting("api_version");
    const bool dated =
        version.size() == 7 && version.find_first_not_of("0123456789-") == std::string_view::npos;
    return dated ? std::string(version) : std::string();
}

std::string api_path(const Connection& connection, std::string_view area, std::string_view object) {
    const auto version = dated_version(connection);
    const std::string tail(object);
    if (!version.empty()) return "/crm/" + std::string(area) + "/" + version + "/" + tail;
    return "/crm/v3/" + std::string(area) + "/" + tail;
}

Outcome error_of(const boost::json::value& error) {
    const auto message = scalar_at(error, "/message");
    auto code = scalar_at(error, "/errors/0/code");
    auto field = scalar_at(error, "/errors/0/context/propertyName/0");
    Outcome hint;
    if (code.empty()) read_embedded(message, code, field);
    if (code.empty()) read_taken_value(message, hint, code, field);
    if (code.empty() && message.find("non-unique") != std::string::npos) code = "NON_UNIQUE_ID_PROPERTY";
    if (code.empty()) code = scalar_at(error, "/category");
    Outcome out = classify(kErrorRules, code, message, field);
    out.id = code == "CONFLICT" ? id_behind(message, "Existing ID:") : hint.id;
    return out;
}

Outcome refusal(const Answer& answer) {
    Outcome out;
    if (answer.body.is_object()) out = error_of(answer.body);
    if (!out.vendor_code.empty()) return out;
    const auto says =
        out.vendor_says.empty() ? "HubSpot refused the call without words we can read." : out.vendor_says;
    return classify(kErrorRules, "http_" + std::to_string(answer.status), says);
}

Fault refusal_fault(const Answer& answer, std::string_view doing) {
    const auto said = refusal(answer);
    return {
        "hubspot.refused",
        "HubSpot refused " + std::string(doing) + ": " + said.vendor_code + ": " + said.vendor_says + ".",
        said.advice};
}

}  // namespace hubspot

const Adapter& hubspot_adapter() {
    using namespace hubspot;
    static const Adapter adapter{
        .manifest = manifest(),
        .decode = decode,
        .describe = describe_operation(),
        .create = write_operation(),
        .update = write_operation(),
        .read_ids = read_ids_operation(),
        .find = find_operation(),
        .changes = changes_operation()};
    return adapter;
}

}  // namespace crosswalk
