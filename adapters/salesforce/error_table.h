// adapters/salesforce/error_table.h - what Salesforce's error codes mean for one record or one call.
// Names: the vendor's partner WSDL (StatusCode, ExceptionCode); the sheet's section 2.8 says which texts were
// recorded.
#pragma once

#include "connector/contract/report.h"

namespace crosswalk::salesforce {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

inline constexpr ErrorRule kErrorRules[] = {
    // Passing: Salesforce is busy with this record, or with everything.
    {"UNABLE_TO_LOCK_ROW",
     Verdict::retry,
     "Salesforce was busy with this record; Crosswalk will try again.",
     seconds{2}},
    {"ENTITY_IS_LOCKED",
     Verdict::retry,
     "The record is locked, most often by an approval; Crosswalk tries again every hour until it is released.",
     hours{1}},
    {"REQUEST_LIMIT_EXCEEDED",
     Verdict::retry,
     "The daily number of API calls of this Salesforce org is used up. Crosswalk waits; buy more calls or "
     "find out what else uses them (Setup, Company Information).",
     minutes{15},
     "TotalRequests"},
    {"REQUEST_LIMIT_EXCEEDED",
     Verdict::retry,
     "Too many long calls ran in Salesforce at once; Crosswalk will try again.",
     seconds{10}},
    {"LIMIT_EXCEEDED",
     Verdict::retry,
     "Salesforce limits this kind of call for now; Crosswalk will try again.",
     minutes{5}},
    {"EXCEEDED_QUOTA",
     Verdict::retry,
     "A quota of this Salesforce org is used up; Crosswalk waits.",
     minutes{15}},
    {"TOO_MANY_APEX_REQUESTS",
     Verdict::retry,
     "Too much Apex ran in Salesforce at once; Crosswalk will try again.",
     seconds{30}},
    {"QUERY_TIMEOUT",
     Verdict::retry,
     "Salesforce took too long for a query; Crosswalk will try again.",
     seconds{30}},
    {"REQUEST_RUNNING_TOO_LONG",
     Verdict::retry,
     "Salesforce took too long; Crosswalk will try again.",
     seconds{30}},
    {"SERVER_UNAVAILABLE",
     Verdict::retry,
     "Salesforce is overloaded or in maintenance; Crosswalk will try again.",
     seconds{30}},
    {"INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE",
     Verdict::retry,
     "Salesforce is read-only during maintenance; Crosswalk waits.",
     minutes{5}},
    {"ORG_IN_MAINTENANCE",
     Verdict::retry,
     "This Salesforce org is in maintenance; Crosswalk waits.",
     minutes{5}},
    {"CONCURRENT_TRANSACTION",
     Verdict::retry,
     "Another change of the same record was under way; Crosswalk will try again.",
     seconds{5}},
    {"TXN_SECURITY_METERING_ERROR",
     Verdict::retry,
     "Salesforce could not check its transaction security policy; Crosswalk will try again.",
     seconds{30}},
    {"CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
     Verdict::retry,
     "An Apex trigger ran into a locked record; Crosswalk will try again.",
     seconds{5},
     "UNABLE_TO_LOCK_ROW"},
    {"ALL_OR_NONE_OPERATION_ROLLED_BACK",
     Verdict::retry,
     "Another record of the same call was refused; Crosswalk writes this one again.",
     seconds{1}},
    {"PROCESSING_HALTED",
     Verdict::retry,
     "Another record of the same call was refused; Crosswalk writes this one again.",
     seconds{1}},

    // It may have been carried out: look before writing again.
    {"UNKNOWN_EXCEPTION",
     Verdict::unanswered,
     "Salesforce failed inside; Crosswalk looks before it writes again."},

    // The sign-in or the rights of the integration user.
    {"INVALID_SESSION_ID",
     Verdict::reconnect,
     "The sign-in is not valid for the REST API: give the connected app the scope 'api', then reconnect Salesforce.",
     seconds{0},
     "not valid for use with the REST API"},
    {"INVALID_SESSION_ID", Verdict::reconnect, "Reconnect Salesforce: the sign-in has ended or was revoked."},
    {"INVALID_AUTH_HEADER", Verdict::reconnect, "Reconnect Salesforce: it did not understand the sign-in."},
    {"INVALID_LOGIN", Verdict::reconnect, "Reconnect Salesforce: the sign-in was refused."},
    {"INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
     Verdict::reconnect,
     "The password of the integration user has expired: set a new one, then reconnect."},
    {"API_DISABLED_FOR_ORG",
     Verdict::reconnect,
     "This Salesforce edition has no API. Ask Salesforce to switch it on, then reconnect."},
    {"API_CURRENTLY_DISABLED",
     Verdict::reconnect,
     "The integration user lacks the permission 'API Enabled'. Grant it, then reconnect."},
    {"CLIENT_NOT_ACCESSIBLE_FOR_USER",
     Verdict::reconnect,
     "The integration user may not use this connected app. Assign the permission set, then reconnect."},
    {"FUNCTIONALITY_NOT_ENABLED",
     Verdict::reconnect,
     "A Salesforce feature this needs is switched off. Switch it on, then reconnect."},
    {"UNSUPPORTED_API_VERSION",
     Verdict::reconnect,
     "Salesforce no longer offers this API version. Set api_version of the connection to a newer one."},
    {"TXN_SECURITY_NO_ACCESS",
     Verdict::reconnect,
     "A transaction security policy blocks Crosswalk. Let the integration user through, then reconnect."},
    {"STORAGE_LIMIT_EXCEEDED",
     Verdict::reconnect,
     "The data storage of this Salesforce org is full. Free some or buy more, then resume the connection."},

    // Rights on this record or field.
    {"INSUFFICIENT_ACCESS_OR_READONLY",
     Verdict::refused,
     "The integration user may not change this record. Share it with the user or assign the permission set "
     "Crosswalk Integration, then replay."},
    {"INSUFFICIENT_ACCESS",
     Verdict::refused,
     "The integration user may not change this record. Share it with the user or assign the permission set "
     "Crosswalk Integration, then replay."},
    {"INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
     Verdict::refused,
     "The integration user may not see a record this one points to, most often its owner or account. Share "
     "that one as well, then replay."},
    {"INVALID_FIELD_FOR_INSERT_UPDATE",
     Verdict::refused,
     "The integration user may not write '{field}', or it is read-only. Give it edit access in the "
     "permission set and replay, or take it out of the mapping and drop this."},
    {"CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
     Verdict::refused,
     "An Apex trigger or flow in Salesforce stopped this change. Show its words to your Salesforce admin; "
     "when it lets the change pass, replay."},

    // The state of the record. Into what it went the vendor does not say: reading the record tells.
    {"CANNOT_UPDATE_CONVERTED_LEAD",
     Verdict::merged,
     "This lead was converted; Crosswalk asks for its contact and goes on there. Map the kind 'contact' too, "
     "and let the integration user see contacts."},
    {"ENTITY_IS_DELETED",
     Verdict::merged,
     "This record was deleted or merged in Salesforce; Crosswalk asks which, and goes on with the survivor "
     "if there is one."},
    // Where it names no field of an update, kRecordNotThere (write.cpp) counts.
    {"INVALID_CROSS_REFERENCE_KEY",
     Verdict::refused,
     "The record, or one it points to ('{field}'), is not there or not visible. Check owner and lookups, and "
     "what the integration user may see, then replay."},
    {"NOT_FOUND",
     Verdict::refused,
     "Salesforce does not know this record or external id field. Check that the own-id field exists and that "
     "the integration user sees it, then replay."},
    {"DUPLICATE_VALUE",
     Verdict::refused,
     "Another record in Salesforce already holds this value of a unique field. Merge the two there, then replay."},
    {"DUPLICATES_DETECTED",
     Verdict::refused,
     "A duplicate rule in Salesforce found a record like this one. Merge them there or let the rule pass the "
     "integration user, then replay."},
    {"DUPLICATE_EXTERNAL_ID",
     Verdict::refused,
     "Several records in Salesforce carry the same own id. Clear it on all but one and make the field "
     "unique, then replay."},
    {"INACTIVE_OWNER_OR_USER",
     Verdict::refused,
     "The owner of this record is an inactive user. Give the record another owner in Salesforce, then replay."},
    {"MISSING_ARGUMENT",
     Verdict::refused,
     "Salesforce misses the record's id in the call. Replay: the call is built anew; if it comes back, report it."},
    {"MALFORMED_ID",
     Verdict::refused,
     "'{field}' holds no Salesforce id. Correct the mapping or the value, then replay."},

    // The values.
    {"REQUIRED_FIELD_MISSING",
     Verdict::refused,
     "Salesforce needs '{field}' on this record. Map it or give it a placeholder, activate the mapping, then replay."},
    {"STRING_TOO_LONG",
     Verdict::refused,
     "The value is too long for '{field}' in Salesforce. Make the field longer there or shorten the value "
     "where it was entered, then replay."},
    {"INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
     Verdict::refused,
     "The picklist '{field}' does not have this value. Add it in Salesforce, or correct the value table of "
     "the mapping and activate it; then replay."},
    {"INVALID_EMAIL_ADDRESS",
     Verdict::refused,
     "Salesforce does not take this as an e-mail address ('{field}'). Correct it where it was entered, then replay."},
    {"FIELD_CUSTOM_VALIDATION_EXCEPTION",
     Verdict::refused,
     "A validation rule of this Salesforce org refused the record; its words are beside this. Satisfy the "
     "rule or exempt the integration user, then replay."},
    {"FIELD_FILTER_VALIDATION_EXCEPTION",
     Verdict::refused,
     "A lookup filter on '{field}' does not allow this value. Choose another value or change the filter, "
     "then replay."},
    {"FIELD_INTEGRITY_EXCEPTION",
     Verdict::refused,
     "The value of '{field}' does not fit the others of this record. Correct it, then replay."},
    {"INVALID_TYPE_ON_FIELD_IN_RECORD",
     Verdict::refused,
     "The value of '{field}' has the wrong type for Salesforce. `crosswalk check --live` says which type the "
     "field has there: correct it in fields.yaml, activate it, then replay."},
    {"NUMBER_OUTSIDE_VALID_RANGE",
     Verdict::refused,
     "The number is too large for '{field}' in Salesforce. Give the field more digits there, or set a range "
     "in the mapping and activate it; then replay."},
    {"JSON_PARSER_ERROR",
     Verdict::refused,
     "A value has the wrong type for its Salesforce field. `crosswalk check --live` names the field and its "
     "type there: correct it in fields.yaml, activate it, then replay."},
    {"CANNOT_EXECUTE_FLOW_TRIGGER",
     Verdict::refused,
     "A flow in Salesforce failed on this record. Show its words to your Salesforce admin, then replay."},
    {"FLOW_EXCEPTION",
     Verdict::refused,
     "A flow in Salesforce failed on this record. Show its words to your Salesforce admin, then replay."},
    {"APEX_ERROR",
     Verdict::refused,
     "Apex code in Salesforce failed on this record. Show its words to your Salesforce admin, then replay."},
    {"CUSTOM_APEX_ERROR",
     Verdict::refused,
     "Apex code in Salesforce refused this record. Show its words to your Salesforce admin, then replay."},

    // The mapping and the schema.
    {"INVALID_FIELD",
     Verdict::refused,
     "Salesforce has no such field, or the integration user does not see it. Correct the name in the mapping "
     "and activate it, or grant access in the permission set; then replay."},
    {"INVALID_TYPE",
     Verdict::refused,
     "Salesforce has no such object, or the integration user does not see it. Check the kinds in the mapping "
     "and the permission set, then replay."},
    {"MALFORMED_QUERY",
     Verdict::refused,
     "Salesforce did not understand a query. Correct the field names in the mapping and activate it, then "
     "replay."},
    {"INVALID_QUERY_LOCATOR",
     Verdict::retry,
     "A query of several pages expired; Crosswalk starts it again.",
     seconds{1}},
};

}  // namespace crosswalk::salesforce
