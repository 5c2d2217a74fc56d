#include "connector/app/cli/raw_request.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace crosswalk {
namespace {

std::optional<std::string_view> next_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    auto line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    return text;
}

bool same_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) {
        return std::tolower(x) == std::tolower(y);
    });
}

Result<void> read_line(std::string_view line, RawRequest& out) {
    const auto first = line.find(' '), last = line.rfind(' ');
    const Fault bad{
        "request.line",
        "The file does not begin with a request line.",
        "Begin it as in: POST /hooks/NAME HTTP/1.1"};
    if (first == std::string_view::npos || first == 0 || !line.substr(last + 1).starts_with("HTTP/"))
        return bad;
    out.method = line.substr(0, first);
    out.target = line.substr(first + 1, last - first - 1);
    if (first == last || !out.target.starts_with('/') || out.target.find(' ') != std::string::npos)
        return bad;
    return {};
}

}  // namespace

Result<RawRequest> parse_raw_request(std::string_view bytes) {
    RawRequest out;
    const auto first = next_line(bytes);
    if (auto read = read_line(first.value_or(""), out); !read) return read.error();
    int number = 1;
    for (;;) {
        const auto line = next_line(bytes);
        ++number;
        if (!line)
            return Fault{
                "request.no_blank_line",
                "No blank line ends the headers.",
                "Put one between the headers and the body, also when there is no body."};
        if (line->empty()) break;
        const auto colon = line->find(':');
        if (colon == std::string_view::npos || colon == 0)
            return Fault{
                "request.header",
                "Line " + std::to_string(number) + " is not a header.",
                "Write it as Name: value."};
        out.headers.emplace_back(line->substr(0, colon), trimmed(line->substr(colon + 1)));
    }
    out.body = bytes;
    for (const auto& [name, value] : out.headers) {
        if (same_name(name, "Transfer-Encoding"))
            return Fault{
                "request.chunked",
                "The body is in chunks, as it was on the wire.",
                "Keep the body itself, without Transfer-Encoding."};
        std::size_t length = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
        if (same_name(name, "Content-Length") && error == std::errc{} && length < out.body.size())
            out.body.resize(length);
    }
    return out;
}

}  // namespace crosswalk
