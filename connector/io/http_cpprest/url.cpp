#include "connector/io/http_cpprest/url.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace crosswalk {
namespace {

constexpr std::string_view kHttps = "https://", kHttp = "http://";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_unreserved(char c) {
    return is_digit(c) || is_letter(c) || std::string_view("-._~").find(c) != std::string_view::npos;
}
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

void append_escaped(std::string& out, char c) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
}

// Allowed in a path or query as it stands; '%' too, since the caller encodes what it means literally.
bool stays_in_target(char c) {
    return is_unreserved(c) || std::string_view("%/?:@!$&'()*+,;=").find(c) != std::string_view::npos;
}

Fault bad_url(std::string_view why) {
    return {
        .code = "send.bad_url",
        .what = "A base URL cannot be used: " + std::string(why) + ".",
        .remedy = "Write it as https://host, without user names, queries or blanks."};
}

bool is_plain_number(std::string_view text, int at_most) {
    int value = 0;
    if (text.empty() || text.size() > 5 || !std::ranges::all_of(text, is_digit)) return false;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value <= at_most;
}

bool is_host(std::string_view host) {
    if (host.starts_with('[')) {
        const std::string_view inside = host.substr(1, host.size() - 2);
        return host.size() > 4 && host.ends_with(']') && std::ranges::all_of(inside, [](char c) {
                   return is_digit(c) || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
               });
    }
    return !host.empty() && host.size() <= 253 && host.front() != '.' && host.front() != '-' &&
           host.find("..") == std::string_view::npos && std::ranges::all_of(host, [](char c) {
               return is_digit(c) || is_letter(c) || c == '.' || c == '-' || c == '_';
           });
}

bool is_address(const BaseUrl& url) {
    return is_host(url.host) && (url.port.empty() || (url.port != "0" && is_plain_number(url.port, 65'535)));
}

}  // namespace

std::string BaseUrl::origin() const { return scheme + "://" + host + (port.empty() ? "" : ":" + port); }

std::string BaseUrl::address() const {
    if (!port.empty()) return host + ":" + port;
    return host + (scheme == "https" ? ":443" : ":80");
}

bool is_loopback(std::string_view host) {
    if (host == "localhost" || host == "[::1]") return true;
    if (!host.starts_with("127.") || host.size() > 15) return false;
    int numbers = 0;
    for (std::size_t at = 0; at <= host.size(); ++numbers) {
        const std::size_t dot = std::min(host.find('.', at), host.size());
        const std::string_view number = host.substr(at, dot - at);
        if (!is_plain_number(number, 255) || (number.size() > 1 && number.front() == '0')) return false;
        at = dot + 1;
    }
    return numbers == 4;
}

Result<BaseUrl> parse_base_url(std::string_view text) {
    if (std::ranges::any_of(text, [](char c) {
            return is_control(c) || c == ' ' || c == '\\' || (c & 0x80) != 0;
        }))
        return bad_url("it holds a blank, a backslash or a character outside ASCII");
    BaseUrl url;
    const std::string head = lower(text.substr(0, kHttps.size()));
    if (head == kHttps)
        url.scheme = "https";
    else if (head.starts_with(kHttp))
        url.scheme = "http";
    else
        return bad_url("it does not begin with https://");
    text.remove_prefix(url.scheme.size() + 3);
    if (text.find_first_of("?#") != std::string_view::npos) return bad_url("it holds a query or a fragment");
    const std::size_t slash = std::min(text.find('/'), text.size());
    const std::string_view authority = text.substr(0, slash);
    if (authority.find('@') != std::string_view::npos) return bad_url("it holds a user name");
    const std::size_t colon = authority.ends_with(']') ? std::string_view::npos : authority.rfind(':');
    url.host = lower(authority.substr(0, colon));
    if (colon != std::string_view::npos) url.port = authority.substr(colon + 1);
    if (!is_address(url) || (colon != std::string_view::npos && url.port.empty()))
        return bad_url("its host or port is not one");
    url.prefix = text.substr(slash);
    while (url.prefix.ends_with('/')) url.prefix.pop_back();
    if (url.scheme == "http" && !is_loopback(url.host))
        return Fault{
            .code = "send.insecure",
            .what = "Plain http:// would show the credential of this account to the network on the way to " +
                    url.address() + ".",
            .remedy =
                "Write https://. Plain http:// is accepted only for this machine itself (127.0.0.1, "
                "localhost)."};
    return Result<BaseUrl>(std::move(url));
}

Result<std::string> request_target(std::string_view path) {
    const bool relative = path.starts_with('/') && !path.starts_with("//");
    if (!relative || std::ranges::any_of(path, is_control))
        return Fault{
            .code = "send.bad_request",
            .what = "A request path does not begin with one '/', or holds a control character.",
            .remedy =
                "Look for a line break or a whole URL in the mapped value that became part of the path."};
    std::string out;
    out.reserve(path.size());
    for (const char c : path) stays_in_target(c) ? void(out += c) : append_escaped(out, c);
    return {boost::system::in_place_value, std::move(out)};
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    out.reserve(text.size() * 3);
    for (const char c : text) is_unreserved(c) ? void(out += c) : append_escaped(out, c);
    return out;
}

}  // namespace crosswalk
