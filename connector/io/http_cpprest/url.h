// connector/io/http_cpprest/url.h - which hosts may be called, and how a request line is spelled. Pure.
#pragma once

#include "connector/contract/values.h"

namespace crosswalk {

// Where an API lives: "https://host[:port][/prefix]".
struct BaseUrl {
    std::string scheme{}, host{};  // lower case; an IPv6 address keeps its brackets
    std::string port{};            // empty: the scheme's own
    std::string prefix{};          // of every path; never ends in '/'

    std::string origin() const;   // "https://host:port"
    std::string address() const;  // "host:port", for messages
};

// Refuses user@host, control characters, blanks, queries, fragments and odd hosts with "send.bad_url", and
// plain http to anything but this machine with "send.insecure". The text itself is not repeated: it may carry
// a secret.
Result<BaseUrl> parse_base_url(std::string_view);

// "localhost", 127.0.0.0/8 as four plain numbers, or [::1]; no other spelling.
bool is_loopback(std::string_view host);

// A path and query as it goes on the wire: what RFC 3986 does not allow there is percent-encoded, what is
// encoded stays. "send.bad_request" when it does not begin with one '/', or holds a control character.
Result<std::string> request_target(std::string_view path);

// RFC 3986 unreserved characters stay, everything else becomes %XX; fit for
// application/x-www-form-urlencoded.
std::string percent_encoded(std::string_view);

}  // namespace crosswalk
