#include "webhooks/intake/new_event.h"

#include "connector/contract/json_read.h"
#include "webhooks/route/route.h"
#include "webhooks/verify/verify.h"

namespace crosswalk {
namespace {

// Empties an XML element wherever it stands: a session id that lives is nobody's news.
void empty_element(std::string& body, std::string_view name) {
    for (std::size_t at = body.find(name); at != std::string::npos; at = body.find(name, at + name.size())) {
        const bool opens = at > 0 && (body[at - 1] == '<' || body[at - 1] == ':');
        const std::size_t begin = body.find('>', at);
        if (!opens || begin == std::string::npos || body[begin - 1] == '/') continue;
        const std::string_view between =
            std::string_view(body).substr(at + name.size(), begin - at - name.size());
        if (!between.empty() && between.front() != ' ') continue;
        const std::size_t end = body.find("</", begin);
        if (end != std::string::npos) body.erase(begin + 1, end - begin - 1);
    }
}

// Of a delivery that is proven.
std::string delivery_id(const Webhook& webhook, const ServerRequest& request) {
    if (!webhook.delivery_id.starts_with('/'))
        return std::string(find_header(request.headers, webhook.delivery_id).value);
    const auto body = parse_json(request.body);
    return body ? scalar_at(*body, webhook.delivery_id) : std::string{};
}

}  // namespace

NewEvent event_of(ServerRequest&& request, const WebhookEndpoint& hook, Millis now) {
    const Webhook& webhook = hook.adapter->manifest.webhook;
    NewEvent event;
    event.connection = hook.connection;
    event.delivery_id = delivery_id(webhook, request);
    event.delivery.method = std::move(request.method);
    event.delivery.target = redact(request.target);
    const auto keep = [&](std::string_view name) {
        const HeaderFound found = find_header(request.headers, name);
        if (found.count > 0) event.delivery.headers.emplace(name, found.value);
    };
    keep("Content-Type");
    for (const std::string_view name : webhook.keep_headers) keep(name);
    event.delivery.body = std::move(request.body);
    for (const std::string_view name : webhook.secret_elements) empty_element(event.delivery.body, name);
    event.delivery.received_at = now;
    return event;
}

void take_out_secrets(Delivery& delivery, const crypto::Scrubber& scrubber) {
    delivery.target = scrubber.without_secrets(std::move(delivery.target));
    delivery.body = scrubber.without_secrets(std::move(delivery.body));
    for (auto& [name, value] : delivery.headers) value = scrubber.without_secrets(std::move(value));
}

}  // namespace crosswalk
