#include "connector/app/daemon/published_keys.h"

#include "connector/io/http_cpprest/key_fetch.h"

#include <algorithm>

namespace crosswalk {
namespace {

bool publishes_keys(const WebhookEndpoint& hook) {
    return std::ranges::any_of(hook.adapter->manifest.webhook.accept, [](const Scheme& scheme) {
        const auto* signature = std::get_if<Signature>(&scheme);
        return signature != nullptr && !signature->published_key.at.empty();
    });
}

}  // namespace

std::shared_ptr<KeyCache> make_key_cache(const WebhookEndpoints& hooks, const Clock& clock, Log& log) {
    if (std::ranges::none_of(hooks.hooks, publishes_keys)) return nullptr;
    return std::make_shared<KeyCache>(
        [fetch = make_key_fetch(), &log](const std::string& url) {
            auto key = fetch(url);
            log.write(
                key ? Level::info : Level::warn,
                key ? "Fetched a vendor's key."
                    : "A vendor's key cannot be fetched; its deliveries are put off.",
                {{"url", url}, {"code", key ? "ok" : key.error().code}}
            );
            return key;
        },
        clock
    );
}

}  // namespace crosswalk
