// tests/scenarios/office.h - an office with three tools and the real program between them.
#pragma once

#include <gtest/gtest.h>

#include "tests/support/doubles_control.h"
#include "tests/support/service_process.h"

namespace crosswalk::doubles {

class Office : public ::testing::Test {
protected:
    // Ann Lee is in all three tools; Sales' lead of her existed before Crosswalk.
    Office();
    ~Office() override;

    // Writes the configuration with this `mode` for all connections, starts the program and waits for its
    // first look, which (where it may write) brings Ann's score of 41 to the CRMs.
    void open(const std::string& mode = "live");
    // The CRMs report changes, our own among them.
    void switch_webhooks_on();

    // Webhooks as the tools send them; the status of the answer.
    int report_score(int value);
    int report_phone(const std::string& phone);

    boost::json::object lead() const;   // Ann's in Salesforce
    HubSpotProperties contact() const;  // Ann's in HubSpot
    double lead_score() const;          // -1: blank
    double contact_score() const;
    std::size_t writes() const;  // writing calls at all vendors
    // True when `holds` did within the limit; prints the program's log when not.
    ::testing::AssertionResult soon(const std::function<bool()>& holds);
    // Nothing is written for a while, with all webhooks delivered.
    ::testing::AssertionResult falls_quiet();
    boost::json::value books() const;

    DoublesControl doubles;
    TemporaryFolder folder;
    std::unique_ptr<ServiceProcess> service;

private:
    static DoublesOptions options();
};

// Every book of every connection adds up, with nothing waiting.
std::vector<std::string> unbalanced(const boost::json::value& books);

}  // namespace crosswalk::doubles
