#include "tests/bench/house.h"

#include "connector/crypto/crypto.h"

#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace crosswalk::bench {
namespace {

constexpr std::string_view kSecret = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy";
constexpr std::string_view kPublicUrl = "https://crosswalk.example.com";
constexpr std::int64_t kFirstContact = 1'000'000;

constexpr std::string_view kFields = R"(format: 1
order: [salesforce, hubspot]
connections:
  salesforce:
    side: sales
    kinds: { lead: Lead }
    create: never
    match_by: [email]
  hubspot:
    side: marketing
    kinds: { lead: contact }
    create: never
    match_by: [email]
fields:
  email:
    label: { en: Email }
    type: email
    rule: newest
    both_ways:
      salesforce: Email
      hubspot: email
  lead_score:
    label: { en: Lead score }
    type: integer
    rule: always hubspot
    read_from:
      hubspot: bench_score
    write_to:
      salesforce: Lead_Score__c
)";

constexpr std::string_view kLifecycle = R"(format: 1
agreed: { marketing: Head of Marketing, sales: Head of Sales, date: 2026-12-01, review_by: 2027-03-01 }
path: [lead, mql]
stages:
  lead:
    name: { en: Lead }
    shown_in:
      salesforce: { Status: Open - Not Contacted }
      hubspot: { bench_stage: lead }
  mql:
    name: { en: Marketing qualified }
    shown_in:
      salesforce: { Status: Marketing Qualified }
      hubspot: { bench_stage: marketingqualifiedlead }
)";

std::string config(const HouseOptions& options) {
    std::ostringstream out;
    out << "listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\npublic_url: " << kPublicUrl
        << "\nstore: sqlite:" << options.folder << "/crosswalk.db\nmappings: " << options.folder
        << "/mappings\nencryption_keys: [ AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= ]\nconnections:\n"
        << "  salesforce:\n    adapter: salesforce\n    mode: live\n    login_url: " << options.salesforce_url
        << "\n    auth: { flow: client_credentials, client_id: bench, client_secret: bench }\n"
        << "  hubspot:\n    adapter: hubspot\n    mode: live\n    base_url: " << options.hubspot_url
        << "\n    auth: { flow: private_app, token: bench }\n    webhook: { client_secret: " << kSecret
        << " }\n";
    return out.str();
}

void write_file(const std::string& path, std::string_view text) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << text;
    if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::string salesforce_id(std::size_t lead) {
    std::ostringstream out;
    out << "00QBN" << std::setw(10) << std::setfill('0') << lead << "AAA";
    return out.str();
}

std::int64_t hubspot_id(std::size_t lead) { return kFirstContact + static_cast<std::int64_t>(lead); }

std::size_t lead_of(std::string_view id) {
    std::size_t lead = SIZE_MAX;
    if (id.starts_with("00QBN") && id.size() >= 15) std::from_chars(id.data() + 5, id.data() + 15, lead);
    return lead;
}

House::House(HouseOptions options) : options_(std::move(options)) {
    std::filesystem::create_directories(options_.folder + "/mappings");
    write_file(options_.folder + "/mappings/fields.yaml", kFields);
    write_file(options_.folder + "/mappings/lifecycle.yaml", kLifecycle);
    write_file(options_.folder + "/crosswalk.yaml", config(options_));
}

std::string House::write_scored_mapping() const {
    const std::string folder = options_.folder + "/scored";
    std::filesystem::create_directories(folder);
    write_file(folder + "/lifecycle.yaml", kLifecycle);
    write_file(folder + "/fields.yaml", std::string(kFields) + "  own_score: { type: integer }\n");
    write_file(
        folder + "/scoring.yaml",
        "format: 1\nfields: { score: own_score }\nhalf_life: 30 days\ninterest:\n"
        "  - { on: clicked, link: \"*/pricing*\", points: 10, daily: 20, at_most: 40 }\n"
        "  - { on: opened, points: 2, daily: 4, at_most: 20 }\n"
        "  - { on: clicked, points: 3, daily: 6 }\n"
    );
    return folder;
}

void House::start() {
    process_ = std::make_unique<Child>(
        std::vector<std::string>{options_.program, "serve", "--config", options_.folder + "/crosswalk.yaml"},
        error_file()
    );
    const std::string line = process_->first_line(std::chrono::seconds(30));
    boost::system::error_code error;
    const auto said = boost::json::parse(line, error);
    const auto* address = error ? nullptr : said.find_pointer("/listening/public", error);
    if (address == nullptr)
        throw std::runtime_error(
            "crosswalk serve did not start; it said: " + line + "\n" + read_file(error_file()).substr(0, 2000)
        );
    const std::string text(address->as_string());
    public_port_ = static_cast<std::uint16_t>(std::stoi(text.substr(text.rfind(':') + 1)));
}

int House::stop() {
    if (!process_) return 0;
    process_->send(SIGTERM);
    const int exit = process_->wait(std::chrono::seconds(15));
    process_.reset();
    return exit;
}

void House::kill() {
    process_->send(SIGKILL);
    process_->wait(std::chrono::seconds(10));
    process_.reset();
}

boost::json::value House::ask(std::vector<std::string> words) const {
    words.insert(words.begin(), options_.program);
    words.insert(words.end(), {"--config", options_.folder + "/crosswalk.yaml", "--json"});
    int exit = 0;
    const std::string text = output_of(words, exit);
    boost::system::error_code error;
    auto value = boost::json::parse(text, error);
    return error ? boost::json::value() : value;
}

std::int64_t booked(const boost::json::value& books, std::string_view book, std::string_view word) {
    std::int64_t sum = 0;
    boost::system::error_code error;
    const auto* connections = books.find_pointer("/connections", error);
    if (connections == nullptr || !connections->is_object()) return -1;
    for (const auto& [name, of] : connections->get_object()) {
        const auto* n = of.find_pointer("/" + std::string(book) + "/" + std::string(word), error);
        if (n != nullptr && n->is_int64()) sum += n->get_int64();
    }
    return sum;
}

bool House::drained(std::chrono::milliseconds patience) const {
    const auto until = Steady::now() + patience;
    while (Steady::now() < until) {
        const auto books = ask({"books"});
        if (booked(books, "deliveries", "waiting") == 0 && booked(books, "changes", "waiting") == 0 &&
            booked(books, "writes", "waiting") == 0 && booked(books, "writes", "in_flight") == 0)
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
}

std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch()
    )
        .count();
}

std::string event_body(const Event& event) {
    return boost::json::serialize(boost::json::array{boost::json::object{
        {"eventId", event.id},
        {"subscriptionId", 7},
        {"portalId", 4242},
        {"appId", 1},
        {"occurredAt", event.occurred_ms},
        {"subscriptionType", "contact.propertyChange"},
        {"attemptNumber", 0},
        {"objectId", hubspot_id(event.lead)},
        {"propertyName", event.property},
        {"propertyValue", event.value},
        {"changeSource", "CRM_UI"},
        {"sourceId", "userId:1"},
    }});
}

std::string signed_request(std::string_view body, std::int64_t signed_ms) {
    const std::string stamp = std::to_string(signed_ms);
    const std::string target = "/hooks/hubspot";
    const std::string over = "POST" + std::string(kPublicUrl) + target + std::string(body) + stamp;
    return post_bytes(
        target,
        "Content-Type: application/json\r\nX-HubSpot-Request-Timestamp: " + stamp +
            "\r\nX-HubSpot-Signature-v3: " + crypto::base64(crypto::hmac_sha256(kSecret, over)) + "\r\n",
        body
    );
}

}  // namespace crosswalk::bench
