#include "tests/contracts/adapter/samples.h"

#include "tests/adapters/fixtures.h"
#include "tests/mapping/tool_files.h"

#include <algorithm>
#include <iterator>

namespace crosswalk::test {
namespace {

std::vector<std::string> files(std::string_view folder, std::string_view begins, std::string_view ends) {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(fixture_path(folder))) {
        const auto name = entry.path().filename().string();
        if (name.find(begins) != std::string::npos && name.ends_with(ends))
            out.push_back(std::string(folder) + "/" + name);
    }
    std::ranges::sort(out);
    return out;
}

// Those that send mail, and their people where they keep any.
std::vector<Sample> mail_tools() {
    return {
        {.vendor = "amazon_ses",
         .connection = {.name = "ses", .settings = {{"region", "eu-west-1"}}},
         .person = {{"preferences/all", true}},
         .schema = {{.name = "EmailAddress", .unique = true}, {.name = "Reason", .writable = false}},
         .match_field = "EmailAddress",
         .deliveries = files("amazon_ses", "webhook_", ".json")},
        {.vendor = "customerio",
         .connection = {.name = "ci"},
         .person = {{"email", "ann@example.com"}, {"lead_score", 73}},
         .schema = {{.name = "email", .unique = true}, {.name = "lead_score"}},
         .match_field = "email",
         .deliveries = files("customerio", "reporting_", ".json")},
        {.vendor = "mailgun",
         .connection = {.name = "mg", .settings = {{"domain", "mg.example.com"}}},
         .person = {{"preferences/all", true}},
         .schema = {{.name = "address", .unique = true}},
         .match_field = "address",
         .deliveries = files("mailgun", "webhook_", ".json")},
        {.vendor = "postmark",
         .connection = {.name = "pm"},
         .person = {{"preferences/all", true}},
         .schema = {{.name = "EmailAddress", .unique = true}, {.name = "SuppressionReason", .writable = false}},
         .match_field = "EmailAddress",
         .deliveries = files("postmark", "webhook_", ".json")},
        {.vendor = "sendgrid",
         .connection = {.name = "sg"},
         .person = {{"email", "ann@example.com"}, {"lead_score", 73}},
         .schema =
             {{.name = "email", .vendor_key = "email", .unique = true},
              {.name = "lead_score", .vendor_key = "e1_N"}},
         .match_field = "email",
         .deliveries = files("sendgrid", "webhook_", ".json")},
    };
}

std::vector<Sample> crms_and_email_tools() {
    return {
        {.vendor = "activecampaign",
         .connection = {.name = "ac"},
         .person = {{"email", "ann@example.com"}, {"field/LEAD_SOURCE", "Webinar"}},
         .schema =
             {{.name = "email", .vendor_key = "email"},
              {.name = "field/LEAD_SOURCE", .vendor_key = "1"},
              {.name = "score/Engagement", .vendor_key = "2", .writable = false}},
         .match_field = "email",
         .deliveries = files("activecampaign", "web", ".form")},
        {.vendor = "brevo",
         .connection = {.name = "br"},
         .person = {{"email", "ann@example.com"}, {"LEAD_SCORE", 73}},
         .schema = {{.name = "email", .unique = true}, {.name = "LEAD_SCORE"}, {.name = "groups/11"}},
         .match_field = "email",
         .deliveries = files("brevo", "webhook_", ".json")},
        {.vendor = "hubspot",
         .connection = {.name = "hs"},
         .person = {{"email", "ann@example.com"}, {"crosswalk_lead_score", 73}},
         .schema = {{.name = "email", .unique = true}, {.name = "phone"}},
         .match_field = "phone",
         .deliveries = files("hubspot", "_webhook_", ".json"),
         .delivery_at = "/body"},
        {.vendor = "klaviyo",
         .connection = {.name = "kl"},
         .person = {{"email", "ann@example.com"}, {"lead_score", 73}},
         .schema = {{.name = "email", .unique = true}, {.name = "lead_score"}},
         .match_field = "email",
         .deliveries = files("klaviyo", "webhook_", ".json")},
        {.vendor = "mailchimp",
         .connection = {.name = "mc", .settings = {{"audience_id", "a6b5da1054"}}},
         .person = {{"email_address", "ann@example.com"}, {"LEADSCORE", 73}},
         .schema = {{.name = "email_address", .unique = true}, {.name = "LEADSCORE"}, {.name = "tag/MQL"}},
         .match_field = "email_address",
         .deliveries = files("mailchimp", "webhook_", ".form")},
        {.vendor = "mailerlite",
         .connection = {.name = "ml"},
         .person = {{"email", "ann@example.com"}, {"company", "Example Corp"}},
         .schema = {{.name = "email", .unique = true}, {.name = "company"}, {.name = "groups/12"}},
         .match_field = "email",
         .deliveries = files("mailerlite", "webhook_", ".json")},
        {.vendor = "marketo",
         .connection = {.name = "mk"},
         .person = {{"email", "ann@example.com"}, {"leadScore", 73}},
         .schema = {{.name = "email", .unique = true}, {.name = "leadScore"}, {.name = "groups/1001"}},
         .match_field = "email",
         .deliveries = files("marketo", "webhook_", ".json")},
        {.vendor = "salesforce",
         .connection = {.name = "sf", .settings = {{"organization_id", "00DKa00000CW1aB"}}},
         .person = {{"LastName", "Lee"}, {"Company", "Acme"}, {"Lead_Score__c", 73}},
         .schema = {{.name = "Email"}, {.name = "LastName"}},
         .match_field = "Email",
         .deliveries = {"salesforce/outbound_message_lead.xml"}},
    };
}

// What nobody wrote an adapter for.
std::vector<Sample> declared_tools() {
    return {
        {.vendor = "example_forms",
         .connection = {.name = "forms"},
         .schema = {{.name = "email"}, {.name = "company"}, {.name = "topics"}},
         .match_field = "email",
         .deliveries = files("example_forms", "webhook_", ".form")},
        {.vendor = "example_score",
         .connection = {.name = "score"},
         .person = {{"email", "ann@example.com"}, {"grade", "A"}},
         .schema = {{.name = "email", .unique = true}, {.name = "grade"}, {.name = "score"}},
         .match_field = "email",
         .deliveries = files("example_score", "webhook_", ".json")},
    };
}

const std::vector<Sample>& samples() {
    static const std::vector<Sample> all = [] {
        auto out = crms_and_email_tools();
        std::ranges::move(mail_tools(), std::back_inserter(out));
        std::ranges::move(declared_tools(), std::back_inserter(out));
        return out;
    }();
    return all;
}

}  // namespace

