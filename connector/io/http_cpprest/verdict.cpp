#include "connector/io/http_cpprest/verdict.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::string_view kOutcomeUnknown =
    "Crosswalk looks up what the vendor kept before it sends this again. If it goes on, ask the vendor's "
    "status page.";

Fault no_answer(const BaseUrl& base, std::string_view why) {
    return {
        .code = "send.no_answer",
        .what = base.address() + " gave no whole answer: " + std::string(why) + ".",
        .remedy = std::string(kOutcomeUnknown)};
}

Fault unreachable(const BaseUrl& base, std::string_view why) {
    return {
        .code = "send.unreachable",
        .what = base.address() + " cannot be reached: " + std::string(why) + ".",
        .remedy =
            "Check base_url and login_url of the connection, the network and the firewall; nothing was "
            "sent."};
}

// cpprestsdk's messages name the place where it failed; the reason it had is lost on the way.
std::string words_for(std::string_view trouble) {
    if (trouble.starts_with("Error resolving") || trouble.starts_with("Failed to resolve"))
        return "its name could not be resolved";
    if (trouble.starts_with("Failed to connect")) return "nothing accepts a connection there";
    if (trouble.starts_with("Error in SSL handshake"))
        return "no TLS connection could be agreed on; it must speak https with TLS 1.2 or newer";
    if (trouble.starts_with("Failed to read HTTP status line"))
        return "it closed the connection without an answer";
    if (trouble.starts_with("Failed to read response body"))
        return "it closed the connection in the middle of its answer";
    return std::string(trouble);
}

// An answer that has no body by definition (RFC 9110, 6.4.1).
bool has_no_body(int status, std::string_view method) {
    return method == "HEAD" || status == 204 || status == 304;
}

std::string_view header(const Headers& headers, std::string_view name) {
    const auto found = headers.find(std::string(name));
    return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

bool is_chunked(const Headers& headers) {
    std::string coding(header(headers, "Transfer-Encoding"));
    std::ranges::transform(coding, coding.begin(), [](unsigned char c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    });
    return coding.find("chunked") != std::string::npos;
}

// Empty when the end of the body is certain. cpprestsdk itself takes the end of the connection for it.
std::string_view doubt_about(const HttpResponse& answer, std::string_view method) {
    if (has_no_body(answer.status, method) || is_chunked(answer.headers)) return {};
    const std::string_view length = header(answer.headers, "Content-Length");
    if (length.empty()) return "it did not say how long its answer is, so a part may be missing";
    if (length != std::to_string(answer.body.size())) return "its answer is not as long as it said";
    return {};
}

Result<HttpResponse> whole(HttpResponse answer, const BaseUrl& base, const HttpRequest& request) {
    if (answer.status < 200 || answer.status > 599)
        return no_answer(base, "its status is none that HTTP knows");
    const std::string_view doubt = doubt_about(answer, request.method);
    // A refusal is a refusal however much of its words is missing; success is believed only when it came
    // whole.
    if (!doubt.empty() && answer.status < 300) return no_answer(base, doubt);
    return Result<HttpResponse>(std::move(answer));
}

}  // namespace

Fault stopped_fault() {
    return {
        .code = "send.stopped",
        .what = "Crosswalk is stopping.",
        .remedy = "It goes on after the next start."};
}

Fault unsendable(const BaseUrl& base) {
    return {
        .code = "send.bad_request",
        .what = "A request to " + base.address() + " has a method or header that HTTP does not allow.",
        .remedy = "Look for a line break in the mapped value or setting that became part of a header."};
}

Result<HttpResponse> verdict_of(CallInFlight::Outcome outcome, const BaseUrl& base, const HttpRequest& request) {
    using End = CallInFlight::End;
    switch (outcome.end) {
        case End::whole:
            return whole(std::move(outcome.answer), base, request);
        case End::too_big:
            return no_answer(base, "its answer is larger than Crosswalk accepts");
        case End::malformed:
            return no_answer(base, "its answer is not valid HTTP");
        case End::stopped:
            return stopped_fault();
        case End::not_connected:
            return unreachable(base, "no connection was made in time");
        case End::late:
            return outcome.sent ? no_answer(base, "the time for this call is over")
                                : unreachable(base, "no connection was made in time");
        case End::none:
        case End::failed:
            break;
    }
    const std::string why = words_for(outcome.trouble);
    return outcome.sent ? no_answer(base, why) : unreachable(base, why);
}

}  // namespace crosswalk
