// tests/support/example_tools.h - the two invented tools of mappings/tools, as facts of their doubles.
#pragma once

#include "tests/support/resource_double.h"

namespace crosswalk::doubles {

inline ResourceFacts example_score_facts() {
    namespace json = boost::json;
    const auto error = [](const char* code, const char* field) {
        return json::value{{"error", {{"code", code}, {"message", "Example Score says no."}, {"field", field}}}};
    };
    return {
        .credentials = {{"Authorization", "Bearer score-token"}, {"Accept-Version", "2026-01"}},
        .probe_path = "/account",
        .probe = {{"account", {{"id", "acme"}}}},
        .path = "/people",
        .list_key = "people",
        .record_key = "person",
        .match_parameter = "email",
        .since_parameter = "updated_since",
        .rows_parameter = "limit",
        .cursor_parameter = "cursor",
        .next_key = "next",
        .updated_key = "updated",
        .not_found = error("no_such_person", "id"),
        .bad_value = error("invalid_value", "email"),
        .read_only = {"lead_score", "score"},
        .signature_header = "X-Score-Signature",
        .secret = "made-up-signing-secret"};
}

inline ResourceFacts example_forms_facts() {
    namespace json = boost::json;
    return {
        .credentials = {{"Authorization", "Basic YXBpOmZvcm1zLWtleQ=="}},  // api:forms-key
        .probe_path = "/me",
        .probe = {{"user", {{"email", "admin@example.com"}}}},
        .path = "/respondents",
        .list_key = "items",
        .match_parameter = "filter[email]",
        .since_parameter = "modified_after",
        .rows_parameter = "take",
        .offset_parameter = "skip",
        .updated_key = "modified",
        .seconds = true,
        .not_found = {{"code", "not_found"}, {"message", "Nobody here."}},
        .writable = false};
}

}  // namespace crosswalk::doubles
