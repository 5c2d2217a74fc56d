#include "adapters/amazon_ses/error_table.h"
#include "adapters/amazon_ses/internal.h"

namespace crosswalk {
namespace amazon_ses {
namespace {

// In the body, over the values of its members in the order of their names, under a key of the host of SNS alone (sheet,
// Signature). A topic may try for an hour.
Signature signature(std::string_view version, Algorithm algorithm) {
    return {
        .name = version,
        .header = "/Signature",
        .version_header = "/SignatureVersion",
        .algorithm = algorithm,
        .over =
            {{Signs::named_value, "Message"},
             {Signs::named_value, "MessageId"},
             {Signs::named_value, "Subject"},
             {Signs::named_value, "SubscribeURL"},
             {Signs::named_value, "Timestamp"},
             {Signs::named_value, "Token"},
             {Signs::named_value, "TopicArn"},
             {Signs::named_value, "Type"}},
        .timestamp_header = "/Timestamp",
        .stamp = Stamp::iso,
        .tolerance = std::chrono::hours{2},
        .published_key =
            {.at = "/SigningCertURL",
             .pattern = R"(https://sns\.[a-zA-Z0-9-]{3,}\.amazonaws\.com(\.cn)?/[A-Za-z0-9_./-]+\.pem)",
             .host = kNotifications},
        .account_checks = {{.at = "/TopicArn", .setting = "topic_arn"}}};
}

Webhook webhook() {
    return {
        .accept = {signature("2", Algorithm::rsa_sha256), signature("1", Algorithm::rsa_sha1)},
        .handshake = {.style = HandshakeStyle::confirm},
        .delivery_id = "/MessageId",
        .keep_headers = {"Content-Type"}};
}

// Everybody with an address is there: whoever the list does not hold may be written to. So nobody is ever made.
ObjectPlan recipients() {
    return {
        .kind = {std::string(kKind)},
        .vendor_object = "suppression addresses",
        .operations = {WriteKind::update},
        .reads = {Reading::by_ids, Reading::by_match, Reading::since},
        .limits = {.records = 1, .read_records = 10},
        .keeps_people = false};
}

// A call of anything but sending is signed by Signature Version 4.
SignatureV4 access_key() {
    return {
        .version = "AWS4",
        .service = "ses",
        .region_setting = "region",
        .date_header = "X-Amz-Date",
        .key_id_setting = "access_key_id",
        .secret_setting = "secret_access_key"};
}

Manifest manifest() {
    return {
        .vendor = "amazon_ses",
        .title = "Amazon SES",
        .base_url = "https://email.{region}.amazonaws.com",
        .host_parts = {{.name = "region", .setting = "region"}},
        // What a subscription asks for is called there, wherever its address points.
        .hosts = {{.name = kNotifications, .base_url = "https://sns.{region}.amazonaws.com", .auth = NoCredentials{}}},
        .probe_path = "/v2/email/suppression/addresses?PageSize=1",
        .auth = {{"access_key", access_key()}},
        .webhook = webhook(),
        .objects = {recipients()},
        .budget = {.requests = 1},  // a second (sheet, Contact lists and suppression)
        .errors = {.message_at = {"/message", "/Message"}},
        .error_rules = kErrorRules,
        .settings = {"region"},
        .poll_by_default = true};  // a topic gives up after a minute (sheet, Transport)
}

}  // namespace

std::string path_of(std::string_view email) { return std::string(kList).append("/").append(percent_encode(email)); }

}  // namespace amazon_ses

const Adapter& amazon_ses_adapter() {
    using namespace amazon_ses;
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
