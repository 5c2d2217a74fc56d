// adapters/hubspot/sign_in_errors.h - what a refused token request means, in an admin's words (sheet, section 1.5).
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::hubspot {

inline constexpr ErrorRule kSignInRules[] = {
    {"invalid_grant",
     Verdict::reconnect,
     "The app was uninstalled in HubSpot, or its sign-in revoked. Run `crosswalk connect` for this connection again."},
    {"BAD_REFRESH_TOKEN",
     Verdict::reconnect,
     "The app was uninstalled in HubSpot, or its sign-in revoked. Run `crosswalk connect` for this connection again."},
    {"BAD_AUTH_CODE",
     Verdict::reconnect,
     "The page was answered too late, or twice. Run `crosswalk connect` for this connection again."},
};

}  // namespace crosswalk::hubspot
