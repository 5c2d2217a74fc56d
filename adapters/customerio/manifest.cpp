#include "adapters/customerio/error_table.h"
#include "adapters/customerio/internal.h"

namespace crosswalk {
namespace customerio {
namespace {

// Over "v0", the time and the body (sheet, Reporting webhooks). They come again for seven days; whether they are then
// signed anew was not seen.
Signature signature() {
    return {
        .name = "v0",
        .header = "X-CIO-Signature",
        .encoding = Encoding::hex,
        .over = {{Signs::literal, "v0:"}, {Signs::timestamp}, {Signs::literal, ":"}, {Signs::body}},
        .timestamp_header = "X-CIO-Timestamp",
        .stamp = Stamp::seconds,
        .secret_setting = "signing_key"};
}

ObjectPlan people() {
    return {
        .kind = {std::string(kKind)},
        .vendor_object = "customers",
        .operations = {WriteKind::create, WriteKind::update},
        .reads = {Reading::by_ids, Reading::by_match},
        // A call for each: of a batch of the second API it was not seen how it names who was refused later.
        .limits = {.records = 1, .read_records = 15, .bytes = 32'000},
        .required_to_create = {kEmail}};
}

// The account's region is part of both hosts (sheet, Regions and auth).
constexpr std::pair<std::string_view, std::string_view> kRegions[] = {{"us", ""}, {"eu", "-eu"}};

Manifest manifest() {
    return {
        .vendor = "customerio",
        .title = "Customer.io",
        .base_url = "https://api{region}.customer.io",
        .host_parts = {{.name = "region", .setting = "region", .otherwise = "us", .choices = kRegions}},
        .hosts =
            {{.name = kTrack,
              .base_url = "https://track{region}.customer.io",
              .auth = BasicCredentials{.user_setting = "site_id", .password_setting = "track_key"}}},
        .probe_path = "/v1/customers?email=nobody%40example.com",
        .auth = {{"keys", ApiKey{.header = "Authorization", .prefix = "Bearer ", .setting = "app_key"}}},
        // Any no waits an hour and holds up what comes behind (sheet, Reporting webhooks).
        .webhook =
            {.accept =
                 {signature(),
                  // Reports are signed, a campaign's own webhook is not.
                  SecretInHeader{.header = "X-Crosswalk-Secret", .setting = "header_secret", .beside = true}},
             .delivery_id = "/event_id",
             .keep_headers = {"Content-Type", "X-CIO-Signature", "X-CIO-Timestamp"},
             .accept_stale_for = std::chrono::hours{24 * 8}},
        .objects = {people()},
        .budget = {.requests = 8},  // of the ten a second that the App API takes (sheet, Track API)
        .writes_in_flight = 2,
        .errors =
            {.message_at = {"/meta/error", "/meta/errors/*", "/errors/*/detail", "/errors/*/message"},
             .field_at = {"/errors/*/field", "/errors/*/source/pointer"}},
        .error_rules = kErrorRules,
        .settings = {"region"}};
}

}  // namespace

std::string id_in(std::string_view id, std::string_view cio_id) {
    if (!id.empty()) return std::string(id);
    if (cio_id.empty() || cio_id.starts_with("cio_")) return std::string(cio_id);
    return "cio_" + std::string(cio_id);
}

std::string path_of(std::string_view id) {
    const bool own = id.starts_with("cio_");
    return std::string(kCustomers) + "/" + percent_encode(own ? id.substr(4) : id) +
           "/attributes?id_type=" + (own ? "cio_id" : "id");
}

std::string path_of_address(std::string_view address) {
    return std::string(kCustomers) + "?email=" + percent_encode(address);
}

std::string id_of_row(const boost::json::value& row) {
    return id_in(scalar_at(row, "/id"), scalar_at(row, "/cio_id"));
}

}  // namespace customerio

const Adapter& customerio_adapter() {
    using namespace customerio;
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
