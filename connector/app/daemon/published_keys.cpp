#include "connector/app/daemon/published_keys.h"

#include "connector/io/http_cpprest/key_fetch.h"

#include <algorithm>

namespace crosswalk {
namespace {

const PublishedKey* published_key_of(const Scheme& scheme) {
    const auto* signature = std::get_if<Signature>(&scheme);
    return signature != nullptr && !signature->published_key.at.empty() ? &signature->published_key : nullptr;
}

bool publishes_keys(const WebhookEndpoint& hook) {
    return std::ranges::any_of(hook.adapter->manifest.webhook.accept, [](const Scheme& scheme) {
        return published_key_of(scheme) != nullptr;
    });
}

// Where the admin has named another address of the host, the same key is there.
std::string place_of_key(std::span<const WebhookEndpoint> hooks, const std::string& url) {
    for (const WebhookEndpoint& hook : hooks)
        for (const Scheme& scheme : hook.adapter->manifest.webhook.accept) {
            const PublishedKey* key = published_key_of(scheme);
            const auto named = key == nullptr ? hook.hosts.end() : hook.hosts.find(key->host);
            if (named == hook.hosts.end() || !guard_lets(key->pattern, url)) continue;
            return named->second + url.substr(std::min(url.find('/', url.find("://") + 3), url.size()));
        }
    return url;
}

}  // namespace

std::shared_ptr<KeyCache> make_key_cache(const WebhookEndpoints& hooks, const Clock& clock, Log& log) {
    if (std::ranges::none_of(hooks.hooks, publishes_keys)) return nullptr;
    return std::make_shared<KeyCache>(
        [fetch = make_key_fetch(), all = hooks.hooks, &log](const std::string& url) {
            auto key = fetch(place_of_key(all, url));
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
