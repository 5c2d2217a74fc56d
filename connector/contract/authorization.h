// connector/contract/authorization.h - how a person lets us into an account with a browser (RFC 6749 4.1, RFC 7636), as
// data.
#pragma once

#include "connector/contract/values.h"

namespace crosswalk {

struct AuthorizationCode {
    std::string_view authorize_url{};    // whole, or a path below the sign-in host
    std::string_view token_path{};       // below the sign-in host
    std::string_view revoke_path{};      // below the sign-in host; empty: the vendor has none
    std::string_view revoke_as{};        // what the token is called in that form beside "token"; empty: nothing else
    std::string_view scope{};            // space separated
    std::string_view account_at{};       // pointer into the token answer: what tells one account from all others
    int account_segment = 0;             // of a URL there: which part of its path, counted from the end; 0: it is no URL
    std::string_view account_setting{};  // of the connection: where the admin may say which account it is
    std::string_view about_path{};       // below the API host: what is asked about the account with its new token
    std::string_view about_id_at{}, about_name_at{};  // pointers into that answer; empty: not told there
    std::string_view base_url_field{};   // as of OAuth2
    std::string_view host_guard{};       // as of OAuth2
    std::chrono::seconds lifetime{0};    // when the answer has no expires_in; 0: until the vendor says 401
};

}  // namespace crosswalk
