// tests/support/doubles_control.h - all three vendors in one process, with an HTTP door for scripts.
//
//   GET  /_control/state              every record and every call, as JSON
//   GET  /_control/writes             how many calls changed something, by vendor
//   POST /_control/hooks
//   {"salesforce":{"url"},"hubspot":{"url","secret","signed_url"},"activecampaign":{"url"}} POST
//   /_control/score              {"email","value","fire":bool}      fire: post the automation webhook POST
//   /_control/edit               {"vendor","email","fields":{}}     as a person in the tool would; HubSpot's
//   webhook
//                                     is left to the caller with "silent": true POST
//   /_control/fail               {"vendor","path","status","body"}  the next such call POST /_control/forget
//   the calls so far
#pragma once

#include "tests/support/activecampaign_double.h"
#include "tests/support/hubspot_double.h"
#include "tests/support/salesforce_double.h"

namespace crosswalk::doubles {

struct DoublesOptions {
    int control_port{};
    int salesforce_port{};
    int hubspot_port{};
    int activecampaign_port{};
    SalesforceDouble::Login salesforce{};
    std::string hubspot_token{"pat-na1-demo"};
    std::string activecampaign_token{"ac-demo-key"};
};

class DoublesControl final : public VendorDouble {
public:
    explicit DoublesControl(const DoublesOptions&);
    ~DoublesControl() override;

    // Ann Lee, known to all three tools, her Salesforce lead owned by Sales; and two who must stay untouched.
    void seed();
    // {"control": URL, "salesforce": URL, ...}
    boost::json::object urls() const;

    SalesforceDouble& salesforce() { return salesforce_; }
    HubSpotDouble& hubspot() { return hubspot_; }
    ActiveCampaignDouble& activecampaign() { return activecampaign_; }

private:
    Answer answer(const Call&) override;
    boost::json::object state() const;
    boost::json::object writes() const;
    bool set_hooks(const boost::json::object&);
    bool set_score(const boost::json::object&);
    bool edit(const boost::json::object&);
    VendorDouble* vendor(const std::string& name);

    SalesforceDouble salesforce_;
    HubSpotDouble hubspot_;
    ActiveCampaignDouble activecampaign_;
};

}  // namespace crosswalk::doubles
