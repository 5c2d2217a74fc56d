// tests/support/doubles_acts.h - what people do in the three tools, told as JSON: the acts of the control
// door.
#pragma once

#include "tests/support/activecampaign_double.h"
#include "tests/support/hubspot_double.h"
#include "tests/support/salesforce_double.h"

namespace crosswalk::doubles {

struct Tools {
    SalesforceDouble& salesforce;
    HubSpotDouble& hubspot;
    ActiveCampaignDouble& activecampaign;
};

struct Act {
    bool done{};       // false: no such vendor, person, field or state of things
    std::string id{};  // the record that came to be, where one did
};

// Nothing when no act has this name. The acts are listed in doubles_control.h.
std::optional<Act> do_act(const Tools&, const std::string& name, const boost::json::object& what);

}  // namespace crosswalk::doubles
