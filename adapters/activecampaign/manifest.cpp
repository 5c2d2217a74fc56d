#include "adapters/activecampaign/error_table.h"
#include "adapters/activecampaign/internal.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk {
namespace activecampaign {
namespace {

Manifest manifest() {
    return {
        .vendor = "activecampaign",
        .title = "ActiveCampaign",
        .probe_path = "/api/3/users/me",
        .auth = {{"api_key", ApiKey{.header = "Api-Token", .setting = "api_key"}}},
        // Never 410: it switches the webhook off for good (sheet, section 0).
        .webhook = {.accept = {SecretInPath{}}, .comes_again = false, .keep_headers = {"Content-Type"}},
        .objects = {ObjectPlan{
            .kind = {"contact"},
            .vendor_object = "contacts",
            .operations = {WriteKind::create, WriteKind::update},
            .reads = {Reading::by_ids, Reading::by_match, Reading::since},
            .limits = {.records = 1, .read_records = 7},  // four calls for each record at most
            .required_to_create = {"email"},
            .needs_schema = true,
            .memberships = {kListPrefix, kTagPrefix}}},
        .budget =
            {.requests = 4, .window = std::chrono::seconds{1}, .remaining_header = "RateLimit-Remaining"},
        .forms = {.between_choices = "||", .choices_enclosed = true},
        .writes_in_flight = 3,  // the rate is the limit: one call at a time does not reach it everywhere
        .errors = {.code_at = "/errors/0/code", .message_at = "/message"},
        .error_rules = kErrorRules,
        .settings = {"double_opt_in_forms"},
        .denials_tolerated = 2,
        .poll_by_default = true};
}

}  // namespace

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 19 &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<When> when_at(const boost::json::value& in, std::string_view pointer) {
    const auto when = parse_iso(text_at(in, pointer));
    return when ? std::optional(When{when->at, Precision::seconds}) : std::nullopt;
}

bool is_standard(std::string_view field) {
    return std::ranges::find(kStandardFields, field) != std::end(kStandardFields);
}

boost::json::value value_of(std::string_view text) {
    if (text.empty() || text == "0000-00-00" || text == "0000-00-00 00:00:00") return nullptr;
    return boost::json::value(text);
}

bool are_rows(std::span<const boost::json::value> rows, std::string_view what) {
    return std::ranges::all_of(rows, [&](const boost::json::value& row) {
        return row.is_object() && row.get_object().contains("contact") &&
               !scalar_at(row, "/" + std::string(what)).empty();
    });
}

Outcome refusal(const Answer& answer) {
    std::string code, says, field;
    code = scalar_at(answer.body, "/errors/0/code");
    says = scalar_at(answer.body, "/errors/0/title");
    if (const auto detail = scalar_at(answer.body, "/errors/0/detail"); !detail.empty())
        says += (says.empty() ? "" : ": ") + detail;
    if (says.empty()) says = scalar_at(answer.body, "/message");
    field = scalar_at(answer.body, "/errors/0/source/pointer");
    field.erase(0, field.rfind('/') + 1);
    const bool ruled = !code.empty() && error_rule_for(kErrorRules, code, says) != nullptr;
    if (says.empty()) says = "ActiveCampaign gave no reason.";
    Outcome out =
        classify(kErrorRules, ruled ? code : "http_" + std::to_string(answer.status), says, field);
    if (!code.empty()) out.vendor_code = code;
    return out;
}

Fault refusal_fault(const Answer& answer, std::string_view doing) {
    const auto said = refusal(answer);
    return {
        "activecampaign.refused",
        "ActiveCampaign refused " + std::string(doing) + " (HTTP status " + std::to_string(answer.status) +
            "): " + said.vendor_says,
        said.advice};
}

Fault unreadable(std::string_view what) {
    return {
        "activecampaign.unreadable",
        "ActiveCampaign sent " + std::string(what) + " in a form that cannot be read.",
        "Try again; if it stays, check the address of the connection."};
}

}  // namespace activecampaign

const Adapter& activecampaign_adapter() {
    using namespace activecampaign;
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
