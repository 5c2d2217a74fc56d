#include "tests/scenarios/service_fixture.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "connector/crypto/crypto.h"
#include "tests/support/keys.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

constexpr int kSeededId = 42;
constexpr char kSeededEmail[] = "ann@example.com";
constexpr auto kWaitsFor = std::chrono::seconds(30);
constexpr char kLingers[] = "linger: { score: 200 milliseconds, bulk: 400 milliseconds }\n";
constexpr auto kStillFor = std::chrono::seconds(2);  // longer than what is of little urgency lingers

std::string source_file(const std::string& path) {
    return text_of_file(std::string(CROSSWALK_SOURCE_DIR) + "/" + path);
}

double number(const json::value* value) {
    if (!value || value->is_null()) return -1;
    return value->is_string() ? std::stod(std::string(value->get_string())) : value->to_number<double>();
}

}  // namespace

std::string text_of_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string replaced(std::string text, const Pairs& words) {
    for (const auto& [from, to] : words) {
        for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
            text.replace(at, from.size(), to);
        }
    }
    return text;
}

std::int64_t system_ms() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

Pairs hubspot_signature(const std::string& body, std::int64_t now_ms) {
    const auto stamp = std::to_string(now_ms);
    const auto signed_text = std::string("POST") + kPublicUrl + "/hooks/hubspot" + body + stamp;
    return {
        {"X-HubSpot-Signature-v3", crypto::base64(crypto::hmac_sha256(kHubSpotSecret, signed_text))},
        {"X-HubSpot-Request-Timestamp", stamp}};
}

DoublesOptions ServiceFixture::options() {
    DoublesOptions out;
    out.salesforce.public_key = test_keys().public_pem;
    return out;
}

ServiceFixture::ServiceFixture() : doubles(options()) {
    doubles.seed();
    doubles.activecampaign().set_score(kSeededId, 41);
}

ServiceFixture::~ServiceFixture() = default;

void ServiceFixture::prepare(const std::string& mode) {
    folder.write("salesforce.pem", test_keys().private_pem);
    std::filesystem::copy(std::string(CROSSWALK_SOURCE_DIR) + "/mappings", folder.path() + "/mappings");
    const Pairs words{
        {"@WORK@", folder.path()},
        {"@MAPPINGS@", folder.path() + "/mappings"},
        {"@SALESFORCE@", doubles.salesforce().url()},
        {"@HUBSPOT@", doubles.hubspot().url()},
        {"@ACTIVECAMPAIGN@", doubles.activecampaign().url()},
        {"mode: live", "mode: " + mode}};
    const auto config =
        folder.write("crosswalk.yaml", replaced(source_file("deploy/demo/crosswalk.yaml"), words) + kLingers);
    for (const auto& [name, text] : Pairs{
             {"key", crypto::base64(crypto::random_bytes(32))},
             {"salesforce.hook", kPathSecret},
             {"activecampaign.hook", kPathSecret},
             {"hubspot.secret", kHubSpotSecret},
             {"hubspot.token", "pat-na1-demo"},
             {"activecampaign.key", "ac-demo-key"}}) {
        folder.write(name, text);
    }
    const std::string program = std::string(CROSSWALK_BINARY_DIR) + "/crosswalk";
    service = std::make_unique<ServiceProcess>(program, config, folder.path(), Pairs{});
}

void ServiceFixture::open(const std::string& mode) {
    if (!service) prepare(mode);
    ASSERT_TRUE(service->start()) << service->log();
    const bool writes_are_due = mode == "live";
    ASSERT_TRUE(soon([&] {
        return writes_are_due ? lead_score() == 41 && contact_score() == 41
                              : doubles.activecampaign().count(get("/contacts?")) > 0;
    }));
}

void ServiceFixture::prepare_chat() {
    prepare();
    const Pairs words{{"@WORK@", folder.path()}, {"@SLACK@", doubles.slack().url()}};
    folder.write(
        "crosswalk.yaml",
        text_of_file(folder.path() + "/crosswalk.yaml") + replaced(source_file("deploy/demo/channels.yaml"), words)
    );
    folder.write("slack.token", "xoxb-demo");
    folder.write("slack.secret", kSlackSecret);
    edit("mappings/handoff.yaml", "{ email: an@example.com }", "{ chat: U0AN }");
    edit("mappings/handoff.yaml", "{ email: binh@example.com }", "{ chat: U0BINH }");
}

void ServiceFixture::edit(const std::string& file, const std::string& from, const std::string& to) {
    const auto text = text_of_file(folder.path() + "/" + file);
    ASSERT_NE(text.find(from), std::string::npos) << from << " is not in " << file;
    folder.write(file, replaced(text, {{from, to}}));
}

void ServiceFixture::switch_webhooks_on() {
    const std::string hooks = service->public_url() + "/hooks/";
    doubles.salesforce().send_messages_to(hooks + "salesforce/" + kPathSecret);
    doubles.activecampaign().send_automations_to(hooks + "activecampaign/" + kPathSecret + "?src=ac-score");
    doubles.hubspot().send_webhooks_to(
        hooks + "hubspot", kHubSpotSecret, std::string(kPublicUrl) + "/hooks/hubspot"
    );
}

int ServiceFixture::report_score(int value) {
    doubles.activecampaign().set_score(kSeededId, value);
    return activecampaign_says(
               source_file("tests/fixtures/activecampaign/automation_webhook_action_score_trigger.form")
    )
        .status;
}

