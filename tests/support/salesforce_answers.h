// tests/support/salesforce_answers.h - the shapes in which Salesforce answers.
#pragma once

#include "tests/support/salesforce_org.h"
#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

Answer salesforce_json(int status, const boost::json::value& body);
// [{message, errorCode, fields?}]
Answer salesforce_error(int status, const SalesforceError&);
Answer salesforce_not_found();
// {"error","error_description"} of the token endpoint
Answer oauth_error(const char* error, const char* description);
// {success, errors:[{statusCode, message, fields}]} or {id, success, errors:[], created?}
boost::json::object salesforce_verdict(const RowResult&, bool with_created);

}  // namespace crosswalk::doubles
