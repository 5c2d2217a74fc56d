#include "connector/contract/call.h"

#include "connector/contract/json_read.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <charconv>

namespace crosswalk {
namespace {

// What the first pointer that finds something finds.
std::vector<std::string> said_at(const boost::json::value& body, const Pointers& pointers) {
    for (const std::string_view pointer : pointers.all())
        if (auto said = scalars_at(body, pointer); !said.empty()) return said;
    return {};
}

constexpr std::chrono::seconds kLongestWait{86'400};

bool refuses(const ErrorShape& shape, const boost::json::value& body) {
    const auto* told = shape.refused_at.empty() ? nullptr : value_at(body, shape.refused_at);
    return told != nullptr && *told == boost::json::value(false);
}

}  // namespace

std::optional<std::chrono::seconds> whole_seconds(std::string_view text) {
    long seconds = 0;
    const char* end = text.data() + text.size();
    const auto [at, bad] = std::from_chars(text.data(), end, seconds);
    if (bad != std::errc{} || at != end || seconds < 0) return std::nullopt;
    return std::min(std::chrono::seconds{seconds}, kLongestWait);
}

bool CaseBlind::operator()(std::string_view a, std::string_view b) const {
    const auto lower = [](char c) { return static_cast<unsigned char>(lower_case(c)); };
    return std::ranges::lexicographical_compare(a, b, {}, lower, lower);
}

HttpRequest get_json(std::string path) {
    return {.path = std::move(path), .headers = {{"Accept", "application/json"}}};
}

HttpRequest send_json(std::string method, std::string path, const boost::json::value& body) {
    HttpRequest out = get_json(std::move(path));
    out.method = std::move(method);
    out.headers["Content-Type"] = "application/json";
    out.body = boost::json::serialize(body);
    return out;
}

std::string_view Connection::setting(std::string_view key) const {
    const auto it = settings.find(key);
    return it == settings.end() ? std::string_view{} : std::string_view(it->second);
}

Outcome refusal_in(
    const ErrorShape& shape,
    std::span<const ErrorRule> rules,
    const boost::json::value& refusal,
    std::string_view otherwise
) {
    const auto first = [&](const Pointers& at) {
        const auto said = said_at(refusal, at);
        return said.empty() ? std::string{} : said.front();
    };
    auto code = first(shape.code_at);
    if (code.empty()) code = otherwise;
    std::string message;
    for (const std::string& one : said_at(refusal, shape.message_at))
        message += (message.empty() ? "" : "; ") + one;
    Outcome out = classify(rules, code, message, first(shape.field_at));
    if (const auto wait = whole_seconds(first(shape.wait_at))) out.wait = wait;
    return out;
}

Result<Answer> answer_of(const Manifest& vendor, HttpResponse response) {
    Answer out{.status = response.status, .headers = std::move(response.headers)};
    const bool fine = is_success(out.status);
    const bool unread = fine && vendor.channel && vendor.channel->answers_unread;
    if (!response.body.empty() && !unread) {
        auto body = parse_json(response.body);
        if (body)
            out.body = std::move(*body);
        else if (fine)
            return Fault{
                std::string(vendor.vendor) + ".unreadable",
                std::string(vendor.title) + " sent an answer that cannot be read: " + body.error().what,
                "Try again; if it stays, check the address of the connection."};
    }
    if (!fine || refuses(vendor.errors, out.body))
        out.error =
            refusal_in(vendor.errors, vendor.error_rules, out.body, "http_" + std::to_string(out.status));
    return out;
}

}  // namespace crosswalk
