#include "adapters/postmark/error_table.h"
#include "adapters/postmark/internal.h"

namespace crosswalk {
namespace postmark {
namespace {

// Nothing is signed (sheet, Webhooks): what the admin told Postmark to send proves a delivery.
Webhook webhook() {
    return {
        .accept =
            {SecretInHeader{.header = "X-Crosswalk-Secret", .setting = "header_secret"}, BasicLogin{}, SecretInPath{}},
        .keep_headers = {"Content-Type"}};
}

// Everybody with an address is there: whoever no list holds may be written to. So nobody is ever made.
ObjectPlan recipients() {
    return {
        .kind = {std::string(kKind)},
        .vendor_object = "suppressions",
        .operations = {WriteKind::update},
        .reads = {Reading::by_ids, Reading::by_match, Reading::since},
        // Of the 50 addresses a call takes (sheet, Suppressions, from memory), since a question has 32 calls.
        .limits = {.records = 25, .read_records = 25},
        .keeps_people = false};
}

Manifest manifest() {
    return {
        .vendor = "postmark",
        .title = "Postmark",
        // A connection is about one message stream, as its webhooks and suppressions are.
        .base_url = "https://api.postmarkapp.com/message-streams/{message_stream}",
        .host_parts = {{.name = kStreamSetting, .setting = kStreamSetting, .otherwise = kDefaultStream}},
        .probe_path = "/suppressions/dump?EmailAddress=nobody%40example.com",
        .auth = {{"server_token", ApiKey{.header = "X-Postmark-Server-Token", .setting = "server_token"}}},
        .webhook = webhook(),
        .objects = {recipients()},
        .budget = {.requests = 10},  // none is published (sheet, Auth and errors); ours
        .errors = {.code_at = "/ErrorCode", .message_at = "/Message"},
        .error_rules = kErrorRules,
        .settings = {kStreamSetting},
        .poll_by_default = true};  // a changed subscription is lost after a quarter of an hour (sheet, Webhooks)
}

}  // namespace

std::string path_of(std::string_view email) {
    return "/suppressions/dump?EmailAddress=" + percent_encode(email);
}

}  // namespace postmark

const Adapter& postmark_adapter() {
    using namespace postmark;
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