int ServiceFixture::report_phone(const std::string& phone) {
    doubles.hubspot().edit_contact(doubles.hubspot().contact(kSeededEmail)->id, {{"phone", phone}}, true);
    const auto body = replaced(
        source_file("deploy/demo/hubspot_property_change.json"),
        {{"@NOW@", std::to_string(system_ms())}, {"+12025550143", phone}}
    );
    return hubspot_says(body).status;
}

Reply ServiceFixture::hubspot_says(const std::string& body) {
    const auto headers = hubspot_signature(body, system_ms());
    return call(service->public_url(), "POST", "/hooks/hubspot", headers, body);
}

Reply ServiceFixture::activecampaign_says(const std::string& form) {
    return call(
        service->public_url(),
        "POST",
        std::string("/hooks/activecampaign/") + kPathSecret + "?src=ac-score&score_id=2",
        {},
        {form, "application/x-www-form-urlencoded"}
    );
}

json::object ServiceFixture::lead() const {
    auto& salesforce = const_cast<DoublesControl&>(doubles).salesforce();
    for (auto& row : salesforce.records("Lead")) {
        if (text_of(row, "Email") == kSeededEmail) return row;
    }
    return {};
}

HubSpotProperties ServiceFixture::contact() const {
    const auto found = const_cast<DoublesControl&>(doubles).hubspot().contact(kSeededEmail);
    return found ? found->properties : HubSpotProperties{};
}

double ServiceFixture::lead_score() const {
    const auto row = lead();
    return number(member(row, "Lead_Score__c"));
}

double ServiceFixture::contact_score() const {
    const auto properties = contact();
    const auto found = properties.find("crosswalk_lead_score");
    return found == properties.end() || found->second.empty() ? -1 : std::stod(found->second);
}

std::size_t ServiceFixture::writes() const {
    const auto told = call(doubles.url(), "GET", "/_control/writes");
    std::size_t all = 0;
    for (const char* vendor : {"salesforce", "hubspot", "activecampaign"})
        all += told.json().at(vendor).to_number<std::size_t>();
    return all;
}

::testing::AssertionResult ServiceFixture::soon(const std::function<bool()>& holds) {
    if (doubles.wait_until(holds, kWaitsFor)) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "not in time. The program's log:\n" << service->log();
}

::testing::AssertionResult ServiceFixture::falls_quiet() {
    auto last = writes();
    auto since = std::chrono::steady_clock::now();
    const auto still = [&] {
        const bool idle = call(doubles.url(), "GET", "/_control/writes").json().at("idle").as_bool();
        const auto now = writes();
        if (now != last || !idle) since = std::chrono::steady_clock::now();
        last = now;
        return std::chrono::steady_clock::now() - since > kStillFor;
    };
    if (doubles.wait_until(still, kWaitsFor)) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "the vendors are still being written to. The program's log:\n"
                                         << service->log();
}

::testing::AssertionResult ServiceFixture::balances() {
    std::vector<std::string> off;
    const auto even = [&] {
        off = unbalanced(books());
        return off.empty();
    };
    if (doubles.wait_until(even, kWaitsFor)) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << ::testing::PrintToString(off);
}

json::value ServiceFixture::books() const { return ask({"books"}); }

json::value ServiceFixture::ask(std::vector<std::string> command, int exit_code) const {
    command.push_back("--json");
    const auto done = service->command(command);
    EXPECT_EQ(done.exit_code, exit_code) << command.front() << ": " << done.out << done.err;
    return parse_json(done.out).value_or(nullptr);
}

std::string ServiceFixture::new_token() const {
    auto told = service->command({"token", "create"}).out;
    if (!told.empty()) told.pop_back();
    return told;
}

std::int64_t ServiceFixture::booked(const char* connection, const char* book, const char* word) const {
    return books().at("connections").at(connection).at(book).at(word).to_number<std::int64_t>();
}

json::object ServiceFixture::parked(const std::string& code, const std::string& field) const {
    const auto told = ask({"parked", "list"});
    for (const auto& item : told.at("parked").as_array()) {
        const auto& fields = item.at("fields").as_array();
        const bool about_it = field.empty() || std::ranges::find(fields, json::value(field)) != fields.end();
        if (about_it && text_of(item.as_object(), "code") == code) return item.as_object();
    }
    return {};
}

json::object ServiceFixture::status_of(const std::string& connection) const {
    const auto told = service->command({"status", "--json"});
    const auto parsed = parse_json(told.out);
    if (!parsed) return {};
    return parsed->at("connections").at(connection).as_object();
}

std::vector<std::string> unbalanced(const json::value& books) {
    static const std::vector<std::pair<const char*, std::vector<const char*>>> kBooks{
        {"deliveries", {"decoded", "duplicate", "undecodable", "waiting"}},
        {"changes", {"applied", "duplicate", "echo", "superseded", "irrelevant", "parked", "waiting"}},
        {"writes", {"applied", "merged", "withdrawn", "parked", "in_flight", "waiting"}},
        {"notices", {"sent", "delivered", "failed", "withdrawn", "waiting"}}};
    std::vector<std::string> out;
    for (const auto& [connection, three] : books.at("connections").as_object()) {
        for (const auto& [book, words] : kBooks) {
            if (!three.as_object().contains(book)) continue;  // of notices: nobody was told of anything
            const auto& rows = three.at(book).as_object();
            std::int64_t sum = 0;
            for (const char* word : words) sum += rows.at(word).to_number<std::int64_t>();
            const bool waits = rows.at("waiting").to_number<std::int64_t>() != 0;
            if (sum != rows.at("total").to_number<std::int64_t>() || waits) {
                out.push_back(std::string(connection) + " " + book + ": " + json::serialize(rows));
            }
        }
    }
    return out;
}

}  // namespace crosswalk::doubles
