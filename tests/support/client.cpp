#include "tests/support/client.h"

#include <httplib.h>

namespace crosswalk::doubles {

std::string Reply::header(const std::string& name) const {
    for (const auto& [key, value] : headers) {
        if (same_text(key, name)) return value;
    }
    return {};
}

Reply call(
    const std::string& base,
    const std::string& method,
    const std::string& target,
    const Pairs& headers,
    const Payload& body
) {
    httplib::Client client(base);
    client.set_url_encode(false);
    httplib::Request request;
    request.method = method;
    request.path = target;
    for (const auto& [name, value] : headers) request.headers.emplace(name, value);
    if (!body.text.empty()) {
        request.body = body.text;
        request.headers.emplace("Content-Type", body.content_type);
    }
    Reply out;
    if (const auto result = client.send(request)) {
        out.status = result->status;
        out.body = result->body;
        out.parsed = parse_json(out.body).value_or(nullptr);
        for (const auto& [name, value] : result->headers) out.headers.emplace_back(name, value);
    }
    return out;
}

}  // namespace crosswalk::doubles
