// tests/scenarios/service_fixture.h - an office with three tools and the real program between them.
#pragma once

#include <gtest/gtest.h>

#include "tests/support/client.h"
#include "tests/support/doubles_control.h"
#include "tests/support/service_process.h"

namespace crosswalk::doubles {

inline constexpr char kPathSecret[] = "0123456789abcdef0123456789abcdef01234567";
inline constexpr char kHubSpotSecret[] = "a-client-secret";
inline constexpr char kSlackSecret[] = "a-signing-secret";
inline constexpr char kPublicUrl[] = "https://crosswalk.example.com";

class ServiceFixture : public ::testing::Test {
protected:
    // Ann Lee is in all three tools; Sales' lead of her existed before Crosswalk.
    ServiceFixture();
    ~ServiceFixture() override;

    // Writes the configuration with this `mode` for all connections, the secrets and a copy of the delivered
    // mapping. Starts nothing.
    void prepare(const std::string& mode = "live");
    // Prepares what is not prepared, starts the program and waits for its first look, which (where it may
    // write) brings Ann's score of 41 to the CRMs.
    void open(const std::string& mode = "live");
    // Before `open`: Sales is told by Slack, An and Bình of the delivered handoff.yaml and, for the operators, C0OPS.
    void prepare_chat();
    // Changes words of a file in the folder; they must be there.
    void edit(const std::string& file, const std::string& from, const std::string& to);
    // The CRMs report changes, our own among them; the email tool's automation tells of thresholds crossed.
    void switch_webhooks_on();

    // Webhooks as the tools send them; the status of the answer.
    int report_score(int value);
    int report_phone(const std::string& phone);
    // A body as HubSpot would sign it, and as ActiveCampaign would post it.
    Reply hubspot_says(const std::string& body);
    Reply activecampaign_says(const std::string& form);

    boost::json::object lead() const;   // Ann's in Salesforce
    HubSpotProperties contact() const;  // Ann's in HubSpot
    double lead_score() const;          // -1: blank
    double contact_score() const;
    std::size_t writes() const;  // writing calls at all vendors
    // True when `holds` did within the limit; prints the program's log when not.
    ::testing::AssertionResult soon(const std::function<bool()>& holds);
    // Nothing is written for a while, with all webhooks delivered.
    ::testing::AssertionResult falls_quiet();
    // Every book of every connection adds up within the limit, with nothing waiting; tells those that do not.
    ::testing::AssertionResult balances();
    boost::json::value books() const;
    // What a command with --json prints; it must exit so.
    boost::json::value ask(std::vector<std::string> command, int exit_code = 0) const;
    std::string new_token() const;  // for the admin side
    // How many items of this connection stand there in the books.
    std::int64_t booked(const char* connection, const char* book, const char* word) const;
    // The first parked item with this code (and about this field), or an empty object.
    boost::json::object parked(const std::string& code, const std::string& field = {}) const;
    // State and detail of a connection, as `status` tells it.
    boost::json::object status_of(const std::string& connection) const;

    DoublesControl doubles;
    TemporaryFolder folder;
    std::unique_ptr<ServiceProcess> service;

private:
    static DoublesOptions options();
};

std::string text_of_file(const std::string& path);
std::string replaced(std::string text, const Pairs& words);
// What HubSpot's v3 signature adds to a request with this body at this time.
Pairs hubspot_signature(const std::string& body, std::int64_t now_ms);
std::int64_t system_ms();

// Every book of every connection adds up, with nothing waiting.
std::vector<std::string> unbalanced(const boost::json::value& books);

}  // namespace crosswalk::doubles
