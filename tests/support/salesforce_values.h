// tests/support/salesforce_values.h - questions about the values in a row.
#pragma once

#include "tests/support/salesforce_org.h"

namespace crosswalk::doubles {

bool is_number(const SalesforceField&);
std::optional<double> number_of(const boost::json::value&);  // numbers, and texts that hold one
bool blank(const boost::json::value&);                       // null or ""
std::string with_crlf(std::string_view text);                // line ends as Salesforce keeps them
bool flag(const SalesforceRow&, std::string_view field);

}  // namespace crosswalk::doubles
