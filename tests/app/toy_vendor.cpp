#include "tests/app/toy_vendor.h"

#include "connector/contract/json_read.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <array>
#include <fstream>
#include <iterator>
#include <sstream>

namespace crosswalk::test {
namespace {

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection&) {
    const auto json = parse_json(delivery.body);
    if (!json) return json.error();
    Change change{.kind = {"contact"}, .id = {scalar_at(*json, "/id")}};
    change.completeness = Completeness::changed_fields_only;
    for (const auto* field : {"email", "score"})
        if (const auto* value = value_at(*json, std::string("/") + field)) change.fields[field] = *value;
    return std::vector<InboundEvent>{change};
}

Result<Calls> ask_for_fields(const SchemaQuery&, const Connection&, ObjectSchema&) {
    return Calls{{.request = {.path = "/fields"}}};
}

// "email score! ...": a name each, "!" behind what may not be written.
Result<Calls> read_fields(
    const SchemaQuery&, const Connection&, const Call&, const Answer& answer, ObjectSchema& schema
) {
    std::istringstream names{std::string(text_at(answer.body, ""))};
    for (std::string name; names >> name;) {
        const bool fixed = name.ends_with('!');
        if (fixed) name.pop_back();
        schema.fields.push_back({.name = name, .type = "text", .writable = !fixed});
    }
    return Calls{};
}

Adapter mail() {
    Adapter adapter{.decode = decode, .describe = {ask_for_fields, read_fields}};
    Manifest& manifest = adapter.manifest;
    manifest.probe_path = "/me";
    manifest.vendor = "toymail";
    manifest.title = "Toy Mail";
    manifest.auth = {{"api_key", ApiKey{"X-Key", "", "api_key"}}};
    manifest.webhook.accept = {SecretInPath{}};
    manifest.objects = {
        {.kind = {"contact"},
         .vendor_object = "contacts",
         .own_id_field = "crosswalk_id",
         .operations = {WriteKind::create, WriteKind::update},
         .reads = {Reading::by_ids, Reading::by_match, Reading::since}}};
    manifest.settings = {"region"};
    manifest.poll_by_default = true;
    return adapter;
}

Adapter crm() {
    Adapter adapter{.decode = decode};
    Manifest& manifest = adapter.manifest;
    manifest.vendor = "toycrm";
    manifest.title = "Toy CRM";
    manifest.login_url = "https://login.toycrm.example";
    manifest.auth = {
        {"jwt_bearer",
         OAuth2{.grants = {OAuth2::Grant::jwt_bearer}, .token_path = "/token", .base_url_field = "api"}},
        {"client_credentials",
         OAuth2{
             .grants = {OAuth2::Grant::client_credentials},
             .token_path = "/token",
             .base_url_field = "api"}}};
    manifest.webhook.accept = {
        Signature{.name = "v2", .header = "X-Signature", .over = {{Signs::url}, {Signs::body}}},
        Signature{
            .name = "v1", .header = "X-Old-Signature", .over = {{Signs::body}}, .needs_setting = "allow_v1"}};
    manifest.objects = {
        {.kind = {"Person"},
         .vendor_object = "persons",
         .own_id_field = "crosswalk_id",
         .operations = {WriteKind::create, WriteKind::update},
         .reads = {Reading::by_ids, Reading::by_match}}};
    return adapter;
}

constexpr std::pair<std::string_view, std::string_view> kRegions[] = {{"us", ""}, {"eu", "-eu"}};

Adapter tool() {
    Adapter adapter{.decode = decode};
    Manifest& manifest = adapter.manifest;
    manifest.vendor = "toytool";
    manifest.title = "Toy Tool";
    manifest.base_url = "https://{shard}.api{region}.toytool.example";
    manifest.host_parts = {
        {.name = "shard", .setting = "shard"},
        {.name = "region", .setting = "region", .otherwise = "us", .choices = kRegions}};
    manifest.hosts = {
        {.name = "track",
         .base_url = "https://track{region}.toytool.example",
         .auth = BasicCredentials{.user_setting = "site_id", .password_setting = "track_key"}}};
    manifest.auth = {{"", BasicCredentials{.user = "api", .password_setting = "api_key"}}};
    manifest.webhook.accept = {
        Signature{
            .name = "v1",
            .header = "X-Signature",
            .over = {{Signs::text_setting, "app_id"}, {Signs::body}},
            .secret_setting = "signing_secret",
            .secret_form = {.prefix = "whsec_", .base64 = true}},
        Signature{
            .name = "ecdsa",
            .header = "X-Key-Signature",
            .algorithm = Algorithm::ecdsa_sha256,
            .over = {{Signs::body}},
            .secret_setting = "public_key"},
        SecretInHeader{.header = "X-Token", .setting = "header_secret"},
        BasicLogin{}};
    manifest.objects = {
        {.kind = {"subscriber"},
         .vendor_object = "subscribers",
         .own_id_field = "crosswalk_id",
         .operations = {WriteKind::create, WriteKind::update},
         .reads = {Reading::by_ids, Reading::by_match}}};
    return adapter;
}

Result<Calls> tell_nobody(const NoticeBatch&, const Connection&, WriteReport&) { return Calls{}; }

Result<Calls> hear_nobody(const NoticeBatch&, const Connection&, const Call&, const Answer&, WriteReport&) {
    return Calls{};
}

Adapter chat() {
    Adapter adapter{.decode = decode, .notify = {tell_nobody, hear_nobody}};
    Manifest& manifest = adapter.manifest;
    manifest.vendor = "toychat";
    manifest.title = "Toy Chat";
    manifest.base_url = "https://chat.toychat.example";
    manifest.auth = {{"token", ApiKey{"Authorization", "Bearer ", "bot_token"}}};
    manifest.webhook.accept = {SecretInPath{}};
    return adapter;
}

constexpr std::string_view kConfig = R"(listen: 127.0.0.1:0
admin: 127.0.0.1:0
public_url: https://crosswalk.example.com
store: sqlite:crosswalk.db
mappings: ./mappings
encryption_keys: [ AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= ]
connections:
  mail:
    adapter: toymail
    base_url: https://acme.toymail.example
    auth: { api_key: letmein }
    webhook: { path_secret: 0123456789abcdef0123456789abcdef }
    poll: never
  crm:
    adapter: toycrm
    auth: { flow: client_credentials, client_id: me, client_secret: hush }
    webhook: { client_secret: between-us }
)";

