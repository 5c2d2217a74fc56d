// connector/app/cli/raw_request.h - one HTTP request as it went over the wire, kept in a file.
#pragma once

#include "connector/contract/values.h"

namespace crosswalk {

struct RawRequest {
    std::string method{}, target{};
    std::vector<std::pair<std::string, std::string>> headers{};  // in order, repeated ones kept
    std::string body{};
};

// Request line, headers, a blank line, the body; lines may end in CRLF or LF. With a Content-Length the body
// ends there, so that an editor's last newline does no harm. Pure. Faults: "request.line", "request.header",
// "request.no_blank_line", "request.chunked".
Result<RawRequest> parse_raw_request(std::string_view bytes);

}  // namespace crosswalk
