// tests/support/hubspot_values.h - what a HubSpot property takes, and in which words it refuses.
#pragma once

#include "tests/support/hubspot_portal.h"

namespace crosswalk::doubles {

// A property error; without a `property` the value is not repeated.
HubSpotError hubspot_invalid(
    const std::string& code,
    const std::string& message,
    const HubSpotProperty* property,
    const std::string& name,
    const std::string& value
);

// Milliseconds, or ISO 8601 (a date alone is its midnight).
std::optional<std::int64_t> hubspot_moment(const std::string& text);

}  // namespace crosswalk::doubles
