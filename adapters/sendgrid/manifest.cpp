#include "adapters/sendgrid/error_table.h"
#include "adapters/sendgrid/internal.h"

namespace crosswalk {
namespace sendgrid {
namespace {

// ECDSA over the time and the body (sheet, section 3). Events come again for 24 hours, and whether those are signed
// anew was not seen.
Signature signature() {
    return {
        .name = "ecdsa",
        .header = "X-Twilio-Email-Event-Webhook-Signature",
        .algorithm = Algorithm::ecdsa_sha256,
        .over = {{Signs::timestamp}, {Signs::body}},
        .timestamp_header = "X-Twilio-Email-Event-Webhook-Timestamp",
        .stamp = Stamp::seconds,
        .tolerance = std::chrono::hours{25},
        .secret_setting = "public_key"};
}

ObjectPlan contacts() {
    return {
        .kind = {std::string(kKind)},
        .vendor_object = "contacts",
        .operations = {WriteKind::create, WriteKind::update},
        .reads = {Reading::by_ids, Reading::by_match, Reading::since},
        // A search takes 100 addresses (sheet, section 6), but the global list is asked for each, and a question has
        // 32 calls.
        .limits = {.records = 25, .read_records = 25, .bytes = 6'000'000},
        .required_to_create = {kEmail},
        .whole_batch_refused = true,  // by one bad address (sheet, section 6)
        .needs_schema = true};
}

// "eu" lives on hosts of its own (sheet, section 6).
constexpr std::pair<std::string_view, std::string_view> kRegions[] = {{"us", ""}, {"eu", ".eu"}};

Manifest manifest() {
    return {
        .vendor = "sendgrid",
        .title = "SendGrid",
        .base_url = "https://api{region}.sendgrid.com",
        .host_parts = {{.name = "region", .setting = "region", .otherwise = "us", .choices = kRegions}},
        .probe_path = "/v3/marketing/field_definitions",
        .auth = {{"key", ApiKey{.header = "Authorization", .prefix = "Bearer ", .setting = "key"}}},
        .webhook =
            {.accept = {signature(), SecretInPath{}},
             .keep_headers =
                 {"Content-Type",
                  "X-Twilio-Email-Event-Webhook-Signature",
                  "X-Twilio-Email-Event-Webhook-Timestamp"}},
        .objects = {contacts()},
        .budget = {.requests = 8, .remaining_header = "X-RateLimit-Remaining"},  // of 600 a minute (sheet, section 8)
        // Nothing is published for writing contacts; the old API took three calls in two seconds.
        .path_budgets = {{.path_part = kContacts, .budget = {.requests = 1}, .method = "PUT"}},
        .errors = {.message_at = "/errors/*/message", .field_at = "/errors/*/field"},
        .error_rules = kErrorRules,
        .settings = {"region"},
        .poll_by_default = true};  // no webhook tells of a changed contact (sheet, section 2)
}

}  // namespace

HttpRequest search_for(std::span<const std::string> addresses) {
    boost::json::array emails(addresses.begin(), addresses.end());
    return send_json(
        "POST", std::string(kContacts) + "/search/emails", boost::json::object{{"emails", std::move(emails)}}
    );
}

const boost::json::value* contact_in(const boost::json::value& found, const std::string& address) {
    const auto* all = value_at(found, "/result");
    const auto* one = all != nullptr && all->is_object() ? all->get_object().if_contains(id_of(address)) : nullptr;
    const auto* contact = one != nullptr ? value_at(*one, "/contact") : nullptr;
    return contact != nullptr && contact->is_object() ? contact : nullptr;
}

bool found_nobody(const Answer& answer) {
    return answer.status == 404 && !text_at(answer.body, "/errors/0/message").empty();
}

std::optional<bool> is_suppressed(const boost::json::value& answer, std::string_view address) {
    if (!answer.is_object()) return std::nullopt;
    const auto told = text_at(answer, "/recipient_email");
    if (told.empty() && answer.get_object().empty()) return false;
    return id_of(told) == id_of(address) ? std::optional(true) : std::nullopt;
}

HttpRequest global_suppression_of(std::string_view address) {
    return get_json(std::string(kGlobal) + "/" + percent_encode(address));
}

}  // namespace sendgrid

const Adapter& sendgrid_adapter() {
    using namespace sendgrid;
    static const Adapter adapter{
        .manifest = manifest(),
        .decode = decode,
        .canonical_id = id_of,
        .describe = describe_operation(),
        .create = write_operation(),
        .update = write_operation(),
        .read_ids = read_ids_operation(),
        .find = find_operation(),
        .changes = changes_operation()};
    return adapter;
}

}  // namespace crosswalk