constexpr std::string_view kFields = R"(format: 1
order: [crm, mail]
connections:
  mail:
    side: marketing
    kinds: { lead: contact }
    create: never
    match_by: [email]
  crm:
    side: sales
    kinds: { lead: Person }
    create: always
    match_by: [email]
fields:
  email:
    label: { en: Email }
    type: email
    rule: newest
    both_ways:
      mail: email
      crm: Email
  lead_score:
    label: { en: Lead score }
    type: integer
    rule: always mail
    read_from:
      mail: score
    write_to:
      crm: Score
)";

}  // namespace

std::span<const Adapter* const> toy_adapters() {
    static const Adapter first = mail(), second = crm(), third = tool(), fourth = chat();
    static const std::array<const Adapter*, 4> all{&second, &first, &third, &fourth};
    return all;
}

Folder::Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "crosswalk-app-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string Folder::write(const std::string& name, const std::string& text) const {
    const auto path = path_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
}

Environment no_environment() {
    return [](const std::string&) { return std::optional<std::string>(); };
}

std::string read_all(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

Household::Household() {
    folder_.write("crosswalk.yaml", std::string(kConfig));
    folder_.write("mappings/fields.yaml", std::string(kFields));
}

Config Household::config() const {
    LoadedConfig loaded = load_config(config_path(), no_environment(), toy_adapters());
    EXPECT_TRUE(loaded.ok);
    for (const Finding& finding : loaded.findings) ADD_FAILURE() << finding.code << ": " << finding.what;
    return std::move(loaded.config);
}

}  // namespace crosswalk::test
