// tests/support/hubspot_answers.h - the shapes in which HubSpot answers.
#pragma once

#include "tests/support/hubspot_portal.h"
#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

Answer hubspot_json(int status, const boost::json::value& body);
Answer hubspot_error(const HubSpotError&, boost::json::object context = {});
Answer hubspot_not_found();
Answer hubspot_bad_request(const std::string& message, boost::json::object context = {});
std::vector<std::string> hubspot_texts(
    const boost::json::object& body, std::string_view key
);                                                 // numbers spelled
std::int64_t hubspot_id(const std::string& text);  // 0 when it is no number

}  // namespace crosswalk::doubles
