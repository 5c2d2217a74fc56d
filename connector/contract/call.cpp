#include "connector/contract/call.h"

#include "connector/contract/json_read.h"

#include <algorithm>

namespace crosswalk {

namespace {

// What the vendor says in a refusal, by the manifest's pointers and the vendor's error rules.
Outcome refusal_in(const Manifest& vendor, int status, const boost::json::value& body) {
    const auto said = [&](std::string_view at) { return at.empty() ? std::string{} : scalar_at(body, at); };
    std::string code = said(vendor.errors.code_at);
    if (code.empty()) code = "http_" + std::to_string(status);
    return classify(vendor.error_rules, code, said(vendor.errors.message_at), said(vendor.errors.field_at));
}

}  // namespace

bool CaseBlind::operator()(std::string_view a, std::string_view b) const {
    const auto lower = [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : static_cast<int>(c); };
    return std::ranges::lexicographical_compare(a, b, {}, lower, lower);
}

std::string_view Connection::setting(std::string_view key) const {
    const auto it = settings.find(key);
    return it == settings.end() ? std::string_view{} : std::string_view(it->second);
}


Result<Answer> answer_of(const Manifest& vendor, HttpResponse response) {
    Answer out{.status = response.status, .headers = std::move(response.headers)};
    const bool fine = out.status >= 200 && out.status < 300;
    if (!response.body.empty()) {
        auto body = parse_json(response.body);
        if (body)
            out.body = std::move(*body);
        else if (fine)
            return Fault{
                std::string(vendor.vendor) + ".unreadable",
                std::string(vendor.title) + " sent an answer that cannot be read: " + body.error().what,
                "Try again; if it stays, check the address of the connection."};
    }
    if (!fine) out.error = refusal_in(vendor, out.status, out.body);
    return out;
}

}  // namespace crosswalk
