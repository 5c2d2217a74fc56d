// tests/scenarios/complaints.h - what people who sync their tools complain of most, told as stories.
#pragma once

#include <gmock/gmock.h>

#include "tests/scenarios/service_fixture.h"

namespace crosswalk::doubles {

class Complaints : public ServiceFixture {
protected:
    Complaints();

    static constexpr int kAnnsId = 42;
    static constexpr char kAnn[] = "ann@example.com";
    static constexpr char kAnnsPhone[] = "+12025550100";  // as the email tool knows it
    static constexpr char kCleo[] = "cleo@example.com";

    // Before open(): this connection is asked that often ("1 second", "never") what changed.
    void poll(const std::string& connection, const std::string& how_often);
    // Every webhook that each tool has comes, also those of what Crosswalk itself wrote.
    void hear_everything();

    // The email tool has this score of Ann, and its automation tells that something crossed a threshold.
    int report_score(int value);

    std::string lead_id(const std::string& email) const;
    // The records of a person that are alive in this tool, by `lead show`.
    std::vector<std::string> records(const std::string& email, const std::string& connection) const;
    // The live ones of a kind in the Salesforce org, in the order they were made.
    std::vector<boost::json::object> salesforce(const std::string& kind) const;
    boost::json::object salesforce(const std::string& kind, const std::string& id) const;
    // Those that are neither archived nor merged away.
    std::vector<HubSpotContact> hubspot() const;
    std::string hubspot(const std::string& email, const std::string& property) const;
    std::string phone_of(const boost::json::object& record) const { return text_of(record, "Phone"); }

    // Somebody new, known to the email tool alone; 73 points make a lead for Sales of her.
    int meet_cleo(const Pairs& more = {});

    // Each call at any tool that tells it that somebody may be mailed, or puts somebody on a list.
    std::vector<std::string> calls_that_subscribe() const;
    bool is_out_everywhere(const std::string& email) const;
    // Quiet, the books balance, and nobody was asked something the tool does not know.
    void expect_all_is_well();
};

// Calls that write and mention this text, answered with success.
Matcher writes_of(const std::string& text);

}  // namespace crosswalk::doubles
