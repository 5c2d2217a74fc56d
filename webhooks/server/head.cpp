#include "webhooks/server/head.h"

#include "webhooks/server/characters.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace crosswalk {
namespace {

constexpr std::array<std::string_view, 7> kMethods = {
    "GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"};
constexpr std::size_t kLongestLength = 18;  // digits; fits 64 bits with room

bool is_host(char c) {
    return is_alphanumeric(c) || std::string_view(".-_~:[]").find(c) != std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t";
    const std::size_t first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

}  // namespace

bool HeadGuard::refuse(int status, std::string_view why) {
    refusal_ = {status, why};
    return false;
}

// Only visible ASCII, blanks and tabs, and line ends that are CR and LF together.
HeadGuard::Seen HeadGuard::look(std::string_view bytes) {
    const std::string_view room = bytes.substr(0, limits_.bytes);
    const auto refused = [this](std::string_view why) {
        refuse(400, why);
        return Seen::refused;
    };
    for (; scanned_ < room.size(); ++scanned_) {
        const char c = room[scanned_];
        if (is_text(c)) continue;
        if (c == '\n') return refused("A line feed stands alone.");
        if (c != '\r') return refused("The head holds a byte that is not visible ASCII.");
        if (scanned_ + 1 == room.size()) break;
        if (room[scanned_ + 1] != '\n') return refused("A carriage return stands alone.");
        const std::string_view text = room.substr(line_start_, scanned_ - line_start_);
        if (!text.empty() && !line(text)) return Seen::refused;
        line_start_ = scanned_ + 2;
        if (text.empty()) return end() ? Seen::whole : Seen::refused;
        ++scanned_;
    }
    constexpr std::size_t kMethodAndVersion = 64;
    if (lines_ == 0 && room.size() > limits_.target + kMethodAndVersion) {
        refuse(414, "The request line is too long.");
        return Seen::refused;
    }
    if (bytes.size() < limits_.bytes) return Seen::part;
    refuse(431, "The headers are too large.");
    return Seen::refused;
}

bool HeadGuard::line(std::string_view text) {
    if (lines_++ == 0) return request_line(text);
    if (lines_ > limits_.headers + 1) return refuse(431, "There are too many headers.");
    return header(text);
}

bool HeadGuard::request_line(std::string_view text) {
    const std::size_t first = text.find(' '), last = text.rfind(' ');
    if (first == std::string_view::npos || first == last)
        return refuse(400, "The request line is malformed.");
    const std::string_view method = text.substr(0, first), target = text.substr(first + 1, last - first - 1),
                           version = text.substr(last + 1);
    if (method.empty() || target.empty() || !std::ranges::all_of(method, is_token)) {
        return refuse(400, "The request line is malformed.");
    }
    if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digit(version[5]) || version[6] != '.' ||
        !is_digit(version[7])) {
        return refuse(400, "The request line is malformed.");
    }
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return refuse(505, "Only HTTP/1.1 and HTTP/1.0 are spoken.");
    if (method == "TRACE" || method == "CONNECT") return refuse(405, "This method is not served.");
    if (std::ranges::find(kMethods, method) == kMethods.end())
        return refuse(501, "This method is not known.");
    http_10_ = version.back() == '0';
    target_start_ = line_start_ + first + 1;
    target_size_ = target.size();
    return check_target(target);
}

bool HeadGuard::check_target(std::string_view target) {
    if (target.size() > limits_.target) return refuse(414, "The target is too long.");
    if (!target.starts_with('/')) return refuse(400, "The target is not a path.");
    if (target.find_first_of(" \t#") != std::string_view::npos)
        return refuse(400, "The target is malformed.");
    return true;
}

bool HeadGuard::header(std::string_view text) {
    if (text.front() == ' ' || text.front() == '\t') return refuse(400, "A header is folded.");
    const std::size_t colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    if (colon == std::string_view::npos || name.empty() || !std::ranges::all_of(name, is_token)) {
        return refuse(400, "A header is malformed.");
    }
    return framing(name, trimmed(text.substr(colon + 1)));
}

// What decides where the request ends, and for whom it is, is said once and in one way.
bool HeadGuard::framing(std::string_view name, std::string_view value) {
    if (alike(name, "host")) {
        if (++hosts_ > 1) return refuse(400, "There is more than one Host.");
        if (!std::ranges::all_of(value, is_host)) return refuse(400, "The Host is malformed.");
    } else if (alike(name, "content-length")) {
        std::uint64_t length = 0;
        if (length_) return refuse(400, "There is more than one Content-Length.");
        if (value.empty() || value.size() > kLongestLength || !std::ranges::all_of(value, is_digit)) {
            return refuse(400, "The Content-Length is malformed.");
        }
        std::from_chars(value.data(), value.data() + value.size(), length);
        length_ = length;
    } else if (alike(name, "transfer-encoding")) {
        if (chunked_) return refuse(400, "There is more than one Transfer-Encoding.");
        if (!alike(value, "chunked")) return refuse(400, "The Transfer-Encoding is not 'chunked'.");
        chunked_ = true;
    } else if (alike(name, "expect")) {
        if (!alike(value, "100-continue")) return refuse(417, "Only '100-continue' can be expected.");
        expects_continue_ = true;
    }
    return true;
}

bool HeadGuard::end() {
    if (lines_ == 0) return refuse(400, "The request line is missing.");
    if (hosts_ == 0) return refuse(400, "There is no Host.");
    if (chunked_ && length_)
        return refuse(400, "Content-Length and Transfer-Encoding contradict each other.");
    if (chunked_ && http_10_) return refuse(400, "HTTP/1.0 knows no Transfer-Encoding.");
    if (http_10_) expects_continue_ = false;
    return true;
}

}  // namespace crosswalk
