#include "adapters/mailgun/error_table.h"
#include "adapters/mailgun/internal.h"

#include <algorithm>

namespace crosswalk {
namespace mailgun {
namespace {

// Inside the body, and over the time and the token alone (sheet, Signature): what is new under an old pair is told by
// the token, which is the delivery's name. Retries go on for eight hours.
Signature signature() {
    return {
        .name = "token",
        .header = "/signature/signature",
        .encoding = Encoding::hex,
        .over = {{Signs::value, "/signature/timestamp"}, {Signs::value, "/signature/token"}},
        .timestamp_header = "/signature/timestamp",
        .stamp = Stamp::seconds,
        .tolerance = std::chrono::hours{9},
        .secret_setting = "signing_key"};
}

Webhook webhook() {
    return {
        .accept = {signature()},
        // Everything but 200 and this comes again for hours (sheet, Webhooks).
        .forged = {.status = 406, .body = "Not acceptable\n"},
        .delivery_id = "/signature/token",
        .keep_headers = {"Content-Type"}};
}

// Everybody with an address is there: whoever no list holds may be written to. So nobody is ever made.
ObjectPlan recipients() {
    return {
        .kind = {std::string(kKind)},
        .vendor_object = "unsubscribes",
        .operations = {WriteKind::update},
        .reads = {Reading::by_ids, Reading::by_match, Reading::since},
        // Of the thousand addresses a call takes (sheet, Suppressions), since a question has 32 calls; two for each
        // address that is read.
        .limits = {.records = 25, .read_records = 15},
        .whole_batch_refused = true,  // by one bad address
        .keeps_people = false};
}

constexpr std::pair<std::string_view, std::string_view> kRegions[] = {{"us", ""}, {"eu", ".eu"}};

Manifest manifest() {
    return {
        .vendor = "mailgun",
        .title = "Mailgun",
        // A connection is about one sending domain, as suppressions are.
        .base_url = "https://api{region}.mailgun.net/v3/{domain}",
        .host_parts =
            {{.name = "region", .setting = "region", .otherwise = "us", .choices = kRegions},
             {.name = "domain", .setting = "domain", .dotted = true}},
        .probe_path = "/unsubscribes?limit=1",
        .auth = {{"key", BasicCredentials{.user = "api", .password_setting = "key"}}},
        .webhook = webhook(),
        .objects = {recipients()},
        .budget = {.requests = 5},  // of 300 a minute, which is published of webhooks alone (sheet, Base, auth)
        .errors = {.message_at = "/message"},
        .error_rules = kErrorRules,
        .settings = {"region", "domain"},
        .poll_by_default = true};  // an event is lost after eight hours (sheet, Webhooks)
}

}  // namespace

bool is_about_all(const boost::json::value& row) {
    const auto* tags = value_at(row, "/tags");
    const auto tag = text_at(row, "/tag");
    if (tags == nullptr || !tags->is_array()) return tag.empty() || tag == "*";
    return tags->get_array().empty() ||
           std::ranges::any_of(tags->get_array(), [](const auto& one) { return one == boost::json::value("*"); });
}

std::string path_of(std::string_view email) { return std::string(kUnsubscribes) + "/" + percent_encode(email); }

}  // namespace mailgun

const Adapter& mailgun_adapter() {
    using namespace mailgun;
    static const Adapter adapter{
        .manifest = manifest(),
        .decode = decode,
        .canonical_id = id_of,
        .describe = describe_operation(),
        .update = write_operation(),
        .read_ids = read_ids_operation(),
        .find = find_operation(),
        .changes = changes_operation()};
    return adapter;
}

}  // namespace crosswalk
