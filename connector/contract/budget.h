// connector/contract/budget.h - how many requests a vendor takes, as data.
#pragma once

#include <chrono>
#include <string_view>

namespace crosswalk {

struct Budget {  // of the account, shared by everything that calls it
    int requests = 0;  // per window; 0: none published
    std::chrono::milliseconds window{1000};
    std::string_view remaining_header{};  // "X-RateLimit-Remaining"
    std::string_view used_of_header{};    // a header that says "used/limit": "api-usage=18/5000"
    std::string_view reset_header{};      // seconds until there is something left again
    int at_once = 0;                      // requests on their way; 0: none published
};
struct PathBudget {  // of its own for some calls, beside the account's
    std::string_view path_part{};  // "/search"; empty: every path
    Budget budget{};
    std::string_view method{};     // empty: every method
    bool others_only = false;      // of the calls that none of the rows before fits
};

}  // namespace crosswalk
