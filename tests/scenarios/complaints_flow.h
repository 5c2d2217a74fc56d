// tests/scenarios/complaints_flow.h - what the stories about flow ask the tools, and what they were told.
#pragma once

#include <gmock/gmock.h>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {

// A call that changes records; signing in and looking up do not.
bool writes_something(const Call&);

class Flow : public ServiceFixture {
protected:
    // Cleo Park, a lead that Sales has not called yet, known to all three tools; `score` in the email tool.
    void meet_cleo(int score);
    // The automation of the email tool tells of it, whether or not a threshold was crossed.
    void cleo_scores(int value);
    bool sales_edits_cleo(const boost::json::object& fields);
    // In the email tool; its webhook tells.
    void edit_cleo_in_the_email_tool(const Pairs& fields);
    // As a person in HubSpot would; its webhook tells.
    void marketing_edits_cleo(const HubSpotProperties& fields);

    boost::json::object lead_of(const std::string& email) const;
    std::string cleos(const char* lead_field) const;  // in Salesforce
    std::string cleo_in_hubspot(const char* property) const;
    std::string stage_of(const std::string& email) const;
    // Every value that HubSpot or Salesforce was told for this property of Cleo, in the order of the calls.
    std::vector<std::string> hubspot_was_told(const std::string& property) const;
    std::vector<std::string> salesforce_was_told(const std::string& field) const;
    // The steps of Cleo's way, oldest first, as `lead history --json` tells them.
    boost::json::array steps_of_cleo() const;

    static constexpr char kCleo[] = "cleo@example.com";

private:
    int cleo_{};
};

}  // namespace crosswalk::doubles
