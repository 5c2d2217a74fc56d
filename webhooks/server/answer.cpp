#include "webhooks/server/answer.h"

#include <boost/beast/http/status.hpp>

#include <array>

namespace crosswalk {
namespace {

constexpr int kRetryAfter = 5;  // seconds

// Formatted once a second and thread, since every answer carries it.
std::string_view date_of(std::time_t now) {
    thread_local std::time_t formatted_at = -1;
    thread_local std::array<char, 40> text{};
    thread_local std::size_t size = 0;
    if (now != formatted_at) {
        std::tm parts{};
        gmtime_r(&now, &parts);
        size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
        formatted_at = now;
    }
    return {text.data(), size};
}

bool fits_one_line(std::string_view text) {
    for (const char c : text) {
        if ((c >= 0 && c < ' ' && c != '\t') || c == '\x7f') return false;
    }
    return true;
}

void write_header(std::string& out, std::string_view name, std::string_view value) {
    if (name.empty() || !fits_one_line(name) || !fits_one_line(value)) return;
    out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

void write_answer(std::string& out, const ServerAnswer& answer, const AnswerForm& form) {
    const auto reason =
        boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(answer.status));
    const bool bodiless = answer.status == 204 || answer.status == 304 || answer.status < 200;
    out.reserve(out.size() + 256 + answer.body.size());
    out.append("HTTP/1.1 ").append(std::to_string(answer.status)).append(" ");
    out.append(reason.data(), reason.size()).append("\r\nDate: ").append(date_of(form.now)).append("\r\n");
    if (!bodiless) {
        if (!answer.content_type.empty()) write_header(out, "Content-Type", answer.content_type);
        write_header(out, "Content-Length", std::to_string(answer.body.size()));
    }
    for (const auto& [name, value] : answer.headers) write_header(out, name, value);
    if (form.close) out.append("Connection: close\r\n");
    out.append("\r\n");
    if (!bodiless && !form.without_body) out.append(answer.body);
}

ServerAnswer own_answer(int status, std::string_view why) {
    ServerAnswer answer{.status = status, .body = std::string(why) + "\n"};
    if (status == 503) answer.headers.emplace_back("Retry-After", std::to_string(kRetryAfter));
    if (status == 405) answer.headers.emplace_back("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    return answer;
}

ServerAnswer own_answer(
    const ServerLimits& limits,
    int status,
    std::string_view why,
    std::string_view method,
    std::string_view target
) {
    const bool welcome_later = status == 503 || status == 408;
    if (welcome_later && limits.busy_answer)
        if (auto answer = limits.busy_answer(method, target)) return std::move(*answer);
    return own_answer(status, why);
}

}  // namespace crosswalk