const std::vector<const Adapter*>& known_adapters() {
    static const std::vector<const Adapter*> all = [] {
        std::vector<const Adapter*> out(all_adapters().begin(), all_adapters().end());
        for (const char* name : kExampleTools) out.push_back(&declared_adapter(name));
        return out;
    }();
    return all;
}

const Sample& sample_of(const Adapter& adapter) {
    const auto it = std::ranges::find(samples(), adapter.manifest.vendor, &Sample::vendor);
    if (it == samples().end())
        throw std::runtime_error(
            "tests/contracts/adapter/samples.cpp has no row for '" + std::string(adapter.manifest.vendor) +
            "': add one"
        );
    return *it;
}

std::vector<std::string> deliveries_of(const Sample& sample) {
    std::vector<std::string> out;
    for (const auto& file : sample.deliveries)
        out.push_back(sample.delivery_at.empty() ? fixture(file) : json_part(file, sample.delivery_at));
    return out;
}

ObjectSchema schema_of(const Sample& sample, const ObjectPlan& plan) {
    return {.kind = plan.kind, .fields = sample.schema};
}

std::vector<Record> people(const Sample& sample, std::size_t count, WriteKind operation) {
    std::vector<Record> out;
    for (std::size_t i = 0; i < count; ++i) {
        const auto n = std::to_string(i);
        Record person{.trace = {"trace-" + n}, .own_id = "cw_" + n, .fields = sample.person};
        if (operation != WriteKind::create) person.id = VendorId{std::to_string(100'000'000'000'000 + i)};
        out.push_back(std::move(person));
    }
    return out;
}

}  // namespace crosswalk::test
