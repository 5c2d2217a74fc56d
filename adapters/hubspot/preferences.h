// adapters/hubspot/preferences.h - consent: which property shows it, and the calls that set it (sheet,
// section 3.11). Private to this folder.
#pragma once

#include "adapters/hubspot/internal.h"

namespace crosswalk::hubspot {

inline constexpr std::string_view kPreferences = "preferences/";
inline constexpr std::string_view kAllPreferences = "preferences/all";

// "preferences/all" <-> "hs_email_optout", "preferences/7" <-> "hs_email_optout_7". Nothing for other names.
std::optional<std::string> property_of(std::string_view preference);
std::optional<std::string> preference_of(std::string_view property);

// What such a property says; HubSpot leaves it blank for people who never opted out.
bool opted_out(const boost::json::value& shown);

// One call about one address.
struct ConsentCall {
    std::size_t record = 0;
    std::string field{};  // the preference
    bool out = true;
};
HttpRequest ask_consent(const Connection&, const std::string& address, const ConsentCall&);
// Nothing when it was done.
std::optional<Outcome> refused_consent(const ConsentCall&, const Answer&);

}  // namespace crosswalk::hubspot
